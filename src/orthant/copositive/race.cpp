#include "orthant/copositive/race.hpp"

#include <algorithm>

#include "orthant/copositive/tableau.hpp"

namespace orthant {

namespace {

/// Whether many pairs exclude each other by Q_ij ≥ √(Q_ii Q_jj), as the edges missing in a graph do.
bool looks_like_a_graph(const RationalSymmetric& Q) {
  const Tableau<double> t = root_tableau_double(Q);
  std::size_t excluded = 0;
  for (int i = 0; i < t.c; ++i)
    for (int j = 0; j < i; ++j)
      if (t.m(i, j) > 0 && t.m(i, j) * t.m(i, j) >= (1 - 1e-12) * t.m(i, i) * t.m(j, j)) ++excluded;
  return 20 * excluded > static_cast<std::size_t>(t.c) * t.c;
}

}  // namespace

Race::Race(const RationalSymmetric& Q, const RaceOptions& race) {
  const auto enter = [&](BranchOrder order, TreeArithmetic arithmetic, bool first_turn_only) {
    TreeOptions options;
    options.strict = race.strict;
    options.order = order;
    options.arithmetic = arithmetic;
    options.threads = race.threads;
    options.record_nodes = arithmetic == TreeArithmetic::doubles ? race.record_doubles : race.record_integers;
    entrants_.push_back({std::make_unique<SupportTree>(Q, options), order, arithmetic, first_turn_only});
  };
  // Short integers are as quick as doubles at first, and settle ties.
  const bool integers_first = race.strict && Q.order() <= 300 && Q.bits() <= 40;
  std::vector<BranchOrder> orders{BranchOrder::semidefinite_first, BranchOrder::least_negative_first,
                                  BranchOrder::most_negative_first};
  lead_ = looks_like_a_graph(Q) ? 4 : 1;
  if (lead_ > 1) std::reverse(orders.begin(), orders.end());
  leader_ = orders.front();
  for (const BranchOrder order : orders)
    if (integers_first) enter(order, TreeArithmetic::integers, true);
  for (const BranchOrder order : orders)
    enter(order, race.strict ? TreeArithmetic::doubles : TreeArithmetic::integers, false);
}

/// After a few turns, the order that settles the largest share of its tree per multiplication leads.
void Race::follow_the_best() {
  if (turn_ < 6e6) return;  // before that the shares mislead
  double best = 0;
  for (const Entrant& entrant : entrants_) {
    const double speed = entrant.tree->settled_share() / std::max(1.0, entrant.tree->work());
    if (speed <= best) continue;
    best = speed;
    leader_ = entrant.order;
    lead_ = 8;
  }
}

RaceResult Race::run(double work, const Budget& budget,
                     const std::function<void(double work, double nodes)>& progress) {
  RaceResult result;
  while (work > 0 && !budget.exhausted()) {
    for (Entrant& entrant : entrants_) {
      const double before = entrant.tree->work();
      const double turn = entrant.order == leader_ ? lead_ * turn_ : turn_;
      result.status = entrant.tree->run(std::min(turn, work), budget);
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
    follow_the_best();
    turn_ = std::min(2 * turn_, 2e9);
  }
  return result;
}

}  // namespace orthant
