#!/bin/sh
# Start Ollama in the background, wait for it, and see that it has the model.
# Needs: MODEL, OLLAMA_FOLDER, RUNNER_TEMP, GITHUB_OUTPUT; OLLAMA_HOST for another address.
set -eu

export OLLAMA_HOST="${OLLAMA_HOST:-127.0.0.1:11434}"
export OLLAMA_MODELS="$OLLAMA_FOLDER/models"
log=$RUNNER_TEMP/ollama.log

answers() {
    curl --fail --silent --noproxy '*' --output /dev/null "$@" "http://$OLLAMA_HOST/api/version"
}

if answers --max-time 5; then
    # A % begins an escape in a workflow command, and a line end ends it.
    shown=$(printf %s "$OLLAMA_HOST" | tr '\r\n' '  ' | sed 's/%/%25/g')
    echo "::error::An Ollama runs at $shown already. To use it, say host: $shown"
    exit 1
fi
: >"$log"
nohup ollama serve >"$log" 2>&1 &
{
    echo "pid=$!"
    echo "host=$OLLAMA_HOST"
} >>"$GITHUB_OUTPUT"
if ! answers --retry 60 --retry-delay 1 --retry-connrefused; then
    echo "::error::Ollama did not start; the end of its log:"
    tail -n 50 "$log"
    exit 1
fi
if ollama show "$MODEL" >/dev/null 2>&1; then
    echo "$MODEL is there already"
else
    ollama pull "$MODEL"
    echo "pulled=true" >>"$GITHUB_OUTPUT"
fi
