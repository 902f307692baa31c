/// A matrix seen through its dominant range, by block subspace iteration from a random start:
///
///   S ≈ QBᵀ,   Q = orth(S(SᵀS)^q Ω), Ω Gaussian with k columns,   B = SᵀQ                        (1)
///   singular triplets of S from the SVD of B, with k + p columns                                 (2)
///
/// Cost: 2q + 2 products of S and Sᵀ with k columns, and 2q + 1 orthonormalisations of 4nk² flops.
/// ‖S − QBᵀ‖² = ‖S‖² − ‖B‖². With k + p ≥ min(rows, cols), (2) is exact to rounding; otherwise a singular value
/// σ_i has relative error about (σ_{k+p+1}/σ_i)^{4q+2}.
/// Source: Halko, Martinsson & Tropp 2011, Algorithms 4.4 and 5.1; Yamamoto et al. 2015 (Cholesky QR twice).
#pragma once

#include <cstdint>

#include "orthant/linalg/implicit_matrix.hpp"

namespace orthant {

struct RangeApproximation {
  Matrix basis;         ///< Q, rows×k, orthonormal columns
  Matrix coefficients;  ///< B, cols×k
};

/// 1 ≤ k ≤ min(rows, cols); `power` = q ≥ 0.
RangeApproximation approximate_range(const ImplicitMatrix& S, Index k, int power, std::uint64_t seed);

/// Orthonormalises the columns of A (n×k, k ≤ n) in place: Cholesky QR twice, Householder where the columns
/// are too dependent for it.
void orthonormalize(Matrix& A);

struct SingularTriplets {
  Matrix left;    ///< rows×k
  Vector values;  ///< k, descending
  Matrix right;   ///< cols×k
};

struct RandomizedSvdOptions {
  Index oversampling = 10;  ///< p
  int iterations = 6;       ///< q
  std::uint64_t seed = 0;
};

/// 1 ≤ k ≤ min(rows, cols).
SingularTriplets approx_svd(const ImplicitMatrix& S, Index k, const RandomizedSvdOptions& options = {});

/// The values alone, descending, in less memory by a rows×(k + p) matrix.
Vector approx_singular_values(const ImplicitMatrix& S, Index k, const RandomizedSvdOptions& options = {});

}  // namespace orthant
