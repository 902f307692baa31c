#include "orthant/copositive/race.hpp"

#include <algorithm>

namespace orthant {

Race::Race(const RationalSymmetric& Q, bool strict, int threads, std::size_t record_nodes) {
  const auto enter = [&](BranchOrder order, TreeArithmetic arithmetic, bool first_turn_only) {
    TreeOptions options;
    options.strict = strict;
    options.order = order;
    options.arithmetic = arithmetic;
    options.threads = threads;
    options.record_nodes = record_nodes;
    entrants_.push_back({std::make_unique<SupportTree>(Q, options), arithmetic, first_turn_only});
  };
  // Short integers are as quick as doubles at first, and settle ties.
  const bool integers_first = strict && Q.order() <= 300 && Q.bits() <= 40;
  for (const BranchOrder order : {BranchOrder::most_negative_first, BranchOrder::least_negative_first})
    if (integers_first) enter(order, TreeArithmetic::integers, true);
  for (const BranchOrder order : {BranchOrder::most_negative_first, BranchOrder::least_negative_first})
    enter(order, strict ? TreeArithmetic::doubles : TreeArithmetic::integers, false);
}

RaceResult Race::run(double work, const Budget& budget,
                     const std::function<void(double work, double nodes)>& progress) {
  RaceResult result;
  while (work > 0 && !budget.exhausted()) {
    for (Entrant& entrant : entrants_) {
      const double before = entrant.tree->work();
      result.status = entrant.tree->run(std::min(turn_, work), budget);
      work -= entrant.tree->work() - before;
      if (result.status != TreeStatus::stopped) {
        result.witness = entrant.tree->witness();
        result.zero = entrant.tree->zero();
        if (result.status == TreeStatus::proved) result.proof = entrant.tree->take_proof();
        result.arithmetic = entrant.arithmetic;
        break;
      }
      if (work <= 0 || budget.exhausted()) break;
    }
    result.nodes = result.work = 0;
    for (const Entrant& entrant : entrants_) {
      result.nodes += static_cast<double>(entrant.tree->nodes());
      result.work += entrant.tree->work();
    }
    if (result.status != TreeStatus::stopped) return result;
    if (progress) progress(result.work, result.nodes);
    std::erase_if(entrants_, [](const Entrant& entrant) { return entrant.first_turn_only; });
    turn_ = std::min(2 * turn_, 2e9);
  }
  return result;
}

}  // namespace orthant
