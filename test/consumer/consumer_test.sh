#!/usr/bin/env bash
# Programs of another project, built against the library in every way that there is, without any flag for the
# processor, and run.
#
#   consumer_test.sh WAY PREFIX SOURCE COMPILER [CMAKE-ARGUMENTS…]
#
#   find-package    CMake, installed: shared and static
#   pkg-config      a Makefile's way
#   c               the C interface, with a compiler of C
#   by-hand         a command line with the shared library
#   static          a command line with the archive and what it needs
#   avx             compiled for AVX: refused by the linker, by a name that says why
#   subdirectory    CMake, as a part of the other project, which must not change
set -euo pipefail

way=$1 prefix=$2 source=$3 compiler=$4
shift 4
main=$source/test/consumer/main.cpp
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
library=$(dirname "$(find "$prefix" -name liborthant.a)")
by_hand=("$compiler" -std=c++20 -Wall -Wextra -Werror -isystem "$prefix/include" -isystem /usr/include/eigen3)
linked=(-L"$library" -Wl,-rpath,"$library" -lorthant -lgmpxx -lgmp)

configure() { # configure FOLDER ARGUMENTS…
  cmake -S "$source/test/consumer" -B "$1" -G Ninja "${@:2}" >log || { cat log; exit 1; }
}
run() { # run PROGRAM: it must find, prove and write what it is to
  OMP_WAIT_POLICY=passive "$1"
  local file
  for file in solution.json certificate.json report.html; do
    [[ -s found/$file ]] || { echo "FAILED: no $file"; exit 1; }
  done
  [[ ! -x $prefix/bin/orthant-verify ]] || "$prefix/bin/orthant-verify" found/certificate.json
  rm -r found
}

case $way in
  find-package)
    configure b -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_CXX_COMPILER="$compiler"
    cmake --build b
    run b/consumer
    run b/consumer_static
    ;;
  pkg-config)
    read -ra flags < <(PKG_CONFIG_PATH=$library/pkgconfig pkg-config --cflags --libs orthant)
    "$compiler" -std=c++20 "$main" -o consumer "${flags[@]}" -Wl,-rpath,"$library"
    run ./consumer
    ;;
  c)
    read -ra flags < <(PKG_CONFIG_PATH=$library/pkgconfig pkg-config --libs orthant)
    cc -std=c99 -pedantic -Wall -Wextra -Werror -I"$prefix/include" "$source/examples/recover.c" -o consumer "${flags[@]}" \
      -Wl,-rpath,"$library"
    run ./consumer
    ;;
  by-hand)
    "${by_hand[@]}" "$main" -o consumer "${linked[@]}"
    run ./consumer
    ;;
  static)
    read -ra needed < <(sed -n 's/^Libs.private: //p' "$library/pkgconfig/orthant.pc")
    "${by_hand[@]}" "$main" -o consumer "$library/liborthant.a" -lgmpxx -lgmp "${needed[@]}"
    run ./consumer
    ;;
  avx)
    # A file that is smaller and sees the same, so that it is compiled soon.
    printf '%s\n' '#include <orthant/version.hpp>' 'int main() { return Eigen::MatrixXd(3, 3).rows() - 3; }' >small.cpp
    "${by_hand[@]}" small.cpp -o small "${linked[@]}"
    ./small
    if "${by_hand[@]}" -mavx small.cpp -o small "${linked[@]}" 2>refusal; then echo "FAILED: linked"; exit 1; fi
    grep -m1 'undefined reference to `orthant::abi::EigenMemory<32, 0>::alike' refusal
    ;;
  subdirectory)
    # Beside the other build folders, so that ccache knows every file of the library.
    folder=$source/build-consumer
    configure "$folder" -DORTHANT_SOURCE="$source" "$@"
    cmake --build "$folder" --target consumer
    [[ -z $(ctest --test-dir "$folder" -N | grep 'Test *#') ]] || { echo "FAILED: its tests are ours"; exit 1; }
    run "$folder/consumer"
    ;;
  *)
    echo "consumer_test.sh: $way" >&2
    exit 2
    ;;
esac
