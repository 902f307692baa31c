/// What a point is, whoever made it: a strict local minimizer, a global one, a saddle, not stationary, or
/// undecided.
///
///   certify(objective, U, options, witness) → Certificate
///
/// Floating point with stated tolerances: evidence, not a proof (orthant/prove.hpp).
#pragma once

#include "orthant/version.hpp"

#include "orthant/certify/certify.hpp"
#include "orthant/objective.hpp"
