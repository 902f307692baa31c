/// How many starts are worth leading together, so that a pass over the data serves them all: A [V₁ V₂ …].
///
/// A product with few columns is nearly as dear as one with more: the data come from memory once either way.
/// Measured in docs/solvers.md, "Several starts at once" (bench/nmf/together.py).
#pragma once

#include "orthant/model/objective.hpp"

namespace orthant {

/// Of `starts` ≥ 1, in groups of equal size as nearly as may be. 1 where sharing does not pay: data that stay
/// in a cache, or rows with Gram matrices of their own, which cost more than passes. A group's memory is at
/// most 64 MB or half of the data.
Index starts_per_pass(const Objective& objective, Index starts);

}  // namespace orthant
