/// Balls [midpoint ± radius] that contain the true value after every operation (Arb), at 128 bits: midpoints
/// of that length need no memory of their own.
#pragma once

#include <arb.h>
#include <arb_mat.h>

#include <string>

#include "checker/read/problem.hpp"

namespace orthant::checker {

class Ball {
 public:
  static constexpr long bits = 128;

  Ball() { arb_init(x_); }
  explicit Ball(double value) : Ball() { arb_set_d(x_, value); }
  explicit Ball(const Rational& value) : Ball() { arb_set_fmpq(x_, value.get(), bits); }
  Ball(const Ball& other) : Ball() { arb_set(x_, other.x_); }
  Ball(Ball&& other) noexcept : Ball() { arb_swap(x_, other.x_); }
  Ball& operator=(const Ball& other) {
    arb_set(x_, other.x_);
    return *this;
  }
  Ball& operator=(Ball&& other) noexcept {
    arb_swap(x_, other.x_);
    return *this;
  }
  ~Ball() { arb_clear(x_); }

  Ball& operator+=(const Ball& b) { return arb_add(x_, x_, b.x_, bits), *this; }
  Ball& operator-=(const Ball& b) { return arb_sub(x_, x_, b.x_, bits), *this; }
  Ball& operator*=(const Ball& b) { return arb_mul(x_, x_, b.x_, bits), *this; }
  Ball& operator/=(const Ball& b) { return arb_div(x_, x_, b.x_, bits), *this; }
  friend Ball operator+(Ball a, const Ball& b) { return a += b; }
  friend Ball operator-(Ball a, const Ball& b) { return a -= b; }
  friend Ball operator*(Ball a, const Ball& b) { return a *= b; }
  friend Ball operator/(Ball a, const Ball& b) { return a /= b; }
  friend Ball operator-(Ball a) { return arb_neg(a.x_, a.x_), a; }
  /// += a·b
  void add_product(arb_srcptr a, arb_srcptr b) { arb_addmul(x_, a, b, bits); }

  /// Certainly so, for every value in the balls.
  friend bool certainly_less(const Ball& a, const Ball& b) { return arb_lt(a.x_, b.x_) != 0; }
  friend bool certainly_at_most(const Ball& a, const Ball& b) { return arb_le(a.x_, b.x_) != 0; }

  /// Of the part that is ≥ 0; the values are known to be ≥ 0.
  Ball root() const {
    Ball out;
    arb_sqrtpos(out.x_, x_, bits);
    return out;
  }
  Ball square() const { return *this * *this; }
  /// A bound of |x|, as a number.
  Ball magnitude_bound() const;
  /// A bound of max(0, −x), as a number.
  Ball negative_part_bound() const;

  /// Of max(0, x).
  Ball positive_part() const;

  /// The doubles at most and at least every value, infinite where no finite one is.
  double lower() const;
  double upper() const;

  /// For people: the midpoint.
  std::string text(int digits = 4) const;
  /// For sentences: a number that it is at most.
  std::string at_least(int digits = 6) const;

  arb_srcptr get() const { return x_; }
  arb_ptr get() { return x_; }

 private:
  arb_t x_;
};

class BallMatrix {
 public:
  BallMatrix(long rows, long cols) { arb_mat_init(A_, rows, cols); }
  BallMatrix(BallMatrix&& other) noexcept : BallMatrix(0, 0) { arb_mat_swap(A_, other.A_); }
  BallMatrix(const BallMatrix&) = delete;
  BallMatrix& operator=(const BallMatrix&) = delete;
  BallMatrix& operator=(BallMatrix&& other) noexcept {
    arb_mat_swap(A_, other.A_);
    return *this;
  }
  ~BallMatrix() { arb_mat_clear(A_); }

  /// Scale and entries.
  static BallMatrix of(const Numbers& A);

  long rows() const { return arb_mat_nrows(A_); }
  long cols() const { return arb_mat_ncols(A_); }
  arb_ptr row(long i) { return A_->rows[i]; }
  arb_srcptr row(long i) const { return A_->rows[i]; }
  arb_ptr at(long i, long j) { return A_->rows[i] + j; }
  arb_srcptr at(long i, long j) const { return A_->rows[i] + j; }
  /// Σ of squares.
  Ball square_sum() const;
  BallMatrix transpose() const;
  friend BallMatrix operator*(const BallMatrix& A, const BallMatrix& B);
  /// Lower L with A = LLᵀ into a matrix of the same size; false when A is not proved to be definite.
  bool cholesky(BallMatrix& L) const { return arb_mat_cho(L.A_, A_, Ball::bits) != 0; }

 private:
  arb_mat_t A_;
};

BallMatrix operator*(const BallMatrix& A, const BallMatrix& B);

/// AᵀA.
BallMatrix gram(const BallMatrix& A);

}  // namespace orthant::checker
