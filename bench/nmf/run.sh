#!/usr/bin/env bash
# The whole benchmark of plain NMF: installs the peers that are missing, builds, makes the data, measures the
# inner loops and every method, and writes docs/benchmarks.md, docs/roofline.md and docs/images/nmf.svg.
#
#   bench/nmf/run.sh            # hours; leave the machine alone meanwhile
#   bench/nmf/run.sh --small    # the same on data ten times smaller, to try it: writes bench/nmf/results/small
#
# Other arguments go to run.py (--only a2 --methods orthant sklearn-cd --threads 1 --repeats 1 --fresh …). What
# results/ has already is not measured again.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$here/../..
small=()
for argument in "$@"; do
  [[ $argument == --small ]] && small=(--small)
done
# Debian's Python: that is where its scikit-learn is.
python=/usr/bin/python3
data=$here/data/${small:+small/}
measured=$here/results/${small:+small-}inner_loops.json

"$here/install-peers.sh"
"$root/scripts/install-npm.sh"
cmake -S "$root" --preset release -DORTHANT_BENCH=ON >/dev/null
cmake --build "$root/build" --target orthant bench_inner_loops
"$python" "$here/data.py" "${small[@]}" a1 a2 b c e
mkdir -p "$here/results"
"$root/build/bin/bench_inner_loops" --sparse "$data/c.mtx" --entries "$data/e.mtx" --json "$measured" "${small[@]}"
"$python" "$here/run.py" "$@"
"$python" "$here/report.py" "${small[@]}"
