#!/usr/bin/env bash
# Formats every C++ file of the project by .clang-format; with --check only says which are not, and
# fails. Exit code 77 (skipped) when clang-format is missing.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
if ! command -v clang-format >/dev/null; then
  echo "skipped: clang-format is missing"
  exit 77
fi
mode=(-i)
[[ ${1:-} == --check ]] && mode=(--dry-run -Werror)

mapfile -t files < <(find include src checker app test examples -name node_modules -prune -o -type f \
  \( -name '*.hpp' -o -name '*.cpp' \) -print | sort)
echo "clang-format: ${#files[@]} files"
((${#files[@]} > 0))
# xargs fails when one of its calls does.
printf '%s\0' "${files[@]}" | xargs -0 clang-format --style=file "${mode[@]}"
