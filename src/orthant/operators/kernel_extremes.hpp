/// The extreme eigenvalues of a kernel ℋ = 𝒜*𝒜 on ℝ^{rows×cols} and their eigenvectors, which are matrices: as
/// factors LRᵀ where their numerical rank is low (singular values above 1e-9 of the largest).
#pragma once

#include <functional>

#include "orthant/linalg/matrix.hpp"

namespace orthant {

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

/// λmin and λmax of ℋ, with eigenvectors that are low-rank matrices where such are known. The restricted
/// isometry constant at rank k is decided by them when their ranks are at most k (rip/rip.hpp).
struct KernelExtremes {
  double smallest = 0, largest = 0;
  /// An eigenvector of this rank or less belongs to it.
  Index smallest_rank = 0, largest_rank = 0;
  /// Such an eigenvector, where the kind has one at hand.
  LowRankFactors smallest_vector = {}, largest_vector = {};
};

/// Above this order no Gram matrix is diagonalised.
inline constexpr Index most_gram_order = 2000;

/// From the smaller of the two Gram matrices of 𝒜,
///
///   𝒜𝒜* (m×m)   when m < rows·cols,     𝒜*𝒜 (rows·cols)² on vec X (row-major)   otherwise.
///
/// They have the same eigenvalues besides zeros; X = 𝒜*(y) is an eigenvector for one of 𝒜𝒜*. `gram` is the
/// one, `adjoint` is 𝒜*.
KernelExtremes gram_extremes(Index rows, Index cols, const Matrix& gram,
                             const std::function<Matrix(const Vector&)>& adjoint);

}  // namespace orthant
