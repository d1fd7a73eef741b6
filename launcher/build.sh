# shellcheck shell=sh
# Builds the application into target/app/BUILD, a folder that is never written again: a running lethe keeps its jars.

. "$root/launcher/lock.sh"
. "$root/launcher/maven.sh"

# Builds unless another process did so while this one waited.
build_app() {
  begin_build
  if is_stale; then
    find_maven
    echo "lethe: building (once after each change; the first time fetches libraries) ..." >&2
    if ! run_maven -Dstyle.color=never -pl cli -am -Dmaven.test.skip=true package >"$root/target/build.log" 2>&1; then
      grep -E '^\[(WARNING|ERROR)\]' "$root/target/build.log" >&2 || cat "$root/target/build.log" >&2
      echo "lethe: the build failed; see above and $root/target/build.log" >&2
      exit 1
    fi
    install_app
  fi
  end_build
}

# Takes the lock and notes the time: sources written from here on are newer than the build.
begin_build() {
  mkdir -p "$root/target/app"
  wait_lock "$root/target/build.lock"
  read -r root_id _ <<END
$(printf %s "$root" | cksum)
END
  new_build=$root_id-$(date +%s)-$$
  rm -rf "$root/target/app"/next.* "$root/cli/target/lib"
  echo "$new_build" >"$root/target/app/next.$$"
}

end_build() {
  rm -f "$root/target/app/next.$$"
  unlock "$root/target/build.lock"
}

# Moves what Maven has packaged to its place; the build before this one stays for those who still run it.
install_app() {
  before=
  [ ! -r "$root/target/app/current" ] || read -r before <"$root/target/app/current" || before=
  mv "$root/cli/target/lib" "$root/target/app/$new_build"
  cp "$root"/cli/target/lethe-cli-*.jar "$root/target/app/$new_build/"
  mv -f "$root/target/app/next.$$" "$root/target/app/current"
  build=$new_build
  for old in "$root/target/app"/*-*-*; do
    case $old in */"$new_build" | */"$before") ;; *) rm -rf "$old" ;; esac
  done
  for old in "$home/cache/aot/$root_id"-*; do
    case $old in */"$before"-*) ;; *) rm -f "$old" ;; esac
  done
}
