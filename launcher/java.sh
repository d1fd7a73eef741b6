# shellcheck shell=sh
# Becomes java, with an ahead-of-time cache of loaded and linked classes where there is one.

# Runs the arguments of lethe in the build, with the cache there is; the exit code and the signals are java's own.
become_java() {
  cache=$home/cache/aot/$build-$jdk_version
  if [ "${LETHE_AOT-}" = off ]; then
    exec_java -Dlethe.aot=off "$@"
  fi
  # Trained without a model at first, and again once there is one. Foreign flags would make a cache of no use to others.
  if [ ! -e "$cache.aot" ] || { [ -e "$cache.plain" ] && [ -e "$home/models/smollm2.gguf" ]; }; then
    [ -n "${LETHE_JAVA_OPTS-}" ] || [ -e "$cache.failed" ] || train_later
  fi
  if [ -e "$cache.aot" ]; then
    # One that is damaged or foreign is passed over; -Xlog keeps java from talking about it on stdout.
    exec_java "-XX:AOTCache=$cache.aot" "$@"
  fi
  exec_java -Dlethe.aot=missing "$@"
}

# Replaces this shell: exec_java AOT_FLAG LETHE_ARGUMENTS...
exec_java() {
  aot_flag=$1
  shift
  set -- -cp "$root/target/app/$build/*" io.lethe.cli.Lethe "$@"
  # The Java heap is small, since weights and columns lie in native memory; the serial collector starts fastest,
  # and without -Xms a quarter of the memory at start would be garbage not yet collected.
  case ${LETHE_JAVA_OPTS-} in *-XX:+Use*GC*) ;; *) set -- -XX:+UseSerialGC -Xms64m "$@" ;; esac
  # Until a kernel is compiled each of its vector operations runs as a method, hundreds of times slower, and those methods
  # keep the compiler from the kernel. So kernels are compiled early, and their caller waits. Not earlier than this: with
  # 1/200 of java's thresholds too little was known of the loops, and some ran at a third of their speed for good.
  kernels='io.lethe.tensor.Simd*::*'
  # shellcheck disable=SC2086 # lists of flags
  exec "$JAVA_HOME/bin/java" "$aot_flag" -Xlog:disable "-Xlog:all=error,aot*=off,cds*=off:stderr" $vector_flag \
    --enable-native-access=ALL-UNNAMED -Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0 \
    -XX:CompileCommand=quiet "-XX:CompileCommand=CompileThresholdScaling,$kernels,0.02" \
    "-XX:CompileCommand=BackgroundCompilation,$kernels,false" ${LETHE_JAVA_OPTS-} "$@"
}

# Trains in the background: that must not delay, fail or be seen by this start.
train_later() {
  (
    export root home build cache vector_flag
    nice -n 19 sh "$root/launcher/train.sh" >/dev/null 2>&1 </dev/null &
  )
}
