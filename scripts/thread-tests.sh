#!/usr/bin/env bash
# Runs the tests of the rooms under ThreadSanitizer, in the tree that `make tsan` builds. OpenMP's own
# synchronisation is told to the sanitizer by Archer, which comes with clang's OpenMP; without it every
# parallel loop would look like a race. OpenBLAS and what else is not compiled with the sanitizer is not
# looked into.
#
#   scripts/thread-tests.sh ROOM…
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
archer=$(find /usr/lib -name libarcher.so 2>/dev/null | head -n 1)
[[ -n $archer ]] || { echo "thread-tests: no libarcher.so; expected clang's OpenMP (libomp-dev)" >&2; exit 1; }
rooms=$(IFS='|' && echo "$*")
OMP_TOOL_LIBRARIES=$archer OMP_NUM_THREADS=4 \
  TSAN_OPTIONS="ignore_noninstrumented_modules=1 halt_on_error=1 suppressions=$PWD/test/support/races.txt" \
  ctest --test-dir build-tsan --output-on-failure --no-tests=error --parallel "$(nproc)" \
  --tests-regex "^thread\.($rooms)\."
