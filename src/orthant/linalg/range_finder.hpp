/// A matrix seen through its dominant range: S ≈ QBᵀ with Q = orth(S(SᵀS)^q Ω), Ω Gaussian, B = SᵀQ.
///
/// Cost: 2q + 2 products of S and Sᵀ with k columns, and 2q + 1 orthonormalisations of 4nk² flops.
/// ‖S − QBᵀ‖² = ‖S‖² − ‖B‖².
/// Source: Halko, Martinsson & Tropp 2011, Algorithm 4.4; Yamamoto et al. 2015 (Cholesky QR twice).
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

}  // namespace orthant
