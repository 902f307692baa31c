#!/usr/bin/env bash
# Installs from Debian the peers of this benchmark that are missing, and nothing else:
# scikit-learn, NumPy and SciPy over OpenBLAS, and RcppML.
set -euo pipefail

packages=(python3-numpy python3-scipy python3-sklearn r-cran-rcppml)
installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "${packages[@]}" 2>/dev/null || true)
missing=()
for package in "${packages[@]}"; do
  grep -qx "$package installed" <<<"$installed" || missing+=("$package")
done
# NumPy takes whatever provides libblas; with the reference BLAS the comparison would be worth nothing.
ldconfig -p | grep -q libopenblas || missing+=(libopenblas0-openmp)

if ((${#missing[@]} == 0)); then
  echo "peers: nothing to install"
  exit 0
fi
as_root=()
if [[ $(id -u) != 0 ]]; then
  command -v sudo >/dev/null || {
    echo "install-peers: run as root, or with sudo installed, to install: ${missing[*]}" >&2
    exit 1
  }
  as_root=(sudo)
fi
echo "peers: installing from Debian: ${missing[*]}"
"${as_root[@]}" apt-get -q update || echo "install-peers: some package lists could not be refreshed" >&2
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q install --yes --no-install-recommends "${missing[@]}"
