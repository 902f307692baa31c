#include "orthant/explore/multi_start.hpp"

#include <algorithm>
#include <cmath>
#include <exception>
#include <mutex>

#include "orthant/explore/same_point.hpp"
#include "orthant/linalg/threads.hpp"
#include "orthant/solve/starts.hpp"

namespace orthant {

namespace {

/// Stationary points that agree, while starts are still running.
struct Group {
  Matrix U;
  double objective;
  std::vector<Index> starts;
};

/// Where the starts' results gather; used under one lock.
class Collector {
 public:
  explicit Collector(double stationarity) : stationarity_(stationarity) {}

  void add(StartReport report, Matrix U) {
    if (report.stationarity <= stationarity_) {
      join_group(report, std::move(U));
    } else if (!loose_ || report.objective < loose_->objective ||
               (report.objective == loose_->objective && report.start < loose_->starts.front())) {
      loose_ = Group{std::move(U), report.objective, {report.start}};
    }
    reports_.push_back(std::move(report));
  }

  std::vector<StartReport>& reports() { return reports_; }
  std::vector<Group>& groups() { return groups_; }
  std::optional<Group>& loose() { return loose_; }  ///< the lowest point that is not stationary

 private:
  /// The earliest start stands for its group, whichever ended first: the result does not depend on timing.
  void join_group(const StartReport& report, Matrix U) {
    for (Group& group : groups_) {
      const bool level = std::abs(group.objective - report.objective) <= 1e-8 * std::abs(report.objective);
      if (!level || !same_point(group.U, U)) continue;
      if (report.start < *std::min_element(group.starts.begin(), group.starts.end())) {
        group.U = std::move(U);
        group.objective = report.objective;
      }
      group.starts.push_back(report.start);
      return;
    }
    groups_.push_back({std::move(U), report.objective, {report.start}});
  }

  double stationarity_;  ///< at or below it a start has arrived, whatever it stopped for
  std::vector<StartReport> reports_;
  std::vector<Group> groups_;
  std::optional<Group> loose_;
};

SolveResult run_solver(const Objective& objective, const MultiStartOptions& options, Solver solver, Matrix U0,
                       const Budget& budget, Observer* observer) {
  const StoppingRule stop = standard_stopping(options.stopping, budget);
  if (solver == Solver::hals) return hals(objective, std::move(U0), options.hals, stop, observer);
  if (solver == Solver::coordinate)
    return coordinate(objective, std::move(U0), options.coordinate, stop, observer);
  if (solver == Solver::multiplicative)
    return multiplicative(objective, std::move(U0), options.multiplicative, stop, observer);
  return projected_gradient(objective, std::move(U0), options.projected_gradient, stop, observer);
}

void run_start(const Objective& objective, const MultiStartOptions& options, Solver solver, Index start,
               const Budget& budget, StartReport& report, Matrix& U) {
  report.start = start;
  report.init = start == 1 ? options.init : Initialisation::random;
  const auto seed = static_cast<std::uint64_t>(options.seed);
  TraceRecorder recorder;
  SolveResult result = run_solver(objective, options, solver,
                                  report.init == Initialisation::nndsvd
                                      ? nndsvd_start(objective, seed)
                                      : random_start(objective, seed, static_cast<std::uint64_t>(start)),
                                  budget, &recorder);
  report.status = result.status;
  report.iterations = result.iterations;
  report.objective = result.objective;
  report.stationarity = result.stationarity;
  report.seconds = result.seconds;
  report.trace = recorder.trace();
  U = std::move(result.U);
}

/// The starts, side by side. A start that has not begun when the budget ends is left out, but never all of
/// them.
Collector run_starts(const Objective& objective, const MultiStartOptions& options, Solver solver,
                     const Budget& budget, const StartObserver& observer) {
  Collector collector(std::max(options.certify.stationarity, options.stopping.stationarity));
  std::mutex lock;
  std::exception_ptr failure;
  const auto run_one = [&](Index start) {
    try {
      StartReport report;
      Matrix U;
      run_start(objective, options, solver, start, budget, report, U);
      const std::lock_guard<std::mutex> guard(lock);
      if (observer) observer(static_cast<Index>(collector.reports().size()) + 1, report);
      collector.add(std::move(report), std::move(U));
    } catch (...) {
      const std::lock_guard<std::mutex> guard(lock);
      failure = std::current_exception();
    }
  };
  if (options.starts == 1 || threads() == 1) {
    for (Index start = 1; start <= options.starts && !(budget.exhausted() && start > 1); ++start)
      run_one(start);
  } else {
    const SerialBlas serial;
#pragma omp parallel for schedule(dynamic, 1)
    for (Index start = 1; start <= options.starts; ++start) {
      if (budget.exhausted() && start > 1) continue;
      run_one(start);
    }
  }
  if (failure) std::rethrow_exception(failure);
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
    if (certificate.verdict == Verdict::global_minimizer ||
        std::abs(certificate.objective - objective) <= 1e-8 * std::abs(objective)) {
      return &minimum;
    }
  }
  return nullptr;
}

/// Certifies the groups, lowest first, and sorts the starts into minima, saddles and unfinished.
void certify_groups(const Objective& objective, const MultiStartOptions& options, const Budget& budget,
                    Collector& collector, MultiStartResult& result) {
  auto& groups = collector.groups();
  for (Group& group : groups) std::sort(group.starts.begin(), group.starts.end());
  std::sort(groups.begin(), groups.end(),
            [](const Group& a, const Group& b) { return a.objective < b.objective; });
  // An unfinished start leads only when it is lower by more than what finishing the best would take.
  auto& loose = collector.loose();
  const bool loose_leads =
      loose && (groups.empty() || loose->objective < groups.front().objective * (1 - 1e-9));
  if (loose_leads) {
    result.best = certify(objective, std::move(loose->U), options.certify);
    result.best_start = loose->starts.front();
  }
  result.unfinished = static_cast<Index>(result.starts.size());
  for (size_t g = 0; g < groups.size(); ++g) {
    Group& group = groups[g];
    if (g > 0 && budget.exhausted()) break;
    Certificate certificate = certify(objective, std::move(group.U), options.certify);
    const auto hits = static_cast<Index>(group.starts.size());
    if (certificate.verdict != Verdict::not_stationary) result.unfinished -= hits;
    if (certificate.verdict == Verdict::saddle) result.saddles += hits;
    if (result.best_start == 0) {
      result.best = certificate;
      result.best_start = group.starts.front();
    } else if (result.best.objective < certificate.objective) {
      compare_with_witness(certificate, result.best.objective);
    }
    if (!is_minimum(certificate.verdict)) continue;
    if (Minimum* level = same_level(result.minima, certificate)) {
      level->starts.insert(level->starts.end(), group.starts.begin(), group.starts.end());
      std::sort(level->starts.begin(), level->starts.end());
      continue;
    }
    result.minima.push_back({std::move(certificate), group.starts});
  }
  std::vector<std::optional<Index>> minimum_of(static_cast<size_t>(options.starts) + 1);
  for (size_t m = 0; m < result.minima.size(); ++m)
    for (const Index start : result.minima[m].starts)
      minimum_of[static_cast<size_t>(start)] = static_cast<Index>(m);
  for (StartReport& report : result.starts) report.minimum = minimum_of[static_cast<size_t>(report.start)];
}

}  // namespace

std::string_view to_string(Solver solver) {
  switch (solver) {
    case Solver::automatic:
      return "auto";
    case Solver::hals:
      return "hals";
    case Solver::projected_gradient:
      return "projected_gradient";
    case Solver::coordinate:
      return "coordinate";
    case Solver::multiplicative:
      return "multiplicative";
  }
  return "unknown";
}

std::string_view to_string(Initialisation init) {
  return init == Initialisation::random ? "random" : "nndsvd";
}

Solver chosen_solver(const Objective& objective, Solver asked) {
  const bool divergence = objective.loss() != "frobenius";
  if (divergence && asked == Solver::hals) {
    throw InputError("solver = hals with loss = " + std::string(objective.loss()) +
                     "; expected auto, coordinate, multiplicative or projected_gradient");
  }
  if (asked != Solver::automatic) return asked;
  if (divergence) return Solver::coordinate;
  return objective.row_blocks() != nullptr ? Solver::hals : Solver::projected_gradient;
}

MultiStartResult multi_start(const Objective& objective, const MultiStartOptions& options,
                             const Budget& budget, const StartObserver& observer) {
  check_options(options, std::span<const Option<MultiStartOptions>>(multi_start_options));
  check_options(options.stopping, std::span<const Option<StoppingOptions>>(stopping_options));
  MultiStartResult result;
  result.solver = chosen_solver(objective, options.solver);
  const Stopwatch solving;
  Collector collector = run_starts(objective, options, result.solver, budget, observer);
  result.solve_seconds = solving.seconds();
  result.starts = std::move(collector.reports());
  std::sort(result.starts.begin(), result.starts.end(),
            [](const StartReport& a, const StartReport& b) { return a.start < b.start; });
  const Stopwatch certifying;
  certify_groups(objective, options, budget, collector, result);
  result.certify_seconds = certifying.seconds();
  return result;
}

}  // namespace orthant
