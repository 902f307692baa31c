#include "orthant/solve/hals.hpp"

#include <cmath>
#include <limits>

#include "orthant/model/stationarity.hpp"
#include "orthant/solve/block_gradient.hpp"
#include "orthant/solve/course.hpp"
#include "orthant/solve/extrapolation.hpp"

namespace orthant {

namespace {

/// to = max(0, now + β (now − before)).
void extrapolate(const Matrix& now, const ConstMatrixRef& before, double beta, Matrix& to) {
#pragma omp parallel for schedule(static) if (now.size() > 50000)
  for (Index k = 0; k < now.cols(); ++k)
    to.col(k) = (now.col(k) + beta * (now.col(k) - before.col(k))).cwiseMax(0.0);
}

class Hals {
 public:
  Hals(const Objective& objective, Matrix U, const HalsOptions& options)
      : objective_(objective),
        blocks_(*objective.row_blocks()),
        shared_(blocks_.shared_gram()),
        rule_{static_cast<int>(options.inner_sweeps), options.inner_stop,
              options.single_sweeps ? Precision::single : Precision::full},
        data_precision_(options.single_data ? Precision::single : Precision::full),
        extrapolation_(options.extrapolation, options.growth),
        n1_(objective.observations().rows()),
        n2_(objective.observations().cols()),
        half_norm_(objective.observations().squared_norm() / 2),
        U_(std::move(U)),
        YL_(n1_, U_.cols()),
        newL_(n1_, U_.cols()),
        rawR_(n2_, U_.cols()),
        newR_(n2_, U_.cols()),
        nextR_(n2_, U_.cols()),
        C_(n1_, U_.cols()),
        D_(n2_, U_.cols()) {
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
      forget();
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

  /// Restarts from the accepted point.
  void forget() {
    YL_ = L();
    rawR_ = R();
  }

  /// C_ = linear(left, right), and the Gram matrix when there is one for all rows.
  void meet_right(const ConstMatrixRef& right) {
    blocks_.linear_into(Side::left, right, data_precision_, C_);
    if (shared_) right_gram_ = blocks_.gram(Side::left, 0, right);
    ++passes_;
  }

  /// Objective at (left, right) after meet_right(right); the left part of the stationarity.
  double value_at(const ConstMatrixRef& left, const ConstMatrixRef& right) {
    BlockGradient gradient = shared_ ? block_gradient(left, C_, right_gram_)
                                     : block_gradient(blocks_, Side::left, left, C_, right);
    left_gradient_ = std::move(gradient.projected);
    return objective_.constant_in(Side::left, right) + gradient.with_point / 2;
  }

  /// D_ = linear(right, Y_L), and the stationarity estimated with it.
  void look_ahead() {
    blocks_.linear_into(Side::right, YL_, data_precision_, D_);
    if (shared_) left_gram_ = blocks_.gram(Side::right, 0, YL_);
    ++passes_;
    // Without a shared Gram matrix this gradient costs two passes: an estimate may be some steps old.
    if (shared_ || looked_ahead_++ % 5 == 0 || judged_) {
      right_gradient_ =
          (shared_ ? block_gradient(R(), D_, left_gram_) : block_gradient(blocks_, Side::right, R(), D_, YL_))
              .projected.sum();
    }
    stationarity_ = std::sqrt(left_gradient_.sum() + right_gradient_) / gradient_scale(objective_, U_);
  }

  void use_full_precision() {
    rule_.precision = Precision::full;
    judge();
    extrapolation_.rejected();
  }

  void sweep(Side side, Matrix& X, const Matrix& C, const ConstMatrixRef& V, const Matrix& G) {
    if (shared_) {
      nnls_sweeps(X, C, G, rule_);
    } else {
      blocks_.sweep(side, X, C, V, rule_);
    }
  }

  void rescale() {
    if (objective_.has_scaling_freedom()) {
      const Vector scaling = balance_columns(U_, n1_);
      YL_ *= scaling.asDiagonal();
      rawR_ *= scaling.cwiseInverse().asDiagonal();
      left_gradient_.array() /= scaling.array().square();
    } else if (++unscaled_ == 5) {  // where the scaling counts, a new one costs a pass and the momentum
      unscaled_ = 0;
      if (!((objective_.scale_columns(U_).array() - 1).abs().maxCoeff() > 1e-12)) return;
      forget();
      meet_right(R());
      value_ = value_at(L(), R());
    }
  }

  bool try_step() {
    const double beta = extrapolation_.beta();
    newR_ = R();
    sweep(Side::right, newR_, D_, YL_, left_gram_);  // (1)
    extrapolate(newR_, rawR_, beta, nextR_);         // (2)
    meet_right(nextR_);
    newL_ = YL_;
    sweep(Side::left, newL_, C_, nextR_, right_gram_);  // (3)
    const Vector left_gradient = left_gradient_;
    const double value = value_at(newL_, nextR_);
    const double noise = single() ? 0 : 1e-15 * half_norm_;  // of value, from ‖A‖² − 2⟨·⟩ + ⟨·⟩
    if (!(value <= value_ + (extrapolation_.plain() ? noise : 0))) {
      left_gradient_ = left_gradient;
      return false;
    }
    judged_ = false;

    extrapolate(newL_, L(), beta, YL_);  // (4)
    L() = newL_;
    R() = nextR_;
    std::swap(rawR_, newR_);
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
  Matrix U_;                       ///< the accepted point (L, Y_R)
  Matrix YL_, newL_;               ///< extrapolated, and the result of (3)
  Matrix rawR_, newR_, nextR_;     ///< R of (1) before and now, and Y_R of (2)
  Matrix C_, D_;                   ///< linear(left, Y_R), linear(right, Y_L)
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
