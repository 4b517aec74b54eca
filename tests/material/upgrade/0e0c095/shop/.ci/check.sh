#!/bin/sh
# Run what must hold before a change is merged.
set -eu

say() {
    printf '%s\n' "== $1"
}

say "python"
python -m compileall -q shop
say "go"
(cd service && go vet ./...)
