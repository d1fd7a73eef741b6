# Adds up surefire's XML reports: a line for each module, one for all, and the plain line. Exit 1 unless all is well.

function attribute(name,    value) {
  if (!match($0, " " name "=\"[0-9]+\"")) return 0
  value = substr($0, RSTART, RLENGTH)
  gsub(/[^0-9]/, "", value)
  return value + 0
}

FNR == 1 { in_head = 1 }

in_head && /<testsuite/ { in_suite = 1 }

in_head && in_suite {
  split(FILENAME, path, "/target/surefire-reports/")
  module = path[1]
  sub(/.*\//, "", module)
  if (!(module in tests)) order[++modules] = module
  tests[module] += attribute("tests")
  failures[module] += attribute("failures")
  errors[module] += attribute("errors")
  skipped[module] += attribute("skipped")
  if (/>/) in_head = in_suite = 0
}

function closing(label, t, f, e, s) {
  printf "Tests run: %d, Failures: %d, Errors: %d, Skipped: %d -- %s\n", t, f, e, s, label
}

END {
  for (i = 1; i <= modules; i++) {
    m = order[i]
    closing(m, tests[m], failures[m], errors[m], skipped[m])
    t += tests[m]; f += failures[m]; e += errors[m]; s += skipped[m]
  }
  closing("all modules", t, f, e, s)
  if (status != 0) print "The build failed: see the lines marked ERROR above."
  printf "%d passed, %d failed, %d skipped\n", t - f - e - s, f + e, s
  exit (status != 0 || f + e > 0 || t == 0) ? 1 : 0
}
