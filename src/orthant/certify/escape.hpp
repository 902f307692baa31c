/// Feasible directions of negative curvature, and the objective along them.
#pragma once

#include <cstdint>
#include <optional>

#include "orthant/certify/critical_cone.hpp"

namespace orthant {

/// A way down from a point: the objective at P₊(U + step · direction) is lower (without P₊ when there is no
/// constraint).
struct Escape {
  Matrix direction;      ///< n×r, unit norm, in the critical cone
  double curvature = 0;  ///< ⟨∇²f[D],D⟩ < 0
  double step = 0;
  double objective = 0;  ///< there, from explicit residuals
  double decrease = 0;   ///< f(U) − objective > 0
};

/// Walks from U along ±D (only +D when D has nonnegative entries of the cone in it), projected on the
/// orthant, with steps ‖U‖·2^{−k} (√‖𝒜*b‖ for U = 0), and keeps the lowest point. Nothing unless the
/// objective also falls as the curvature κ says at the smallest steps that stand clear of rounding and of the
/// point's first-order error,
///
///   f(P₊(U + tD)) ≤ f(U) − |κ|t²/8   at t₀, 2t₀, 4t₀,   t₀ = max(√(1000 rounding/|κ|), 4‖∇ᵖ‖/|κ|) ≤ ‖U‖/100:
///
/// a lower point far away says nothing of this one, and a multiplier too small to be told from zero would
/// show here. About 80 values.
std::optional<Escape> descend_along(const Objective& objective, const Matrix& U, double value,
                                    double rounding, const CriticalCone& cone, const Matrix& D,
                                    double curvature, double projected_gradient_norm);

struct CurvatureSearchOptions {
  int starts = 3;
  int iterations = 100;  ///< of each start, at most
  double work = 4e9;     ///< multiplications in all, about: fewer iterations on large data
  std::uint64_t seed = 0;
};

/// Searches the cone for a direction of negative curvature by projected power iteration,
///
///   D ← P_C(D − τ ∇²f[D]) / ‖·‖,   τ = 1/‖∇²f‖ (estimated),
///
/// from random starts. Returns the lowest form found, with its direction of unit norm. One Hessian product an
/// iteration, memory of a few n×r matrices. Finds, never proves.
struct CurvatureFound {
  Matrix direction;
  double curvature = 0;
};
CurvatureFound approx_lowest_curvature(const Objective& objective, const Expansion& expansion,
                                       const CriticalCone& cone, const CurvatureSearchOptions& options = {});

/// A column that is zero in every factor is a question of its own: along D with l, r ≥ 0 in it, of length 1,
///
///   ⟨∇²[D],D⟩ = 2⟨S, l rᵀ⟩ (asymmetric), 2⟨S, l lᵀ⟩ (symmetric, S symmetric),
///
/// for the residual S. Finds l and r by projected power iteration on −S: some negative entry of S makes the form
/// negative. Empty where there is no such column or nothing negative was found. About 60 products with S.
Matrix revive_column(const Expansion& expansion, const Matrix& U, Index left_rows, bool asymmetric);

}  // namespace orthant
