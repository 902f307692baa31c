#!/usr/bin/env bash
# The licences of libraries that are copied: what Debian says of the package of each, and the texts that this names.
#
#   scripts/licences.sh FOLDER LIBRARIES…
set -euo pipefail

folder=$1
shift
mkdir -p "$folder"
cp -L /usr/share/common-licenses/{GPL,LGPL,MPL,Apache}-* "$folder"
for library in "$@"; do
  # A package names its files as it was packed: below /usr, or not.
  for name in "$(readlink -f "$library")" "$library" "${library#/usr}"; do
    package=$(dpkg -S "$name" 2>/dev/null | head -n 1 | cut -d: -f1) && [[ -n $package ]] && break
  done
  [[ -n $package ]] || { echo "licences: no package has $library" >&2; exit 1; }
  cp "/usr/share/doc/$package/copyright" "$folder/$package.txt"
done
