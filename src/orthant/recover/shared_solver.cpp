#include "orthant/recover/shared_solver.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "orthant/objectives/fixed_columns.hpp"
#include "orthant/objectives/stationarity.hpp"
#include "orthant/solvers/exact_rows.hpp"
#include "orthant/solvers/rotated_start.hpp"
#include "orthant/solvers/shared_passes.hpp"
#include "orthant/solvers/signless_recovery.hpp"
#include "orthant/solvers/symmetric_descent.hpp"

namespace orthant {

namespace {

template <class Options>
Options within(Options options, const Budget& budget) {
  options.budget = &budget;
  return options;
}

/// A start that came to rest by the measure of the whole is led on while single entries still gain: rows and
/// columns that are small beside the others, and fits of nearly zero objective, which only rounding ends.
/// Who asks for less than certificates need is not kept for longer than the start took, or a hundred passes.
void settle_small_entries(const Objective& objective, double enough, const Budget& budget,
                          SolveResult& result) {
  constexpr double nothing = 1e-10;  ///< of the objective
  const bool to_the_end = enough <= CertifyOptions().stationarity;
  Index passes_left = to_the_end ? std::numeric_limits<Index>::max() : std::max<Index>(100, result.passes);
  const bool at_rest = result.status == Status::stationary || result.status == Status::no_progress;
  if (!at_rest || objective.loss() != "frobenius") return;
  NewtonOptions options;
  options.budget = &budget;
  for (int round = 0; round < 8 && passes_left > 0 && !budget.exhausted(); ++round) {
    const auto expansion = objective.at(result.U);
    const double gain = largest_entry_gain(*expansion, result.U);
    if (gain <= nothing * result.objective || gain <= objective.value_error(result.U)) return;
    const auto used_up = [&](const Progress& at) -> std::optional<Status> {
      if (at.passes < passes_left) return std::nullopt;
      return Status::iteration_limit;
    };
    SolveResult further = newton(objective, result.U, options,
                                 any_of({stationary(1e-4 * std::max(result.stationarity, 1e-300)),
                                         iteration_limit(200), stalled(20), used_up, within(budget)}));
    passes_left -= std::min(passes_left, further.passes);
    if (!to_the_end && further.stationarity > std::max(enough, result.stationarity))
      further.objective = result.objective;  // ended on the way: its work counts, its point does not
    if (!take_if_lower(std::move(further), result)) return;
  }
}

/// Where rows do not separate and nothing is left to explain, Newton steps go on until only rounding is.
void settle_fit(const Objective& objective, const Budget& budget, SolveResult& result) {
  constexpr double exact_fit = 1e-12;  ///< of objective.size()
  const bool at_rest = result.status == Status::stationary || result.status == Status::no_progress;
  if (!at_rest || objective.row_blocks() != nullptr || objective.loss() != "frobenius") return;
  if (!(result.objective <= exact_fit * objective.size())) return;
  if (result.objective <= objective.value_error(result.U)) return;
  NewtonOptions options;
  options.budget = &budget;
  options.damping = 1e-9;
  SolveResult further =
      newton(objective, result.U, options, any_of({iteration_limit(20), stalled(3), within(budget)}));
  take_if_lower(std::move(further), result);
}

/// Where a start has all but arrived, L is what R and the data make of it to the last digits, so that anybody
/// gets the same rows from R. `enough`: the stationarity at which a start has arrived.
void settle_left(const Objective& objective, double enough, SolveResult& result) {
  constexpr double near = 1e-6;
  if (!(result.stationarity <= near) || !objective.is_asymmetric()) return;
  if (make_left_exact(objective, enough, result.U, result.objective, result.stationarity)) result.passes += 4;
}

}  // namespace

SharedSolver::SharedSolver(const Objective& objective, const MultiStartOptions& options)
    : objective_(objective), options_(options), solver_(options.solver) {
  const bool divergence = objective.loss() != "frobenius";
  if (divergence && (solver_ == Solver::hals || solver_ == Solver::newton)) {
    throw InputError(fmt::format(
        "solver = {} with loss = {}; expected auto, coordinate, multiplicative or projected_gradient",
        to_string(solver_), objective.loss()));
  }
  if (solver_ == Solver::automatic && divergence) solver_ = Solver::coordinate;
  find_direct();
  if (solver_ == Solver::direct) solver_ = Solver::automatic;  // to the last digits
  if (objective.fixed_columns() != nullptr &&
      (options.init == Initialisation::nndsvd || options.init == Initialisation::spa))
    throw InputError(
        fmt::format("init = {} with fixed columns; expected random or a folder with factors: it is "
                    "made of the data alone",
                    to_string(options.init)));
  if (options.init == Initialisation::rotated && !has_rotated_start(objective))
    throw InputError("init = rotated; expected it with a symmetric model of a matrix or of its entries");
  if (options.init == Initialisation::signless)
    if (const std::string reason = why_not_signless(objective); !reason.empty())
      throw InputError(fmt::format("init = signless with {}", reason));
  if (options.together > 1 && !can_share_passes()) {
    throw InputError(fmt::format(
        "together = {} with solver = {}{}; expected 0 or 1: HALS alone shares passes, where rows separate "
        "(asymmetric, balance = 0, squared loss)",
        options.together, to_string(options.solver),
        objective.row_blocks() == nullptr ? " on rows that do not separate" : ""));
  }
  if (options.exact &&
      (divergence || objective.regularisation() != nullptr || objective.fixed_columns() != nullptr))
    throw InputError(
        "exact with another loss than the squared one, L1, L2 or density terms or fixed columns; expected it "
        "without: an exact fit is an objective of zero");
  if (solver_ == Solver::automatic) automatic_.emplace(objective, options.automatic);
}

bool SharedSolver::begins_rotated() const {
  return options_.solver == Solver::automatic && options_.init == Initialisation::random &&
         !options_.of_one_law && has_rotated_start(objective_);
}

Index SharedSolver::together(const Budget& budget) const {
  if (!can_share_passes() || options_.exact) return 1;
  if (options_.together > 0) return std::min<Index>(options_.together, options_.starts);
  const bool on_surrogate = automatic_ && automatic_->has_surrogate();
  if (on_surrogate || std::isfinite(budget.limit())) return 1;
  return starts_per_pass(objective_, options_.starts);
}

std::vector<SolveResult> SharedSolver::solve(std::vector<SolverStart> starts, const Budget& budget) const {
  if (solver_ == Solver::automatic) return automatic_->solve_together(std::move(starts), &budget);
  if (solver_ == Solver::hals) return hals_together(objective_, std::move(starts), options_.automatic.hals);
  std::vector<SolveResult> results;
  for (SolverStart& start : starts) results.push_back(solve_alone(std::move(start), budget));
  return results;
}

SolveResult SharedSolver::go_on(Matrix U, const StoppingRule& stop, const Budget& budget,
                                Observer* observer) const {
  if (solver_ == Solver::automatic) {
    AutomaticOptions on_data = options_.automatic;
    on_data.surrogate_gain = 0;
    return AutomaticSolver(objective_, on_data).solve(std::move(U), stop, observer, &budget);
  }
  std::vector<SolverStart> one;
  one.push_back({std::move(U), stop, observer});
  return std::move(solve(std::move(one), budget).front());
}

SolveResult SharedSolver::go_on_loosely(Matrix U, const StoppingRule& stop, const Budget& budget) const {
  if (solver_ == Solver::automatic && objective_.row_blocks() != nullptr)
    return hals(objective_, std::move(U), options_.automatic.hals, stop);
  return go_on(std::move(U), stop, budget);
}

void SharedSolver::find_direct() {
  const bool alone = options_.solver == Solver::direct,
             asked = alone || options_.init == Initialisation::direct;
  const bool offered = options_.offers_direct && !options_.of_one_law && solver_ == Solver::automatic &&
                       options_.init == Initialisation::random && objective_.rank() <= 2;
  if (!asked && !offered) return;
  const char* what = alone ? "solver" : "init";
  if (const std::string reason = why_not_direct(objective_); !reason.empty()) {
    if (!asked) return;
    throw InputError(fmt::format("{} = direct with {}", what, reason));
  }
  const Stopwatch clock;
  const Budget whole = budget_in_force();
  const Budget half =
      whole.within(whole.remaining() / 2);  // the rest is for a search, where this does not end
  const BudgetScope scope(half);
  try {
    direct_ = direct_factors(objective_, static_cast<std::uint64_t>(options_.seed));
  } catch (const OutOfBudget&) {  // then by a search
  }
  direct_seconds_ = clock.seconds();
  if (alone && !(direct_ && direct_->is_best))
    throw InputError(
        fmt::format("solver = direct: {}; expected data whose best factors are known (auto searches)",
                    direct_ ? direct_->reason : "nothing of the data has a positive sum"));
}

bool SharedSolver::can_share_passes() const {
  return (solver_ == Solver::automatic || solver_ == Solver::hals) && objective_.row_blocks() != nullptr;
}

/// A choice that was left to us is told like a stage.
SolveResult SharedSolver::chosen(SolveResult result, const char* reason) const {
  if (options_.solver != Solver::automatic) return result;
  result.stages.push_back({std::string(to_string(solver_)), "data", reason, result.iterations, result.passes,
                           result.seconds, result.objective, result.stationarity});
  return result;
}

SolveResult SharedSolver::solve_alone(SolverStart start, const Budget& budget) const {
  const AutomaticOptions& by = options_.automatic;
  switch (solver_) {
    case Solver::newton:
      return newton(objective_, std::move(start.U0), within(by.newton, budget), start.stop, start.observer);
    case Solver::projected_gradient:
      return projected_gradient(objective_, std::move(start.U0), by.projected_gradient, start.stop,
                                start.observer);
    case Solver::coordinate:
      if (objective_.loss() == "frobenius")
        return symmetric_descent(objective_, std::move(start.U0), {false, &budget}, start.stop,
                                 start.observer);
      return chosen(coordinate(objective_, std::move(start.U0), within(options_.coordinate, budget),
                               start.stop, start.observer),
                    "the row-wise method for divergences");
    case Solver::multiplicative:
      return multiplicative(objective_, std::move(start.U0), within(options_.multiplicative, budget),
                            start.stop, start.observer);
    case Solver::automatic:
    case Solver::hals:
    case Solver::direct:
      break;
  }
  throw std::logic_error("this solver leads starts together");
}

double arrival(const MultiStartOptions& options) {
  return std::max(options.certify.stationarity, options.stopping.stationarity);
}

bool take_if_lower(SolveResult further, SolveResult& result) {
  result.iterations += further.iterations;
  result.passes += further.passes;
  result.seconds += further.seconds;
  if (!(further.objective < result.objective)) return false;
  result.U = std::move(further.U);
  result.objective = further.objective;
  result.stationarity = further.stationarity;
  return true;
}

void settle(const Objective& objective, double enough, const Budget& budget, SolveResult& result) {
  settle_small_entries(objective, enough, budget, result);
  settle_fit(objective, budget, result);
  settle_left(objective, enough, result);
}

}  // namespace orthant
