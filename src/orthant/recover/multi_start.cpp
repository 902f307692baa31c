#include "orthant/recover/multi_start.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>
#include <filesystem>
#include <mutex>
#include <stdexcept>

#include "orthant/base/random.hpp"
#include "orthant/linalg/threads.hpp"
#include "orthant/objectives/fixed_columns.hpp"
#include "orthant/objectives/stationarity.hpp"
#include "orthant/recover/exact_fit.hpp"
#include "orthant/recover/new_parts.hpp"
#include "orthant/recover/parts.hpp"
#include "orthant/solvers/direct.hpp"
#include "orthant/solvers/exact_rows.hpp"
#include "orthant/solvers/rotated_start.hpp"
#include "orthant/solvers/separability.hpp"
#include "orthant/solvers/shared_passes.hpp"
#include "orthant/solvers/starts.hpp"
#include "orthant/solvers/symmetric_descent.hpp"

namespace orthant {

namespace {

/// Stationary points that agree, while starts are still running.
struct Group {
  Matrix U;
  double objective;
  std::vector<Index> starts;
};

/// Where the starts' results gather; used under one lock.
struct Collector {
  double stationarity;  ///< at or below it a start has arrived, whatever it stopped for
  double nothing;       ///< objectives that differ by less are level: all of them fit exactly
  std::vector<StartReport> reports{};
  std::vector<Group> groups{};
  std::optional<Group> loose{};  ///< the lowest point that is not stationary
  std::optional<Index> exact_start{};

  void add(StartReport report, Matrix U) {
    if (report.stationarity <= stationarity) {
      join_group(report, std::move(U));
    } else if (!loose || report.objective < loose->objective ||
               (report.objective == loose->objective && report.start < loose->starts.front())) {
      loose = Group{std::move(U), report.objective, {report.start}};
    }
    reports.push_back(std::move(report));
  }

  /// The earliest start stands for its group, whichever ended first: the result does not depend on timing.
  void join_group(const StartReport& report, Matrix U) {
    for (Group& group : groups) {
      const bool level =
          std::abs(group.objective - report.objective) <= 1e-8 * std::abs(report.objective) + nothing;
      if (!level || !same_point(group.U, U)) continue;
      if (report.start < *std::min_element(group.starts.begin(), group.starts.end())) {
        group.U = std::move(U);
        group.objective = report.objective;
      }
      group.starts.push_back(report.start);
      return;
    }
    groups.push_back({std::move(U), report.objective, {report.start}});
  }
};

/// The asked solver, made once for all starts.
class SharedSolver {
 public:
  SharedSolver(const Objective& objective, const MultiStartOptions& options)
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
          "exact with another loss than the squared one, L1, L2 or density terms or fixed columns; expected it without: an "
          "exact fit is an objective of zero");
    if (solver_ == Solver::automatic) automatic_.emplace(objective, options.automatic);
  }

  /// How many starts go together.
  Index together(const Budget& budget) const {
    if (!can_share_passes() || options_.exact) return 1;
    if (options_.together > 0) return std::min<Index>(options_.together, options_.starts);
    const bool on_surrogate = automatic_ && automatic_->has_surrogate();
    if (on_surrogate || std::isfinite(budget.limit())) return 1;
    return starts_per_pass(objective_, options_.starts);
  }

  /// Where the first start begins, when a direct method says it.
  const DirectFactors* direct() const { return direct_ ? &*direct_ : nullptr; }
  double direct_seconds() const { return direct_seconds_; }

  /// Whether the first start, which nothing was said of, is that of symmetric models.
  bool begins_rotated() const {
    return options_.solver == Solver::automatic && options_.init == Initialisation::random &&
           has_rotated_start(objective_);
  }

  std::vector<SolveResult> solve(std::vector<SolverStart> starts, const Budget& budget) const {
    if (solver_ == Solver::automatic) return automatic_->solve_together(std::move(starts), &budget);
    if (solver_ == Solver::hals) return hals_together(objective_, std::move(starts), options_.automatic.hals);
    std::vector<SolveResult> results;
    for (SolverStart& start : starts) results.push_back(solve_alone(std::move(start), budget));
    return results;
  }

  const AutomaticSolver* automatic() const { return automatic_ ? &*automatic_ : nullptr; }

 private:
  /// Throws InputError where it was asked for and does not apply.
  void find_direct() {
    const bool alone = options_.solver == Solver::direct,
               asked = alone || options_.init == Initialisation::direct;
    const bool offered = options_.offers_direct && solver_ == Solver::automatic &&
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

  bool can_share_passes() const {
    return (solver_ == Solver::automatic || solver_ == Solver::hals) && objective_.row_blocks() != nullptr;
  }

  /// A choice that was left to us is told like a stage.
  SolveResult chosen(SolveResult result, const char* reason) const {
    if (options_.solver != Solver::automatic) return result;
    result.stages.push_back({std::string(to_string(solver_)), "data", reason, result.iterations,
                             result.passes, result.seconds, result.objective, result.stationarity});
    return result;
  }

  SolveResult solve_alone(SolverStart start, const Budget& budget) const {
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

  template <class Options>
  static Options within(Options options, const Budget& budget) {
    options.budget = &budget;
    return options;
  }

  const Objective& objective_;
  const MultiStartOptions& options_;
  Solver solver_;
  std::optional<AutomaticSolver> automatic_;
  std::optional<DirectFactors> direct_;
  double direct_seconds_ = 0;
};

/// The given columns, then random ones.
Matrix start_at(const Objective& objective, const Matrix& given, std::uint64_t seed) {
  if (given.rows() != objective.rows() || given.cols() < 1 || given.cols() > objective.rank())
    throw InputError(fmt::format("init: a point of size {}×{}; expected {} rows and 1 to {} columns",
                                 given.rows(), given.cols(), objective.rows(), objective.rank()));
  Matrix U = random_start(objective, seed, 1);
  U.leftCols(given.cols()) = given;
  if (const FixedColumns* fixed = objective.fixed_columns()) fixed->clear(U);
  if (!std::isfinite(objective.value(U)))
    throw InputError(
        "init: the objective is not finite there; expected factors whose product is positive where the data "
        "are");
  return U;
}

Matrix start_of_kind(const Objective& objective, const MultiStartOptions& options, Initialisation init,
                     Index start) {
  const auto seed = static_cast<std::uint64_t>(options.seed);
  switch (init) {
    case Initialisation::point:
    case Initialisation::factors:
      return start_at(objective, options.point, seed);
    case Initialisation::nndsvd:
      return nndsvd_start(objective, seed);
    case Initialisation::spa:
      return spa_start(objective, seed);
    case Initialisation::rotated:
      return rotated_start(objective, seed);
    case Initialisation::direct:
    case Initialisation::random:
      break;
  }
  return random_start(objective, seed, static_cast<std::uint64_t>(start));
}

Matrix start_point(const Objective& objective, const MultiStartOptions& options, Initialisation init,
                   Index start) {
  if (start > options.starts) {
    Random random(static_cast<std::uint64_t>(options.seed), 0xbe10);
    return start_from_below(objective, options.below, random);
  }
  Matrix U = start_of_kind(objective, options, init, start);
  if (const FixedColumns* fixed = objective.fixed_columns()) fixed->clear(U);
  return U;
}

/// What came of going on from `result`: the work counts, the point is taken when it is lower.
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

/// A start that came to rest by the measure of the whole is led on while single entries still gain: rows and
/// columns that are small beside the others, and fits of nearly zero objective, which only rounding ends.
void settle_small_entries(const Objective& objective, const Budget& budget, SolveResult& result) {
  constexpr double nothing = 1e-10;  ///< of the objective
  const bool at_rest = result.status == Status::stationary || result.status == Status::no_progress;
  if (!at_rest || objective.loss() != "frobenius") return;
  NewtonOptions options;
  options.budget = &budget;
  for (int round = 0; round < 8 && !budget.exhausted(); ++round) {
    const auto expansion = objective.at(result.U);
    const double gain = largest_entry_gain(*expansion, result.U);
    if (gain <= nothing * result.objective || gain <= objective.value_error(result.U)) return;
    SolveResult further = newton(objective, result.U, options,
                                 any_of({stationary(1e-4 * std::max(result.stationarity, 1e-300)),
                                         iteration_limit(200), stalled(20), within(budget)}));
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

/// At or below it a start has arrived, whatever it stopped for.
double arrival(const MultiStartOptions& options) {
  return std::max(options.certify.stationarity, options.stopping.stationarity);
}

/// A start and where it ended.
struct Ended {
  StartReport report;
  Matrix U;
};

/// The start at this place of the order in which they run, from 0.
Index start_at_place(const MultiStartOptions& options, bool direct, Index place) {
  if (options.below.size() == 0) return place + 1;
  if (direct && place < 2) return place == 0 ? 1 : options.starts + 1;
  return place == 0 ? options.starts + 1 : place;
}

/// How a start begins.
Initialisation init_of(const MultiStartOptions& options, const SharedSolver& solver, Index start) {
  if (start == 1 && solver.direct() != nullptr) return Initialisation::direct;
  if (start == 1 && options.init == Initialisation::direct) return Initialisation::random;
  if (start == 1 && solver.begins_rotated()) return Initialisation::rotated;
  if (start == 1) return options.init;
  return start > options.starts ? Initialisation::factors : Initialisation::random;
}

/// The distance that `watch` measures at U, when it does.
std::optional<double> distance_where(const Measure& watch, const Matrix& U) {
  Progress end;
  watch(U, end);
  if (!std::isfinite(end.distance)) return std::nullopt;
  return end.distance;
}

/// From the direct method's factors; the search that goes on from them is left out where they are stationary.
std::vector<SolveResult> run_direct(const Objective& objective, const MultiStartOptions& options,
                                    const SharedSolver& solver, std::vector<SolverStart> start,
                                    const Budget& budget) {
  const DirectFactors& direct = *solver.direct();
  SolveResult result = result_at(objective, direct.U, Status::stationary, 0, solver.direct_seconds());
  result.passes += direct.passes;
  result.stages.push_back({"direct", "data", direct.reason, 0, result.passes, result.seconds,
                           result.objective, result.stationarity});
  if (start[0].observer != nullptr)
    start[0].observer->observe({.seconds = result.seconds,
                                .objective = result.objective,
                                .stationarity = result.stationarity,
                                .passes = result.passes},
                               result.U);
  if (!direct.is_best || !(result.stationarity <= options.stopping.stationarity)) {
    SolveResult further = std::move(solver.solve(std::move(start), budget).front());
    result.stages.insert(result.stages.end(), further.stages.begin(), further.stages.end());
    result.status = further.status;
    take_if_lower(std::move(further), result);
  }
  std::vector<SolveResult> out;
  out.push_back(std::move(result));
  return out;
}

/// What successive projections found, before what the solver did from there.
void tell_separability(const Objective& objective, const MultiStartOptions& options, SolveResult& result) {
  if (!objective.is_asymmetric()) return;
  const Stopwatch clock;
  std::vector<Index> picked;
  const Matrix U = spa_start(objective, static_cast<std::uint64_t>(options.seed), false, &picked);
  const auto found = separability_of(objective, picked);
  if (!found) return;
  const SolveResult at = result_at(objective, U, Status::stationary, 0, clock.seconds());
  result.stages.insert(result.stages.begin(), {"spa", "data", found->in_words(), 0, 0, clock.seconds(),
                                               at.objective, at.stationarity});
}

/// Those at the places first … first + count − 1, together.
std::vector<Ended> run_together(const Objective& objective, const MultiStartOptions& options,
                                const SharedSolver& solver, Index first, Index count, const Budget& budget) {
  std::vector<Ended> ended(static_cast<size_t>(count));
  std::vector<TraceRecorder> recorders(ended.size(), TraceRecorder(200, options.watch));
  std::vector<SolverStart> starts;
  const Stopwatch starting;
  for (size_t s = 0; s < ended.size(); ++s) {
    StartReport& report = ended[s].report;
    report.start = start_at_place(options, solver.direct() != nullptr, first + static_cast<Index>(s));
    report.init = init_of(options, solver, report.start);
    report.together = count;
    starts.push_back({report.init == Initialisation::direct
                          ? solver.direct()->U
                          : start_point(objective, options, report.init, report.start),
                      standard_stopping(options.stopping, budget), &recorders[s]});
  }
  const double start_seconds = starting.seconds();
  auto results = count == 1 && ended[0].report.init == Initialisation::direct
                     ? run_direct(objective, options, solver, std::move(starts), budget)
                     : solver.solve(std::move(starts), budget);
  for (size_t s = 0; s < ended.size(); ++s) {
    StartReport& report = ended[s].report;
    SolveResult& result = results[s];
    if (options.exact) {
      const auto solve = [&](Matrix U0) {
        std::vector<SolverStart> one;
        one.push_back({std::move(U0), standard_stopping(options.stopping, budget)});
        return std::move(solver.solve(std::move(one), budget).front());
      };
      pursue_exact_fit(objective, solve, static_cast<std::uint64_t>(options.seed),
                       static_cast<std::uint64_t>(report.start), budget, result);
    }
    settle_small_entries(objective, budget, result);
    settle_fit(objective, budget, result);
    settle_left(objective, arrival(options), result);
    if (report.init == Initialisation::spa && report.start == 1)
      tell_separability(objective, options, result);
    report.status = result.status;
    report.iterations = result.iterations;
    report.passes = result.passes;
    report.objective = result.objective;
    report.stationarity = result.stationarity;
    report.seconds = start_seconds + result.seconds;
    if (report.start == 1 && solver.automatic() != nullptr)
      report.seconds += solver.automatic()->preparation_seconds();
    report.stages = std::move(result.stages);
    report.trace = recorders[s].trace();
    if (options.watch) report.distance = distance_where(options.watch, result.U);
    ended[s].U = std::move(result.U);
  }
  return ended;
}

/// The starts, side by side or in groups. One that has not begun when the budget ends is left out, but never
/// the first nor that from below.
Collector run_starts(const Objective& objective, const MultiStartOptions& options, const SharedSolver& solver,
                     const Budget& budget, const StartObserver& observer) {
  Collector collector{arrival(options), 1e-16 * objective.size()};
  std::mutex lock;
  std::exception_ptr failure;
  const Index together = solver.together(budget);
  Index all = options.all_starts();
  const Index always = all - options.starts + 1;  // of those that run first
  std::atomic<Index> exact_place = all;           // what is behind it need not begin
  const auto run_group = [&](Index first, Index count) {
    try {
      auto ended = run_together(objective, options, solver, first, count, budget);
      const std::lock_guard<std::mutex> guard(lock);
      for (Ended& one : ended) {
        if (options.exact && is_exact_fit(objective, one.U, one.report.objective) && first < exact_place)
          exact_place = first;
        if (observer) observer(static_cast<Index>(collector.reports.size()) + 1, one.report);
        collector.add(std::move(one.report), std::move(one.U));
      }
    } catch (const OutOfBudget&) {  // left out: it never began
    } catch (...) {
      const std::lock_guard<std::mutex> guard(lock);
      failure = std::current_exception();
    }
  };
  const Index begin = solver.direct() != nullptr ? 1 : 0;  // alone, for it may be enough
  if (begin == 1) run_group(0, 1);
  if (begin == 1 && solver.direct()->is_best && !collector.reports.empty()) all = 1;
  if (together > 1 || options.starts == 1 || threads() == 1) {
    const Index left = all - begin, groups = (left + together - 1) / together;
    for (Index g = 0; g < groups; ++g) {
      const Index first = begin + left * g / groups, end = begin + left * (g + 1) / groups;
      if ((budget.exhausted() && first >= always) || first > exact_place) break;
      run_group(first, end - first);
    }
  } else {
    const SerialBlas serial;
#pragma omp parallel for schedule(dynamic, 1)
    for (Index place = begin; place < all; ++place) {
      if ((budget.exhausted() && place >= always) || place > exact_place) continue;
      run_group(place, 1);
    }
  }
  if (failure) std::rethrow_exception(failure);
  if (collector.reports.empty()) throw OutOfBudget{budget.reason()};
  if (exact_place < all)
    collector.exact_start = start_at_place(options, solver.direct() != nullptr, exact_place);
  return collector;
}

bool is_minimum(Verdict verdict) {
  return verdict != Verdict::saddle && verdict != Verdict::not_stationary;
}

/// Points that are not strict come in continua (rotated factors of an exact fit, say): those of one level and
/// one verdict are listed as one.
Minimum* same_level(std::vector<Minimum>& minima, const Certificate& certificate) {
  if (certificate.verdict == Verdict::strict_local_minimizer) return nullptr;
  for (Minimum& minimum : minima) {
    if (minimum.certificate.verdict != certificate.verdict) continue;
    const double objective = minimum.certificate.objective;
    const double error = minimum.certificate.objective_error + certificate.objective_error;
    if (std::abs(certificate.objective - objective) <= 1e-8 * std::abs(objective) + error) {
      return &minimum;
    }
  }
  return nullptr;
}

/// What ended a start that has not arrived, in a sentence; empty where that was not asked for.
std::string ended_as_asked(const StartReport& start, const StoppingOptions& asked, const Budget& budget) {
  const auto said = [&](std::string limit) {
    return fmt::format("The start was stopped after {} iteration{} and {:.3g} s, as asked: {}.",
                       start.iterations, start.iterations == 1 ? "" : "s", start.seconds, limit);
  };
  switch (start.status) {
    case Status::iteration_limit:
      return said(
          fmt::format("at most {} iteration{}", asked.max_iterations, asked.max_iterations == 1 ? "" : "s"));
    case Status::time_limit:
      return said(fmt::format("at most {:g} s", budget.limit()));
    case Status::small_change:
      return said(fmt::format("a relative change of the objective of at most {:g}", asked.relative_change));
    case Status::target_reached:
      return said(fmt::format("an objective of at most {:g}", asked.target_objective));
    case Status::interrupted:
      return said("interrupted");
    case Status::stationary:
    case Status::no_progress:
      break;
  }
  return {};
}

/// The certificate of a point whose columns stand in the order of their share, unless some are held fixed.
Certificate certify_in_order(const Objective& objective, Matrix U, const CertifyOptions& options) {
  const bool symmetric = !objective.is_asymmetric();
  if (objective.fixed_columns() == nullptr)
    U = ordered_by_share(U, symmetric ? U.rows() : objective.observations().rows(), symmetric);
  return certify(objective, std::move(U), options);
}

/// Certifies the groups, lowest first, and sorts the starts into minima, saddles and unfinished.
void certify_groups(const Objective& objective, const MultiStartOptions& options, const Budget& budget,
                    Collector& collector, MultiStartResult& result) {
  CertifyOptions judging = options.certify;
  judging.stationarity = collector.stationarity;
  auto& groups = collector.groups;
  for (Group& group : groups) std::sort(group.starts.begin(), group.starts.end());
  std::sort(groups.begin(), groups.end(),
            [](const Group& a, const Group& b) { return a.objective < b.objective; });
  // An unfinished start leads only when it is lower by more than what finishing the best would take.
  auto& loose = collector.loose;
  const bool loose_leads =
      loose && (groups.empty() || loose->objective < groups.front().objective * (1 - 1e-9));
  if (loose_leads) {
    result.best = certify_in_order(objective, std::move(loose->U), judging);
    result.best_start = loose->starts.front();
    for (const StartReport& start : result.starts) {
      if (start.start != result.best_start) continue;
      std::string reason = ended_as_asked(start, options.stopping, budget);
      if (!reason.empty()) result.best.reasons.push_back(std::move(reason));
    }
  }
  result.unfinished = static_cast<Index>(result.starts.size());
  for (size_t g = 0; g < groups.size(); ++g) {
    Group& group = groups[g];
    if (g > 0 && budget.exhausted()) {
      result.uncertified += static_cast<Index>(group.starts.size());
      continue;
    }
    Certificate certificate = certify_in_order(objective, std::move(group.U), judging);
    const auto hits = static_cast<Index>(group.starts.size());
    if (certificate.verdict != Verdict::not_stationary) result.unfinished -= hits;
    if (certificate.stopped) result.uncertified += hits;
    if (certificate.verdict == Verdict::saddle) result.saddles += hits;
    if (result.best_start == 0) {
      result.best = certificate;
      result.best_start = group.starts.front();
    } else if (result.best.objective < certificate.objective) {
      compare_with_witness(certificate, result.best.objective, result.best.objective_error);
    }
    if (!is_minimum(certificate.verdict)) continue;
    if (Minimum* level = same_level(result.minima, certificate)) {
      level->starts.insert(level->starts.end(), group.starts.begin(), group.starts.end());
      std::sort(level->starts.begin(), level->starts.end());
      continue;
    }
    result.minima.push_back({std::move(certificate), group.starts});
  }
  std::vector<std::optional<Index>> minimum_of(static_cast<size_t>(options.all_starts()) + 1);
  for (size_t m = 0; m < result.minima.size(); ++m)
    for (const Index start : result.minima[m].starts)
      minimum_of[static_cast<size_t>(start)] = static_cast<Index>(m);
  for (StartReport& report : result.starts) report.minimum = minimum_of[static_cast<size_t>(report.start)];
}

}  // namespace

std::string_view init_word(const MultiStartOptions& options) {
  return options.init == Initialisation::factors ? std::string_view(options.init_folder)
                                                 : to_string(options.init);
}

bool set_init(MultiStartOptions& options, std::string_view word) {
  const auto known = from_word<Initialisation>(word);
  options.init_folder.clear();
  if (known && *known != Initialisation::factors) {
    options.init = *known;
    return true;
  }
  std::error_code ignored;
  if (!std::filesystem::is_directory(word, ignored)) return false;
  options.init = Initialisation::factors;
  options.init_folder = word;
  return true;
}

std::string expected_init() {
  return "random, nndsvd, spa, rotated, direct, point or a folder with factors";
}

bool same_point(const Matrix& U, const Matrix& V, double tolerance) {
  if (U.rows() != V.rows() || U.cols() != V.cols()) return false;
  std::vector<bool> taken(static_cast<size_t>(V.cols()), false);
  for (Index k = 0; k < U.cols(); ++k) {
    const double near = tolerance * tolerance * U.col(k).squaredNorm();
    Index l = 0;
    while (l < V.cols() && (taken[static_cast<size_t>(l)] || !((U.col(k) - V.col(l)).squaredNorm() <= near)))
      ++l;
    if (l == V.cols()) return false;
    taken[static_cast<size_t>(l)] = true;
  }
  return true;
}

MultiStartResult multi_start(const Objective& objective, const MultiStartOptions& options,
                             const Budget& budget, const StartObserver& observer) {
  check_options(options, multi_start_options);
  check_options(options.stopping, stopping_options);
  MultiStartResult result;
  const Stopwatch solving;
  const SharedSolver solver(objective, options);
  if (const AutomaticSolver* automatic = solver.automatic()) {
    result.preparation_seconds = automatic->preparation_seconds();
    result.preparation_passes = automatic->preparation_passes();
  }
  Collector collector = run_starts(objective, options, solver, budget, observer);
  result.solve_seconds = solving.seconds();
  result.starts = std::move(collector.reports);
  result.exact_start = collector.exact_start;
  if (const DirectFactors* direct = solver.direct(); direct != nullptr && direct->is_best)
    result.enough = direct->reason;
  std::sort(result.starts.begin(), result.starts.end(),
            [](const StartReport& a, const StartReport& b) { return a.start < b.start; });
  const Stopwatch certifying;
  const BudgetScope scope(budget);
  certify_groups(objective, options, budget, collector, result);
  result.certify_seconds = certifying.seconds();
  return result;
}

}  // namespace orthant
