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
set -- "$COMMAND" --summary "$GITHUB_STEP_SUMMARY"
if [ "$COMMAND" = generate ]; then
    set -- "$@" --report "$report"
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

# What the tool prints names files, which may look like workflow commands: GitHub is told to take
# none until it sees a word that nobody can guess. All goes through one stream, to keep its order.
# Source: GitHub Docs, "Workflow commands", stopping and starting workflow commands.
word=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
messages=$RUNNER_TEMP/ralf-notes-messages.txt
pipe=$RUNNER_TEMP/ralf-notes-pipe
rm -f "$pipe"
mkfifo "$pipe"
echo "::stop-commands::$word"
tee "$messages" <"$pipe" &
code=0
ralf-notes "$@" 2>"$pipe" || code=$?
wait
rm "$pipe"
echo "::$word::"

# The last message says why the step fails, and what to do; failed files are in the summary.
if [ "$code" -ne 0 ]; then
    # A time may stand before each line.
    said=$(awk '{ sub(/^([0-9-]+ )?[0-9][0-9]:[0-9][0-9]:[0-9][0-9] /, "") }
        sub(/^ralf-notes: /, "") { said = $0; next }
        /^  / { said = said $0 } END { print said }' "$messages" | tr -s ' ')
    if [ "$code" -eq 1 ] && [ -f "$report" ]; then
        said="some notes could not be written; the summary of the job lists them"
    fi
    level=error
    case "$FAIL_ON $code" in "never "* | "fatal 1") level=warning ;; esac
    # A % begins an escape in a workflow command.
    echo "::$level title=ralf-notes::$(printf %s "${said:-exit code $code}" | sed 's/%/%25/g')"
fi

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
