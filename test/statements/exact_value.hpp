/// Objectives in 90 digits: sums of arb.h, which shares no code with the objectives.
#pragma once

#include <arb.h>

#include <string_view>

#include "orthant/linalg/matrix.hpp"

namespace orthant::testing {

/// ½Σ (w(x − a))² over w > 0, or Σ d(a|x), with x = LRᵀ at doubles L and R.
class ExactObjective {
 public:
  ExactObjective(Matrix data, Matrix weight, std::string_view loss, Index left_rows)
      : data_(std::move(data)), weight_(std::move(weight)), loss_(loss), left_rows_(left_rows) {}

  /// f(U) − f(V), rounded once; f(U) itself when V is empty.
  double difference(const Matrix& U, const Matrix& V = {}) const {
    Number total;
    add(total, U);
    if (V.size() > 0) {
      Number other;
      add(other, V);
      arb_sub(total.x, total.x, other.x, bits);
    }
    return arf_get_d(arb_midref(total.x), ARF_RND_NEAR);
  }

 private:
  static constexpr slong bits = 300;

  struct Number {
    arb_t x;
    Number() { arb_init(x); }
    explicit Number(double value) : Number() { arb_set_d(x, value); }
    Number(const Number&) = delete;
    Number& operator=(const Number&) = delete;
    ~Number() { arb_clear(x); }
  };

  void add(Number& total, const Matrix& U) const {
    const bool symmetric = U.rows() == left_rows_;
    for (Index i = 0; i < data_.rows(); ++i) {
      for (Index j = 0; j < data_.cols(); ++j) {
        if (weight_(i, j) == 0) continue;
        Number x;
        for (Index k = 0; k < U.cols(); ++k) {
          const Number l(U(i, k)), r(U(symmetric ? j : left_rows_ + j, k));
          arb_addmul(x.x, l.x, r.x, bits);
        }
        const Number a(data_(i, j)), w(weight_(i, j));
        if (loss_ == "frobenius") {
          arb_sub(x.x, x.x, a.x, bits);
          arb_mul(x.x, x.x, w.x, bits);
          arb_mul(x.x, x.x, x.x, bits);
          arb_mul_2exp_si(x.x, x.x, -1);
          arb_add(total.x, total.x, x.x, bits);
        } else {
          add_divergence(total, a, x);
        }
      }
    }
  }

  /// a log(a/x) − a + x, or a/x − log(a/x) − 1.
  void add_divergence(Number& total, const Number& a, const Number& x) const {
    if (arb_is_zero(a.x)) {
      arb_add(total.x, total.x, x.x, bits);
      return;
    }
    Number ratio, log;
    arb_div(ratio.x, a.x, x.x, bits);
    arb_log(log.x, ratio.x, bits);
    if (loss_ == "kullback-leibler") {
      arb_addmul(total.x, a.x, log.x, bits);
      arb_sub(total.x, total.x, a.x, bits);
      arb_add(total.x, total.x, x.x, bits);
    } else {
      arb_add(total.x, total.x, ratio.x, bits);
      arb_sub(total.x, total.x, log.x, bits);
      arb_sub_si(total.x, total.x, 1, bits);
    }
  }

  Matrix data_, weight_;
  std::string loss_;
  Index left_rows_;
};

}  // namespace orthant::testing
