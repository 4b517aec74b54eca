#!/usr/bin/env bash
# Saves a folder to another machine.
#
# Usage: backup.sh FOLDER HOST
set -euo pipefail

source "$(dirname "$0")/../lib/log.sh"

readonly KEEP=7

# Copies a folder; what is gone there is deleted.
copy() {
  rsync -a --delete "$1" "$2"
}

prune() {
  find "$1" -mtime +"$KEEP" -delete
}

copy "$@"
