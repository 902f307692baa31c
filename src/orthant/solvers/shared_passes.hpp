/// Passes over the data that serve several runs of a solver at a time: A [V₁ V₂ …].
///
/// A product with few columns is nearly as dear as one with more: the data come from memory once either way.
/// Measured in docs/solvers.md, "Several starts at once" (bench/nmf/together.py).
#pragma once

#include <exception>
#include <vector>

#include "orthant/linalg/threads.hpp"
#include "orthant/objectives/objective.hpp"
#include "orthant/solvers/coroutine.hpp"

namespace orthant {

/// A V for the left side, AᵀV for the right: RowBlocks::linear.
struct Pass {
  Side side;
  Precision precision;
  Eigen::Map<const Matrix, 0, Eigen::OuterStride<>> factor;
};

/// What a pass gives; there until the run wants the next.
using PassProduct = Eigen::Map<const Matrix>;

/// A run of a solver that waits for passes: `const PassProduct C = co_await Pass{…}`.
using RunOfPasses = Asking<Pass, PassProduct>;

/// Leads runs on one objective, which separates by rows, to their ends. Each pass serves all that wait for
/// it, with their factors side by side: it takes a copy of these. Runs go on side by side in between.
void share_passes(const Objective& objective, std::vector<RunOfPasses> runs);

/// The most that a group of `starts` ≥ 1 should have, when groups are of nearly equal size. 1 where sharing
/// does not pay: data that stay in a cache, rows with Gram matrices of their own (they cost more than
/// passes), groups smaller than the number of threads. HALS takes at most about 64 MB for a group, or half of
/// the data.
Index starts_per_pass(const Objective& objective, Index starts);

/// body(item) for every item: side by side when they keep all threads busy, else one after the other with all
/// threads inside.
template <class Item, class Body>
void for_each_start(const std::vector<Item>& items, const Body& body) {
  const auto count = static_cast<Index>(items.size());
  if (count < threads() || threads() == 1) {
    for (const Item& item : items) body(item);
    return;
  }
  const SerialBlas serial;
  std::exception_ptr failure;
#pragma omp parallel for schedule(dynamic, 1)
  for (Index i = 0; i < count; ++i) {
    try {
      body(items[i]);
    } catch (...) {
#pragma omp critical(start_failed)
      failure = std::current_exception();
    }
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace orthant
