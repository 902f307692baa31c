/// The sign of a quadratic form on a mixed cone, and its modulus:
///
///   min xᵀHx   over   ‖x‖ = 1,  x_F free,  x_N ≥ 0.
///
/// The form is nonnegative on the cone iff H_FF ⪰ 0, range(H_FN) ⊆ range(H_FF), and the Schur complement
/// H_NN − H_NF H_FF⁺ H_FN is copositive. In floating point, with eigenvalues within `zero` of zero counted as
/// zero:
///
///   1. H ≻ 0: positive, modulus λ_min
///   2. H ⪰ 0 with a null space: does it meet the cone? (null_cone: a linear program)
///   3. λ_min(H_FF) < 0, or a null vector of H_FF outside the range condition: a direction of negative
///      curvature
///   4. search: projected gradient on the cone's sphere, finished by an eigenvector on the support;
///      below zero: a direction of negative curvature
///   5. lowest value found v > 0: H − μI is proved strictly copositive on the cone for μ just below v, then
///      for smaller μ, by the copositivity of its Schur complement (copositive.hpp)
///   6. v = 0: the same for H + zero·I: nonnegative up to that
///
/// The Schur complement is formed in doubles, so the answers hold up to rounding of order ε‖H‖·cond(H_FF):
/// numeric. Cost: eigenvalues of H (order m), 2m² a step of the search, and step 5.
#pragma once

#include <string>
#include <vector>

#include "orthant/base/stop.hpp"
#include "orthant/linalg/matrix.hpp"

namespace orthant {

enum class FormOnCone {
  positive,     ///< > 0 for x ≠ 0: `modulus`
  nonnegative,  ///< ≥ 0 up to `zero`, and `direction` has the value zero up to `zero`
  negative,     ///< `direction` of the cone with `value` < −zero
  undecided,
};

struct MixedConeOptions {
  double zero = 0;  ///< values up to this count as zero
  int threads = 1;
  std::uint64_t seed = 0;
  double work = 2e9;  ///< multiplications in support trees, for each μ
  int starts = 30;    ///< of the search
};

struct MixedConeResult {
  FormOnCone form = FormOnCone::undecided;
  double modulus = 0;         ///< positive: proved lower bound
  double value = 0;           ///< of `direction`: the lowest value found, an upper bound on the minimum
  Vector direction;           ///< of the cone, unit norm
  std::string method;         ///< "cholesky", "null space", "tree", "split", "search", …
  Index null_directions = 0;  ///< dimension of the null space in case 2
  std::string reason;         ///< undecided: what ran out
};

/// H symmetric of order m; `nonnegative`: the indices N.
MixedConeResult form_on_cone(const Matrix& H, const std::vector<Index>& nonnegative,
                             const MixedConeOptions& options, const Budget& budget);

// ---- null spaces ---------------------------------------------------------------------------------
// Does a subspace meet a mixed cone outside zero? Given a basis V (m×p, orthonormal columns) of the subspace
// and the cone C = {x : x_i ≥ 0 for i ∈ N}, with A = V_N:
//
//   either  some c ≠ 0 has Ac ≥ 0           (Vc is a direction of C in the subspace)
//   or      A has full column rank and some y ≥ 1 has Aᵀy = 0   (Stiemke: Ac ≥ 0 ⇒ Ac = 0 ⇒ c = 0)
//
// This linear feasibility problem is solved as  min ‖Aᵀ(1 + s)‖,  s ≥ 0  by Lawson and Hanson's active set
// method: a zero residual gives y = 1 + s; otherwise c = Aᵀ(1 + s) has Ac ≥ 0 by the optimality conditions.
// At most p entries of s are positive at a time: O(|N| p²) a step.
//
// For a positive semidefinite H with null space V and smallest other eigenvalue λ, the second case bounds
// the form below on C: with x = Vc + w, w ⟂ V, and yᵀ(Vc)_N = 0,
//   ‖x_N‖ ≤ yᵀx_N = yᵀw_N ≤ ‖y‖‖w‖,   ‖c‖ ≤ ‖x_N − w_N‖/σ ≤ (1 + ‖y‖)‖w‖/σ,   σ = σ_min(A),
//   xᵀHx ≥ λ‖w‖² ≥ λ / (1 + ((1 + ‖y‖)/σ)²) · ‖x‖².
// Source: Stiemke 1915; Lawson & Hanson 1974.

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
