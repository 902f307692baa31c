#!/usr/bin/env bash
# The Python package as a wheel that needs no library of the system beyond the C and the C++ ones.
#
#   scripts/wheel.sh OUTPUT-FOLDER
#
# Its tools come from PyPI, into a virtual environment in build-wheel/.
set -euo pipefail

mkdir -p "$1"
output=$(cd "$1" && pwd)
cd "$(dirname "${BASH_SOURCE[0]}")/.."
tools=build-wheel/tools/bin
if ! cmp -s scripts/wheel-tools.txt build-wheel/tools/installed.txt; then
  python3 -m venv --clear build-wheel/tools
  "$tools/python" -m pip install --quiet --disable-pip-version-check --requirement scripts/wheel-tools.txt
  cp scripts/wheel-tools.txt build-wheel/tools/installed.txt
fi

rm -rf build-wheel/{plain,licences}
PATH=$PWD/$tools:$PATH "$tools/python" -m pip wheel . --quiet --disable-pip-version-check --no-deps \
  --no-build-isolation --wheel-dir build-wheel/plain
wheel=$(echo build-wheel/plain/*.whl)

# auditwheel copies libraries into the wheel; their licences go beside ours.
mapfile -t libraries < <(ldd build-python/liborthant.so | grep -o '/[^ ]*')
scripts/licences.sh build-wheel/licences "${libraries[@]}"
cp src/orthant/report/web/licences.txt build-wheel/licences/charts.txt
"$tools/python" - "$wheel" build-wheel/licences <<'ADD'
import pathlib, sys, zipfile

with zipfile.ZipFile(sys.argv[1], "a", zipfile.ZIP_DEFLATED) as wheel:
    ours = next(name for name in wheel.namelist() if name.endswith("licenses/LICENSE"))
    for path in sorted(pathlib.Path(sys.argv[2]).iterdir()):
        wheel.write(path, ours.replace("LICENSE", "libraries/" + path.name))
ADD
PATH=$PWD/$tools:$PATH "$tools/auditwheel" repair --wheel-dir "$output" "$wheel" 2>build-wheel/log ||
  { cat build-wheel/log >&2; exit 1; }
ls "$output"/orthant_nmf-*.whl
