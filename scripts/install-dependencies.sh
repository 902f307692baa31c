#!/usr/bin/env bash
# Installs from Debian what this project needs and this machine lacks, and nothing else.
#
#   scripts/install-dependencies.sh [build|test|dist|tidy|coverage] [--dry-run]
#
# `build` is what the programs need, `test` (the default) adds what the tests need, `dist`, `tidy` and `coverage` what
# those targets of make need beyond that. --dry-run only says what is missing, and fails if something is.
set -euo pipefail

scope='test'
dry_run=false
for argument in "$@"; do
  case $argument in
    build | test | dist | tidy | coverage) scope=$argument ;;
    --dry-run) dry_run=true ;;
    *)
      echo "install-dependencies: '$argument'; expected build, test, dist, tidy, coverage or --dry-run" >&2
      exit 2
      ;;
  esac
done

# A tool is looked for by its command, so that one from elsewhere (another vendor's Node, say) stays;
# a library by its package. Each tool is command:package.
tools=(make:make g++:g++ cmake:cmake ninja:ninja-build ccache:ccache gzip:gzip node:nodejs npm:npm)
libraries=(
  ca-certificates # npm needs them and Debian only recommends them
  libeigen3-dev libopenblas-openmp-dev nlohmann-json3-dev libfmt-dev libcli11-dev
  libgmp-dev libflint-dev libflint-arb-dev nettle-dev
  zlib1g-dev libzip-dev libhdf5-dev libpng-dev libsndfile1-dev libfftw3-dev # formats of data
)
if [[ $scope == dist ]]; then
  tools+=(python3:python3 dpkg-shlibdeps:dpkg-dev)
  libraries+=(python3-venv)
elif [[ $scope != build ]]; then
  tools+=(clang++:clang clang-format:clang-format chromium:chromium
    python3:python3 pkg-config:pkgconf dpkg-shlibdeps:dpkg-dev R:r-base-core)
  libraries+=(
    libgtest-dev
    libclang-rt-dev libomp-dev # the fuzz targets: libFuzzer, the sanitizers and OpenMP of clang
    python3-pytest python3-numpy python3-scipy python3-sklearn python3-pandas # the Python package beside its friends
    fonts-dejavu-core          # text in the report as the browser test sees it
    libopenblas0               # what our Debian packages name
    r-cran-jsonlite r-cran-matrix
  )
fi

[[ $scope != tidy ]] || tools+=(clang-tidy:clang-tidy)
[[ $scope != coverage ]] || tools+=(llvm-cov:llvm llvm-profdata:llvm)

missing=()
for tool in "${tools[@]}"; do
  command -v "${tool%%:*}" >/dev/null || missing+=("${tool#*:}")
done
# dpkg-query fails when it has never heard of one of the names; the lines of the others still count.
installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "${libraries[@]}" 2>/dev/null || true)
for library in "${libraries[@]}"; do
  grep -qx "$library installed" <<<"$installed" || missing+=("$library")
done

if ((${#missing[@]} == 0)); then
  echo "dependencies ($scope): nothing to install"
  exit 0
fi
if $dry_run; then
  echo "dependencies ($scope): missing ${missing[*]}"
  exit 1
fi
if ! command -v apt-get >/dev/null; then
  echo "install-dependencies: no apt-get here; install by hand: ${missing[*]}" >&2
  exit 1
fi
if [[ $(id -u) == 0 ]]; then
  as_root=(env)
elif command -v sudo >/dev/null; then
  as_root=(sudo env)
else
  echo "install-dependencies: run as root, or with sudo installed, to install: ${missing[*]}" >&2
  exit 1
fi

echo "dependencies ($scope): installing from Debian: ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# apt's own lines, thousands of them, are shown only when it fails. A list of some other vendor that
# cannot be refreshed is no reason to stop: the install will tell.
apt() {
  "${as_root[@]}" DEBIAN_FRONTEND=noninteractive apt-get -q -o Acquire::Retries=3 \
    -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 "$@" </dev/null >>"$log" 2>&1
}
apt update || echo "install-dependencies: some package lists could not be refreshed" >&2
if ! apt install --yes --no-install-recommends "${missing[@]}"; then
  tail -n 40 "$log" >&2
  echo "install-dependencies: apt-get could not install: ${missing[*]}" >&2
  exit 1
fi
echo "dependencies ($scope): installed, $(grep -c '^Unpacking' "$log") packages with what they need"
