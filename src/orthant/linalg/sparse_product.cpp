#include "orthant/linalg/sparse_product.hpp"

#include <algorithm>
#include <cstddef>

#include "orthant/linalg/threads.hpp"
#include "orthant/simd/inner_loops.hpp"

namespace orthant {

namespace {

constexpr Index tile_bytes = 1 << 20;      // of V: half of a second-level cache
constexpr Index chunk_lines = 2048;        // at most, so that their sums stay in cache
constexpr Index chunk_nonzeros = 1 << 19;  // about, so that a tile is read often once it is in cache
constexpr Index nonzeros_per_visit = 8;    // of a line to a tile, on average; fewer do not pay the visit

// What scratch memory is for.
struct ThinFactor;
struct Cursors;
struct Sums;

/// A line counts as its nonzeros and a constant, which keeps a chunk of work within chunk_lines.
template <class Value>
Index work_before(const LinesView<Value>& A, Index line) {
  return A.start[line] + line * (chunk_nonzeros / chunk_lines);
}

/// The first line with at least this much work before it.
template <class Value>
Index line_at(const LinesView<Value>& A, Index work) {
  Index first = 0, count = A.lines;
  while (count > 0) {
    const Index half = count / 2;
    if (work_before(A, first + half) < work) {
      first += half + 1;
      count -= half + 1;
    } else {
      count = half;
    }
  }
  return first;
}

/// Columns of V, row-major and padded with zeros to whole vectors.
template <class Scalar>
struct Packed {
  Scalar* data;
  Index rows, columns;

  Index bytes() const { return rows * columns * static_cast<Index>(sizeof(Scalar)); }

  /// By all threads of the team.
  void fill(const ConstMatrixRef& V, Index first, Index count) const {
#pragma omp for schedule(static)
    for (Index j = 0; j < rows; j += 64) {
      const Index height = std::min<Index>(64, rows - j);
      for (Index c = 0; c < columns; ++c) {
        Scalar* to = data + j * columns + c;
        const double* from = c < count ? V.data() + (first + c) * V.outerStride() + j : nullptr;
        for (Index i = 0; i < height; ++i)
          to[i * columns] = from != nullptr ? static_cast<Scalar>(from[i]) : Scalar{0};
      }
    }
  }
};

/// out = the first columns of row-major sums.
void turn(const double* sums, Index columns, MatrixRef out) {
  for (Index i = 0; i < out.rows(); i += 64) {
    const Index height = std::min<Index>(64, out.rows() - i);
    for (Index c = 0; c < out.cols(); ++c) {
      const double* from = sums + i * columns + c;
      double* to = &out(i, c);
      for (Index l = 0; l < height; ++l) to[l] = from[l * columns];
    }
  }
}

/// Lines first … last − 1 through all tiles.
template <class Value, class Scalar>
void multiply_chunk(const LinesView<Value>& A, const Packed<Scalar>& V, Index first, Index last,
                    MatrixRef out) {
  const auto& table = simd::best();
  const int vectors = static_cast<int>(V.columns * static_cast<Index>(sizeof(Scalar)) / table.width);
  const Index lines = last - first, nonzeros = A.start[last] - A.start[first];
  auto* const cursor = scratch<Cursors, std::int64_t>(lines);
  auto* const sums = scratch<Sums, double>(lines * V.columns);
  std::copy(A.start + first, A.start + last, cursor);
  std::fill(sums, sums + lines * V.columns, 0.0);
  const Index wanted = std::max<Index>(1, (V.bytes() + tile_bytes - 1) / tile_bytes);
  const Index tiles = std::clamp<Index>(nonzeros / (lines * nonzeros_per_visit), 1, wanted);
  simd::GatherTile<Value, Scalar> tile;
  tile.index = A.index;
  tile.value = A.value;
  tile.stored = A.start[A.lines];
  tile.lines = lines;
  tile.end = A.start + first + 1;
  tile.cursor = cursor;
  tile.gathered = V.data;
  tile.prefetch = tiles < wanted;
  tile.sums = sums;
  for (Index t = 1; t <= tiles; ++t) {
    tile.limit = t * A.length / tiles;
    table.gather<Value, Scalar>()(tile, vectors);
  }
  turn(sums, V.columns, out);
}

template <class Scalar, class Value>
void multiply(const LinesView<Value>& A, const ConstMatrixRef& V, MatrixRef out) {
  const Index k = V.cols(), lanes = simd::best().width / static_cast<Index>(sizeof(Scalar));
  if (k == 0 || A.lines == 0) return;
  const Index vectors = (k + lanes - 1) / lanes;
  const Index blocks = (vectors + simd::gather_vectors - 1) / simd::gather_vectors;
  const Index block = (vectors + blocks - 1) / blocks * lanes;
  const Index chunks = (work_before(A, A.lines) + chunk_nonzeros - 1) / chunk_nonzeros;
  // One memory for floats and doubles, which are not needed at the same time.
  auto* const memory = reinterpret_cast<Scalar*>(
      scratch<ThinFactor, std::byte>(A.length * block * static_cast<Index>(sizeof(Scalar))));
  // Waking the threads costs about as much as 10⁵ multiplications.
#pragma omp parallel if (A.start[A.lines] * k > 100000)
  {
    // Taken here at its largest, so that it does not depend on which thread gets which chunk.
    scratch<Cursors, std::int64_t>(std::min(A.lines, chunk_lines));
    scratch<Sums, double>(std::min(A.lines, chunk_lines) * block);
    for (Index first = 0; first < k; first += block) {
      const Index count = std::min(block, k - first);
      const Packed<Scalar> packed{memory, A.length, (count + lanes - 1) / lanes * lanes};
      packed.fill(V, first, count);
#pragma omp for schedule(dynamic, 1)
      for (Index c = 0; c < chunks; ++c) {
        const Index from = line_at(A, c * chunk_nonzeros), to = line_at(A, (c + 1) * chunk_nonzeros);
        if (from < to) multiply_chunk(A, packed, from, to, out.block(from, first, to - from, count));
      }
    }
  }
}

template <class Value>
void multiply(const LinesView<Value>& A, const ConstMatrixRef& V, Precision precision, MatrixRef out) {
  if (precision == Precision::single) {
    multiply<float>(A, V, out);
  } else {
    multiply<double>(A, V, out);
  }
}

}  // namespace

void sparse_product(const LinesView<double>& A, const ConstMatrixRef& V, Precision precision, MatrixRef out) {
  multiply(A, V, precision, out);
}

void sparse_product(const LinesView<float>& A, const ConstMatrixRef& V, Precision precision, MatrixRef out) {
  multiply(A, V, precision, out);
}

}  // namespace orthant
