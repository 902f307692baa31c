#!/usr/bin/env bash
# clang-tidy by .clang-tidy over the sources of src/, checker/ and app/. Fails on anything that it says. Nothing is
# compiled: a tree is configured for its list of commands.
#
#   scripts/tidy.sh [PATTERN]     only units whose name matches, e.g. checker
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
cmake -S . -B build-tidy -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_COMPILER=clang++ -DORTHANT_TESTS=OFF \
  -DORTHANT_REPORT=OFF >/dev/null
mapfile -t units < <(sed -n 's/^ *"file": "\(.*\.cpp\)",\{0,1\}$/\1/p' build-tidy/compile_commands.json |
  grep -e "${1:-.}" | sort -u)
((${#units[@]} > 0)) || { echo "tidy: no unit" >&2; exit 1; }
echo "clang-tidy: ${#units[@]} units"
# xargs fails when one of its calls does.
printf '%s\0' "${units[@]}" | xargs -0 -n 1 -P "$(nproc)" clang-tidy -p build-tidy --quiet 2>&1 |
  { grep --line-buffered -v '^[0-9]* warnings\{0,1\} generated\.$' || true; }
