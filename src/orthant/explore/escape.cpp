#include "orthant/explore/escape.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "orthant/explore/lift.hpp"
#include "orthant/files/problem_folder.hpp"
#include "orthant/recover/improve.hpp"
#include "orthant/recover/recover_problem.hpp"
#include "orthant/recover/way_down.hpp"
#include "orthant/solvers/starts.hpp"

namespace orthant {

namespace {

constexpr Index most_more_columns = 5;

class EscapeSearch {
 public:
  EscapeSearch(const Objective& objective, const EscapeOptions& options, const Budget& budget)
      : objective_(objective),
        options_(options),
        budget_(budget),
        solving_(search_options(options)),
        solver_(objective, solving_) {}

  /// The lowest point that is found; U where none is lower.
  Matrix run(const Certificate& left, Escaped& out) {
    at_ = left.U;
    value_ = left.objective;
    error_ = left.objective_error;
    try {
      leave_first_order(left, out);
      for (long round = 0; !at_zero() && !budget_.exhausted(); ++round) {
        if (round > options_.again || !(try_lift(out) || try_moves(out))) break;
        leave_first_order(judged(), out);
      }
    } catch (const OutOfBudget& stop) {  // what was found stays
      ended_ = stop.reason;
    }
    out.ended = at_zero()             ? "nothing is lower than zero"
                : budget_.exhausted() ? std::string(budget_.reason())
                : ended_.empty()
                    ? fmt::format("it went on from lower points {} times, as asked (again)", options_.again)
                    : ended_;
    return at_;
  }

 private:
  static MultiStartOptions search_options(const EscapeOptions& options) {
    MultiStartOptions out;
    out.seed = options.seed;
    return out;
  }

  bool at_zero() const { return value_ <= std::max(error_, 1e-30 * objective_.size()); }

  /// From a point that is not stationary, and from saddles.
  void leave_first_order(const Certificate& left, Escaped& out) {
    if (left.verdict == Verdict::not_stationary) {
      const Stopwatch clock;
      SolveResult result = solver_.go_on(at_, standard_stopping(solving_.stopping, budget_), budget_);
      settle(objective_, arrival(solving_), budget_, result);
      take(EscapeBy::descent, std::move(result), objective_.rank(),
           "the point is not stationary: the solver goes on from it", clock, out);
    }
    constexpr int most_saddles = 20;
    for (int count = 0; count < most_saddles && !at_zero() && !budget_.exhausted(); ++count) {
      const Certificate here = count == 0 && left.verdict == Verdict::saddle ? left : judged();
      if (here.verdict != Verdict::saddle || !here.escape) return;
      const Stopwatch clock;
      auto result = leave_saddle(objective_, solving_, solver_, budget_, here);
      if (!result) return;
      take(EscapeBy::way_down, std::move(*result), objective_.rank(),
           fmt::format("a saddle is left along a direction of curvature {:.3g}", here.escape->curvature),
           clock, out);
    }
  }

  Certificate judged() const {
    CertifyOptions by = solving_.certify;
    by.stationarity = arrival(solving_);
    return certify(objective_, at_, by);
  }

  bool try_lift(Escaped& out) {
    const bool rows_separate = objective_.row_blocks() != nullptr;
    if (const std::string reason = why_not_lifted(objective_); rows_separate || !reason.empty()) return false;
    const Stopwatch clock;
    LiftAttempt found;
    try {
      found = lift(objective_, solving_, at_, value_, error_, most_more_columns, budget_);
    } catch (const OutOfBudget&) {
      return false;
    }
    if (found.none_lowers) {
      note(EscapeBy::lift, objective_.rank(), "no further column was found along which the objective falls",
           clock, out);
      return false;
    }
    if (!found.lifted) {
      note(EscapeBy::lift, found.columns,
           "with more columns the objective falls, but no way back to those asked for led below the point",
           clock, out);
      return false;
    }
    Lifted& lifted = *found.lifted;
    return take(EscapeBy::lift, std::move(lifted.result), lifted.columns,
                fmt::format("with {} columns the objective falls to {:.6g}, and back", lifted.columns,
                            lifted.highest),
                clock, out);
  }

  bool try_moves(Escaped& out) {
    if (options_.effort == 0) {
      ended_ = "no moves were asked for (effort = 0)";
      return false;
    }
    const Stopwatch clock;
    MovesAsked asked{.work = options_.effort * work_of_a_start(), .fresh = false, .until_lower = true};
    LowerPoints found = lower_points(objective_, solving_, solver_, {{at_, value_}}, asked, budget_);
    Index tried = 0;
    for (const MoveTally& tally : found.report.moves) tried += tally.tried;
    for (const Population::Member& point : found.points) {
      SolveResult result = solver_.go_on(point.U, standard_stopping(solving_.stopping, budget_), budget_);
      settle(objective_, arrival(solving_), budget_, result);
      const std::string how = fmt::format(
          "the {} of {} moves",
          point.moves == 1 ? "outcome of one" : fmt::format("outcome of {} in a row", point.moves), tried);
      if (take(EscapeBy::moves, std::move(result), objective_.rank(), how, clock, out)) return true;
    }
    ended_ = fmt::format("{} moves found nothing lower (effort = {:g})", tried, options_.effort);
    note(EscapeBy::moves, objective_.rank(), fmt::format("{} moves led to nothing lower", tried), clock, out);
    return false;
  }

  /// A random start, solved: what `effort` is in units of.
  double work_of_a_start() {
    if (work_of_a_start_ > 0) return work_of_a_start_;
    const SolveResult start =
        solver_.go_on(random_start(objective_, static_cast<std::uint64_t>(options_.seed), 1),
                      standard_stopping(solving_.stopping, budget_), budget_);
    work_of_a_start_ = products_of(start.passes, start.iterations);
    return work_of_a_start_;
  }

  void note(EscapeBy by, Index columns, std::string how, const Stopwatch& clock, Escaped& out) const {
    out.steps.push_back({by, false, value_, columns, std::move(how), clock.seconds()});
  }

  bool take(EscapeBy by, SolveResult result, Index columns, std::string how, const Stopwatch& clock,
            Escaped& out) {
    const double error = objective_.value_error(result.U);
    const bool lower = result.objective + error < value_ - error_;
    if (lower) {
      at_ = std::move(result.U);
      value_ = result.objective;
      error_ = error;
    }
    out.steps.push_back({by, lower, value_, columns, std::move(how), clock.seconds()});
    return lower;
  }

  const Objective& objective_;
  const EscapeOptions& options_;
  const Budget& budget_;
  MultiStartOptions solving_;
  SharedSolver solver_;
  Matrix at_;
  double value_ = 0, error_ = 0, work_of_a_start_ = 0;
  std::string ended_;
};

/// The point in the place of the one that is judged: the folder's truth where it is that up to the solver's error, since
/// its numbers are exact.
JudgedPoint at_point(const JudgedPoint& point, const Matrix& U) {
  JudgedPoint out = point;
  out.U = U;
  if (!out.problem) return out;
  out.problem->point.reset();
  const double value = point.objective->value(U) + point.objective->value_error(U);
  for (GivenPoint& given : given_points_near(*out.problem, *point.objective, U))
    if (point.objective->value(given.U) <= value) out.U = std::move(given.U);
  out.problem->set_point(out.U);
  return out;
}

}  // namespace

Escaped escape(JudgedPoint point, const EscapeOptions& options, const Budget& budget) {
  check_options(options, escape_options);
  const Stopwatch clock;
  const BudgetScope scope(budget);
  Escaped out;
  out.objective = point.objective;
  CertifyPointOptions judging;
  judging.numeric = true;
  judging.self_contained = options.self_contained;
  judging.seed = options.seed;
  out.left = certify_point(point, judging, budget);
  const double before = out.left.certificate.objective, error = out.left.certificate.objective_error;
  Matrix reached;
  if (out.left.certificate.verdict == Verdict::global_minimizer)
    out.ended = "the point is a global minimizer";
  else
    reached = EscapeSearch(*point.objective, options, budget).run(out.left.certificate, out);
  judging.numeric = options.numeric;
  if (reached.size() > 0) {
    Certified there = certify_point(at_point(point, reached), judging, budget);
    if (there.certificate.objective + there.certificate.objective_error < before - error) {
      point.witness = there.certificate.U;
      out.reached = std::move(there);
    }
  }
  out.left = certify_point(point, judging, budget);
  // Either the proof of what is left names the point that is reached as lower, or the two intervals say so.
  if (const Certificate& left = out.left.certificate; out.reached && left.proved) {
    const auto& there = out.reached->certificate.proved;
    out.proved_lower = left.spurious == true || (there && there->objective_high < left.proved->objective_low);
  }
  out.seconds = clock.seconds();
  return out;
}

}  // namespace orthant
