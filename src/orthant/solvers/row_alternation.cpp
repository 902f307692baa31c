#include "orthant/solvers/row_alternation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "orthant/base/error.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/objectives/stationarity.hpp"
#include "orthant/solvers/extrapolation.hpp"

namespace orthant {

const DivergenceRecovery& require_divergence(const Objective& objective, const char* solver) {
  const auto* divergence = dynamic_cast<const DivergenceRecovery*>(&objective);
  if (divergence != nullptr) return *divergence;
  throw InputError(fmt::format("solver = {} with loss = {}; expected loss kullback-leibler or itakura-saito",
                               solver, objective.loss()));
}

SolveResult alternate_rows(const DivergenceRecovery& objective, Matrix U, RowPassRule rule,
                           const StoppingRule& stop, Observer* observer) {
  require_feasible(objective, U);
  if (!std::isfinite(objective.value(U))) {
    throw InputError(
        "start with LRᵀ = 0 where the data are positive; expected a start at which the objective is finite");
  }
  Index passes = 1;  // of the value at the start
  const Index n1 = objective.data().rows(), n2 = objective.data().cols();
  const auto entries = static_cast<double>(U.size());
  RowPassRule left_rule = rule, right_rule = rule;
  right_rule.at_end = true;
  RowPassRule look = right_rule;
  look.steps = 0;
  const auto errors_at = [&](Matrix& point, Side side) {
    const bool left = side == Side::left;
    const auto own = left ? point.topRows(n1) : point.bottomRows(n2);
    ++passes;
    const RowPass pass =
        row_pass(objective, side, own, left ? point.bottomRows(n2) : point.topRows(n1), look);
    return pass.complete ? pass.squared_errors : std::numeric_limits<double>::infinity();
  };
  const Stopwatch clock;
  const auto ended = [&](Matrix point, Status status, Index iterations) {
    SolveResult result = result_at(objective, std::move(point), status, iterations, clock.seconds());
    result.passes += passes;
    return result;
  };
  // A pass that the budget cut short has renewed some rows, each for the better.
  const auto cut_short = [&](Matrix point, Index iterations) {
    (void)rule.budget->overdue();  // the grace begins
    const Status status = rule.budget->interrupted() ? Status::interrupted : Status::time_limit;
    return ended(std::move(point), status, iterations);
  };

  balance_columns(U, n1);
  look.precision = rule.precision;
  double right_errors = errors_at(U, Side::right);
  look.precision = Precision::full;
  Matrix plain = U, before;  // the last points without extrapolation, the newest and the one before
  Extrapolation extrapolation(rule.momentum);
  double previous = std::numeric_limits<double>::infinity();
  Matrix next(n1, U.cols());
  bool extrapolated = false;
  for (Index iteration = 0;;) {
    next = U.topRows(n1);
    const RowPass left = row_pass(objective, Side::left, next, U.bottomRows(n2), left_rule);
    ++passes;
    if (!left.complete) {
      if (extrapolated) return cut_short(std::move(plain), iteration);
      U.topRows(n1) = next;
      return cut_short(std::move(U), iteration);
    }
    // In single precision a smaller fall may be a rise.
    const double doubt = left_rule.precision == Precision::single ? 1e-6 * previous : 0;
    if (extrapolated && !(left.value <= previous - doubt)) {
      U = plain;
      extrapolated = false;
      extrapolation.rejected();
      continue;
    }
    if (!std::isfinite(left.value)) {  // doubles have not the range to go on
      if (before.size() > 0) U = before;
      return ended(std::move(U), Status::no_progress, iteration);
    }
    extrapolation.accepted();
    Progress progress{iteration, clock.seconds(), left.value,
                      std::sqrt((left.squared_errors + right_errors) / entries), passes};
    if (observer != nullptr) observer->observe(progress, U);
    auto status = stop(progress);
    if (status == Status::stationary && (extrapolated || left_rule.precision == Precision::single)) {
      // The errors of R were measured before the extrapolation, and single precision has few digits.
      progress.stationarity = std::sqrt((errors_at(U, Side::left) + errors_at(U, Side::right)) / entries);
      status = stop(progress);
      if (!status) extrapolation.end();
    }
    if (status) return ended(std::move(U), *status, iteration);
    const bool out_of_range = left.refused > n1 / 8;
    if (progress.stationarity < 1e-5 || !(left.value < previous * (1 - 1e-6)) || out_of_range)
      left_rule.precision = right_rule.precision = Precision::full;
    previous = left.value;
    ++iteration;

    U.topRows(n1) = next;
    const RowPass right = row_pass(objective, Side::right, U.bottomRows(n2), U.topRows(n1), right_rule);
    ++passes;
    if (!right.complete) return cut_short(std::move(U), iteration);
    right_errors = right.squared_errors;
    balance_columns(U, n1);
    before.swap(plain);
    plain = U;
    extrapolated = extrapolation.beta() > 0 && iteration > 1;
    // At least a tenth of each entry stays, so that no product that is positive becomes zero.
    if (extrapolated) U = (U + extrapolation.beta() * (U - before)).cwiseMax(0.1 * U);
  }
}

}  // namespace orthant
