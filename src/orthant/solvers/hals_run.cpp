#include "orthant/solvers/hals_run.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "orthant/objectives/stationarity.hpp"
#include "orthant/solvers/block_gradient.hpp"

namespace orthant {

namespace {

/// body(k) for every column; in parallel when there is enough to do.
template <class Body>
void for_columns(const Matrix& like, const Body& body) {
#pragma omp parallel for schedule(static) if (like.size() > 50000)
  for (Index k = 0; k < like.cols(); ++k) body(k);
}

}  // namespace

HalsRun::HalsRun(const Objective& objective, Matrix U0, const HalsOptions& options)
    : objective_(objective),
      blocks_(*objective.row_blocks()),
      shared_(blocks_.shared_gram()),
      rule_{static_cast<int>(options.inner_sweeps), options.inner_stop,
            options.single_sweeps && options.exact_rows == 0 ? Precision::single : Precision::full,
            options.exact_rows != 0},
      data_precision_(options.single_data ? Precision::single : Precision::full),
      extrapolation_(options.extrapolation, options.growth),
      n1_(objective.observations().rows()),
      n2_(objective.observations().cols()),
      half_norm_(objective.observations().squared_norm() / 2),
      U_(std::move(U0)),
      next_(U_.rows(), U_.cols()),
      rawR_(n2_, U_.cols()),
      stationarity_(std::numeric_limits<double>::infinity()) {
  objective_.scale_columns(U_);
  forget();
  judged_ = data_precision_ == Precision::full;
  wait(Awaited::here, Next::rest);
}

ConstMatrixRef HalsRun::factor() const {
  switch (awaited_) {
    case Awaited::here:
      return U_.bottomRows(n2_);
    case Awaited::swept:
      return next_.bottomRows(n2_);
    case Awaited::ahead:
    case Awaited::nothing:
      break;
  }
  return next_.topRows(n1_);
}

void HalsRun::receive(const double* product) {
  product_ = product;
  ++passes_;
  switch (std::exchange(awaited_, Awaited::nothing)) {
    case Awaited::here:
      if (shared_) right_gram_ = blocks_.gram(Side::left, 0, R());
      value_ = value_at(L(), R());
      wait(Awaited::ahead, after_ahead_);
      return;
    case Awaited::swept:
      sweep_left();
      return;
    case Awaited::ahead:
      look_ahead();
      if (after_ahead_ == Next::look) look_at_precision();
      if (after_ahead_ == Next::sweep) sweep_right();
      return;
    case Awaited::nothing:
      return;
  }
}

void HalsRun::step() {
  before_ = value_;
  sweep_right();
}

/// Without extrapolation and in double, so that value and stationarity are those of point().
void HalsRun::judge() {
  if (!judged_) judge_then(Next::rest);
}

void HalsRun::judge_then(Next next) {
  judged_ = true;
  data_precision_ = Precision::full;
  forget();
  wait(Awaited::here, next);
}

void HalsRun::use_full_precision(Next next) {
  rule_.precision = Precision::full;
  extrapolation_.rejected();
  judge_then(next);
}

/// The next step starts from the accepted point.
void HalsRun::forget() {
  for_columns(U_, [&](Index k) {
    YL().col(k) = L().col(k);
    rawR_.col(k) = R().col(k);
  });
}

/// (1) and (2).
void HalsRun::sweep_right() {
  const double beta = extrapolation_.beta();
  for_columns(U_, [&](Index k) { nextR().col(k) = R().col(k); });
  sweep(Side::right, nextR(), D(), YL(), left_gram_);
  for_columns(U_, [&](Index k) {
    const auto swept = nextR().col(k).array();
    auto raw = rawR_.col(k).array();
    for (Index j = 0; j < n2_; ++j) {
      const double now = swept(j), before = raw(j);
      raw(j) = now;
      nextR()(j, k) = std::max(0.0, now + beta * (now - before));
    }
  });
  wait(Awaited::swept, Next::rest);
}

/// (3), and whether to accept.
void HalsRun::sweep_left() {
  if (shared_) right_gram_ = blocks_.gram(Side::left, 0, nextR());
  sweep(Side::left, YL(), C(), nextR(), right_gram_);
  Vector left_gradient = left_gradient_;
  const double value = value_at(YL(), nextR());
  const double noise = single() ? 0 : 1e-15 * half_norm_;  // of value, from ‖A‖² − 2⟨·⟩ + ⟨·⟩
  if (value <= value_ + (extrapolation_.plain() ? noise : 0)) {
    accept(value);
  } else {
    left_gradient_ = std::move(left_gradient);
    forget();
    retreat();
  }
}

/// (5).
void HalsRun::retreat() {
  if (!extrapolation_.plain()) {
    extrapolation_.rejected();
    wait(Awaited::ahead, Next::sweep);
  } else if (single()) {
    use_full_precision(Next::sweep);
  } else {
    stuck_ = true;
  }
}

/// (4), where the old L was, and (6).
void HalsRun::accept(double value) {
  const double beta = extrapolation_.beta();
  judged_ = false;
  std::swap(U_, next_);
  for_columns(U_,
              [&](Index k) { YL().col(k) = (L().col(k) + beta * (L().col(k) - YL().col(k))).cwiseMax(0.0); });
  value_ = std::min(value, value_);
  extrapolation_.accepted();
  wait(Awaited::ahead, Next::look);
  rescale();
}

void HalsRun::rescale() {
  if (objective_.has_scaling_freedom()) {
    const Vector scaling = balance_columns(U_, n1_);
    for_columns(U_, [&](Index k) {
      YL().col(k) *= scaling(k);
      rawR_.col(k) /= scaling(k);
    });
    left_gradient_.array() /= scaling.array().square();
  } else if (++unscaled_ == 5) {  // where the scaling counts, a new one costs a pass and the momentum
    unscaled_ = 0;
    if (!((objective_.scale_columns(U_).array() - 1).abs().maxCoeff() > 1e-12)) return;
    forget();
    wait(Awaited::here, Next::look);
  }
}

/// The stationarity, estimated with D().
void HalsRun::look_ahead() {
  if (shared_) left_gram_ = blocks_.gram(Side::right, 0, YL());
  // Without a shared Gram matrix this gradient costs two passes: an estimate may be some steps old.
  if (shared_ || looked_ahead_++ % 5 == 0 || judged_) {
    right_gradient_ = (shared_ ? block_gradient(R(), D(), left_gram_)
                               : block_gradient(blocks_, Side::right, R(), D(), YL()))
                          .projected.sum();
  }
  stationarity_ = std::sqrt(left_gradient_.sum() + right_gradient_) / gradient_scale(objective_, U_);
}

/// Where single precision begins to limit progress.
void HalsRun::look_at_precision() {
  const bool data_limit = data_precision_ == Precision::single &&
                          (before_ - value_ < 2e-6 * value_ || value_ < 0.02 * half_norm_);
  if (single() && (data_limit || stationarity_ < 1e-5)) use_full_precision(Next::rest);
}

/// Objective at (left, right), C() being there; the left part of the stationarity.
double HalsRun::value_at(const ConstMatrixRef& left, const ConstMatrixRef& right) {
  BlockGradient gradient = shared_ ? block_gradient(left, C(), right_gram_)
                                   : block_gradient(blocks_, Side::left, left, C(), right);
  left_gradient_ = std::move(gradient.projected);
  return objective_.constant_in(Side::left, right) + gradient.with_point / 2;
}

void HalsRun::sweep(Side side, MatrixRef X, const ConstMatrixRef& C, const ConstMatrixRef& V,
                    const Matrix& G) {
  if (shared_) {
    nnls_sweeps(X, C, G, rule_);
  } else {
    blocks_.sweep(side, X, C, V, rule_);
  }
}

}  // namespace orthant
