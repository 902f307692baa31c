#!/usr/bin/env bash
# Finds points of real data, certifies each and gives each certificate to the checker.
#   run.sh ORTHANT ORTHANT_VERIFY OUTDIR [SET …]
# SET: digits, fashion, brown (default: all three). The table goes to stdout and to OUTDIR/results.md, every
# single figure to OUTDIR/results.json. Exit code 1 when a proof is missing or a certificate is rejected.
set -euo pipefail

if (($# < 3)); then
  sed -n '3,5s/^# *//p' "${BASH_SOURCE[0]}" >&2
  exit 2
fi
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=$3
[[ -f $out/inputs/brown.mtx && -f $out/inputs/fashion-2000.npy ]] || "$here/inputs.sh" "$out/inputs"
exec node "$here/run.mjs" "$@"
