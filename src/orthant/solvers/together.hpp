/// Several starts on one objective at a time.
#pragma once

#include <exception>
#include <vector>

#include "orthant/linalg/threads.hpp"
#include "orthant/solvers/observer.hpp"
#include "orthant/solvers/stopping.hpp"

namespace orthant {

/// Where one of them begins, and what it answers to.
struct SolverStart {
  Matrix U0;  ///< n×r, finite, nonnegative
  StoppingRule stop;
  Observer* observer = nullptr;  ///< told from any thread, but never from two at once
};

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
      body(items[static_cast<size_t>(i)]);
    } catch (...) {
#pragma omp critical(start_failed)
      failure = std::current_exception();
    }
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace orthant
