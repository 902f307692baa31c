#!/usr/bin/env bash
# The Debian packages of a build: made, installed in a copy of the running system that is thrown away, used from the
# shell, from C, from C++'s files and from Python, and removed: nothing of ours is left.
#
#   debian_test.sh BUILD SOURCE
set -euo pipefail

build=$1 source=$2
for tool in dpkg-shlibdeps unshare chroot; do
  command -v "$tool" >/dev/null || { echo "skipped: no $tool here"; exit 77; }
done
[[ $(id -u) == 0 ]] || { echo "skipped: installs packages in a root of its own, which needs root"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cpack --config "$build/CPackConfig.cmake" -B "$work/packages" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }

cat >"$work/inside.sh" <<'INSIDE'
set -euo pipefail
cd "$1"
ours() { find /usr /var/lib/dpkg/info -path '*orthant*' | sort; }
before=$(ours)
dpkg --install packages/*.deb >log 2>&1 || { cat log; exit 1; }
dpkg --list | awk '/orthant/ {print $1, $2, $3}'

hash -r
[[ $(command -v orthant) == /usr/bin/orthant ]]
orthant recover digits --rank 3 --starts 1 --threads 2 --out found --quiet
orthant-verify found
rm -r found

read -ra flags < <(pkg-config --cflags --libs orthant)
gcc -std=c99 -Wall -Wextra -Werror -pedantic recover.c -o in_c "${flags[@]}"
./in_c 2>/dev/null | tail -n 1
orthant-verify found
/usr/bin/python3 python.py

mapfile -t packages < <(for file in packages/*.deb; do dpkg-deb --field "$file" Package; done)
for package in "${packages[@]}"; do [[ -s /usr/share/doc/$package/copyright ]]; done
dpkg --purge "${packages[@]}" >log 2>&1 || { cat log; exit 1; }
[[ $(ours) == "$before" ]] || { echo "FAILED: left: $(ours)"; exit 1; }
echo "purged: nothing is left"
INSIDE
cp "$source"/{examples/recover.c,test/packages/python.py} "$work"

# The running system below, what changes in memory.
unshare --mount bash -c '
  work=$1
  mkdir "$work/over" && mount -t tmpfs tmpfs "$work/over" && mkdir "$work"/over/{upper,scratch,root} &&
    mount -t overlay overlay -o "lowerdir=/,upperdir=$work/over/upper,workdir=$work/over/scratch" "$work/over/root" &&
    mount --rbind /proc "$work/over/root/proc" && mount --rbind /dev "$work/over/root/dev" &&
    mount --bind "$work" "$work/over/root$work" ||
    { echo "skipped: no file systems can be mounted here"; exit 77; }
  exec chroot "$work/over/root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME="$work" OMP_WAIT_POLICY=passive \
    bash "$work/inside.sh" "$work"' - "$work"
