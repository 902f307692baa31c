#!/usr/bin/env bash
# Removes what an install wrote: the files of its list, and the folders of ours that are empty then.
#
#   scripts/uninstall.sh LIST
set -euo pipefail

list=${1:?expected the list of installed files}
[[ -s $list ]] || { echo "uninstall: $list: nothing was installed from this build folder" >&2; exit 1; }
mapfile -t files <"$list"
folders=()
removed=0
for file in "${files[@]}"; do
  file=${DESTDIR:-}$file
  [[ -e $file || -L $file ]] || continue
  rm "$file"
  ((++removed))
  folder=$(dirname "$file")
  while [[ $folder == */orthant || $folder == */orthant/* ]]; do
    folders+=("$folder")
    folder=$(dirname "$folder")
  done
done
# The deepest first.
if ((${#folders[@]} > 0)); then
  printf '%s\n' "${folders[@]}" | sort -ur | xargs -d '\n' rmdir --ignore-fail-on-non-empty
fi
rm "$list"
echo "uninstall: $removed files removed"
