/// --rank auto: of symmetric models the rank by the staircase, and there the recovery as for a given rank.
#include <fmt/format.h>

#include "orthant/base/error.hpp"
#include "orthant/explore/staircase.hpp"
#include "orthant/interface/run.hpp"
#include "orthant/recover/recover_problem.hpp"

namespace orthant::interface {

namespace {

void refuse_beside_auto(const Given& given) {
  for (const char* name : {"starts", "together", "init", "exact", "effort", "hold_out", "l2", "offsets",
                           "fix_left", "fix_right"})
    if (given.contains(name))
      throw InputError(
          fmt::format("{} with rank = auto; expected none: one start climbs from one column", name));
}

void begin_at(const Staircase& climbed, RecoverOptions& options) {
  options.rank = climbed.U.cols();
  options.search.starts = 1;
  options.search.offers_direct = false;
  options.search.init = Initialisation::factors;
  options.search.point = climbed.U;
}

/// The steps are stages of the one start.
void tell_steps(const Staircase& climbed, double seconds, Recovery& recovery) {
  std::vector<SolveStage> stages;
  for (const StaircaseStep& step : climbed.steps)
    stages.push_back({"staircase", "data",
                      fmt::format("{} column{}, objective {:.6g}: {}", step.columns,
                                  step.columns == 1 ? "" : "s", step.objective, step.how),
                      step.iterations, step.passes, step.seconds, step.objective, step.stationarity});
  StartReport& start = recovery.search.starts.front();
  for (const StaircaseStep& step : climbed.steps) {
    start.iterations += step.iterations;
    start.passes += step.passes;
  }
  start.stages.insert(start.stages.begin(), stages.begin(), stages.end());
  recovery.search.solve_seconds += seconds;
  recovery.search.preparation_seconds += seconds;
  const std::string sentence = fmt::format("The staircase ended with {} column{}: {}.", recovery.options.rank,
                                           recovery.options.rank == 1 ? "" : "s", climbed.ended);
  recovery.search.best.reasons.push_back(sentence);
  if (climbed.end != StaircaseEnd::exact_fit && climbed.end != StaircaseEnd::copositive)
    recovery.left_out.push_back(sentence);
}

}  // namespace

Recovery recover_by_staircase(RecoverOptions options, Data data, const Given& given, const Budget& budget) {
  refuse_beside_auto(given);
  check_model(data, options.model);
  if (chosen_model(data, options.model) != Model::symmetric)
    throw InputError(
        fmt::format("rank = auto with model = {}; expected model = symmetric, or ranks to compare, 2:12",
                    to_string(chosen_model(data, options.model))));
  const auto one = make_objective(data, options.model, 1);
  const Stopwatch clock;
  const Staircase climbed = climb(*one, options.search, budget);
  const double seconds = clock.seconds();
  begin_at(climbed, options);
  Recovery out = recover(std::move(data), options, budget);
  tell_steps(climbed, seconds, out);
  return out;
}

Recovery recover_by_staircase(RecoverOptions options, Problem problem, const std::string& folder,
                              const Given& given, const Budget& budget) {
  refuse_beside_auto(given);
  if (!problem.symmetric)
    throw InputError(
        fmt::format("rank = auto with {}, which is not symmetric; expected a symmetric problem", folder));
  problem.rank = 1;
  if (problem.point && problem.point->rank() != 1) problem.point.reset();
  const auto one = with_terms(problem.objective(), options.model.regularisation);
  const Stopwatch clock;
  const Staircase climbed = climb(*one, options.search, budget);
  const double seconds = clock.seconds();
  begin_at(climbed, options);
  Recovery out = recover_problem(std::move(problem), options, folder, budget);
  tell_steps(climbed, seconds, out);
  return out;
}

}  // namespace orthant::interface
