#include "orthant/explore/disconnectivity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <tuple>
#include <utility>

namespace orthant {

namespace {

bool lower_barrier(const Barrier& a, const Barrier& b) {
  return std::tie(a.height, a.first, a.second) < std::tie(b.height, b.first, b.second);
}

/// The node that stands for the tree of a minimum, and the edges by which trees were joined.
struct JoiningTrees {
  std::vector<Index> node;  ///< of each minimum
  std::vector<Join> joins;

  explicit JoiningTrees(Index minima) : node(static_cast<std::size_t>(minima)) {
    std::iota(node.begin(), node.end(), Index{0});
  }
  Index& of(Index minimum) { return node[static_cast<std::size_t>(minimum)]; }

  /// False where both ends are in one tree already.
  bool add(const Barrier& barrier) {
    const Index a = std::min(of(barrier.first), of(barrier.second)),
                b = std::max(of(barrier.first), of(barrier.second));
    if (a == b || !std::isfinite(barrier.height)) return false;
    const Index joined = static_cast<Index>(node.size() + joins.size());
    joins.push_back({barrier.height, a, b});
    for (Index& one : node)
      if (one == a || one == b) one = joined;
    return true;
  }
};

/// The pairs whose search comes next: an edge of the tree, then with `every_pair` any other, lowest first.
Barrier* next_to_search(Index minima, std::vector<Barrier>& barriers, bool every_pair) {
  std::sort(barriers.begin(), barriers.end(), lower_barrier);
  JoiningTrees trees(minima);
  for (Barrier& barrier : barriers)
    if (trees.add(barrier) && !barrier.searched) return &barrier;
  if (!every_pair) return nullptr;
  const auto other =
      std::find_if(barriers.begin(), barriers.end(), [](const Barrier& one) { return !one.searched; });
  return other == barriers.end() ? nullptr : &*other;
}

}  // namespace

std::vector<Join> joins_of(Index minima, std::vector<Barrier> barriers) {
  std::sort(barriers.begin(), barriers.end(), lower_barrier);
  JoiningTrees trees(minima);
  for (const Barrier& barrier : barriers) trees.add(barrier);
  return std::move(trees.joins);
}

Matrix join_heights(const Disconnectivity& graph) {
  const std::size_t m = graph.objective.size();
  const auto size = static_cast<Index>(m);
  Matrix out = Matrix::Constant(size, size, std::numeric_limits<double>::infinity());
  std::vector<std::vector<Index>> leaves;
  for (Index i = 0; i < size; ++i) {
    out(i, i) = graph.objective[static_cast<std::size_t>(i)];
    leaves.push_back({i});
  }
  for (const Join& join : graph.joins) {
    std::vector<Index> both = leaves[static_cast<std::size_t>(join.first)];
    const std::vector<Index>& others = leaves[static_cast<std::size_t>(join.second)];
    for (const Index i : both)
      for (const Index j : others) out(i, j) = out(j, i) = join.height;
    both.insert(both.end(), others.begin(), others.end());
    leaves.push_back(std::move(both));
  }
  return out;
}

Disconnectivity disconnectivity(const Objective& objective, const std::vector<Matrix>& minima,
                                const BarrierOptions& options, bool every_pair, const Budget& budget) {
  check_options(options, barrier_options);
  Disconnectivity out;
  out.kind = path_height_of(objective);
  for (const Matrix& U : minima) out.objective.push_back(objective.value(U));
  const auto point = [&](Index i) -> const Matrix& { return minima[static_cast<std::size_t>(i)]; };
  const auto m = static_cast<Index>(minima.size());
  const BarrierOptions straight_only{.images = options.images, .steps = 0};
  const auto stopped = [&](Index missing, const char* what, const char* reason) {
    out.left_out = fmt::format("{} of {} {} left out: {}.", missing, m * (m - 1) / 2, what, reason);
  };
  try {
    for (Index i = 0; i < m; ++i)
      for (Index j = i + 1; j < m && !budget.exhausted(); ++j) {
        const LowPath path = lowest_path(objective, point(i), point(j), straight_only, budget);
        out.barriers.push_back({i, j, path.height, path.straight, options.steps == 0});
      }
    if (static_cast<Index>(out.barriers.size()) < m * (m - 1) / 2)
      stopped(m * (m - 1) / 2 - static_cast<Index>(out.barriers.size()), "pairs of minima are",
              budget.reason());
    while (Barrier* next = next_to_search(m, out.barriers, every_pair)) {
      if (budget.exhausted()) {
        if (out.left_out.empty())
          out.left_out = fmt::format("Not every pass was searched for: {}.", budget.reason());
        break;
      }
      const LowPath path = lowest_path(objective, point(next->first), point(next->second), options, budget);
      next->height = std::min(next->height, path.height);
      next->searched = true;
    }
  } catch (const OutOfBudget& end) {
    if (out.left_out.empty()) out.left_out = fmt::format("Not every pass was searched for: {}.", end.reason);
  }
  std::sort(out.barriers.begin(), out.barriers.end(), [](const Barrier& a, const Barrier& b) {
    return std::tie(a.first, a.second) < std::tie(b.first, b.second);
  });
  out.joins = joins_of(m, out.barriers);
  return out;
}

}  // namespace orthant
