/// What a point is, and how surely we know.
#pragma once

#include <string_view>

namespace orthant {

enum class Verdict {
  global_minimizer,        ///< no feasible point is lower
  strict_local_minimizer,  ///< lower than every other feasible point nearby (up to scaling where it is free)
  local_minimizer,         ///< proved a local minimum, not strict
  second_order_critical,   ///< the necessary second-order condition is proved, nothing more
  saddle,          ///< first-order stationary, with a feasible descent direction of negative curvature
  not_stationary,  ///< the first-order conditions fail
  undecided,       ///< no answer within the method and the budget
};

/// How a statement was obtained. Only the last two are proofs.
enum class Rigor {
  numeric,   ///< floating point, residuals reported, no bound
  verified,  ///< floating point with rigorous error bounds: true for the stored data
  exact,     ///< rational arithmetic
};

std::string_view to_string(Verdict verdict);
std::string_view to_string(Rigor rigor);

}  // namespace orthant
