/// What a point is, and how surely we know. With rigor `numeric` a verdict is what floating point shows, no
/// more: a form is nonnegative, a modulus zero, an objective zero up to the tolerance stated beside it.
#pragma once

#include <string_view>
#include "orthant/base/words.hpp"

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

constexpr auto words_of(Verdict) {
  using enum Verdict;
  return std::to_array<Word<Verdict>>({{global_minimizer, "global_minimizer"},
                                       {strict_local_minimizer, "strict_local_minimizer"},
                                       {local_minimizer, "local_minimizer"},
                                       {second_order_critical, "second_order_critical"},
                                       {saddle, "saddle"},
                                       {not_stationary, "not_stationary"},
                                       {undecided, "undecided"}});
}

/// A local minimizer, strict or not, of which a lower point makes a spurious one.
inline bool is_minimizer(Verdict verdict) {
  return verdict == Verdict::strict_local_minimizer || verdict == Verdict::local_minimizer;
}

}  // namespace orthant
