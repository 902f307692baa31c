#include "orthant/solvers/divergence_solvers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "orthant/base/error.hpp"
#include "orthant/solvers/extrapolation.hpp"

namespace orthant {

namespace {

/// An objective as a divergence and what is added to it.
struct DivergenceProblem {
  const Objective& objective;
  const DivergenceRecovery& misfit;
  Regularisation terms = {};
};

/// Throws InputError naming `solver` when the objective is none.
DivergenceProblem require_divergence(const Objective& objective, const char* solver) {
  const auto* regularised = dynamic_cast<const Regularised*>(&objective);
  const Objective& misfit = regularised != nullptr ? regularised->misfit() : objective;
  if (const auto* divergence = dynamic_cast<const DivergenceRecovery*>(&misfit))
    return {objective, *divergence,
            regularised != nullptr ? *regularised->regularisation() : Regularisation()};
  throw InputError(fmt::format("solver = {} with loss = {}; expected loss kullback-leibler or itakura-saito",
                               solver, objective.loss()));
}

/// One start of (1) and (2).
class RowAlternation {
 public:
  /// `rule` says how rows are renewed; its precision is where to begin.
  RowAlternation(const DivergenceProblem& problem, Matrix U, const RowPassRule& rule)
      : problem_(problem),
        n1_(problem.misfit.entries().rows()),
        n2_(problem.misfit.entries().cols()),
        left_rule_(rule),
        right_rule_(rule),
        extrapolation_(rule.momentum),
        U_(std::move(U)) {
    right_rule_.at_end = true;
  }

  SolveResult run(StoppingRule stop, Observer* observer) {
    problem_.objective.scale_columns(U_);
    right_errors_ = errors_at(Side::right, left_rule_.precision);
    plain_ = U_;
    Matrix left_rows(n1_, U_.cols());
    for (;;) {
      left_rows = U_.topRows(n1_);
      const RowPass left = pass(Side::left, left_rows, U_.bottomRows(n2_), left_rule_);
      ++passes_;
      if (!left.complete) {
        if (!extrapolated_) U_.topRows(n1_) = left_rows;
        return cut_short(extrapolated_ ? plain_ : U_);
      }
      if (extrapolated_ && !(left.value <= previous_ - doubt())) {  // (2) failed
        U_ = plain_;
        extrapolated_ = false;
        extrapolation_.rejected();
        continue;
      }
      if (!std::isfinite(left.value))  // doubles have not the range to go on
        return ended(before_.size() > 0 ? before_ : U_, Status::no_progress);
      extrapolation_.accepted();
      if (const auto status = judged(left, stop, observer)) return ended(U_, *status);
      choose_precision(left);
      previous_ = left.value;
      ++iteration_;

      U_.topRows(n1_) = left_rows;
      const RowPass right = pass(Side::right, U_.bottomRows(n2_), U_.topRows(n1_), right_rule_);
      ++passes_;
      if (!right.complete) return cut_short(U_);
      right_errors_ = right.squared_errors;
      extrapolate();
    }
  }

 private:
  RowPass pass(Side side, MatrixRef X, const ConstMatrixRef& V, const RowPassRule& rule) const {
    return row_pass(problem_.misfit, side, X, V, rule, problem_.terms);
  }

  /// Σ e² over the entries of a factor at U, with a pass that only looks.
  double errors_at(Side side, Precision precision) {
    RowPassRule look = right_rule_;
    look.steps = 0;
    look.precision = precision;
    auto left = U_.topRows(n1_), right = U_.bottomRows(n2_);
    ++passes_;
    const RowPass looked = side == Side::left ? pass(side, left, right, look) : pass(side, right, left, look);
    return looked.complete ? looked.squared_errors : std::numeric_limits<double>::infinity();
  }

  double stationarity(double squared_errors) const {
    return std::sqrt(squared_errors / static_cast<double>(U_.size()));
  }

  /// In single precision a smaller fall may be a rise.
  double doubt() const { return left_rule_.precision == Precision::single ? 1e-6 * previous_ : 0; }

  std::optional<Status> judged(const RowPass& left, StoppingRule& stop, Observer* observer) {
    progress_ = {iteration_, clock_.seconds(), left.value, stationarity(left.squared_errors + right_errors_),
                 passes_};
    if (observer != nullptr) observer->observe(progress_, U_);
    auto status = stop(progress_);
    if (status == Status::stationary && (extrapolated_ || left_rule_.precision == Precision::single)) {
      // The errors of R were measured before the extrapolation, and single precision has few digits.
      progress_.stationarity =
          stationarity(errors_at(Side::left, Precision::full) + errors_at(Side::right, Precision::full));
      status = stop(progress_);
      if (!status) extrapolation_.end();
    }
    return status;
  }

  void choose_precision(const RowPass& left) {
    const bool out_of_range = left.refused > n1_ / 8;
    if (progress_.stationarity < 1e-5 || !(left.value < previous_ * (1 - 1e-6)) || out_of_range)
      left_rule_.precision = right_rule_.precision = Precision::full;
  }

  /// (1) and (2). At least a tenth of each entry stays, so that no product that is positive becomes zero.
  void extrapolate() {
    problem_.objective.scale_columns(U_);
    before_.swap(plain_);
    plain_ = U_;
    extrapolated_ = extrapolation_.beta() > 0 && iteration_ > 1;
    if (extrapolated_) U_ = (U_ + extrapolation_.beta() * (U_ - before_)).cwiseMax(0.1 * U_);
  }

  /// A pass that the budget cut short has renewed some rows, each for the better.
  SolveResult cut_short(Matrix& point) {
    (void)left_rule_.budget->overdue();  // the grace begins
    return ended(point, left_rule_.budget->interrupted() ? Status::interrupted : Status::time_limit);
  }

  SolveResult ended(Matrix& point, Status status) {
    SolveResult result =
        result_at(problem_.objective, std::move(point), status, iteration_, clock_.seconds());
    result.passes += passes_;
    return result;
  }

  DivergenceProblem problem_;
  Index n1_, n2_;
  RowPassRule left_rule_, right_rule_;
  Extrapolation extrapolation_;
  Stopwatch clock_;
  Matrix U_;
  Matrix plain_, before_;  ///< the last points without extrapolation, the newest and the one before
  bool extrapolated_ = false;
  Progress progress_;
  double right_errors_ = 0, previous_ = std::numeric_limits<double>::infinity();
  Index iteration_ = 0, passes_ = 1;  ///< a pass for the value at the start
};

SolveResult alternate_rows(const DivergenceProblem& problem, Matrix U, const RowPassRule& rule,
                           const StoppingRule& stop, Observer* observer) {
  require_feasible(problem.objective, U);
  if (!std::isfinite(problem.objective.value(U))) {
    throw InputError(
        "start with LRᵀ = 0 where the data are positive; expected a start at which the objective is finite");
  }
  return RowAlternation(problem, std::move(U), rule).run(stop, observer);
}

}  // namespace

SolveResult coordinate(const Objective& objective, Matrix U0, const CoordinateOptions& options,
                       const StoppingRule& stop, Observer* observer) {
  check_options(options, std::span<const Option<CoordinateOptions>>(coordinate_options));
  const RowPassRule rule{.update = RowUpdate::newton,
                         .precision = Precision::single,
                         .steps = static_cast<int>(options.newton_steps),
                         .sweeps = static_cast<int>(options.model_sweeps),
                         .momentum = options.momentum,
                         .budget = options.budget};
  return alternate_rows(require_divergence(objective, "coordinate"), std::move(U0), rule, stop, observer);
}

SolveResult multiplicative(const Objective& objective, Matrix U0, const MultiplicativeOptions& options,
                           const StoppingRule& stop, Observer* observer) {
  check_options(options, std::span<const Option<MultiplicativeOptions>>(multiplicative_options));
  const RowPassRule rule{.update = RowUpdate::multiplicative,
                         .precision = Precision::single,
                         .steps = static_cast<int>(options.updates),
                         .budget = options.budget};
  return alternate_rows(require_divergence(objective, "multiplicative"), std::move(U0), rule, stop, observer);
}

}  // namespace orthant
