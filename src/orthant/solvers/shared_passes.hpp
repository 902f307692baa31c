/// How many starts are worth leading together, so that a pass over the data serves them all: A [V₁ V₂ …].
///
/// A product with few columns is nearly as dear as one with more: the data come from memory once either way.
/// Measured in docs/solvers.md, "Several starts at once" (bench/nmf/together.py).
#pragma once

#include "orthant/objectives/objective.hpp"

namespace orthant {

/// The most that a group of `starts` ≥ 1 should have, when groups are of nearly equal size. 1 where sharing
/// does not pay: data that stay in a cache, rows with Gram matrices of their own (they cost more than
/// passes), groups smaller than the number of threads. HALS takes at most about 64 MB for a group, or half of
/// the data.
Index starts_per_pass(const Objective& objective, Index starts);

}  // namespace orthant
