#!/usr/bin/env bash
# Runs the tests in the tree that `make coverage` builds, and says which share of the lines of include/, src/,
# checker/ and app/ they ran: one figure, and build-coverage/lines.txt by file.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../build-coverage"
rm -rf profiles && mkdir profiles
# What computes nothing of ours, or installs what other tests use, adds no line.
LLVM_PROFILE_FILE=$PWD/profiles/%p.profraw OMP_WAIT_POLICY=passive ctest --output-on-failure --no-tests=error \
  --parallel "$(nproc)" --exclude-regex '^(layers|house|format|install|docs|consumer|browser)\.'
find profiles -name '*.profraw' >profiles/list
llvm-profdata merge --sparse --input-files=profiles/list --output=profiles/all.profdata
mapfile -t programs < <(find bin -maxdepth 1 -type f -executable)
objects=()
for program in "${programs[@]:1}"; do objects+=(--object "$program"); done
llvm-cov report "${programs[0]}" "${objects[@]}" --instr-profile=profiles/all.profdata \
  --ignore-filename-regex='/test/|/build-coverage/|/usr/' >lines.txt
rm -r profiles
awk '/^TOTAL/ { print "coverage: " $10 " of " $8 " lines" }' lines.txt
