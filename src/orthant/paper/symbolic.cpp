#include "orthant/paper/symbolic.hpp"
#include "orthant/base/stop.hpp"

namespace orthant::paper {

using checker::Polynomial;
using checker::Rational;

namespace {

/// Of one operation: matrices of order ten stay far below.
checker::Steps steps() {
  return checker::Steps(20'000'000, check_budget);
}

}  // namespace

Poly& Poly::operator+=(const Poly& b) {
  checker::Steps counted = steps();
  terms_.add(b.terms_, Rational(1), counted);
  return *this;
}

Poly& Poly::operator-=(const Poly& b) {
  if (this == &b) return *this = Poly();
  checker::Steps counted = steps();
  terms_.add(b.terms_, Rational(-1), counted);
  return *this;
}

Poly operator*(const Poly& a, const Poly& b) {
  checker::Steps counted = steps();
  return Poly(a.terms_.times(b.terms_, counted));
}

Poly Poly::coefficient(const Poly& t, int k) const {
  const checker::Monomial& single = t.terms_.terms().begin()->first;
  Polynomial out;
  for (const auto& [monomial, value] : terms_.terms()) {
    checker::Monomial rest{};
    int power = 0;
    std::size_t place = 0;
    for (const std::uint16_t variable : monomial) {
      if (variable == single[0]) {
        ++power;
      } else {
        rest[place++] = variable;
      }
    }
    if (power == k) out.add(rest, value);
  }
  return Poly(std::move(out));
}

PolyMatrix PolyMatrix::identity(long n) {
  PolyMatrix I(n, n);
  for (long i = 0; i < n; ++i) I(i, i) = Poly(1);
  return I;
}

PolyMatrix PolyMatrix::ones(long rows, long cols) {
  PolyMatrix J(rows, cols);
  for (Poly& entry : J.entries_) entry = Poly(1);
  return J;
}

PolyMatrix PolyMatrix::transpose() const {
  PolyMatrix T(cols_, rows_);
  for (long i = 0; i < rows_; ++i)
    for (long j = 0; j < cols_; ++j) T(j, i) = (*this)(i, j);
  return T;
}

PolyMatrix& PolyMatrix::operator+=(const PolyMatrix& B) {
  for (std::size_t e = 0; e < entries_.size(); ++e) entries_[e] += B.entries_[e];
  return *this;
}

PolyMatrix& PolyMatrix::operator-=(const PolyMatrix& B) {
  for (std::size_t e = 0; e < entries_.size(); ++e) entries_[e] -= B.entries_[e];
  return *this;
}

PolyMatrix operator*(const PolyMatrix& A, const PolyMatrix& B) {
  PolyMatrix out(A.rows_, B.cols_);
  for (long i = 0; i < A.rows_; ++i)
    for (long j = 0; j < B.cols_; ++j)
      for (long k = 0; k < A.cols_; ++k) out(i, j) += A(i, k) * B(k, j);
  return out;
}

PolyMatrix operator*(const Poly& a, PolyMatrix B) {
  for (Poly& entry : B.entries_) entry = a * entry;
  return B;
}

PolyMatrix stacked(const PolyMatrix& A, const PolyMatrix& B) {
  PolyMatrix out(A.rows_ + B.rows_, A.cols_);
  for (long i = 0; i < out.rows_; ++i)
    for (long j = 0; j < out.cols_; ++j) out(i, j) = i < A.rows_ ? A(i, j) : B(i - A.rows_, j);
  return out;
}

Poly PolyMatrix::squared_norm() const {
  return inner(*this, *this);
}

Poly inner(const PolyMatrix& A, const PolyMatrix& B) {
  Poly sum;
  for (long i = 0; i < A.rows(); ++i)
    for (long j = 0; j < A.cols(); ++j) sum += A(i, j) * B(i, j);
  return sum;
}

Poly Symbols::scalar() {
  return Poly(Polynomial::variable(next_++, 0, 1));
}

PolyMatrix Symbols::matrix(long rows, long cols) {
  PolyMatrix out(rows, cols);
  for (long i = 0; i < rows; ++i)
    for (long j = 0; j < cols; ++j) out(i, j) = scalar();
  return out;
}

}  // namespace orthant::paper
