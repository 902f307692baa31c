/// Rank-one truths with full observation, δ = 0: problems, searches that can refute Proposition 1, and the
/// matrices of §5 as polynomials.
#pragma once

#include "orthant/paper/exact_point.hpp"
#include "orthant/paper/rows.hpp"

namespace orthant::paper {

/// Random nonnegative truth u⋆, or (a, b), of 6 and 5 rows with entries k/16, one of each exactly zero.
/// Asymmetric with weight λ.
Problem rank_one_problem(Random& random, Index rank, bool symmetric, double balance);

/// Where runs of projected gradient end.
struct FirstOrderEnds {
  int runs = 0, global = 0, zero = 0;
  int product_zero = 0;  ///< LRᵀ = 0 without U = 0: first-order points for λ = 0, saddles
  int unfinished = 0;    ///< not stationary when the iterations were spent: says nothing
  int elsewhere = 0;     ///< stationary and none of the above: a counterexample
};

/// `starts` runs from random points, some close to zero and some with a column of zeros (r ≥ 2), none from
/// zero itself; every end is certified.
void search_first_order(const Problem& problem, int starts, std::uint64_t seed, FirstOrderEnds& ends);
/// Which of them U is; counts it.
void classify(const Problem& problem, const Matrix& U, FirstOrderEnds& ends);

/// sampled: no end elsewhere, and at least one global.
Row none_elsewhere(const std::string& where, const FirstOrderEnds& ends, bool product_zero_allowed);

/// U = [L; R], u⋆ = [a; b], J = diag(I, −I), with variables as entries: 2 + 2 rows, 2 columns.
struct BlockSymbols {
  Symbols symbols;
  PolyMatrix L, R, a, b, U, u, JU, Ju;
  BlockSymbols();
  PolyMatrix fit_gradient() const;        ///< of ½‖LRᵀ − abᵀ‖²
  PolyMatrix balance_gradient() const;    ///< of ½‖LᵀL − RᵀR‖²
  PolyMatrix symmetric_gradient() const;  ///< of f = ½‖UUᵀ − u⋆u⋆ᵀ‖²
};

/// The derivative of F along D, from F(U + tD) itself: `moved` is that polynomial in t.
inline Poly slope(const Poly& moved, const Poly& t) {
  return moved.coefficient(t, 1);
}

/// exact: −2‖u⋆‖⁴ or −2‖a‖²‖b‖² along u⋆ in one column, at zero; then the certificate of the saddle.
void add_zero_is_a_saddle(Statement& out, const std::string& name, Random& random, bool symmetric,
                          double balance);

}  // namespace orthant::paper
