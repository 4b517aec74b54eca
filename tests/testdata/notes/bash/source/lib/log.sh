# Prints what happens, with the time.

log() {
  printf '%s %s\n' "$(date)" "$*"
}

_fail() {
  log "$@"
  exit 1
}
