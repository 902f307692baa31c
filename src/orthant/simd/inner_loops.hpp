/// Inner loops that are compiled once for each instruction set and chosen when the program starts, so that
/// one binary runs at full speed on any x86-64. Raw pointers only: code that is compiled with the flags of
/// one processor must not share inline functions with the rest (the linker would keep either copy).
///
/// They are the `.inc` files, each opening with its mathematics, written with vectors of `Width` bytes and
/// included by isa_*.cpp through instances.inc; pointers to the functions are members of Table.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace orthant::simd {

/// Rows that `nnls_sweeps_*` works on at a time.
template <class Scalar>
inline constexpr std::ptrdiff_t nnls_strip = 256 / sizeof(Scalar);

/// See nnls.inc.
using ColumnGradient = void (*)(const double* x, const double* c, const double* g, std::ptrdiff_t rows,
                                double* sums);
template <class Scalar>
using NnlsSweeps = void (*)(Scalar* x, const Scalar* c, const Scalar* gram, const Scalar* inverse_diagonal,
                            std::ptrdiff_t rank, int sweeps, Scalar stop);

/// Column numbers of a compressed sparse matrix, in 4 bytes or in 2: one of them is null.
struct Indices {
  const std::int32_t* wide;
  const std::uint16_t* narrow;
};

/// What gather.inc works on: `lines` lines of a compressed sparse matrix with `stored` entries, up to column
/// `limit`.
template <class Value, class Scalar>
struct GatherTile {
  Indices index;
  const Value* value;
  std::int64_t stored;
  std::ptrdiff_t lines;
  const std::int64_t* end;  ///< of each line
  std::int64_t* cursor;     ///< of each line, moved on
  std::int64_t limit;
  const Scalar* gathered;
  bool prefetch;  ///< rows of the thin factor: when those below the limit do not fit the cache
  double* sums;
};

/// Vectors that a row of the thin factor may have, and terms that are summed in its own arithmetic.
inline constexpr int gather_vectors = 8;
inline constexpr std::int64_t gather_run = 512;

/// See gather.inc.
template <class Value, class Scalar>
using Gather = void (*)(const GatherTile<Value, Scalar>& tile, int vectors);

/// See masked_gram.inc.
using MaskedGram = void (*)(const double* rows, const double* weight, std::ptrdiff_t count,
                            std::ptrdiff_t stride, std::ptrdiff_t rank, double* gram);

/// See triangular.inc: rows that `triangular_solves` works on at a time, and the two functions.
inline constexpr std::ptrdiff_t triangular_strip = 16;
using TriangularSolves = void (*)(const float* lower, std::ptrdiff_t order, double* x);
using Whiten = void (*)(const double* F, std::ptrdiff_t F_stride, std::ptrdiff_t order, double* P,
                        std::ptrdiff_t P_stride, std::ptrdiff_t rows);

/// See row_block.inc and line.inc. A row of a block has `lanes` times `vectors` numbers.
template <class Scalar>
struct RowBlock {
  std::ptrdiff_t lanes;
  void (*copies)(const Scalar* factor, Indices index, std::ptrdiff_t rows, int vectors, Scalar* block);
  void (*products)(const Scalar* block, std::ptrdiff_t rows, int vectors, const Scalar* x, Scalar* y);
  void (*sum)(const Scalar* block, std::ptrdiff_t rows, int vectors, const Scalar* q, Scalar* g);
  void (*gram)(const Scalar* block, std::ptrdiff_t rows, int vectors, std::ptrdiff_t rank, const Scalar* w,
               Scalar* H);
  void (*ratios)(const Scalar* a, const Scalar* y, std::ptrdiff_t rows, Scalar* q, Scalar* w);
  double (*slope)(const Scalar* a, const Scalar* y, const Scalar* d, Scalar t, std::ptrdiff_t rows,
                  double* least);
  bool (*advance)(Scalar* y, const Scalar* d, Scalar t, std::ptrdiff_t rows);
  bool (*reaches)(const Scalar* a, const Scalar* y, std::ptrdiff_t rows, Scalar low, Scalar high);
  std::ptrdiff_t (*count_within)(const Scalar* a, std::ptrdiff_t rows, Scalar low, Scalar high);
  double (*total)(const Scalar* a, std::ptrdiff_t rows);
  void (*quadratic_sweeps)(const Scalar* H, int vectors, std::ptrdiff_t rank, const Scalar* x, Scalar* g,
                           Scalar* d, int sweeps, Scalar stop);
};

struct Table {
  const char* instructions;  ///< "avx512", "avx2" or "portable"
  std::ptrdiff_t width;      ///< bytes of a vector
  NnlsSweeps<double> nnls_sweeps_double;
  NnlsSweeps<float> nnls_sweeps_float;
  Gather<double, double> gather_double_double;  ///< values, arithmetic
  Gather<double, float> gather_double_float;
  Gather<float, double> gather_float_double;
  Gather<float, float> gather_float_float;
  MaskedGram masked_gram;
  TriangularSolves triangular_solves;
  Whiten whiten;
  ColumnGradient column_gradient;
  double (*log_sum)(const float* a, const float* q, std::ptrdiff_t rows);  ///< line.inc
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

  template <class Value, class Scalar>
  Gather<Value, Scalar> gather() const {
    constexpr bool from_double = sizeof(Value) == sizeof(double),
                   in_double = sizeof(Scalar) == sizeof(double);
    if constexpr (from_double && in_double) {
      return gather_double_double;
    } else if constexpr (from_double) {
      return gather_double_float;
    } else if constexpr (in_double) {
      return gather_float_double;
    } else {
      return gather_float_float;
    }
  }
};

/// Every table that this processor can run, the fastest first.
std::vector<const Table*> supported();

/// The fastest; ORTHANT_INSTRUCTIONS=avx2 or portable in the environment asks for a slower one.
const Table& best();

}  // namespace orthant::simd
