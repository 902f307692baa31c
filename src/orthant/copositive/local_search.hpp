/// Local search for  min xᵀQx,  x ≥ 0, Σx = 1  (the standard quadratic program): pairwise steps with exact
/// line search. With g = Qx, mass moves from the index of the support with the largest g to the index with
/// the smallest, as far as the parabola or the boundary allows. A point where no pair gains satisfies the
/// first-order conditions. Finds, never proves.
/// Cost of a step: 2n multiplications. Starts: the vertices with the most negative rows, then random faces.
#pragma once

#include <gmpxx.h>

#include <cstdint>
#include <vector>

#include "orthant/base/stop.hpp"
#include "orthant/linalg/matrix.hpp"

namespace orthant {

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
