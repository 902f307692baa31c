#!/usr/bin/env bash
# The archive of the programs: unpacked, moved, called by a link, in a root that has a shell and nothing else.
#
#   archive_test.sh BUILD SOURCE
set -euo pipefail

build=$1 source=$2
command -v dpkg >/dev/null || { echo "skipped: no dpkg here, by which libraries' licences are found"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$source/scripts/archive.sh" "$build" "$work/made"
tar -xzf "$work"/made/orthant-*.tar.gz -C "$work"
[[ -s $(echo "$work"/orthant-*/licences/libopenblas*.txt) ]] || { echo "FAILED: no licence of OpenBLAS"; exit 1; }

root=$work/root
mkdir -p "$root"/{bin,tmp}
mv "$work"/orthant-*-linux-* "$root/moved"
ln -s ../moved/bin/orthant "$root/bin/orthant"
cat >"$root/use.sh" <<'INSIDE'
set -e
cd "$1/tmp"
unset LD_LIBRARY_PATH
"$1/bin/orthant" recover digits --rank 3 --starts 1 --threads 2 --out found >summary
"$1/moved/bin/orthant-verify" found/certificate.json
"$1/bin/orthant" --version
INSIDE
if [[ $(id -u) == 0 ]]; then
  # The shell and two commands that the archive calls, with what they link to.
  tools=(dash dirname readlink)
  for tool in "${tools[@]}"; do cp "$(command -v "$tool")" "$root/bin"; done
  mv "$root/bin/dash" "$root/bin/sh"
  for tool in "${tools[@]}"; do ldd "$(command -v "$tool")"; done | grep -o '/[^ ]*' | sort -u |
    xargs -I{} cp --parents -L {} "$root"
  chroot "$root" /bin/sh /use.sh ""
else
  echo "without root: run in this system"
  sh "$root/use.sh" "$root"
fi
