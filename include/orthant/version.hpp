/// Version and ABI. Every public header begins here.
///
/// Matrices cross the border as Eigen's: what one side allocates the other may free. How Eigen aligns memory,
/// and frees it accordingly, depends on the flags of the compiler: by 16 bytes as malloc does, unless a file
/// is compiled for AVX (32) or AVX-512 (64), as -march=native may mean. A program and a library that differ
/// would free by the wrong function, and end somewhere else. So each file that includes a public header
/// refers to a name that the library has only for its own alignment; where they differ the linker says
///
///   undefined reference to `orthant::abi::EigenMemory<64, 0>::alike'
///
/// Then compile for the architecture, without -march: inner loops of the library choose their instructions by
/// themselves. Or compile the library with the same flags (-DORTHANT_NATIVE=ON; as a part of another project
/// it has that one's flags).
#pragma once

#include <Eigen/Core>

#include "orthant/base/version.hpp"

namespace orthant::abi {

/// By how many bytes Eigen aligns, and whether by malloc.
template <int bytes, int by_malloc>
struct EigenMemory {
  static const char alike;
};

extern template struct EigenMemory<EIGEN_DEFAULT_ALIGN_BYTES, EIGEN_MALLOC_ALREADY_ALIGNED>;

[[gnu::used]] static const char* const library_is_alike =
    &EigenMemory<EIGEN_DEFAULT_ALIGN_BYTES, EIGEN_MALLOC_ALREADY_ALIGNED>::alike;

}  // namespace orthant::abi
