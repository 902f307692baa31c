#include "orthant/operators/gram_extremes.hpp"

#include <algorithm>

#include "orthant/linalg/symmetric.hpp"
#include "orthant/operators/row_major.hpp"

namespace orthant {

namespace {

/// Singular vectors of larger eigenvectors cost more than they tell.
constexpr Index most_entries = 4000000;

}  // namespace

KernelExtremes gram_extremes(Index rows, Index cols, const Matrix& gram,
                             const std::function<Matrix(const Vector&)>& adjoint) {
  const Index m = gram.rows(), most_rank = std::min(rows, cols), last = m - 1;
  const bool by_measurements = m < rows * cols;
  const EigenPairs pairs = symmetric_eigenpairs(gram);
  KernelExtremes extremes{0, std::max(0.0, pairs.values(last)), most_rank, most_rank};
  if (extremes.largest == 0) {  // 𝒜 = 0
    const LowRankFactors unit = unit_entry(rows, cols, 0, 0);
    return {0, 0, 1, 1, unit, unit};
  }
  const auto vector = [&](Index q) {
    const Vector x = pairs.vectors.col(q);
    return low_rank_factors(by_measurements ? adjoint(x) : unvec(x, rows, cols));
  };
  if (rows * cols <= most_entries) {
    extremes.largest_vector = vector(last);
    extremes.largest_rank = extremes.largest_vector.L.cols();
  }
  if (by_measurements) {
    // Fewer measurements than entries: 𝒜 vanishes on a subspace of dimension at least rows·cols − m. It
    // holds rank-one matrices xyᵀ when the m equations on one vector, given the other, are fewer than its
    // entries.
    if (m < std::max(rows, cols)) extremes.smallest_rank = 1;
  } else {
    extremes.smallest = std::max(0.0, pairs.values(0));
    extremes.smallest_vector = vector(0);
    extremes.smallest_rank = extremes.smallest_vector.L.cols();
  }
  return extremes;
}

}  // namespace orthant
