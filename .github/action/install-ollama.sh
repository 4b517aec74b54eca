#!/bin/sh
# Put Ollama on the PATH: the one that is there, one restored from the cache, or a download.
# Needs: OLLAMA_FOLDER, VERSION, RUNNER_TEMP, GITHUB_PATH.
set -eu

if found=$(command -v ollama); then
    echo "Using $found"
    exit
fi
echo "$OLLAMA_FOLDER/bin" >>"$GITHUB_PATH"
if [ -x "$OLLAMA_FOLDER/bin/ollama" ]; then
    echo "Using Ollama from the cache"
    exit
fi

# Names as of Ollama 0.14: https://github.com/ollama/ollama/releases
into=$OLLAMA_FOLDER
case "$(uname -s) $(uname -m)" in
"Linux x86_64") file=ollama-linux-amd64.tar.zst ;;
"Linux aarch64") file=ollama-linux-arm64.tar.zst ;;
Darwin*) file=ollama-darwin.tgz into=$OLLAMA_FOLDER/bin ;;
*)
    echo "::error::No Ollama is known for this runner. Name one that runs elsewhere: host, or use engine: none"
    exit 1
    ;;
esac
curl --fail --silent --show-error --location --retry 3 --output "$RUNNER_TEMP/$file" \
    "https://github.com/ollama/ollama/releases/download/v$VERSION/$file"
mkdir -p "$into"
if command -v nvidia-smi >/dev/null; then
    tar -xf "$RUNNER_TEMP/$file" -C "$into"
else
    # Without a GPU 5 GB less to unpack and to keep in the cache.
    tar -xf "$RUNNER_TEMP/$file" -C "$into" --exclude '*cuda_v*'
fi
rm "$RUNNER_TEMP/$file"
