#!/usr/bin/env bash
# A wheel in fresh virtual environments, one for each Python that is named: alone, beside numpy, scipy and scikit-learn
# imported before and after it, from threads and from processes. What they need comes from PyPI.
#
#   wheel_test.sh WHEEL PYTHONS…
set -euo pipefail

wheel=$(readlink -f "$1")
test=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/wheel.py
shift
unset ORTHANT_LIBRARY PYTHONPATH
export OMP_WAIT_POLICY=passive
for python in "$@"; do
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  "$python" -m venv "$work/venv"
  cd "$work"
  venv/bin/python -m pip install --quiet --disable-pip-version-check --prefer-binary "$wheel"
  venv/bin/python "$test" alone
  venv/bin/python -m pip install --quiet --disable-pip-version-check --prefer-binary scikit-learn threadpoolctl
  for order in first last threads joblib fork spawn; do venv/bin/python "$test" "$order"; done
  cd / && rm -rf "$work"
done
