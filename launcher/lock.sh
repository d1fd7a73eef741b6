# shellcheck shell=sh
# A lock is a symbolic link whose target is the owner's process id: made in one step, readable, and
# recognised as abandoned when that process is gone. (flock is missing on macOS.)

# Takes the lock $1, or fails when a living process holds it.
try_lock() {
  ln -sn "$$" "$1" 2>/dev/null && return 0
  owner=$(readlink "$1") || return 1
  kill -0 "$owner" 2>/dev/null && return 1
  rm -f "$1"
  ln -sn "$$" "$1" 2>/dev/null
}

# Takes the lock $1 and gives it back when this shell ends; waits for a living owner.
wait_lock() {
  trap 'exit 130' INT
  trap 'exit 143' TERM
  try_lock "$1" || {
    echo "lethe: waiting for another build ..." >&2
    until try_lock "$1"; do sleep 0.2; done
  }
  # shellcheck disable=SC2064 # the name is wanted as it is now
  trap "rm -f '$1'" EXIT
}

unlock() {
  rm -f "$1"
  trap - EXIT INT TERM
}
