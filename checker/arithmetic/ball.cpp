#include "checker/arithmetic/ball.hpp"

#include <algorithm>
#include <charconv>

#include "checker/arithmetic/bound_text.hpp"

namespace orthant::checker {

namespace {

Ball scale_ball(const Scale& scale) {
  Ball out(scale.value);
  if (scale.root) out = out.root();
  if (scale.root && scale.sign < 0) out = -out;
  return out;
}

}  // namespace

Ball Ball::magnitude_bound() const {
  Ball out;
  arf_t bound;
  arf_init(bound);
  arb_get_abs_ubound_arf(bound, x_, bits);
  arb_set_arf(out.x_, bound);
  arf_clear(bound);
  return out;
}

Ball Ball::negative_part_bound() const {
  Ball out;
  arf_t bound;
  arf_init(bound);
  arb_get_lbound_arf(bound, x_, bits);
  arf_neg(bound, bound);
  if (arf_sgn(bound) > 0 || arf_is_nan(bound)) arb_set_arf(out.x_, bound);
  arf_clear(bound);
  return out;
}

Ball Ball::positive_part() const {
  if (arb_is_nonnegative(x_) != 0) return *this;
  Ball out;
  if (arb_is_nonpositive(x_) != 0) return out;
  arf_t bound;  // [0, u] as a ball
  arf_init(bound);
  arb_get_ubound_arf(bound, x_, bits);
  arb_set_arf(out.x_, bound);
  arf_clear(bound);
  arb_mul_2exp_si(out.x_, out.x_, -1);
  arb_add_error(out.x_, out.x_);
  return out;
}

double Ball::lower() const {
  return -(-*this).upper();
}

double Ball::upper() const {
  arf_t bound;
  arf_init(bound);
  arb_get_ubound_arf(bound, x_, bits);
  const double above = arf_get_d(bound, ARF_RND_CEIL);
  arf_clear(bound);
  return above;
}

std::string Ball::text(int digits) const {
  char text[40];
  const double value = arf_get_d(arb_midref(x_), ARF_RND_NEAR);
  return {text, std::to_chars(text, text + sizeof text, value, std::chars_format::general, digits).ptr};
}

std::string Ball::at_least(int digits) const {
  return text_at_least(upper(), digits);
}

BallMatrix BallMatrix::of(const Numbers& A) {
  BallMatrix out(A.rows, A.cols);
  const bool scaled = !A.scale.is_one();
  const Ball scale = scale_ball(A.scale);
  for (long i = 0; i < A.rows; ++i)
    for (long k = 0; k < A.cols; ++k) {
      arb_set_d(out.at(i, k), A(i, k));
      if (scaled) arb_mul(out.at(i, k), out.at(i, k), scale.get(), Ball::bits);
    }
  return out;
}

Ball BallMatrix::square_sum() const {
  Ball sum;
  for (long i = 0; i < rows(); ++i)
    arb_dot(sum.get(), sum.get(), 0, row(i), 1, row(i), 1, cols(), Ball::bits);
  return sum;
}

BallMatrix BallMatrix::transpose() const {
  BallMatrix out(cols(), rows());
  arb_mat_transpose(out.A_, A_);
  return out;
}

BallMatrix operator*(const BallMatrix& A, const BallMatrix& B) {
  BallMatrix out(A.rows(), B.cols());
  // Entry by entry: the products by blocks have errors of the size of the largest entries.
  arb_mat_mul_classical(out.A_, A.A_, B.A_, Ball::bits);
  return out;
}

BallMatrix gram(const BallMatrix& A) {
  BallMatrix out(A.cols(), A.cols());
  for (long i = 0; i < A.rows(); ++i)
    for (long a = 0; a < A.cols(); ++a)
      for (long b = 0; b <= a; ++b) arb_addmul(out.at(a, b), A.at(i, a), A.at(i, b), Ball::bits);
  for (long a = 0; a < A.cols(); ++a)
    for (long b = 0; b < a; ++b) arb_set(out.at(b, a), out.at(a, b));
  return out;
}

}  // namespace orthant::checker
