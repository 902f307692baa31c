/// Value and gradient at a point with bounds of their rounding errors:
///
///   E = w∘(LRᵀ) − b,   S = w∘E,   ∇ = [SR; SᵀL]  (symmetric: (S + Sᵀ)U),   plus λ[2LB; −2RB], B = LᵀL − RᵀR
///
/// in long double. With P = w∘(LRᵀ) + |b| ≥ |E| every entry of the gradient has error at most
/// 2γ_n Σ_j w_ij P_ij r_ja, n the length of the sums.
/// Cost: 8 flops in long double an observation and column; memory of a few n×r matrices.
#pragma once

#include "orthant/objectives/objective.hpp"
#include "orthant/prove/stored_data.hpp"

namespace orthant {

struct RigorousPoint {
  Matrix gradient;  ///< rounded to double
  Matrix error;     ///< |gradient − ∇| ≤ error, entrywise
  double value = 0, value_low = 0, value_high = 0;
  double residual_norm = 0;   ///< ≥ ‖S‖_F
  double imbalance_norm = 0;  ///< ≥ ‖B‖_F; 0 without a balance term
  double norm = 0;            ///< ≥ ‖U‖_F
};

/// `balance`: λ. U: stacked; nonnegative.
RigorousPoint rigorous_point(const StoredData& data, bool symmetric, double balance, const Matrix& U);

/// Only the interval of the value.
std::pair<double, double> value_interval(const StoredData& data, bool symmetric, double balance,
                                         const Matrix& U);

}  // namespace orthant
