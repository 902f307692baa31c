#include "orthant/verify/rational_matrix.hpp"

namespace orthant::verify {

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

RationalMatrix operator*(const RationalMatrix& A, const RationalMatrix& B) {
  RationalMatrix out(A.rows(), B.cols());
  if (A.cols() > 0) fmpq_mat_mul(out.A_, A.A_, B.A_);
  return out;
}

Rational inner(const RationalMatrix& A, const RationalMatrix& B) {
  Rational out;
  for (long i = 0; i < A.rows(); ++i)
    for (long j = 0; j < A.cols(); ++j)
      if (!A.is_zero(i, j) && !B.is_zero(i, j)) fmpq_addmul(out.get(), A.entry(i, j), B.entry(i, j));
  return out;
}

}  // namespace orthant::verify
