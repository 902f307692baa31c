#!/usr/bin/env bash
# scripts/install-dependencies.sh, without installing anything: the commands that would change the
# machine are replaced by ones that write down how they were called.
#
#   install_test.sh second-run     where all is there, nothing is called (77, skipped, elsewhere)
#   install_test.sh bare-machine   where nothing is there, everything is asked for, as root or by sudo
set -euo pipefail

install=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/scripts/install-dependencies.sh
fakes=$(mktemp -d)
trap 'rm -rf "$fakes"' EXIT
calls=$fakes/calls

fail() {
  echo "FAILED: $1" >&2
  exit 1
}
fake() { # fake NAME BODY: a command NAME that does BODY
  printf '#!/bin/bash\n%s\n' "$2" >"$fakes/$1"
  chmod +x "$fakes/$1"
}
fake apt-get "echo \"apt-get \$*\" >>'$calls'; echo Unpacking one"

second_run() {
  "$install" test --dry-run || { echo "skipped: not everything is installed here"; exit 77; }
  fake sudo "echo \"sudo \$*\" >>'$calls'"
  local scope said
  for scope in build test; do
    said=$(PATH=$fakes:$PATH "$install" "$scope")
    [[ $said == "dependencies ($scope): nothing to install" ]] || fail "it said: $said"
  done
  [[ ! -e $calls ]] || fail "it called: $(cat "$calls")"
}

bare_machine() {
  local tool said
  for tool in bash cat chmod env grep mktemp rm tail; do ln -s "$(command -v "$tool")" "$fakes/$tool"; done
  fake dpkg-query 'exit 1' # as for packages it never heard of
  export PATH=$fakes

  fake id 'echo 1000'
  if said=$("$install" build 2>&1); then fail "it went on without root and without sudo"; fi
  [[ $said == "install-dependencies: run as root, or with sudo installed, to install: "*" g++ "* ]] ||
    fail "without root and sudo it said: $said"
  [[ ! -e $calls ]] || fail "without root it called apt-get"

  fake id 'echo 0'
  "$install" build
  mapfile -t called <"$calls"
  [[ ${#called[@]} == 2 && ${called[0]} == *" update" ]] || fail "as root it called: ${called[*]}"
  [[ ${called[1]} == *" install --yes --no-install-recommends "* ]] || fail "it called: ${called[1]}"
  for package in g++ cmake ninja-build nodejs npm libeigen3-dev libcli11-dev; do
    [[ " ${called[1]} " == *" $package "* ]] || fail "$package was not asked for"
  done
  [[ ${called[1]} != *chromium* ]] || fail "a build asked for chromium"

  fake id 'echo 1000'
  fake sudo "echo \"sudo\" >>'$calls'; exec \"\$@\""
  : >"$calls"
  "$install" test
  mapfile -t called <"$calls"
  [[ ${called[0]} == sudo && ${called[2]} == sudo && ${called[3]} == *" chromium "* ]] ||
    fail "with sudo it called: ${called[*]}"

  fake apt-get 'echo E: no such package; exit 100'
  if said=$("$install" build 2>&1); then fail "it went on when apt-get failed"; fi
  [[ $said == *"E: no such package"*"could not install: "* ]] || fail "on failure it said: $said"
  fake apt-get "echo \"apt-get \$*\" >>'$calls'; echo Unpacking one"

  # A Node of another vendor stays, and so does its npm.
  fake node true
  fake npm true
  : >"$calls"
  "$install" build
  mapfile -t called <"$calls"
  [[ " ${called[*]} " != *" nodejs "* && " ${called[*]} " != *" npm "* ]] || fail "it replaced Node"
}

case ${1:-} in
  second-run) second_run ;;
  bare-machine) bare_machine ;;
  *) fail "expected second-run or bare-machine" ;;
esac
echo passed
