/// Which objectives the proofs speak of: f(U) = ½‖𝒜(UUᵀ) − b‖² and g(L,R) + λh(L,R) (objectives/recovery.hpp),
/// which are also all that a problem document can say. Every bound and every identity of this layer, and of orthant-verify, is one of those polynomials.
/// A list of what is known, so that an objective added later is refused until somebody has looked.
#pragma once

#include <string>

#include "orthant/objectives/objective.hpp"

namespace orthant {

/// Empty for an objective that the proofs speak of; otherwise why there is none.
std::string why_no_proofs(const Objective& objective);

}  // namespace orthant
