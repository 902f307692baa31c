#include "orthant/solvers/multiplicative.hpp"

#include "orthant/solvers/row_alternation.hpp"

namespace orthant {

SolveResult multiplicative(const Objective& objective, Matrix U0, const MultiplicativeOptions& options,
                           const StoppingRule& stop, Observer* observer) {
  check_options(options, std::span<const Option<MultiplicativeOptions>>(multiplicative_options));
  const DivergenceRecovery& divergence = require_divergence(objective, "multiplicative");
  const RowPassRule rule{.update = RowUpdate::multiplicative,
                         .precision = Precision::single,
                         .steps = static_cast<int>(options.updates),
                         .budget = options.budget};
  return alternate_rows(divergence, std::move(U0), rule, stop, observer);
}

}  // namespace orthant
