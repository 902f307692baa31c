#!/usr/bin/env bash
# The programs with every library that they need, the C library too, for any Linux with the processor of this one.
#
#   scripts/archive.sh BUILD-FOLDER OUTPUT-FOLDER     writes orthant-VERSION-linux-PROCESSOR.tar.gz
set -euo pipefail

build=$(cd "$1" && pwd) source=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
version=$(sed -n 's/^CMAKE_PROJECT_VERSION:STATIC=//p' "$build/CMakeCache.txt")
name=orthant-$version-linux-$(uname -m)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/$name
mkdir -p "$root"/{bin,lib,libexec}

cmake --install "$build" --component programs --prefix "$work/installed" --strip >/dev/null
programs=("$work"/installed/bin/*)
mapfile -t libraries < <(ldd "${programs[@]}" | sed -n 's/^.* => \(\/.*\) (0x.*/\1/p; s/^\t\(\/.*\) (0x.*/\1/p' | sort -u)
cp -L "${libraries[@]}" "$root/lib"
cp "${programs[@]}" "$root/libexec"
cp "$source"/{LICENSE,README.md,CHANGELOG.md} "$root"
"$source/scripts/licences.sh" "$root/licences" "${libraries[@]}"
cp "$source/src/orthant/report/web/licences.txt" "$root/licences/charts.txt"

# A C library works with its own loader only, so the loader is what starts; the program starts itself again by
# ORTHANT_STARTED_BY, since it cannot see its own file (app/orthant/main.cpp).
loader=$(basename "$(readelf -l "${programs[0]}" | sed -n 's/.*interpreter: \(.*\)\]/\1/p')")
for program in "${programs[@]##*/}"; do
  cat >"$root/bin/$program" <<EOF
#!/bin/sh
here=\$(dirname "\$(readlink -f "\$0")")/..
export ORTHANT_STARTED_BY="\$here/bin/$program"
exec "\$here/lib/$loader" --library-path "\$here/lib" --argv0 "\$0" "\$here/libexec/$program" "\$@"
EOF
  chmod +x "$root/bin/$program"
done

mkdir -p "$2"
tar --create --sort=name --owner=0 --group=0 --numeric-owner --directory "$work" "$name" | gzip -n >"$2/$name.tar.gz"
echo "$2/$name.tar.gz"
