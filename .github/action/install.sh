#!/bin/sh
# Install this very version of ralf-notes into an environment of its own, and tell where all is.
# Needs: PYTHON, GITHUB_ACTION_PATH, RUNNER_TEMP, GITHUB_OUTPUT, GITHUB_PATH.
set -eu

# With -m, Python looks for the module in the working directory first: a pull request's pip.py.
cd "$RUNNER_TEMP"
folder=$RUNNER_TEMP/ralf-notes
mkdir -p "$folder/bin" "$folder/cache" "$folder/ollama"
"$PYTHON" -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check "$GITHUB_ACTION_PATH"

# Later steps can call ralf-notes, and still find their own Python.
ln -sf "$folder/venv/bin/ralf-notes" "$folder/bin/ralf-notes"
echo "$folder/bin" >>"$GITHUB_PATH"
{
    echo "python=$folder/venv/bin/python"
    echo "cache=$folder/cache"
    echo "ollama=$folder/ollama"
} >>"$GITHUB_OUTPUT"
