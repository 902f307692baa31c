#!/usr/bin/env bash
# Runs the tests of the release build as other processors would: with the kernels that OpenBLAS has for them, with
# each set of our own inner loops, and with 1, 2 and 4 threads. What fails in one of them expects what only rounding
# decides. For those who change numerics; `make test-processors` builds first.
#
#   scripts/test-processors.sh [CTEST-ARGUMENTS…]
set -uo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
has() { grep -qw "$1" /proc/cpuinfo; }

cores=(Nehalem)
sets=(portable)
if has avx2 && has fma; then
  cores+=(Haswell Zen)
  sets+=(avx2)
fi
if has avx512f && has avx512bw && has avx512dq && has avx512vl; then
  cores+=(SkylakeX)
  sets+=(avx512)
fi

# What computes nothing, or nothing with these kernels, says the same everywhere.
without='^(browser|consumer|docs|format|house|install|layers|report|files|checker|simd)\.'
ran=0 failed=0
for core in "${cores[@]}"; do
  for kernels in "${sets[@]}"; do
    for threads in 1 2 4; do
      log=build/Testing/processors-$core-$kernels-$threads.log
      OPENBLAS_CORETYPE=$core ORTHANT_INSTRUCTIONS=$kernels OMP_NUM_THREADS=$threads OMP_WAIT_POLICY=passive \
        ctest --test-dir build --parallel "$(nproc)" --no-tests=error --output-on-failure \
        --exclude-regex "$without" "$@" >"$log" 2>&1
      result=$?
      ((++ran))
      summary=$(grep 'tests passed' "$log" || echo 'no summary')
      if ((result != 0)); then
        ((++failed))
        summary+="; see $log"
        sed -n '/The following tests FAILED/,$p' "$log" | grep -E '^\s+[0-9]+ - '
      fi
      printf '%-9s %-9s %d threads  %s\n' "$core" "$kernels" "$threads" "$summary"
    done
  done
done
echo "$((ran - failed)) passed, $failed failed"
((failed == 0))
