#!/usr/bin/env bash
# The program, Python and R find the same objective, to the bit, with the same seed and threads.
#
#   same_objective_test.sh BUILD SOURCE
set -euo pipefail

build=$1 source=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
printf '%s\n' 3,9,8,2,5,9 7,9,1,9,0,7 4,8,3,3,7,8 8,7,6,2,3,2 8,6,0,1,2,9 0,4,0,4,7,9 6,6,6,9,7,2 5,1,0,2,7,3 >counts.csv
declare -A said

"$build/bin/orthant" recover counts.csv --rank 3 --starts 4 --threads 1 --seed 0 --json >solution.json
said[program]=$(python3 -c 'import json; print(json.load(open("solution.json"))["objective"].hex())')

if python3 -c 'import numpy' 2>/dev/null; then
  said[Python]=$(PYTHONPATH=$source/bindings/python PYTHONDONTWRITEBYTECODE=1 ORTHANT_LIBRARY=$(echo "$build"/liborthant.so.*.*.*) python3 -c '
import numpy, orthant_nmf
X = numpy.loadtxt("counts.csv", delimiter=",")
print(float(orthant_nmf.recover(X, rank=3, starts=4, threads=1, seed=0).objective).hex())')
else
  echo "without Python: no numpy here"
fi
if command -v Rscript >/dev/null && [[ -d $build/r-library/orthant ]]; then
  said[R]=$(R_LIBS=$build/r-library Rscript -e 'library(orthant, quietly = TRUE, warn.conflicts = FALSE)' -e '
X <- as.matrix(read.csv("counts.csv", header = FALSE))
cat(sprintf("%a", recover(X, rank = 3, starts = 4, threads = 1, seed = 0)$objective))')
else
  echo "without R: the package is not installed here"
fi
for who in "${!said[@]}"; do
  echo "$who: ${said[$who]}"
  [[ ${said[$who]} == "${said[program]}" ]] || { echo "FAILED: $who and the program differ"; exit 1; }
done
