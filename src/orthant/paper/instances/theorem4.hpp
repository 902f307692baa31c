/// Theorem 4: full observation (δ = 0) and rank r⋆ ≥ 2 can have spurious local minima.
///
///   m > r ≥ r⋆ ≥ 2,  k = r⋆ − 1,  n = m + k,  𝒜 = identity
///   U₀ = [ 1_m 1_rᵀ /√r ; 0 ],     U⋆ = [ 1_m  0 ; 0  I_k ]
///
/// Known answers: f(U₀) = k/2, ∇f(U₀) = 0; U₀ is a spurious local minimum of the symmetric problem and of the
/// asymmetric one for every λ ≥ 0: no feasible point within √(m/r) − 1 is lower (docs/local-squares.md; the
/// paper has the smaller ball 1/(4r√m)). It is not strict: it lies on the set
///   { [1wᵀ; 0] : w ≥ 0, ‖w‖ = 1 }       of constant value k/2,
/// whose point w is
///   m·min w_i² > 1    a local minimum
///   m·min w_i² = 1    no local minimum, though second-order critical: points of the next line are next to it
///   m·min w_i² < 1    a saddle: a row of Z along e_i has the curvature 2(m·w_i² − 1)
/// (r ≥ 2, docs/beyond.md). So m > r is necessary for U₀ as well. With U = [Y; Zᵀ], Y m×r, Z r×k:
///   f(U) − f(U₀) = ½‖YYᵀ − 11ᵀ‖² + ½‖ZᵀZ‖² + ‖YZ‖² − ‖Z‖².
/// As clustering: m equal points at one vertex of a simplex and one point at each of k others; the large
/// cluster is split over all r columns and the others are given up.
///
/// Imbalanced clusters: cluster sizes m and s_1 … s_k instead, U⋆ = blockdiag(1_m, 1_{s_1}, …, 1_{s_k}), the
/// same U₀. f = ½Σs_j², and max s_j takes the place of 1 in the table above: along D = 1_{s}·e_iᵀ on cluster
/// j the form is 2s(m w_i² − s). Source: Zhang 2025, Theorem 4, Lemmas 12–14; the clustering reading is that
/// of its §1.
#pragma once

#include <gmpxx.h>

#include <vector>

#include "orthant/objectives/problem.hpp"

namespace orthant::paper {

struct Theorem4 {
  Index m = 3, r = 2, r_star = 2;
  bool symmetric = true;
  double balance = 0;
  std::vector<double> w{};  ///< a point of the set instead of U₀: length r, ≥ 0, not zero; normalised here
};

/// Throws InputError that names the bound: m > r ≥ r⋆ ≥ 2. With `w` the condition m > r is not asked.
Problem theorem4(const Theorem4& parameters);

/// m·min w_i²/‖w‖², exactly: above 1, at it or below, the point is as in the table above.
mpq_class least_weight(const Theorem4& parameters);

struct ImbalancedClusters {
  Index m = 5;                        ///< size of the large cluster
  std::vector<Index> small = {1, 2};  ///< sizes of the others
  Index r = 3;                        ///< columns; at least the number of clusters
  bool symmetric = true;
  double balance = 0;
};

Problem imbalanced_clusters(const ImbalancedClusters& parameters);

/// m/(r·max s_j), to be compared with 1 in the same way.
mpq_class least_weight(const ImbalancedClusters& parameters);

}  // namespace orthant::paper
