/// The standard quadratic program  min xᵀQx,  x ≥ 0, Σx = 1, bracketed.
///
/// min ≥ γ exactly when Q − γeeᵀ is copositive (Bomze 1998), so every γ proved by a support tree is a lower
/// bound, and a violation met on the way is a better point. The distance between the best value and γ shrinks
/// from half of what is open to the gap asked for: something is known when the budget ends early. Cost: one
/// race of support trees a step, log₆₄(open/gap) + 1 steps and one for every better point.
#pragma once

#include <gmpxx.h>

#include <cstdint>
#include <vector>

#include "orthant/base/stop.hpp"
#include "orthant/copositive/copositive.hpp"
#include "orthant/linalg/matrix.hpp"

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

// ---- local search --------------------------------------------------------------------------------
// Local search for  min xᵀQx,  x ≥ 0, Σx = 1  (the standard quadratic program): pairwise steps with exact
// line search. With g = Qx, mass moves from the index of the support with the largest g to the index with
// the smallest, as far as the parabola or the boundary allows. A point where no pair gains satisfies the
// first-order conditions. Finds, never proves.
// Cost of a step: 2n multiplications. Starts: the vertices with the most negative rows, then random faces.

struct LocalSearchOptions {
  std::uint64_t seed = 0;
  double work = 2e8;           ///< multiplications in all
  int starts = 1000;           ///< at most
  double stop_below = -1e300;  ///< a value below this ends the search
};

struct LocalMinimum {
  Vector x;  ///< x ≥ 0, Σx = 1
  double value = 0;
};

/// Q: n×n symmetric, n ≥ 1.
LocalMinimum approx_simplex_minimum(const Matrix& Q, const LocalSearchOptions& options, const Budget& budget);

/// x on a grid of 2⁻⁴⁰ of its largest entry, as integers.
std::vector<mpz_class> on_grid(const Vector& x);

}  // namespace orthant
