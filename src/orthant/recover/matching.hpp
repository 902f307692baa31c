/// Which part of one point is which part of another, and how alike they are.
///
/// The part l rᵀ of one point and l′ r′ᵀ of another are as alike as they are as matrices,
///
///   cos(l rᵀ, l′ r′ᵀ) = cos(l, l′) · cos(r, r′)  in [0, 1],
///
/// whatever the scaling of the columns. Parts are paired one to one so that the sum of these is largest: an
/// assignment problem, solved exactly by shortest augmenting paths. Two parts that are zero are alike, a zero and
/// another are not. Cost: O(n r²) for the cosines and O(r³) for the pairs.
/// Source: Kuhn 1955 for the problem; Jonker & Volgenant 1987 for the method.
#pragma once

#include <vector>

#include "orthant/linalg/matrix.hpp"

namespace orthant {

/// The largest sum of gain(i, σ(i)) over all σ that map as many rows as possible to columns, one to one. For each row
/// its column, or −1 where there are more rows than columns. Gains must be finite. O(min² · max).
std::vector<Index> best_matching(const Matrix& gain);

struct MatchedPart {
  Index part = -1;     ///< of the other point
  double columns = 0;  ///< cos(r, r′), or cos(u, u′)
  double rows = 0;     ///< cos(l, l′); for UUᵀ the same
  double alike() const { return columns * rows; }
};

/// For each part of U = [L; R] the one of V, of the same size.
std::vector<MatchedPart> match_parts(const Matrix& U, const Matrix& V, Index left_rows, bool symmetric);

}  // namespace orthant
