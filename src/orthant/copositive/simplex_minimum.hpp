/// The standard quadratic program  min xᵀQx,  x ≥ 0, Σx = 1, bracketed.
///
/// min ≥ γ exactly when Q − γeeᵀ is copositive (Bomze 1998), so every γ proved by a support tree is a lower
/// bound, and a violation met on the way is a better point. The distance between the best value and γ shrinks
/// from half of what is open to the gap asked for: something is known when the budget ends early. Cost: one
/// race of support trees a step, log₆₄(open/gap) + 1 steps and one for every better point.
#pragma once

#include <vector>

#include "orthant/copositive/copositive.hpp"

namespace orthant {

struct SimplexMinimum {
  double lower = 0, upper = 0;  ///< rounded outwards
  std::vector<mpz_class> x;     ///< attains `upper`, up to scaling
  bool closed = false;          ///< upper − lower ≤ gap
  double nodes = 0;
};

/// gap > 0. Throws InputError when an entry is beyond the range of doubles.
SimplexMinimum simplex_minimum(const RationalSymmetric& Q, double gap, const CopositiveOptions& options,
                               const Budget& budget);

/// decide_copositivity, and then the bracket until it is at most `gap` wide: the verdict gets half of the time.
CopositiveResult decide_and_bracket(const RationalSymmetric& Q, double gap, const CopositiveOptions& options,
                                    const Budget& budget);

/// xᵀQx / (Σx)², exactly.
mpq_class simplex_value(const RationalSymmetric& Q, const std::vector<mpz_class>& x);

/// min_ij Q_ij, a lower bound on the minimum.
mpq_class least_entry(const RationalSymmetric& Q);

}  // namespace orthant
