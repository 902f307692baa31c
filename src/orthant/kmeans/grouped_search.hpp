/// Groups of rows for a bound of any number of rows (docs/kmeans.md, theorem 4): multipliers Λ_ij = M_{g(i) g(j)} that
/// are constant on pairs of groups cost no more than those of as many rows as there are groups. What is lost is of the
/// order of the scatter within groups, as a share of τ.
#pragma once

#include <span>
#include <vector>

#include "orthant/linalg/matrix.hpp"

namespace orthant {

struct RowGroups {
  std::vector<Index> of_row;  ///< g(i), from 0
  std::vector<Index> labels;  ///< of each group: groups lie within clusters
  Vector sizes;               ///< n_g
  Matrix rows;  ///< √n_g·(mean of group g), a row for each; then S^½ of S = Σ_i (x_i − mean)(x_i − mean)ᵀ
  Vector e;        ///< √(n_g/N), then zeros
  Matrix inverse;  ///< S^−½, on the range of S
};

/// About `count` groups: that of the largest scatter is divided at its mean across its principal axis, again and again.
/// `X`: centred. Cost: some Nd·log(count) products.
RowGroups groups_of_rows(const Matrix& X, std::span<const Index> labels, Index clusters, Index count);

}  // namespace orthant
