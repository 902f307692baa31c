/// Does a subspace meet a mixed cone outside zero? Given a basis V (m×p, orthonormal columns) of the subspace
/// and the cone C = {x : x_i ≥ 0 for i ∈ N}, with A = V_N:
///
///   either  some c ≠ 0 has Ac ≥ 0           (Vc is a direction of C in the subspace)
///   or      A has full column rank and some y ≥ 1 has Aᵀy = 0   (Stiemke's alternative: Ac ≥ 0 ⇒ Ac = 0 ⇒ c
///   = 0)
///
/// This linear feasibility problem is solved as  min ‖Aᵀ(1 + s)‖,  s ≥ 0  by Lawson and Hanson's active set
/// method: a zero residual gives y = 1 + s; otherwise c = Aᵀ(1 + s) has Ac ≥ 0 by the optimality conditions.
/// At most p entries of s are positive at a time: O(|N| p²) a step.
///
/// For a positive semidefinite H with null space V and smallest other eigenvalue λ, the second case bounds
/// the form below on C: with x = Vc + w, w ⟂ V, and yᵀ(Vc)_N = 0,
///   ‖x_N‖ ≤ yᵀx_N = yᵀw_N ≤ ‖y‖‖w‖,   ‖c‖ ≤ ‖x_N − w_N‖/σ ≤ (1 + ‖y‖)‖w‖/σ,   σ = σ_min(A),
///   xᵀHx ≥ λ‖w‖² ≥ λ / (1 + ((1 + ‖y‖)/σ)²) · ‖x‖².
/// Source: Stiemke 1915; Lawson & Hanson 1974.
#pragma once

#include <vector>

#include "orthant/linalg/matrix.hpp"

namespace orthant {

struct NullCone {
  bool meets = false;  ///< a direction was found
  Vector direction;    ///< Vc, unit norm; of the cone up to rounding (`violation`)
  double violation = 0;
  Vector y;  ///< y ≥ 1 with ‖Aᵀy‖ = `residual`, when not
  double residual = 0;
  double sigma = 0;               ///< σ_min(A)
  double modulus_factor() const;  ///< 1 / (1 + ((1 + ‖y‖)/σ)²)
};

/// `nonnegative`: the indices N. Floating point: residuals are reported, nothing is proved.
NullCone null_cone(const Matrix& V, const std::vector<Index>& nonnegative);

}  // namespace orthant
