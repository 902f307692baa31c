#include "orthant/solve/hals.hpp"

#include "orthant/model/stationarity.hpp"

namespace orthant {

SolveResult hals(const Objective& objective, Matrix U, const HalsOptions& options, const StoppingRule& stop,
                 Observer* observer) {
  check_options(options, std::span<const Option<HalsOptions>>(hals_options));
  require_feasible(objective, U);
  const RowBlocks* blocks = objective.row_blocks();
  if (blocks == nullptr) {
    throw InputError(
        "solver = hals; expected an asymmetric objective with balance = 0 and full or entries observations");
  }
  const Index n1 = objective.observations().rows(), n2 = objective.observations().cols();
  const SweepRule rule{static_cast<int>(options.inner_sweeps), options.inner_stop};
  const bool free_scaling = objective.has_scaling_freedom();
  auto L = U.topRows(n1);
  auto R = U.bottomRows(n2);
  const Stopwatch clock;

  objective.scale_columns(U);  // (3)
  Matrix gradient(U.rows(), U.cols());
  gradient.bottomRows(n2) = blocks->gradient(Side::right, R, blocks->linear(Side::right, L), L);
  for (Index iteration = 0;; ++iteration) {
    const Matrix C = blocks->linear(Side::left, R);
    gradient.topRows(n1) = blocks->gradient(Side::left, L, C, R);
    const double value =
        objective.constant_in(Side::left, R) + (gradient.topRows(n1) - C).cwiseProduct(L).sum() / 2;
    const Progress progress{iteration, clock.seconds(), value, stationarity(objective, U, gradient)};
    if (observer != nullptr) observer->observe(progress, U);
    if (const auto status = stop(progress)) {
      gradient.resize(0, 0);  // the result needs memory of its own
      return result_at(objective, std::move(U), *status, iteration, clock.seconds());
    }

    blocks->sweep(Side::left, L, C, R, rule);  // (1)
    // Where the scaling counts, the gradient does not follow it as simply as below: it comes before (2).
    if (!free_scaling) objective.scale_columns(U);  // (3)
    const Matrix D = blocks->linear(Side::right, L);
    blocks->sweep(Side::right, R, D, L, rule);  // (2)

    gradient.bottomRows(n2) = blocks->gradient(Side::right, R, D, L);
    if (free_scaling) gradient.bottomRows(n2) *= objective.scale_columns(U).asDiagonal();  // (3)
  }
}

}  // namespace orthant
