# shellcheck shell=sh
# Finds a JDK by reading its `release` file: asking each java for its version would cost 40 ms apiece.

wanted_jdk=25

# Sets jdk_version and vector_flag from the folder $1, or fails when that is no JDK of the wanted age.
is_wanted_jdk() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  jdk_version=
  vector_flag=
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in
      JAVA_VERSION=*)
        jdk_version=${line#*=}
        jdk_version=${jdk_version#\"}
        jdk_version=${jdk_version%\"}
        ;;
      MODULES=*jdk.incubator.vector*) vector_flag=--add-modules=jdk.incubator.vector ;;
    esac
  done <"$1/release"
  major=${jdk_version%%[!0-9]*}
  [ -n "$major" ] && [ "$major" -ge "$wanted_jdk" ]
}

# Sets JAVA_HOME (exported), jdk_version and vector_flag. Order: JAVA_HOME, `java`, the install folders.
find_jdk() {
  [ -z "${JAVA_HOME-}" ] || ! is_wanted_jdk "$JAVA_HOME" || return 0
  on_path=$(command -v java) && on_path=$(readlink -f "$on_path") && on_path=${on_path%/bin/java} || on_path=
  for candidate in "${JDK25_HOME-}" "$on_path" "${on_path%/*}"/* \
    /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/java/* /opt/jdk* /opt/*/jdk* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${HOME-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jdks/* "${HOME-}"/.jdks/*/Contents/Home; do
    if [ -n "$candidate" ] && is_wanted_jdk "$candidate"; then
      JAVA_HOME=$candidate
      export JAVA_HOME
      return 0
    fi
  done
  echo "lethe: found no JDK $wanted_jdk or newer; install one (Temurin $wanted_jdk, say) or set JAVA_HOME to its folder" >&2
  exit 3
}
