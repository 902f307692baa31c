#include "orthant/recover/exact_fit.hpp"

#include <algorithm>

#include "orthant/base/random.hpp"
#include "orthant/solvers/starts.hpp"

namespace orthant {

void pursue_exact_fit(const Objective& objective, const SolveFrom& solve, std::uint64_t seed,
                      std::uint64_t start, const Budget& budget, SolveResult& result) {
  constexpr int restarts = 100;
  const Stopwatch clock;
  SolveStage stage{"restarts", "data", "one part at a time is drawn anew, until the fit is exact"};
  Random random(seed, 0xe8ac70000 + start);
  for (int count = 0; count < restarts && !is_exact_fit(objective, result.U, result.objective); ++count) {
    if (budget.exhausted()) break;
    const Matrix fresh =
        random_start(objective, seed + 1, start * restarts + static_cast<std::uint64_t>(count));
    const Index rank = objective.rank();
    const Index k = std::min(rank - 1, static_cast<Index>(random.uniform() * static_cast<double>(rank)));
    Matrix U0 = result.U;
    U0.col(k) = fresh.col(k);
    SolveResult further = solve(std::move(U0));
    stage.iterations += further.iterations;
    stage.passes += further.passes;
    if (!(further.objective < result.objective)) continue;
    result.U = std::move(further.U);
    result.objective = further.objective;
    result.stationarity = further.stationarity;
    result.status = further.status;
  }
  if (stage.iterations == 0) return;
  stage.seconds = clock.seconds();
  stage.objective = result.objective;
  stage.stationarity = result.stationarity;
  result.iterations += stage.iterations;
  result.passes += stage.passes;
  result.seconds += stage.seconds;
  result.stages.push_back(std::move(stage));
}

}  // namespace orthant
