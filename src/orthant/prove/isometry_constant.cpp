#include "orthant/prove/isometry_constant.hpp"

#include <flint/fmpq_poly.h>
#include <flint/fmpz_poly.h>
#include <flint/fmpz_poly_factor.h>

#include <algorithm>
#include <limits>

#include "orthant/linalg/decompositions.hpp"
#include "orthant/prove/form_search.hpp"

namespace orthant {

namespace {

using checker::Rational;
using checker::RationalMatrix;

constexpr long most_order = 64;

/// The largest rational root of the characteristic polynomial, 0 at least.
Rational largest_rational_root(const RationalMatrix& A) {
  fmpq_mat_t copy;
  fmpq_mat_init(copy, A.rows(), A.rows());
  for (long i = 0; i < A.rows(); ++i)
    for (long j = 0; j < A.rows(); ++j) fmpq_set(fmpq_mat_entry(copy, i, j), A.entry(i, j));
  fmpq_poly_t characteristic;
  fmpq_poly_init(characteristic);
  fmpq_mat_charpoly(characteristic, copy);
  fmpz_poly_t integral;
  fmpz_poly_init(integral);
  fmpq_poly_get_numerator(integral, characteristic);
  fmpz_poly_factor_t factors;
  fmpz_poly_factor_init(factors);
  fmpz_poly_factor(factors, integral);
  Rational best;
  for (long f = 0; f < factors->num; ++f) {
    const fmpz_poly_struct* factor = factors->p + f;
    if (fmpz_poly_degree(factor) != 1) continue;
    Rational root;
    fmpq_set_fmpz_frac(root.get(), fmpz_poly_get_coeff_ptr(factor, 0), fmpz_poly_get_coeff_ptr(factor, 1));
    root = -root;
    if (root > best) best = root;
  }
  fmpz_poly_factor_clear(factors);
  fmpz_poly_clear(integral);
  fmpq_poly_clear(characteristic);
  fmpq_mat_clear(copy);
  return best;
}

double largest_eigenvalue(const RationalMatrix& A) {
  Matrix approx(A.rows(), A.cols());
  for (long i = 0; i < A.rows(); ++i)
    for (long j = 0; j < A.cols(); ++j) approx(i, j) = A(i, j).approx();
  double largest = -std::numeric_limits<double>::infinity();
  for (const std::complex<double> value : eigenvalues(std::move(approx)))
    largest = std::max(largest, value.real());
  return largest;
}

}  // namespace

std::optional<std::string> isometry_constant(const checker::ExactOperator& measurement) {
  const auto squared = measurement.squared_deviation(most_order);
  if (!squared) return std::nullopt;
  if (squared->rows() == 0) return "0";
  const double numeric = largest_eigenvalue(*squared);
  if (!(numeric < 1)) return std::nullopt;
  Rational delta = largest_rational_root(*squared);
  if (delta.approx() < numeric * (1 - 1e-9))
    delta = simplest_between(Rational::from_double(numeric * (1 + 1e-9)),
                             Rational::from_double(numeric * (1 + 1e-6)));
  Rational root;
  return delta.is_square(root) ? root.to_string() : "sqrt(" + delta.to_string() + ")";
}

}  // namespace orthant
