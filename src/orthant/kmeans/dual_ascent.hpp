/// A search for multipliers Λ ≥ 0 of the relaxation of Peng and Wei (docs/kmeans.md, theorem 1), by the method of
/// multipliers on Z = Y:
///
///   Z = 11ᵀ/N + Z′,  Z′1 = 0, 0 ⪯ Z′ ⪯ I, tr Z′ = K − 1:   eigenvalues of J(Y − U + A/ρ)J cut to [0, 1] at
///                                                          a common shift (the fantope of Overton and Womersley)
///   Y ≥ 0:                                                 the positive part of Z + U
///   Λ = −ρU ≥ 0
///
/// Of G groups of rows (grouped_search.hpp) instead of rows: X has the rows √n_g·(mean of group g), then d rows S^½ of
/// the scatter S within groups; 1/√N becomes the unit vector e with e_g = √(n_g/N), and 0 for the last d rows,
/// everywhere above; and Y ≥ 0, Λ ≥ 0 are of the first G rows and columns, Λ = 0 elsewhere.
///
/// For any Λ ≥ 0 the K − 1 largest eigenvalues of J(A + Λ)J give the bound ‖X‖² − 1ᵀΛ1/N − Σλ_k; the best one met
/// is kept. Cost: an eigenvalue problem of order N a step; memory of some N×N matrices.
#pragma once

#include <functional>
#include <span>

#include "orthant/linalg/matrix.hpp"

namespace orthant {

struct DualAscent {
  Matrix multipliers;  ///< Λ of the best bound; empty when no step was taken
  double bound = 0;
};

struct DualAscentOptions {
  int iterations = 2000;
  /// Ends below this difference from `inertia`, relative to it.
  double gap = 1e-6;
  double inertia = 0;
};

/// `X` is centred, eᵀX = 0; the search starts at the clustering. There are labels for the first rows, of which Λ is.
/// `seen`, where given, is asked with a Λ now and then and ends the search by true.
DualAscent dual_ascent(const Matrix& X, const Vector& e, std::span<const Index> labels, Index clusters,
                       const DualAscentOptions& options,
                       const std::function<bool(const Matrix&, double)>& seen = nullptr);

/// What a bound needs of Λ: the level τ and the columns F with J(A + Λ)J ≺ τI + FFᵀ.
struct SpectralEvidence {
  double level = 0;
  Matrix columns;
  double bound = 0;  ///< rounded down
};
SpectralEvidence spectral_evidence(const Matrix& X, const Vector& e, const Matrix& multipliers,
                                   Index clusters);

}  // namespace orthant
