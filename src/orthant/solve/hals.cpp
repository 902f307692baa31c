#include "orthant/solve/hals.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "orthant/model/stationarity.hpp"
#include "orthant/solve/block_gradient.hpp"
#include "orthant/solve/course.hpp"
#include "orthant/solve/extrapolation.hpp"

namespace orthant {

namespace {

/// body(k) for every column; in parallel when there is enough to do.
template <class Body>
void for_columns(const Matrix& like, const Body& body) {
#pragma omp parallel for schedule(static) if (like.size() > 50000)
  for (Index k = 0; k < like.cols(); ++k) body(k);
}

class Hals {
 public:
  Hals(const Objective& objective, Matrix U, const HalsOptions& options)
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
        U_(std::move(U)),
        next_(U_.rows(), U_.cols()),
        rawR_(n2_, U_.cols()),
        product_(std::max(n1_, n2_), U_.cols()) {
    objective_.scale_columns(U_);
    forget();
    meet_right(R());
    value_ = value_at(L(), R());
    look_ahead();
    judged_ = data_precision_ == Precision::full;
  }

  Progress progress(Index iteration, double seconds) const {
    return {iteration, seconds, value_, stationarity_, passes_};
  }
  const Matrix& point() const { return U_; }
  Matrix take() { return std::move(U_); }
  bool single() const { return rule_.precision == Precision::single || data_precision_ == Precision::single; }

  /// One accepted step; false when rounding allows none.
  bool step() {
    const double before = value_;
    for (;;) {
      if (try_step()) break;
      if (extrapolation_.plain()) {
        if (!single()) return false;
        use_full_precision();
        continue;
      }
      extrapolation_.rejected();
      look_ahead();
    }
    // Where single precision begins to limit progress.
    const bool data_limit = data_precision_ == Precision::single &&
                            (before - value_ < 2e-6 * value_ || value_ < 0.02 * half_norm_);
    if (single() && (data_limit || stationarity_ < 1e-5)) use_full_precision();
    return true;
  }

  /// Without extrapolation and in double, so that value and stationarity are those of point().
  void judge() {
    if (judged_) return;
    judged_ = true;
    data_precision_ = Precision::full;
    forget();
    meet_right(R());
    value_ = value_at(L(), R());
    look_ahead();
  }

 private:
  Matrix::RowsBlockXpr L() { return U_.topRows(n1_); }
  Matrix::RowsBlockXpr R() { return U_.bottomRows(n2_); }
  Matrix::RowsBlockXpr YL() { return next_.topRows(n1_); }
  Matrix::RowsBlockXpr nextR() { return next_.bottomRows(n2_); }
  Matrix::RowsBlockXpr C() { return product_.topRows(n1_); }  ///< linear(left, Y_R), of meet_right
  Matrix::RowsBlockXpr D() { return product_.topRows(n2_); }  ///< linear(right, Y_L), of look_ahead

  /// The next step starts from the accepted point.
  void forget() {
    for_columns(U_, [&](Index k) {
      YL().col(k) = L().col(k);
      rawR_.col(k) = R().col(k);
    });
  }

  /// C() = linear(left, right), and the Gram matrix when there is one for all rows.
  void meet_right(const ConstMatrixRef& right) {
    blocks_.linear_into(Side::left, right, data_precision_, C());
    if (shared_) right_gram_ = blocks_.gram(Side::left, 0, right);
    ++passes_;
  }

  /// Objective at (left, right) after meet_right(right); the left part of the stationarity.
  double value_at(const ConstMatrixRef& left, const ConstMatrixRef& right) {
    BlockGradient gradient = shared_ ? block_gradient(left, C(), right_gram_)
                                     : block_gradient(blocks_, Side::left, left, C(), right);
    left_gradient_ = std::move(gradient.projected);
    return objective_.constant_in(Side::left, right) + gradient.with_point / 2;
  }

  /// D() = linear(right, Y_L), and the stationarity estimated with it.
  void look_ahead() {
    blocks_.linear_into(Side::right, YL(), data_precision_, D());
    if (shared_) left_gram_ = blocks_.gram(Side::right, 0, YL());
    ++passes_;
    // Without a shared Gram matrix this gradient costs two passes: an estimate may be some steps old.
    if (shared_ || looked_ahead_++ % 5 == 0 || judged_) {
      right_gradient_ = (shared_ ? block_gradient(R(), D(), left_gram_)
                                 : block_gradient(blocks_, Side::right, R(), D(), YL()))
                            .projected.sum();
    }
    stationarity_ = std::sqrt(left_gradient_.sum() + right_gradient_) / gradient_scale(objective_, U_);
  }

  void use_full_precision() {
    rule_.precision = Precision::full;
    judged_ = false;
    judge();
    extrapolation_.rejected();
  }

  void sweep(Side side, MatrixRef X, const ConstMatrixRef& C, const ConstMatrixRef& V, const Matrix& G) {
    if (shared_) {
      nnls_sweeps(X, C, G, rule_);
    } else {
      blocks_.sweep(side, X, C, V, rule_);
    }
  }

  void rescale() {
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
      meet_right(R());
      value_ = value_at(L(), R());
    }
  }

  /// A step, or back to the accepted point and false when it would climb.
  bool try_step() {
    const double beta = extrapolation_.beta();
    for_columns(U_, [&](Index k) { nextR().col(k) = R().col(k); });
    sweep(Side::right, nextR(), D(), YL(), left_gram_);  // (1)
    for_columns(U_, [&](Index k) {                       // (2)
      const auto swept = nextR().col(k).array();
      auto raw = rawR_.col(k).array();
      for (Index j = 0; j < n2_; ++j) {
        const double now = swept(j), before = raw(j);
        raw(j) = now;
        nextR()(j, k) = std::max(0.0, now + beta * (now - before));
      }
    });
    meet_right(nextR());
    sweep(Side::left, YL(), C(), nextR(), right_gram_);  // (3)
    const Vector left_gradient = left_gradient_;
    const double value = value_at(YL(), nextR());
    const double noise = single() ? 0 : 1e-15 * half_norm_;  // of value, from ‖A‖² − 2⟨·⟩ + ⟨·⟩
    if (!(value <= value_ + (extrapolation_.plain() ? noise : 0))) {
      left_gradient_ = left_gradient;
      forget();
      return false;
    }
    judged_ = false;
    std::swap(U_, next_);
    for_columns(U_, [&](Index k) {  // (4), where the old L was
      YL().col(k) = (L().col(k) + beta * (L().col(k) - YL().col(k))).cwiseMax(0.0);
    });
    value_ = std::min(value, value_);
    extrapolation_.accepted();
    rescale();  // (6)
    look_ahead();
    return true;
  }

  const Objective& objective_;
  const RowBlocks& blocks_;
  bool judged_ = false;  ///< value and stationarity are those of point(), in double
  bool shared_;          ///< one Gram matrix for all rows
  SweepRule rule_;
  Precision data_precision_;
  Extrapolation extrapolation_;
  Index n1_, n2_;
  double half_norm_;
  Matrix U_;        ///< the accepted point (L, Y_R)
  Matrix next_;     ///< Y_L, then the L of (3), above what (1) and then (2) make of R: the next U_
  Matrix rawR_;     ///< the R of (1)
  Matrix product_;  ///< C() or D(), of which only the newer is needed
  Matrix left_gram_, right_gram_;  ///< of Y_L and Y_R
  Vector left_gradient_;           ///< squared norms by columns of the projected gradient for L
  double value_ = 0, stationarity_ = std::numeric_limits<double>::infinity();
  double right_gradient_ = 0;  ///< the same for R, squared and summed
  int looked_ahead_ = 0;
  int unscaled_ = 0;  ///< accepted steps since the columns were scaled
  Index passes_ = 0;
};

}  // namespace

SolveResult hals(const Objective& objective, Matrix U, const HalsOptions& options, const StoppingRule& stop,
                 Observer* observer) {
  check_options(options, std::span<const Option<HalsOptions>>(hals_options));
  require_feasible(objective, U);
  if (objective.row_blocks() == nullptr) {
    throw InputError(
        "solver = hals; expected an asymmetric objective with balance = 0 and full or entries observations");
  }
  const Stopwatch clock;
  return follow(Hals(objective, std::move(U), options), objective, stop, observer, clock, options.stage);
}

}  // namespace orthant
