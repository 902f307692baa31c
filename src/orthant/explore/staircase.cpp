#include "orthant/explore/staircase.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "orthant/copositive/copositive.hpp"
#include "orthant/explore/lift.hpp"
#include "orthant/recover/shared_solver.hpp"
#include "orthant/solvers/signless_recovery.hpp"

namespace orthant {

namespace {

constexpr Index most_decided_order = 200;
constexpr double residual_shift = 1e-9;  ///< τ, of the largest entry of S

Matrix without_zero_columns(const Matrix& U) {
  std::vector<Index> kept;
  for (Index k = 0; k < U.cols(); ++k)
    if (!U.col(k).isZero(0)) kept.push_back(k);
  if (kept.empty()) kept.push_back(0);
  return U(Eigen::all, kept);
}

class Climb {
 public:
  Climb(const Objective& objective, const MultiStartOptions& options, const Budget& budget, Staircase& out)
      : objective_(objective), options_(options), budget_(budget), out_(out) {
    options_.starts = 1;
    options_.effort = 1;
    options_.exact = false;
  }

  void run() {
    first_column();
    const Observations& seen = objective_.observations();
    const Index most =
        std::min(largest_rank(seen.rows(), seen.cols(), true), std::max<Index>(2 * seen.rows(), 10));
    while (true) {
      if (is_exact_fit(*at_rank_, out_.U, out_.steps.back().objective))
        return end(StaircaseEnd::exact_fit, "the fit is exact up to rounding");
      if (budget_.exhausted()) return end(StaircaseEnd::out_of_budget, std::string(budget_.reason()));
      if (out_.U.cols() >= most)
        return end(StaircaseEnd::most_columns, fmt::format("{} columns are the most that are tried", most));
      if (!another_column()) return;
    }
  }

  /// 4. of the header.
  void fewer_columns() {
    const Index all = out_.U.cols();
    const Index rank = std::max<Index>(1, rank_of_product(*at_rank_, out_.U, 10 * std::sqrt(1e-20)));
    for (Index columns = rank; columns < all && !budget_.exhausted(); ++columns) {
      const Stopwatch clock;
      const auto narrow = with_rank(objective_, columns);
      std::optional<SolveResult> back = back_from(*narrow, options_, out_.U, budget_);
      if (!back || !is_exact_fit(*narrow, back->U, back->objective)) continue;
      take(std::move(*back),
           fmt::format("the product, of rank {}, factored anew with {} columns", rank, columns), clock);
      return;
    }
  }

 private:
  void first_column() {
    const Stopwatch clock;
    const MultiStartResult found = multi_start(objective_, options_, budget_);
    at_rank_ = with_rank(objective_, 1);
    out_.U = found.best.U;
    const StartReport& start = found.starts.front();
    out_.steps.push_back({1, found.best.objective, found.best.first_order.stationarity, "one column",
                          start.iterations, start.passes, clock.seconds()});
  }

  void take(SolveResult result, std::string how, const Stopwatch& clock) {
    out_.U = without_zero_columns(result.U);
    at_rank_ = with_rank(objective_, out_.U.cols());
    out_.steps.push_back({out_.U.cols(), result.objective, result.stationarity, std::move(how),
                          result.iterations, result.passes, clock.seconds()});
  }

  void end(StaircaseEnd how, std::string why) {
    out_.end = how;
    out_.ended = std::move(why);
  }

  /// Whether the point with one more column is lower; otherwise the climb has ended.
  bool another_column() {
    const Stopwatch clock;
    const auto larger = with_rank(objective_, out_.U.cols() + 1);
    const double before = out_.steps.back().objective;
    auto there = with_another_column(*larger, options_, out_.U, budget_);
    if (there && there->objective < before - 2 * larger->value_error(there->U)) {
      take(std::move(*there), "a column along which the objective falls", clock);
      return true;
    }
    return decided_column(*larger, before, clock);
  }

  /// The same by deciding whether S + τI is copositive.
  bool decided_column(const Objective& larger, double before, const Stopwatch& clock) {
    const Index n = larger.rows();
    if (n > most_decided_order) {
      end(StaircaseEnd::undecided,
          fmt::format(
              "no column was found along which the objective falls; that there is none is not decided "
              "for more than {} rows",
              most_decided_order));
      return false;
    }
    const auto expansion = at_rank_->at(out_.U);
    Matrix S = expansion->residual().times(Matrix::Identity(n, n));
    S = ((S + S.transpose()) / 2).eval();
    const double tau = residual_shift * S.cwiseAbs().maxCoeff();
    S.diagonal().array() += tau;
    CopositiveOptions deciding;
    deciding.max_work = 1e9;
    const CopositiveResult decided =
        decide_copositivity(RationalSymmetric::from_doubles(S), deciding, budget_);
    if (decided.verdict == Copositivity::not_copositive) {
      Matrix D = Matrix::Zero(n, larger.rank());
      for (Index i = 0; i < n; ++i)
        D(i, larger.rank() - 1) = decided.witness[static_cast<std::size_t>(i)].get_d();
      auto there = with_another_column(larger, options_, out_.U, budget_, D / D.cwiseAbs().maxCoeff());
      if (there && there->objective < before - 2 * larger.value_error(there->U)) {
        take(std::move(*there), "a column that shows that the residual is not copositive", clock);
        return true;
      }
      end(StaircaseEnd::undecided, "a column lowers the objective by no more than rounding");
    } else if (decided.verdict == Copositivity::undecided) {
      end(StaircaseEnd::undecided,
          "no column was found along which the objective falls; whether the residual is copositive was not decided: " +
              decided.reason);
    } else {
      end(StaircaseEnd::copositive,
          fmt::format(
              "the residual, with {:.2g} of the identity added for rounding, is copositive: up to that, no "
              "nonnegative factors of any rank have a lower objective",
              tau));
    }
    return false;
  }

  const Objective& objective_;
  MultiStartOptions options_;
  const Budget& budget_;
  Staircase& out_;
  std::unique_ptr<Objective> at_rank_;
};

}  // namespace

std::string why_no_staircase(const Objective& objective) {
  if (std::string reason = why_not_lifted(objective); !reason.empty()) return reason;
  return objective.is_symmetric() ? "" : "a model that is not symmetric";
}

Staircase climb(const Objective& objective, const MultiStartOptions& options, const Budget& budget) {
  if (const std::string reason = why_no_staircase(objective); !reason.empty())
    throw InputError(fmt::format("rank = auto with {}; expected a symmetric model of squared loss", reason));
  const BudgetScope scope(budget);
  Staircase out;
  Climb climbing(objective, options, budget, out);
  try {
    climbing.run();
  } catch (const OutOfBudget& stop) {
    if (out.steps.empty()) throw;
    out.end = StaircaseEnd::out_of_budget;
    out.ended = stop.reason;
  }
  if (out.end == StaircaseEnd::exact_fit) try {
      climbing.fewer_columns();
    } catch (const OutOfBudget&) {  // more columns than needed, then
    }
  return out;
}

}  // namespace orthant
