/// Theorem 4: full observation (δ = 0) and rank r⋆ ≥ 2 can have spurious local minima.
///
///   m > r ≥ r⋆ ≥ 2,  k = r⋆ − 1,  n = m + k,  𝒜 = identity
///   U₀ = [ 1_m 1_rᵀ /√r ; 0 ],     U⋆ = [ 1_m  0 ; 0  I_k ]
///
/// Known answers: f(U₀) = k/2, ∇f(U₀) = 0; U₀ is a spurious local minimum of the symmetric problem and of the
/// asymmetric one for every λ ≥ 0, valid in the ball of radius 1/(4r√m). It is not strict: it lies on the set
///   { [1wᵀ; 0] : w ≥ 0, ‖w‖ = 1 }       of constant value k/2,
/// whose point w is a local minimum when m·min w_i² > 1 and has a feasible direction of negative curvature (a
/// row of Z along e_i) when m·min w_i² < 1. The Hessian on the cone is therefore only nonnegative at U₀. With
/// U = [Y; Zᵀ], Y m×r, Z r×k:
///   f(U) − f(U₀) = ½‖YYᵀ − 11ᵀ‖² + ½‖ZᵀZ‖² + ‖YZ‖² − ‖Z‖².
/// As clustering: m equal points at one vertex of a simplex and one point at each of k others; the large
/// cluster is split over all r columns and the others are given up.
///
/// Imbalanced clusters: cluster sizes m and s_1 … s_k instead, U⋆ = blockdiag(1_m, 1_{s_1}, …, 1_{s_k}), the
/// same U₀. f = ½Σs_j²; second-order critical, not strict, when m·min w_i² > max s_j, and a saddle when m·min
/// w_i² < max s_j: along D = 1_{s}·e_iᵀ on cluster j the form is 2s(m w_i² − s). Source: Zhang 2025, Theorem
/// 4, Lemmas 12–14; the clustering reading is that of its §1.
#pragma once

#include <vector>

#include "orthant/model/problem.hpp"

namespace orthant::instances {

struct Theorem4 {
  Index m = 3, r = 2, r_star = 2;
  bool symmetric = true;
  double balance = 0;
  std::vector<double> w{};  ///< a point of the set instead of U₀: length r, ≥ 0, not zero; normalised here
};

/// Throws InputError that names the bound: m > r ≥ r⋆ ≥ 2. With `w` the condition m > r is not asked.
Problem theorem4(const Theorem4& parameters);

struct ImbalancedClusters {
  Index m = 5;                        ///< size of the large cluster
  std::vector<Index> small = {1, 2};  ///< sizes of the others
  Index r = 3;                        ///< columns; at least the number of clusters
  bool symmetric = true;
  double balance = 0;
};

Problem imbalanced_clusters(const ImbalancedClusters& parameters);

}  // namespace orthant::instances
