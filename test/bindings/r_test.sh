#!/usr/bin/env bash
# The R package: compiled and installed into the build folder, and its tests.
#
#   r_test.sh install|use BUILD SOURCE
set -euo pipefail

what=$1 build=$2 source=$3
export R_LIBS=$build/r-library ORTHANT_PREFIX=$build/installed
command -v R >/dev/null || { echo "skipped: no R here"; exit 77; }
Rscript -e 'loadNamespace("jsonlite")' >/dev/null 2>&1 || { echo "skipped: R has no jsonlite here"; exit 77; }

case $what in
  install)
    # A copy, since compiling leaves files beside the sources; and what is installed is what the version says.
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    cp -r "$source/bindings/r" "$work/orthant"
    rm -rf "$R_LIBS"
    mkdir -p "$R_LIBS"
    R CMD INSTALL --library="$R_LIBS" "$work/orthant" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
    if grep -i 'warning' "$work/log"; then echo "FAILED: a warning"; exit 1; fi
    Rscript -e 'stopifnot(packageVersion("orthant") == orthant::orthant_version())' \
      -e 'stopifnot(length(unlist(tools::undoc("orthant"))) == 0, length(tools::codoc("orthant")) == 0)'
    ;;
  use)
    cd "$(mktemp -d)"
    for file in "$source"/bindings/r/tests/*.R; do Rscript "$file"; done
    rm -r "$PWD"
    ;;
esac
