/// Factors of fully observed data without a search, where the best matrix of the rank is nonnegative and its
/// nonnegative factors are known. Of all matrices of rank r the nearest to A is A_r = Σ_{k≤r} σ_k u_k v_kᵀ
/// (Eckart, Young), so that nonnegative factors of A_r are a global minimizer.
///
///   r = 1             u₁, v₁ ≥ 0 for A ≥ 0 (Perron, Frobenius): always.
///   r = 2, A₂ ≥ 0     rows of A₂ are points p_i = (σ₁u_i1, σ₂u_i2) of the plane, ⟨p_i, q_j⟩ ≥ 0 with q_j = (v_j1,
///                     v_j2): they lie in the cone of two of them, w₁ and w₂ (of the least and largest slope). L:
///                     the rows in terms of w₁, w₂; R_jk = ⟨w_k, q_j⟩. Both are nonnegative.
///   symmetric         the same with the positive eigenvalues of ½(A + Aᵀ). r = 2: rows of V Λ^½ have angles of at
///                     most 90° with each other, since A₂ ≥ 0, and are turned into the quadrant.
///                     Source: Kalofolias, Gallopoulos 2012.
///   r > 2             separable data: A = A(:, K)H, H ≥ 0, r columns K. Successive projections find K (starts.hpp),
///                     nonnegative least squares H; the objective is then zero.
///
/// The leading vectors come from Lanczos, then one step of subspace iteration, so that A_r of data of rank r is A to
/// rounding. Cost: about 4r + 8 passes there, up to 400 on slowly decaying data; nothing of A's size is made.
#pragma once

#include <optional>
#include <string>

#include "orthant/objectives/objective.hpp"

namespace orthant {

struct DirectFactors {
  Matrix U;              ///< nonnegative: negative parts are cut off
  bool is_best = false;  ///< up to rounding nothing had to be cut off: factors of A_r, or of A
  std::string reason;    ///< one sentence: what the method found
  Index passes = 0;
};

/// Why no direct method is known for the objective; empty where there is one.
std::string why_not_direct(const Objective& objective);

/// 1 ≤ rank ≤ 2 with nothing against it by why_not_direct, or larger ranks, where it is tried whether the data are
/// separable. Nothing where the best matrix of rank one is zero.
std::optional<DirectFactors> direct_factors(const Objective& objective, std::uint64_t seed);

}  // namespace orthant
