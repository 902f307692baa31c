#!/usr/bin/env bash
# After scripts/uninstall.sh nothing is left of an install: neither files nor folders of ours.
#
#   uninstall_test.sh LIST PREFIX
set -euo pipefail

list=$(mktemp)
cp "$1" "$list"
(($(wc -l <"$list") > 50)) || { echo "FAILED: $(wc -l <"$list") files were installed"; exit 1; }
"$(dirname "${BASH_SOURCE[0]}")/../../scripts/uninstall.sh" "$list"
left=$(find "$2" \( -type f -o -type l -o -name orthant \) -print)
[[ -z $left ]] || { echo "FAILED: left: $left"; exit 1; }
rm -r "$2"
