# shellcheck shell=sh
# `./lethe test [MAVEN ARGUMENTS]`: builds, runs every test of every module and adds up their reports.

run_tests() {
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
