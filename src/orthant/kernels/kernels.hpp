/// Inner loops that are compiled once for each instruction set and chosen when the program starts, so that
/// one binary runs at full speed on any x86-64. Raw pointers only: code that is compiled with the flags of
/// one processor must not share inline functions with the rest (the linker would keep either copy).
///
/// A kernel is one `.inc` file, written with vectors of `Width` bytes and included by isa_*.cpp through
/// instances.inc; its function pointers are members of Table.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace orthant::kernels {

/// Rows that `nnls_sweeps_*` works on at a time.
template <class Scalar>
inline constexpr std::ptrdiff_t nnls_strip = 256 / sizeof(Scalar);

/// See nnls.inc.
template <class Scalar>
using NnlsSweeps = void (*)(Scalar* x, const Scalar* c, const Scalar* gram, const Scalar* inverse_diagonal,
                            std::ptrdiff_t rank, int sweeps, Scalar stop);

/// See row_block.inc. A row of a block has `lanes` times `vectors` numbers.
template <class Scalar>
struct RowBlock {
  std::ptrdiff_t lanes;
  void (*copies)(const Scalar* factor, const std::int32_t* index, std::ptrdiff_t rows, int vectors,
                 Scalar* block);
  void (*products)(const Scalar* block, std::ptrdiff_t rows, int vectors, const Scalar* x, Scalar* y);
  void (*sum)(const Scalar* block, std::ptrdiff_t rows, int vectors, const Scalar* q, Scalar* g);
  void (*gram)(const Scalar* block, std::ptrdiff_t rows, int vectors, std::ptrdiff_t rank, const Scalar* w,
               Scalar* H);
  void (*ratios)(const Scalar* a, const Scalar* y, std::ptrdiff_t rows, Scalar* q, Scalar* w);
  double (*slope)(const Scalar* a, const Scalar* y, const Scalar* d, Scalar t, std::ptrdiff_t rows,
                  double* least);
  void (*quadratic_sweeps)(const Scalar* H, int vectors, std::ptrdiff_t rank, const Scalar* x, Scalar* g,
                           Scalar* d, int sweeps, Scalar stop);
};

struct Table {
  const char* instructions;  ///< "avx512", "avx2" or "portable"
  NnlsSweeps<double> nnls_sweeps_double;
  NnlsSweeps<float> nnls_sweeps_float;
  RowBlock<double> row_block_double;
  RowBlock<float> row_block_float;

  template <class Scalar>
  const RowBlock<Scalar>& row_block() const {
    if constexpr (sizeof(Scalar) == sizeof(double)) {
      return row_block_double;
    } else {
      return row_block_float;
    }
  }

  template <class Scalar>
  NnlsSweeps<Scalar> nnls_sweeps() const {
    if constexpr (sizeof(Scalar) == sizeof(double)) {
      return nnls_sweeps_double;
    } else {
      return nnls_sweeps_float;
    }
  }
};

/// Every table that this processor can run, the fastest first.
std::vector<const Table*> supported();

/// The fastest; ORTHANT_INSTRUCTIONS=avx2 or portable in the environment asks for a slower one.
const Table& best();

}  // namespace orthant::kernels
