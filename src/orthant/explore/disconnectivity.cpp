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

/// The minima below each node.
std::vector<std::vector<Index>> leaves_of(Index minima, const std::vector<Join>& joins) {
  std::vector<std::vector<Index>> out;
  for (Index i = 0; i < minima; ++i) out.push_back({i});
  for (const Join& join : joins) {
    std::vector<Index> both = out[static_cast<std::size_t>(join.first)];
    const std::vector<Index>& others = out[static_cast<std::size_t>(join.second)];
    both.insert(both.end(), others.begin(), others.end());
    out.push_back(std::move(both));
  }
  return out;
}

/// Which pair to search next; null: none is left. `barriers` are sorted.
class SearchOrder {
 public:
  explicit SearchOrder(const Disconnectivity& graph)
      : minima_(static_cast<Index>(graph.objective.size())),
        objective_(graph.objective),
        every_pair_(graph.options.every_pair) {}

  Barrier* next(std::vector<Barrier>& barriers) {
    std::sort(barriers.begin(), barriers.end(), lower_barrier);
    JoiningTrees trees(minima_);
    for (Barrier& barrier : barriers)
      if (trees.add(barrier) && !barrier.searched) return &barrier;
    const auto joins = static_cast<Index>(trees.joins.size());
    for (; looked_ < joins; ++looked_)
      if (Barrier* other = across(trees.joins, joins - 1 - looked_, barriers)) {
        ++looked_;
        return other;
      }
    if (!every_pair_) return nullptr;
    const auto other =
        std::find_if(barriers.begin(), barriers.end(), [](const Barrier& one) { return !one.searched; });
    return other == barriers.end() ? nullptr : &*other;
  }

 private:
  /// The lowest other pair from one side of a join to the other, if both minima are below it.
  Barrier* across(const std::vector<Join>& joins, Index place, std::vector<Barrier>& barriers) const {
    const Join& join = joins[static_cast<std::size_t>(place)];
    std::vector<int> side(static_cast<std::size_t>(minima_), 0);
    const auto leaves = leaves_of(minima_, joins);
    for (const Index i : leaves[static_cast<std::size_t>(join.first)]) side[static_cast<std::size_t>(i)] = 1;
    for (const Index i : leaves[static_cast<std::size_t>(join.second)]) side[static_cast<std::size_t>(i)] = 2;
    for (Barrier& one : barriers) {
      const auto a = static_cast<std::size_t>(one.first), b = static_cast<std::size_t>(one.second);
      if (!one.searched && side[a] * side[b] == 2 && std::max(objective_[a], objective_[b]) < join.height)
        return &one;
    }
    return nullptr;
  }

  Index minima_;
  std::vector<double> objective_;
  bool every_pair_;
  Index looked_ = 0;  ///< joins, from the highest, that had another pair searched
};

}  // namespace

std::vector<Join> joins_of(Index minima, std::vector<Barrier> barriers) {
  std::sort(barriers.begin(), barriers.end(), lower_barrier);
  JoiningTrees trees(minima);
  for (const Barrier& barrier : barriers) trees.add(barrier);
  return std::move(trees.joins);
}

Matrix join_heights(const Disconnectivity& graph) {
  const auto size = static_cast<Index>(graph.objective.size());
  Matrix out = Matrix::Constant(size, size, std::numeric_limits<double>::infinity());
  for (Index i = 0; i < size; ++i) out(i, i) = graph.objective[static_cast<std::size_t>(i)];
  const auto leaves = leaves_of(size, graph.joins);
  for (const Join& join : graph.joins)
    for (const Index i : leaves[static_cast<std::size_t>(join.first)])
      for (const Index j : leaves[static_cast<std::size_t>(join.second)]) out(i, j) = out(j, i) = join.height;
  return out;
}

Disconnectivity disconnectivity(const Objective& objective, const std::vector<Matrix>& minima,
                                const BarrierOptions& options, const Budget& budget) {
  check_options(options, barrier_options);
  const Stopwatch clock;
  Disconnectivity out;
  out.options = options;
  out.kind = path_height_of(objective);
  for (const Matrix& U : minima) out.objective.push_back(objective.value(U));
  const auto point = [&](Index i) -> const Matrix& { return minima[static_cast<std::size_t>(i)]; };
  const auto m = static_cast<Index>(minima.size());
  BarrierOptions straight_only = options;
  straight_only.steps = 0;
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
    SearchOrder order(out);
    while (Barrier* next = order.next(out.barriers)) {
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
  out.seconds = clock.seconds();
  return out;
}

Index affordable_minima(const Objective& objective, const BarrierOptions& options) {
  constexpr double of_ten_seconds = 1.5e11;
  constexpr double most_steps = 100;  // of the search and where its top is drawn finer, about
  const double products =
      objective.loss() == "frobenius" ? 8 : 60;  // of the data with a factor, for one point
  constexpr double sweeps = 12;                  // of coordinates over all rows
  const auto rank = static_cast<double>(objective.rank()), rows = static_cast<double>(objective.rows());
  const double point =
      products * objective.observations().product_cost() * rank + sweeps * rows * rank * rank;
  const double steps = std::min(most_steps, 1 + 2 * static_cast<double>(options.steps));
  const double search = static_cast<double>(options.images) * steps * point;
  const double m = static_cast<double>(options.minima);
  const double searches = std::floor(of_ten_seconds / std::max(search, 1.0));
  const double of_every_pair = std::floor((1 + std::sqrt(1 + 8 * searches)) / 2);
  const double of_tree = std::max(of_every_pair, std::floor(searches / 2) + 1);
  return static_cast<Index>(std::min(m, options.every_pair ? of_every_pair : of_tree));
}

}  // namespace orthant
