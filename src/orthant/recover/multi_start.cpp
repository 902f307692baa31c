#include "orthant/recover/multi_start.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>
#include <filesystem>
#include <mutex>

#include "orthant/base/random.hpp"
#include "orthant/linalg/threads.hpp"
#include "orthant/objectives/fixed_columns.hpp"
#include "orthant/recover/ends.hpp"
#include "orthant/recover/exact_fit.hpp"
#include "orthant/recover/improve.hpp"
#include "orthant/recover/new_parts.hpp"
#include "orthant/recover/shared_solver.hpp"
#include "orthant/recover/spare_columns.hpp"
#include "orthant/recover/way_down.hpp"
#include "orthant/solvers/rotated_start.hpp"
#include "orthant/solvers/separability.hpp"
#include "orthant/solvers/starts.hpp"

namespace orthant {

namespace {

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
    case Initialisation::signless:
    case Initialisation::random:
    case Initialisation::moves:
      break;
  }
  return random_start(objective, seed, static_cast<std::uint64_t>(start + options.skip));
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

std::vector<SolveResult> run_solver(const Objective& objective, const MultiStartOptions& options,
                                    const SharedSolver& solver, Initialisation init,
                                    std::vector<SolverStart> starts, const Budget& budget) {
  if (starts.size() > 1) return solver.solve(std::move(starts), budget);
  if (init == Initialisation::direct)
    return run_direct(objective, options, solver, std::move(starts), budget);
  if (init == Initialisation::signless || !looks_for_spare_columns(objective, options))
    return solver.solve(std::move(starts), budget);
  std::vector<SolveResult> out;
  out.push_back(solve_with_spare_columns(objective, options, solver, std::move(starts[0]), budget));
  return out;
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
  std::vector<std::optional<SolveStage>> before(ended.size());
  for (size_t s = 0; s < ended.size(); ++s)
    if (ended[s].report.init == Initialisation::signless)
      before[s] = begin_without_signs(objective, options, budget, starts[s].U0);
  const double start_seconds = starting.seconds();
  auto results = run_solver(objective, options, solver, ended[0].report.init, std::move(starts), budget);
  for (size_t s = 0; s < ended.size(); ++s) {
    StartReport& report = ended[s].report;
    SolveResult& result = results[s];
    if (before[s]) {
      result.iterations += before[s]->iterations;
      result.passes += before[s]->passes;
      result.stages.insert(result.stages.begin(), std::move(*before[s]));
    }
    if (options.exact) {
      const auto solve = [&](Matrix U0) {
        std::vector<SolverStart> one;
        one.push_back({std::move(U0), standard_stopping(options.stopping, budget)});
        return std::move(solver.solve(std::move(one), budget).front());
      };
      pursue_exact_fit(objective, solve, static_cast<std::uint64_t>(options.seed),
                       static_cast<std::uint64_t>(report.start), budget, result);
    }
    settle(objective, arrival(options), budget, result);
    if (report.init == Initialisation::spa && report.start == 1)
      tell_separability(objective, options, result);
    report.take(result);
    report.seconds = start_seconds + result.seconds;
    if (report.start == 1 && solver.automatic() != nullptr)
      report.seconds += solver.automatic()->preparation_seconds();
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

}  // namespace

std::string_view init_word(const MultiStartOptions& options) {
  return options.init == Initialisation::factors ? std::string_view(options.init_folder)
                                                 : to_string(options.init);
}

bool set_init(MultiStartOptions& options, std::string_view word) {
  const auto known = from_word<Initialisation>(word);
  options.init_folder.clear();
  if (known && *known != Initialisation::factors && *known != Initialisation::moves) {
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
  return "random, nndsvd, spa, rotated, direct, signless, point or a folder with factors";
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
  const bool is_best = solver.direct() != nullptr && solver.direct()->is_best;
  if (options.effort > 1 && !is_best && !budget.exhausted())
    result.effort = spend_effort(objective, options, solver, budget, collector);
  result.solve_seconds = solving.seconds();
  const Stopwatch certifying;
  const BudgetScope scope(budget);
  const bool leaves_saddles = !options.of_one_law || options.second_order;
  const double led_on_seconds = leaves_saddles ? lead_on(objective, options, solver, budget, collector) : 0;
  result.solve_seconds += led_on_seconds;
  result.starts = std::move(collector.reports);
  result.exact_start = collector.exact_start;
  if (is_best) result.enough = solver.direct()->reason;
  std::sort(result.starts.begin(), result.starts.end(),
            [](const StartReport& a, const StartReport& b) { return a.start < b.start; });
  certify_groups(objective, options, budget, collector, result);
  set_moves_apart(options.all_starts(), result);
  for (const StartReport& start : result.starts) result.led_on += start.saddles_left > 0 ? 1 : 0;
  result.certify_seconds = certifying.seconds() - led_on_seconds;
  return result;
}

}  // namespace orthant
