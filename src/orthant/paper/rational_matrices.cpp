#include "orthant/paper/rational_matrices.hpp"
#include "orthant/base/stop.hpp"

namespace orthant::paper {

using checker::Rational;
using checker::RationalMatrix;

Rational rational(const mpq_class& q) {
  Rational out;
  fmpq_set_mpq(out.get(), q.get_mpq_t());
  return out;
}

RationalMatrix rational(const ConstMatrixRef& M) {
  RationalMatrix out(M.rows(), M.cols());
  for (Index i = 0; i < M.rows(); ++i)
    for (Index j = 0; j < M.cols(); ++j) out.set(i, j, Rational::from_double(M(i, j)));
  return out;
}

Rational dot(const RationalMatrix& A, const RationalMatrix& B) {
  checker::Work work({.poll = check_budget});
  return checker::inner(A, B, work);
}

RationalMatrix product(const RationalMatrix& A, const RationalMatrix& B) {
  checker::Work work({.poll = check_budget});
  return times(A, B, work);
}

RationalMatrix scaled(RationalMatrix A, const Rational& factor) {
  return A *= factor;
}

RationalMatrix sum(RationalMatrix A, const RationalMatrix& B) {
  return A += B;
}

Matrix doubles(const RationalMatrix& A) {
  Matrix out(A.rows(), A.cols());
  for (long i = 0; i < A.rows(); ++i)
    for (long j = 0; j < A.cols(); ++j) out(i, j) = A(i, j).approx();
  return out;
}

RationalMatrix unit(long rows, long cols, long i, long j) {
  RationalMatrix out(rows, cols);
  out.set(i, j, 1);
  return out;
}

RationalMatrix random_rationals(Random& random, long rows, long cols, bool nonnegative) {
  RationalMatrix out(rows, cols);
  for (long i = 0; i < rows; ++i) {
    for (long j = 0; j < cols; ++j) {
      const long k =
          nonnegative ? static_cast<long>(random.below(17)) : static_cast<long>(random.below(33)) - 16;
      out.set(i, j, Rational(k) / Rational(16));
    }
  }
  return out;
}

}  // namespace orthant::paper
