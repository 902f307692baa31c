#include "checker/arithmetic/rational_matrix.hpp"

#include <algorithm>

namespace orthant::checker {

RationalMatrix RationalMatrix::values_of(const Numbers& numbers) {
  RationalMatrix out(numbers.rows, numbers.cols);
  for (long i = 0; i < numbers.rows; ++i)
    for (long j = 0; j < numbers.cols; ++j)
      if (numbers(i, j) != 0) out.set(i, j, Rational::from_double(numbers(i, j)));
  return out;
}

RationalMatrix RationalMatrix::transpose() const {
  RationalMatrix out(cols(), rows());
  fmpq_mat_transpose(out.A_, A_);
  return out;
}

RationalMatrix& RationalMatrix::operator+=(const RationalMatrix& B) {
  fmpq_mat_add(A_, A_, B.A_);
  return *this;
}

RationalMatrix& RationalMatrix::operator-=(const RationalMatrix& B) {
  fmpq_mat_sub(A_, A_, B.A_);
  return *this;
}

RationalMatrix& RationalMatrix::operator*=(const Rational& factor) {
  for (long i = 0; i < rows(); ++i)
    for (long j = 0; j < cols(); ++j) fmpq_mul(entry(i, j), entry(i, j), factor.get());
  return *this;
}

RationalMatrix times(const RationalMatrix& A, const RationalMatrix& B, Work& work) {
  RationalMatrix out(A.rows(), B.cols());
  if (A.cols() == 0 || A.rows() == 0 || B.cols() == 0) return out;
  // Before the first row is begun; then strips of a tenth of a second.
  const double row =
      Work::of_bits(bits(A) + bits(B)) * static_cast<double>(A.cols()) * static_cast<double>(B.cols());
  work.require(row * static_cast<double>(A.rows()));
  const long rows = static_cast<long>(std::clamp(1e8 / row, 1.0, static_cast<double>(A.rows())));
  for (long first = 0; first < A.rows(); first += rows) {
    const long last = std::min(A.rows(), first + rows);
    work.take(row * static_cast<double>(last - first));
    fmpq_mat_t from, to;
    fmpq_mat_window_init(from, A.A_, first, 0, last, A.cols());
    fmpq_mat_window_init(to, out.A_, first, 0, last, B.cols());
    fmpq_mat_mul(to, from, B.A_);
    fmpq_mat_window_clear(from);
    fmpq_mat_window_clear(to);
  }
  return out;
}

Rational inner(const RationalMatrix& A, const RationalMatrix& B, Work& work) {
  work.spend(bits(A) + bits(B), static_cast<double>(A.rows()) * static_cast<double>(A.cols()));
  Rational out;
  for (long i = 0; i < A.rows(); ++i)
    for (long j = 0; j < A.cols(); ++j)
      if (!A.is_zero(i, j) && !B.is_zero(i, j)) fmpq_addmul(out.get(), A.entry(i, j), B.entry(i, j));
  return out;
}

unsigned long bits(const RationalMatrix& A) {
  unsigned long numerator = 0, denominator = 0;
  for (long i = 0; i < A.rows(); ++i)
    for (long j = 0; j < A.cols(); ++j) {
      numerator = std::max<unsigned long>(numerator, fmpz_bits(fmpq_numref(A.entry(i, j))));
      denominator = std::max<unsigned long>(denominator, fmpz_bits(fmpq_denref(A.entry(i, j))));
    }
  return numerator + denominator;
}

}  // namespace orthant::checker
