#!/bin/sh
# Run ralf-notes and tell what came of it: changed, report, exit-code.
# Needs: COMMAND, FAIL_ON, TARGET, RUNNER_TEMP, GITHUB_OUTPUT, GITHUB_STEP_SUMMARY; CONFIG, ARGS
# and SOURCE_PATHS may be empty. Settings come from RALF_<KEY> and OLLAMA_HOST.
set -eu

case "$COMMAND" in
generate | status) ;;
*) echo "::error::command: expected generate or status" && exit 2 ;;
esac
case "$FAIL_ON" in
any | fatal | never) ;;
*) echo "::error::fail-on: expected any, fatal or never" && exit 2 ;;
esac

report=$RUNNER_TEMP/ralf-notes-report.json
rm -f "$report"
set -- "$COMMAND"
if [ "$COMMAND" = generate ]; then
    set -- "$@" --report "$report" --summary "$GITHUB_STEP_SUMMARY"
else
    set -- "$@" --exit-code
fi
[ -z "$CONFIG" ] || set -- "$@" --config "$CONFIG"
while IFS= read -r line; do
    [ -z "$line" ] || set -- "$@" "$line"
done <<END
$ARGS
END
set -- "$@" --
while IFS= read -r line; do
    [ -z "$line" ] || set -- "$@" "$line"
done <<END
$SOURCE_PATHS
END

code=0
ralf-notes "$@" || code=$?

# Files of a pull request may look like a git folder, whose configuration names programs to run.
in_target() {
    git -c safe.bareRepository=explicit -c core.fsmonitor=false -C "$TARGET" "$@"
}

# Where git has the notes, it knows best; elsewhere the report tells.
has_changed() {
    if [ -d "$TARGET" ]; then
        [ -z "$(in_target status --porcelain -- . 2>/dev/null)" ] || return 0
        ! in_target ls-files --error-unmatch . >/dev/null 2>&1 || return 1
    fi
    [ -f "$report" ] && grep -Eq '^ +"written": [1-9]' "$report"
}

changed=false
if has_changed; then changed=true; fi
[ -f "$report" ] || report=
{
    echo "changed=$changed"
    echo "report=$report"
    echo "exit-code=$code"
} >>"$GITHUB_OUTPUT"

case "$FAIL_ON" in
any) exit "$code" ;;
fatal) [ "$code" -lt 2 ] || exit "$code" ;;
never) ;;
esac
