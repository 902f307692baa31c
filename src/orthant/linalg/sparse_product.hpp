/// Sparse times thin, fused: out = A V for compressed lines A (lines×length) and V (length×k).
///
/// What limits it is the reading of V's rows, 8k (or 4k) bytes a nonzero, not that of A: so V is copied
/// row-major, padded to whole vectors, and A is walked in tiles of columns whose rows of V (1 MB) stay in the
/// second-level cache. Indices within a line ascend, hence a line keeps a cursor from tile to tile; a chunk
/// of lines goes through all tiles before the next, its sums (double, row-major) stay in cache as well and
/// are turned into `out` once. More columns than the registers hold are done in several blocks.
///
/// Cost: 2k flops and 6 to 12 bytes a nonzero. Each line is summed in its order whatever thread does it and
/// the chunks depend on A only, so the result does not depend on the number of threads. Precision::single
/// rounds values and V to float and sums at most 512 of the products in float, the rest in double. Memory: a
/// copy of V and 2 MB a thread, kept by the calling thread: nothing is allocated after the first call of its
/// size.
#pragma once

#include <cstdint>

#include "orthant/linalg/matrix.hpp"
#include "orthant/simd/inner_loops.hpp"

namespace orthant {

/// Indices in 4 bytes or in 2, seen as numbers.
struct Indices : simd::Indices {
  Indices(const std::int32_t* four_bytes) : simd::Indices{four_bytes, nullptr} {}
  Indices(const std::uint16_t* two_bytes) : simd::Indices{nullptr, two_bytes} {}
  std::int32_t operator[](std::int64_t p) const { return narrow != nullptr ? narrow[p] : wide[p]; }
  Indices operator+(std::int64_t p) const {
    return narrow != nullptr ? Indices(narrow + p) : Indices(wide + p);
  }
};

/// Compressed lines (sparse.hpp) as they lie in memory; the owner must outlive it.
template <class Value>
struct LinesView {
  Index lines, length;
  const std::int64_t* start;
  Indices index;
  const Value* value;

  Index nonzeros() const { return start[lines]; }
};

void sparse_product(const LinesView<double>& A, const ConstMatrixRef& V, Precision precision, MatrixRef out);
void sparse_product(const LinesView<float>& A, const ConstMatrixRef& V, Precision precision, MatrixRef out);

}  // namespace orthant
