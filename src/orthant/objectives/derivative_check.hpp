/// Are a gradient and a Hessian right? The Taylor remainders along a direction D,
///
///   e₁(t) = |f(U + tD) − f(U) − t⟨∇f,D⟩|                        = O(t²)
///   e₂(t) = |f(U + tD) − f(U) − t⟨∇f,D⟩ − ½t²⟨∇²f[D],D⟩|        = O(t³)
///
/// fall with slopes 2 and 3 on a log–log plot when the derivatives are right, and with a lower slope when
/// they are wrong. The objectives here are quartic polynomials, so U + tD may leave the orthant.
/// Cost: one expansion and `points` values.
/// Source: the manifold-optimisation toolbox's checkgradient and checkhessian [Boumal2014].
#pragma once

#include "orthant/objectives/objective.hpp"

namespace orthant {

struct DerivativeCheck {
  double gradient_slope = 0;  ///< fitted slope of e₁; 2 when right (3 if the form vanishes along D)
  double hessian_slope = 0;   ///< fitted slope of e₂; 3 when right
  double product_error = 0;   ///< |⟨∇²f[D],D⟩ − form(D)| relative: Hessian product against form
  Vector steps;               ///< t
  Vector gradient_error;      ///< e₁(t)
  Vector hessian_error;       ///< e₂(t)

  /// Both slopes at least 0.1 close below 2 and 3 (or the remainder is at rounding level throughout).
  bool passed() const;
};

/// U and D are n×r; D need not be normalised, but must not be zero.
DerivativeCheck derivative_check(const Objective& objective, const Matrix& U, const Matrix& D,
                                 Index points = 25);

}  // namespace orthant
