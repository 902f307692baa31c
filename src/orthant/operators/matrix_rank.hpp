/// The numerical rank of a matrix, singular values above 1e-9 of the largest, and factors of that rank.
#pragma once

#include "orthant/linalg/matrix.hpp"

namespace orthant {

Index numerical_rank(const Matrix& A, double relative = 1e-9);

/// LRᵀ of rank k: L rows×k, R cols×k. No columns: not known.
struct LowRankFactors {
  Matrix L, R;
  bool known() const { return L.cols() > 0; }
  double norm() const;  ///< ‖LRᵀ‖, from the Gram matrices
};

/// The part of A above `relative` of its largest singular value: R has orthonormal columns, those of L are
/// orthogonal and descend in norm. At most about 12(rows + cols)³ flops.
LowRankFactors low_rank_factors(const Matrix& A, double relative = 1e-9);

/// The first k columns of both factors: of low_rank_factors, the best approximation of rank k.
LowRankFactors truncated(const LowRankFactors& factors, Index k);

/// e_i e_jᵀ.
LowRankFactors unit_entry(Index rows, Index cols, Index i, Index j);

}  // namespace orthant
