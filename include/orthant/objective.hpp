/// What is minimised over nonnegative factors of rank r, as a function of U = [L; R] (symmetric: U):
///
///   make_objective(data, model, r)   NMF, symmetric NMF, completion; ½ squares or a divergence; L1 and L2 terms
///   AsymmetricRecovery               ½‖𝒜(LRᵀ) − b‖² + (λ/2)‖LᵀL − RᵀR‖² for any operator (orthant/operators.hpp)
///   SymmetricRecovery                ½‖𝒜(UUᵀ) − b‖²
///   Regularised                      any of these with L1 and L2 terms
///
/// An Objective answers value, gradient, and products with the Hessian; it keeps alive what it was made of.
#pragma once

#include "orthant/version.hpp"

#include "orthant/data.hpp"
#include "orthant/objectives/recovery.hpp"
#include "orthant/objectives/regularised.hpp"
#include "orthant/operators.hpp"
#include "orthant/recover/model.hpp"
