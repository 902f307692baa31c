/// From multipliers that are nearly optimal to a dual point at which the labels are optimal exactly
/// (docs/kmeans.md, theorem 2): Λ between clusters with the row sums that t asks for, and P(A + Λ)P ≺ tI.
#pragma once

#include <optional>
#include <span>

#include "orthant/kmeans/structured_search.hpp"

namespace orthant {

struct Coupling {
  double t = 0;
  Matrix multipliers;  ///< ≥ 0; the checker corrects the last digits of its row sums
};

/// Tries some t and mixtures with the structured coupling; nothing when none of them works, in floating point.
std::optional<Coupling> coupling_of(const StructuredDual& dual, std::span<const Index> labels,
                                    const Matrix& multipliers);

}  // namespace orthant
