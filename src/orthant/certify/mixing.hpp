/// Points that differ from U by mixing its parts, and have the same objective: it sees (L, R) through LRᵀ
/// only, which (LT, RT⁻ᵀ) leaves as it is for every invertible T; a symmetric one sees UUᵀ, which UQ leaves,
/// Q orthogonal.
///
/// Pairs. T = I + tE_kl adds t·l_k to l_l and takes t·r_l from r_k. For small t > 0 that stays nonnegative
/// iff r_l vanishes wherever r_k does, and then as far as
///
///   t ≤ min_j r_jk / r_jl   over r_jl > 0.                                                            (1)
///
/// The same with L and R exchanged. For UUᵀ: u_k + … rotated by an angle θ in the plane of two columns,
/// u_l − tan θ u_k ≥ 0, iff u_k vanishes wherever u_l does.
///
/// All of them. Let F be the entries that the critical cone fixes at zero, 𝒜 = {A : LA and −RAᵀ vanish on F}
/// (symmetric: A + Aᵀ = 0, UA vanishes on F). If 𝒜 is closed under products, exp(tA) keeps the zeros for
/// every A in 𝒜 (each power of A does), and the points (L exp(A), R exp(−A)ᵀ) near U form a manifold with
/// tangent space N = {(LA, −RAᵀ) : A ∈ 𝒜}, on which f is constant and, as long as the entries that are not
/// fixed are positive, every point feasible. Along N the Hessian on the free entries is then zero.
///
/// Theorem. U stationary, multipliers positive on F, every other entry positive, 𝒜 closed under products, the
/// Hessian on the free entries semidefinite with null space exactly N: then U is a local minimizer, and those
/// nearby that are as low are that manifold. Proof: on the face {D = 0 on F} the manifold is one of critical
/// points at which the Hessian is definite across its tangent space, so f ≥ f(U) near U on the face
/// (Morse–Bott lemma), with equality on the manifold only. Off the face, f(U + D) for D ≥ 0 on F grows by at
/// least half of Σ_F G_ij D_ij over its value at the foot on the face, as G is continuous and positive on F.
/// ∎
///
/// Ends. A solver often stops where mixing meets a zero, so that zeros without a multiplier remain:
/// degenerate entries, about which the theorem says nothing. Let U′ = (LT, RT⁻ᵀ) ≥ 0 be a local minimizer,
/// and let F be the entries fixed at U, their multipliers positive. If for every (i, c) with (LT)_ic = 0 and
/// every b with (i, b) not in F
///
///   T_bc = 0 where L_ib > 0,   T_bc ≥ 0 where L_ib = 0                                                (2)
///
/// and the same for R and T⁻ᵀ, then U is a local minimizer. Proof: let V ≥ 0 be near U with zeros on F. Its
/// image (V_L T, V_R T⁻ᵀ) is near U′; where U′ is positive so is the image, and where U′_ic = 0 it is Σ_b
/// V_ib T_bc, whose terms are 0 or ≥ 0 by (2) or V_ib = 0. So the image is feasible, and f(V) = f(image) ≥
/// f(U′) = f(U). A V that is not zero on F is higher than its foot there, as above. ∎
#pragma once

#include <optional>
#include <vector>

#include "orthant/certify/critical_cone.hpp"

namespace orthant {

/// One pair of columns that mix: the part `grows` takes up some of `gives` in one factor.
struct MixedPair {
  Index gives = 0, grows = 0;  ///< columns, from 0
  char factor = 'L';           ///< in which `grows` grows: 'L', 'R' or 'U'
  double reach = 0;            ///< t of (1), or the angle
  double change = 0;           ///< there: ‖t l_k‖/‖l_l‖, how much of the column that grows is new
};

/// The pairs whose columns mix by more than `least` at the end of (1). U ≥ 0 with exact zeros; `left_rows` =
/// rows for a symmetric model. Ordered by `change`, largest first.
std::vector<MixedPair> mixed_pairs(const Matrix& U, Index left_rows, double least = 1e-6);

/// An orthonormal basis of N in the coordinates of `subspace` (all entries that the cone does not fix), the
/// scaling of single columns left out; no columns when 𝒜 is not closed under products or r > 20. (LT, RT⁻ᵀ)
/// must leave the objective as it is.
Matrix mixing_directions(const Matrix& U, Index left_rows, const CriticalCone& cone,
                         const ConeSubspace& subspace);

/// U mixed by pairs, each half as far as (1) goes, as long as a zero becomes positive.
struct MixedPoint {
  Matrix U;
  Matrix T, inverse_transposed;  ///< L′ = LT, R′ = R · inverse_transposed
};
std::optional<MixedPoint> mix_zeros_away(const Matrix& U, Index left_rows);

/// (2).
bool images_are_feasible(const Matrix& U, Index left_rows, const CriticalCone& cone, const MixedPoint& mixed);

}  // namespace orthant
