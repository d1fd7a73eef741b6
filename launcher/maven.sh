# shellcheck shell=sh
# Runs Maven 3.8 or newer: the one on PATH, or one brought into $LETHE_HOME/tools.

own_maven=3.9.16

# Sets mvn to a command that runs Maven.
find_maven() {
  mvn=$home/tools/apache-maven-$own_maven/bin/mvn
  if on_path=$(command -v mvn) && is_recent_maven "$on_path"; then
    mvn=$on_path
  elif [ ! -r "$mvn" ]; then
    bring_maven
  fi
}

is_recent_maven() {
  version=$(sh "$1" -B -v 2>/dev/null | sed -n 's/.*Apache Maven \([0-9]*\)\.\([0-9]*\).*/\1 \2/p')
  # shellcheck disable=SC2086 # two numbers
  set -- $version
  [ $# -eq 2 ] && [ "$1$(printf %02d "$2")" -ge 308 ]
}

# jgo (PyPI, Unlicense) reads Maven's own repository: the archive comes from there, fetch_maven.py checks its SHA-256.
bring_maven() {
  echo "lethe: no Maven 3.8 or newer on PATH; bringing Maven $own_maven (9 MB) ..." >&2
  mkdir -p "$home/tools" "$root/target"
  work=$(mktemp -d "$home/tools/maven.XXXXXX")
  if ! { python3 -m pip install -q --target "$work/jgo" jgo==3.2.0 &&
    PYTHONPATH=$work/jgo python3 "$root/launcher/fetch_maven.py" "$own_maven" "$work"; } >"$root/target/maven.log" 2>&1; then
    cat "$root/target/maven.log" >&2
    rm -rf "$work"
    echo "lethe: found no Maven and could not bring one (it takes Python 3.10, pip and a network); install Maven 3.8 or newer" >&2
    exit 3
  fi
  [ -d "$home/tools/apache-maven-$own_maven" ] || mv "$work/apache-maven-$own_maven" "$home/tools/"
  rm -rf "$work"
}

# JDK 25 warns about what Maven 3.8's own Guava does; the first flag answers that.
run_maven() {
  MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED ${MAVEN_OPTS-}" \
    sh "$mvn" -B -ntp -f "$root/pom.xml" "$@"
}
