/// The δ of RIP (docs/certificates.md): the smallest with (1 − δ)I ⪯ ℋ ⪯ (1 + δ)I, δ² the largest eigenvalue
/// of (ℋ − I)². It is the largest rational root of the characteristic polynomial when that is the largest
/// root, and otherwise a fraction just above.
#pragma once

#include <optional>
#include <string>

#include "checker/exact/exact_operator.hpp"

namespace orthant {

/// "q" or "sqrt(q)"; nothing when δ ≥ 1, or where ℋ − I is not of small rank.
std::optional<std::string> isometry_constant(const checker::ExactOperator& measurement);

}  // namespace orthant
