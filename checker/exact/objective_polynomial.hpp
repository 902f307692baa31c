/// The objective of a problem as a polynomial with rational coefficients.
///
/// With U = s·x for a symmetric problem and L = s_L·x, R = s_R·x (other rows of x) for an asymmetric one, s
/// the scales of the point, f is a quartic polynomial F(x), rational whenever s_L s_R and what else
/// multiplies it are: (1/√r)·x is such a point, since the product UUᵀ only knows s² = 1/r. Full observation
/// of n×n at rank r takes n²r²/2 terms; kernels and sensing matrices that are dense take (rows·cols·r)² steps
/// a measurement.
#pragma once

#include <optional>
#include <vector>

#include "checker/arithmetic/polynomial.hpp"
#include "checker/read/problem.hpp"

namespace orthant::checker {

/// Σ over i < rows, j < cols of ½·weight·X_ij² − linear·X_ij, plus a constant: full observation and entries.
struct Separable {
  std::vector<Rational> weight, linear;  ///< row by row
  Rational constant;
};

/// s_L s_R of the point (s² of a symmetric one).
Rational point_scale(const Problem& problem);

/// The stacked entries of the point divided by their scale, row by row. Throws Rejected unless the scales are
/// positive and the entries are not negative.
std::vector<Rational> scaled_point(const Problem& problem);

/// Nothing for other kinds.
std::optional<Separable> separable(const Problem& problem, Steps& steps);

/// F, the term of balance in it.
Polynomial objective_polynomial(const Problem& problem, Steps& steps);

// What OperatorKind::objective is made of.
using Polynomials = std::vector<Polynomial>;

/// E = X − truth, or X when measurements are given, row by row.
Polynomials deviations(const Problem& problem, Steps& steps);
/// Σ A_ij E_ij over row `row` of A, without A's scale.
Polynomial inner(const Numbers& A, long row, const Polynomials& E, Steps& steps);
/// b_t in units of `unit`: κ with κ·unit = b_t; 0 when a truth is given.
Rational measured_in(const Problem& problem, std::size_t t, const Scale& unit);
/// Σ ½ω X² − cX + constant, where separable() says something.
Polynomial separable_objective(const Problem& problem, Steps& steps);

}  // namespace orthant::checker
