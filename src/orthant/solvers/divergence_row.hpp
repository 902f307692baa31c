/// One row of a factor by a divergence, the other factor V fixed, to the last digits:
///
///   min  f(x) = bᵀx + Σ_p ω_p d(a_p | v_pᵀx)   subject to x ≥ 0                (objectives/divergence.hpp)
///   g = b + Σ ω d′ v,    H = Σ ω d″ v vᵀ,   D = diag(P_k/x_k),   P = b + Σ ω d⁺ v                        (1)
///   (H + μD)_FF s = −g_F  on F = {k : x_k > 0 or g_k < 0},   x ← max(0, x + ts), t = 1, ½, ¼, …         (2)
///
/// until the slopes are small beside their terms, (2) of objectives/stationarity.hpp for this row. b holds
/// what zeros of Kullback–Leibler that are not listed add, Σ v. D is the curvature of the majoriser that
/// multiplicative updates minimise, so that μ has no units; μ > 0 where H is not definite or a step does not
/// lower f.
///
/// Kullback–Leibler is convex in x: the minimizer is global, and unique where the v_p with a_p > 0 span.
/// Itakura–Saito is not, and the point is stationary, reached downhill from a multiple of 1.
/// Cost: m r² + r³/3 flops a step for m entries; some ten steps.
/// Source: Bertsekas 1982 (projected Newton).
#pragma once

#include "orthant/linalg/matrix.hpp"
#include "orthant/objectives/divergence.hpp"

namespace orthant {

struct DivergenceRow {
  Divergence divergence = Divergence::kullback_leibler;
  Vector linear;  ///< b ≥ 0, r
  Matrix V;       ///< r×m: v_p as columns
  Vector a, weight;

  double value(const Vector& x) const;  ///< ∞ where a product is zero and a_p is not
};

struct SolvedRow {
  Vector x;
  double value = 0;
  double stationarity = 0;
};

/// Stops at `stationarity`, or where rounding allows no step.
SolvedRow solve_divergence_row(const DivergenceRow& row, double stationarity = 1e-10);

}  // namespace orthant
