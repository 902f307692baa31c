#!/usr/bin/env bash
# Installs the npm packages of the report (plots) and of its browser test, exactly those of
# package-lock.json. Does nothing when the installed ones are of that same lock file.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../src/orthant/report/web"

# A copy of the lock file, written last: contents say more than dates, which a checkout renews.
stamp=node_modules/.installed-lock.json
if cmp -s package-lock.json "$stamp"; then
  echo "npm packages: nothing to install"
  exit 0
fi
echo "npm packages: installing $(grep -c '^    "node_modules/' package-lock.json) from package-lock.json"
# No install script of any package is run: the report needs their files only.
npm ci --ignore-scripts --no-audit --no-fund </dev/null
cp package-lock.json "$stamp"
