/// A compressed sparse matrix in one orientation, and thin products with it.
///
/// Rows (CSR) or columns (CSC) are "lines": line i holds the pairs (index, value) at positions
/// start[i] … start[i+1]−1, indices ascending and distinct. 12 bytes a nonzero, 8 a line.
#pragma once

#include <cstdint>
#include <vector>

#include "orthant/linalg/matrix.hpp"

namespace orthant {

/// One nonzero as a file gives it: 0-based coordinates and a value.
struct Triplet {
  std::int32_t row, col;
  double value;
};

struct CompressedLines {
  Index lines = 0;   ///< how many rows (CSR) or columns (CSC)
  Index length = 0;  ///< of one line
  std::vector<std::int64_t> start;
  std::vector<std::int32_t> index;
  std::vector<double> value;

  Index nonzeros() const { return static_cast<Index>(value.size()); }

  /// out = A V, where row i of A is line i: each output row is a gather over one line, so the result
  /// does not depend on the number of threads. V is length×k; 2k flops and 8k + 12 bytes a nonzero.
  Matrix times(const ConstMatrixRef& V) const;

  /// The same matrix stored along the other direction. O(nonzeros + lines + length).
  CompressedLines turned() const;
};

/// out = A V for the matrix A with the pattern of `lines` and the values value_at(position): each output row
/// is a gather over one line, summed in its order.
template <class ValueAt>
Matrix gather_product(const CompressedLines& lines, const ConstMatrixRef& V, ValueAt value_at) {
  const Index k = V.cols();
  // A row-major copy of the thin factor: one gathered row is one contiguous run.
  const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> gathered = V;
  Matrix out(lines.lines, k);
  // Waking the threads costs about as much as 10⁵ multiplications.
#pragma omp parallel if (lines.nonzeros() * k > 100000)
  {
    Vector row(k);
#pragma omp for schedule(dynamic, 64)
    for (Index i = 0; i < lines.lines; ++i) {
      row.setZero();
      for (std::int64_t p = lines.start[i]; p < lines.start[i + 1]; ++p) {
        const double a = value_at(p);
        const double* v = gathered.data() + static_cast<Index>(lines.index[p]) * k;
        for (Index c = 0; c < k; ++c) row[c] += a * v[c];
      }
      out.row(i) = row;
    }
  }
  return out;
}

/// Sorts triplets into rows. Takes 16 bytes a triplet and frees them on return.
/// Coordinates must lie within rows×cols; a coordinate given twice throws InputError.
CompressedLines compress_rows(Index rows, Index cols, std::vector<Triplet> triplets);

}  // namespace orthant
