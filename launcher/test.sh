# shellcheck shell=sh
# `./lethe test [MAVEN ARGUMENTS]`: builds, runs every test of every module and adds up their reports.

run_tests() {
  fetch_test_model
  find_maven
  begin_build
  rm -rf "$root"/*/target/surefire-reports
  # Later modules are tested too when an earlier one has failures; the reports below decide.
  status=0
  run_maven -fae -Dmaven.test.failure.ignore=true "$@" verify || status=$?
  [ "$status" -ne 0 ] || [ ! -d "$root/cli/target/lib" ] || install_app
  end_build

  echo
  set -- "$root"/*/target/surefire-reports/TEST-*.xml
  [ -e "$1" ] || set -- /dev/null
  awk -v status="$status" -f "$root/launcher/sum_tests.awk" "$@"
  exit $?
}

# The small real model, with the product's own command. Without it the tests that need it say that they were skipped.
fetch_test_model() {
  [ ! -e "$home/models/smollm2.gguf" ] || return 0
  if is_stale; then
    build_app
  fi
  (LETHE_AOT=off become_java models pull smollm2) ||
    echo "lethe: testing without SmolLM2; the tests that need it are skipped" >&2
}
