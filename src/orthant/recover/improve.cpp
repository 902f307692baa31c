#include "orthant/recover/improve.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <deque>
#include <limits>
#include <memory>
#include <numeric>

#include "orthant/objectives/fixed_columns.hpp"
#include "orthant/solvers/shared_passes.hpp"

namespace orthant {

namespace {

constexpr std::size_t population_size = 16, moves_a_round = 8;

/// Ends a loose solve.
StoppingRule loosely(double highest) {
  constexpr double enough = 1e-5;
  constexpr std::size_t window = 8;
  auto before = std::make_shared<std::deque<double>>();
  return [=](const Progress& at) -> std::optional<Status> {
    before->push_back(at.objective);
    if (before->size() <= window) return std::nullopt;
    const double fall = before->front() - at.objective;
    before->pop_front();
    if (fall > enough * at.objective && at.objective - 2 * fall <= highest) return std::nullopt;
    return Status::small_change;
  };
}

/// Which move next.
class ChoiceOfMoves {
 public:
  ChoiceOfMoves(const Objective& objective, bool fresh) {
    // Parts are taken from the data as if all of their entries were free.
    const bool fixed = objective.fixed_columns() != nullptr, lone = objective.rank() == 1;
    for (const auto& [move, word] : words_of(Move())) {
      const bool by_gram = move != Move::fresh && move != Move::mix && move != Move::redraw;
      allowed_[index(move)] =
          !(move == Move::fresh && !fresh) && !(by_gram && (fixed || lone)) && !(move == Move::mix && fixed);
    }
  }

  Move draw(Random& random, bool alone) const {
    constexpr double least = 0.05;
    std::array<double, move_kinds> share{};
    double sum = 0, total = 0;
    for (std::size_t m = 0; m < move_kinds; ++m) {
      if (!allowed_[m] || (alone && takes_two(static_cast<Move>(m)))) continue;
      share[m] = (earned_[m] + 0.5) / (spent_[m] + 0.5 * std::max(unit_, 1.0));
      sum += share[m];
    }
    for (double& one : share) {
      if (one > 0) one = std::max(one / sum, least);
      total += one;
    }
    double left = random.uniform() * total;
    std::size_t drawn = 0;
    for (std::size_t m = 0; m < move_kinds && left >= 0; ++m) {
      if (share[m] > 0) drawn = m;
      left -= share[m];
    }
    return static_cast<Move>(drawn);
  }

  /// A move that led back cost little, and is none the better for it.
  void tell(Move move, double earned, double work, bool back) {
    if (back) work = std::max(work, unit_);
    earned_[index(move)] += earned;
    spent_[index(move)] += work;
    if (!back) unit_ = unit_ == 0 ? work : 0.9 * unit_ + 0.1 * work;
  }

  void fade() {
    for (std::size_t m = 0; m < move_kinds; ++m) {
      earned_[m] *= 0.98;
      spent_[m] *= 0.98;
    }
  }

 private:
  static std::size_t index(Move move) { return static_cast<std::size_t>(move); }

  std::array<bool, move_kinds> allowed_{};
  std::array<double, move_kinds> earned_{}, spent_{};
  double unit_ = 0;  ///< work of a move, about
};

struct PlannedMove {
  Move move = Move::fresh;
  const Population::Member *first = nullptr, *second = nullptr;
  std::uint64_t stream = 0;
  SolveResult result{};
  double work = 0;
  bool back = false;  ///< it led to where it came from, or nowhere

  Index moves() const { return move == Move::fresh ? 0 : 1 + first->moves; }
};

class MoveSearch {
 public:
  MoveSearch(const Objective& objective, const MultiStartOptions& options, const SharedSolver& solver,
             const MovesAsked& asked, const Budget& budget)
      : objective_(objective),
        solver_(solver),
        asked_(asked),
        budget_(budget),
        seed_(static_cast<std::uint64_t>(options.seed)),
        random_(seed_, 0x3370e5),
        choice_(objective, asked.fresh),
        population_(objective, population_size) {}

  LowerPoints run(std::vector<Population::Member> known) {
    const Stopwatch clock;
    LowerPoints out;
    EffortReport& report = out.report;
    report.before = std::numeric_limits<double>::infinity();
    double error = 0;
    for (Population::Member& member : known) {
      if (member.objective < report.before) {
        report.before = member.objective;
        error = objective_.value_error(member.U);
      }
      look_at(member.U, member.objective);
      population_.take(std::move(member));
    }
    lowest_ = report.before;
    // Nearer than that, points are of one level (ends.hpp), or told apart by rounding.
    const double below = report.before * (1 - 1e-8) - 2 * error;
    while (report.work < asked_.work && !fits_exactly_ && !budget_.exhausted()) {
      run_round(report);
      if (asked_.until_lower && lowest_ < below) break;
    }
    for (const Population::Member& member : population_.members())
      if (member.objective < below) out.points.push_back(member);
    report.after = out.points.empty() ? report.before : out.points.front().objective;
    report.seconds = clock.seconds();
    return out;
  }

 private:
  /// Whether nothing lower is to be had; entry by entry, for beside one huge entry the norm would say so too early.
  void look_at(const Matrix& U, double value) {
    if (value <= 1e-16 * objective_.size() && value <= objective_.value_error(U)) fits_exactly_ = true;
  }

  PlannedMove planned() {
    PlannedMove out;
    const std::size_t members = population_.members().size();
    const bool few = members == 0 || (asked_.fresh && members < population_size / 2);
    out.move = few ? Move::fresh : choice_.draw(random_, members < 2);
    out.stream = 1000000 + ++streams_;
    if (members == 0) return out;
    out.first = out.second = &population_.low(random_);
    while (takes_two(out.move) && out.second == out.first) out.second = &population_.any(random_);
    return out;
  }

  void lead(PlannedMove& one, double highest) const {
    const Matrix none;
    Matrix U = moved(objective_, one.move, one.first ? one.first->U : none, one.second ? one.second->U : none,
                     seed_, one.stream);
    if (const FixedColumns* fixed = objective_.fixed_columns()) fixed->clear(U);
    one.work = 2;
    one.back = objective_.loss() != "frobenius" && !std::isfinite(objective_.value(U));
    if (one.move != Move::fresh)
      for (const Population::Member* from : {one.first, one.second})
        one.back = one.back || mean_likeness(objective_, U, from->U) > 0.999;
    if (one.back) return;
    constexpr Index most_iterations = 2000;
    one.result = solver_.go_on_loosely(
        std::move(U), any_of({loosely(highest), iteration_limit(most_iterations), within(budget_)}), budget_);
    one.work = products_of(one.result.passes, one.result.iterations);
  }

  void take(PlannedMove& one, Index moves, EffortReport& report) {
    MoveTally& tally = report.moves[static_cast<std::size_t>(one.move)];
    ++tally.tried;
    tally.work += one.work;
    report.work += one.work;
    double earned = 0;
    if (!one.back) {
      const double there = one.result.objective;
      if (there < lowest_) look_at(one.result.U, there);
      const bool is_new =
          population_.take({std::move(one.result.U), there, moves}) == Population::Taken::as_new;
      const bool lower = there < lowest_ && (is_new || there < lowest_ * (1 - 1e-4));
      if (is_new) ++tally.taken;
      if (lower) {
        ++tally.lowest;
        tally.gain += lowest_ - there;
      }
      lowest_ = std::min(lowest_, there);
      earned = (is_new ? 1 : 0) + (lower ? 4 : 0);
    }
    choice_.tell(one.move, earned, one.work, one.back);
  }

  void run_round(EffortReport& report) {
    std::vector<PlannedMove> round;
    while (round.size() < moves_a_round) round.push_back(planned());
    std::vector<PlannedMove*> all;
    for (PlannedMove& one : round) all.push_back(&one);
    const double highest = population_.highest();
    bool stopped = false;
    try {
      for_each_start(all, [&](PlannedMove* one) { lead(*one, highest); });
    } catch (const OutOfBudget&) {  // what this round found is left out
      stopped = true;
    }
    if (stopped) return;
    std::vector<Index> moves;  // before members are displaced, which moves point to
    for (const PlannedMove& one : round) moves.push_back(one.moves());
    for (std::size_t i = 0; i < round.size(); ++i) take(round[i], moves[i], report);
    choice_.fade();
  }

  const Objective& objective_;
  const SharedSolver& solver_;
  MovesAsked asked_;
  const Budget& budget_;
  std::uint64_t seed_;
  Random random_;
  ChoiceOfMoves choice_;
  Population population_;
  double lowest_ = 0;
  bool fits_exactly_ = false;
  std::uint64_t streams_ = 0;
};

}  // namespace

double products_of(Index passes, Index iterations) {
  return static_cast<double>(std::max(passes, 2 * iterations));
}

LowerPoints lower_points(const Objective& objective, const MultiStartOptions& options,
                         const SharedSolver& solver, std::vector<Population::Member> known,
                         const MovesAsked& asked, const Budget& budget) {
  return MoveSearch(objective, options, solver, asked, budget).run(std::move(known));
}

EffortReport spend_effort(const Objective& objective, const MultiStartOptions& options,
                          const SharedSolver& solver, const Budget& budget, Collector& collector) {
  const Stopwatch clock;
  double work = 0;
  for (const StartReport& report : collector.reports) work += products_of(report.passes, report.iterations);
  std::vector<Population::Member> known;
  for (const Group& group : collector.groups) known.push_back({group.U, group.objective});
  if (collector.loose) known.push_back({collector.loose->U, collector.loose->objective});
  // The last fifth of a time limit is for solving what is found to the end.
  const Budget moving = budget.within(0.8 * budget.remaining());
  LowerPoints found = lower_points(objective, options, solver, std::move(known),
                                   {.work = (options.effort - 1) * work}, moving);
  EffortReport out = found.report;
  out.after = out.before;
  constexpr std::size_t most_ends = 3;
  for (std::size_t i = 0; i < std::min(most_ends, found.points.size()); ++i) try {
      const Population::Member& point = found.points[i];
      SolveResult result = solver.go_on(point.U, standard_stopping(options.stopping, budget), budget);
      settle(objective, arrival(options), budget, result);
      StartReport report;
      report.start = options.all_starts() + static_cast<Index>(i) + 1;
      report.init = Initialisation::moves;
      report.seconds = result.seconds;
      report.take(result);
      report.stages.insert(
          report.stages.begin(),
          {"moves", "data",
           fmt::format("{}, loosely solved to {:.9g}",
                       point.moves == 0   ? "a fresh start"
                       : point.moves == 1 ? "one move from a start"
                                          : fmt::format("{} moves from a start", point.moves),
                       point.objective),
           0, 0, 0, point.objective, 0});
      report.trace.push_back({.iteration = report.iterations,
                              .seconds = report.seconds,
                              .objective = report.objective,
                              .stationarity = report.stationarity,
                              .passes = report.passes});
      if (options.watch) options.watch(result.U, report.trace.back());
      if (options.watch && std::isfinite(report.trace.back().distance))
        report.distance = report.trace.back().distance;
      out.after = std::min(out.after, report.objective);
      collector.add(std::move(report), std::move(result.U));
    } catch (const OutOfBudget&) {  // the starts' ends stay
      break;
    }
  out.seconds = clock.seconds();
  return out;
}

}  // namespace orthant
