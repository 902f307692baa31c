/// Polynomials with rational coefficients in the entries of matrices, for identities that hold at every
/// point.
///
///   Symbols s;
///   const PolyMatrix L = s.matrix(3, 2), R = s.matrix(2, 2);       fresh variables
///   const PolyMatrix B = L.transpose() * L - R.transpose() * R;
///   identity("h", "½‖LᵀL − RᵀR‖²", h, B.squared_norm() * Rational(1) / 2)
///
/// Two polynomials are the same when their difference has no term. Degree at most 8. Cost: a product of p and
/// q terms takes pq steps; beyond 20 million steps in one object, checker::Rejected.
#pragma once

#include <memory>
#include <vector>

#include "checker/arithmetic/polynomial.hpp"

namespace orthant::paper {

class Poly {
 public:
  Poly() = default;
  Poly(const checker::Rational& constant) : terms_(constant) {}  // NOLINT: a number is a polynomial
  Poly(long constant) : terms_(checker::Rational(constant)) {}   // NOLINT
  explicit Poly(checker::Polynomial terms) : terms_(std::move(terms)) {}

  bool is_zero() const { return terms_.is_zero(); }
  std::size_t terms() const { return terms_.terms().size(); }

  Poly& operator+=(const Poly& b);
  Poly& operator-=(const Poly& b);
  friend Poly operator+(Poly a, const Poly& b) { return a += b; }
  friend Poly operator-(Poly a, const Poly& b) { return a -= b; }
  friend Poly operator*(const Poly& a, const Poly& b);
  /// The coefficient of t^k, t a single variable (Symbols::scalar): a polynomial in the others.
  Poly coefficient(const Poly& t, int k) const;

 private:
  checker::Polynomial terms_;
};

class PolyMatrix {
 public:
  PolyMatrix(long rows, long cols)
      : rows_(rows), cols_(cols), entries_(static_cast<std::size_t>(rows * cols)) {}
  static PolyMatrix identity(long n);
  static PolyMatrix ones(long rows, long cols);

  long rows() const { return rows_; }
  long cols() const { return cols_; }
  Poly& operator()(long i, long j) { return entries_[static_cast<std::size_t>(i * cols_ + j)]; }
  const Poly& operator()(long i, long j) const { return entries_[static_cast<std::size_t>(i * cols_ + j)]; }

  PolyMatrix transpose() const;
  PolyMatrix& operator+=(const PolyMatrix& B);
  PolyMatrix& operator-=(const PolyMatrix& B);
  friend PolyMatrix operator+(PolyMatrix A, const PolyMatrix& B) { return A += B; }
  friend PolyMatrix operator-(PolyMatrix A, const PolyMatrix& B) { return A -= B; }
  friend PolyMatrix operator*(const PolyMatrix& A, const PolyMatrix& B);
  friend PolyMatrix operator*(const Poly& a, PolyMatrix B);
  /// A above B.
  friend PolyMatrix stacked(const PolyMatrix& A, const PolyMatrix& B);
  Poly squared_norm() const;

 private:
  long rows_, cols_;
  std::vector<Poly> entries_;
};

/// Σ A_ij B_ij.
Poly inner(const PolyMatrix& A, const PolyMatrix& B);
PolyMatrix stacked(const PolyMatrix& A, const PolyMatrix& B);

/// Hands out variables, none twice.
class Symbols {
 public:
  Poly scalar();
  PolyMatrix matrix(long rows, long cols);
  long count() const { return next_; }

 private:
  long next_ = 0;
};

/// Second-order expansions of polynomial matrices along a line: A + tA₁ + t²A₂ up to t². With L + tD_L in the
/// place of L, the coefficients of t and t² of a function are ⟨∇, D⟩ and ½⟨∇²[D], D⟩: derivatives by the
/// product rule alone, so that no formula under test is involved.

struct Jet {
  PolyMatrix value, slope, bend;

  /// A, which does not move; A + tD.
  static Jet fixed(const PolyMatrix& A) {
    const PolyMatrix none(A.rows(), A.cols());
    return {A, none, none};
  }
  static Jet moving(const PolyMatrix& A, const PolyMatrix& D) {
    return {A, D, PolyMatrix(A.rows(), A.cols())};
  }
  Jet transpose() const { return {value.transpose(), slope.transpose(), bend.transpose()}; }
};

inline Jet operator+(const Jet& a, const Jet& b) {
  return {a.value + b.value, a.slope + b.slope, a.bend + b.bend};
}

inline Jet operator-(const Jet& a, const Jet& b) {
  return {a.value - b.value, a.slope - b.slope, a.bend - b.bend};
}

inline Jet operator*(const Jet& a, const Jet& b) {
  return {a.value * b.value, a.value * b.slope + a.slope * b.value,
          a.value * b.bend + a.slope * b.slope + a.bend * b.value};
}

/// The coefficients of ½‖A‖²: value, ⟨∇, D⟩, ½⟨∇²[D], D⟩.
struct Expanded {
  Poly value, slope, half_form;
};

inline Expanded half_squared_norm(const Jet& a) {
  const Poly half(checker::Rational(1) / checker::Rational(2));
  return {half * inner(a.value, a.value), inner(a.value, a.slope),
          inner(a.value, a.bend) + half * inner(a.slope, a.slope)};
}

}  // namespace orthant::paper
