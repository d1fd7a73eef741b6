#!/bin/sh
# Makes the ahead-of-time cache of a build. `lethe warm-up` does what a usual start does while java records which
# classes that takes; as it ends, java writes the cache. Leaves $cache.aot (and $cache.plain while no model is there)
# or $cache.failed. Called by java.sh, which sets root, home, build, cache and vector_flag.
set -eu
: "${root:?}" "${home:?}" "${build:?}" "${cache:?}" "${vector_flag?}"
trap '' HUP
. "$root/launcher/lock.sh"
. "$root/launcher/java.sh"

mkdir -p "${cache%/*}"
try_lock "$cache.lock" || exit 0
trap 'rm -f "$cache.lock" "$cache.new"' EXIT
rm -f "$cache.new"
model=$home/models/smollm2.gguf
[ -e "$model" ] || model=
if (LETHE_HOME=$home exec_java "-XX:AOTCacheOutput=$cache.new" warm-up) && [ -s "$cache.new" ]; then
  [ -n "$model" ] || : >"$cache.plain"
  mv -f "$cache.new" "$cache.aot"
  [ -z "$model" ] || rm -f "$cache.plain"
else
  : >"$cache.failed"
fi
