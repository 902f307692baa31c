/// The largest eigenvalue of a symmetric operator by Lanczos with full reorthogonalisation, restarted from
/// its best Ritz vector. Finds directions and approximate values; proves nothing.
/// Cost: one product and 4nk flops for step k; memory n·steps doubles. Every step looks at the budget in
/// force (base/stop.hpp).
#pragma once

#include <cstdint>
#include <functional>

#include "orthant/linalg/matrix.hpp"

namespace orthant {

struct LanczosResult {
  double value = 0;     ///< largest Ritz value: at most the largest eigenvalue; NaN where A x overflows
  Vector vector;        ///< unit Ritz vector
  double residual = 0;  ///< ‖A v − value v‖
};

struct LanczosOptions {
  Index steps = 80;  ///< Krylov dimension of a run
  int restarts = 5;
  double tolerance = 1e-13;  ///< stop when residual ≤ tolerance · |value|
  std::uint64_t seed = 0;
  Vector start =
      {};  ///< the first vector, any length but 0; empty: random. The value never falls below its quotient.
};

/// `apply` is x ↦ A x on ℝⁿ, n ≥ 1.
LanczosResult approx_largest_eigenpair(Index n, const std::function<Vector(const Vector&)>& apply,
                                       const LanczosOptions& options = {});

}  // namespace orthant
