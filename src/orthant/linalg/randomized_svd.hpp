/// Leading singular triplets by block subspace iteration from a random start:
///
///   Q ← orth(S Ω);  repeat q times:  Q ← orth(S orth(SᵀQ));  then the SVD of QᵀS, cols×(k + p)
///
/// Cost: 2q + 2 products of S and Sᵀ with k + p columns, and thin QR factorisations. With
/// k + p ≥ min(rows, cols) the result is exact to rounding. Otherwise approximate: a singular value σ_i
/// has relative error about (σ_{k+p+1}/σ_i)^{4q+2}.
/// Source: Halko, Martinsson & Tropp 2011, Algorithms 4.4 and 5.1.
#pragma once

#include <cstdint>

#include "orthant/linalg/implicit_matrix.hpp"

namespace orthant {

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
