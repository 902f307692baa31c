#include "orthant/solvers/coordinate.hpp"

#include "orthant/solvers/row_alternation.hpp"

namespace orthant {

SolveResult coordinate(const Objective& objective, Matrix U0, const CoordinateOptions& options,
                       const StoppingRule& stop, Observer* observer) {
  check_options(options, std::span<const Option<CoordinateOptions>>(coordinate_options));
  const DivergenceRecovery& divergence = require_divergence(objective, "coordinate");
  const RowPassRule rule{.update = RowUpdate::newton,
                         .precision = Precision::single,
                         .steps = static_cast<int>(options.newton_steps),
                         .sweeps = static_cast<int>(options.model_sweeps),
                         .momentum = options.momentum,
                         .budget = options.budget};
  return alternate_rows(divergence, std::move(U0), rule, stop, observer);
}

}  // namespace orthant
