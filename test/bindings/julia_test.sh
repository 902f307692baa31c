#!/usr/bin/env bash
# The Julia module.
#
#   julia_test.sh BUILD SOURCE
set -euo pipefail

command -v julia >/dev/null || { echo "skipped: no julia here"; exit 77; }
cd "$2/bindings/julia"
ORTHANT_LIBRARY=$(echo "$1"/liborthant.so.*.*.*) julia --project=. test/runtests.jl
