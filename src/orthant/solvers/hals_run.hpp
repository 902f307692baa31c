/// One start's HALS (hals.hpp), cut where it wants a product of the data with a factor, so that several runs
/// can share passes over the data:
///
///   a step   sweep R, wait for A Y_R, sweep L, accept or not, wait for AᵀY_L
///   judge    wait for A R, wait for AᵀL
///
/// A run that waits holds no earlier product, so products may live in memory that runs take turns with.
/// Left and right products alternate but where a point is judged anew: runs that began together mostly stay
/// in step.
#pragma once

#include "orthant/solvers/extrapolation.hpp"
#include "orthant/solvers/hals.hpp"

namespace orthant {

class HalsRun {
 public:
  /// Waits at once. The objective must outlive the run.
  HalsRun(const Objective& objective, Matrix U0, const HalsOptions& options);

  /// The product this run waits for, linear(side, factor) of the objective's row blocks in `precision`.
  bool waits() const { return awaited_ != Awaited::nothing; }
  Side side() const { return awaited_ == Awaited::ahead ? Side::right : Side::left; }
  Precision precision() const { return data_precision_; }
  ConstMatrixRef factor() const;

  /// The product, column by column without gaps; it must stay until this run waits again.
  void receive(const double* product);

  // As course.hpp asks.
  Progress progress(Index iteration, double seconds) const {
    return {iteration, seconds, value_, stationarity_, passes_};
  }
  const Matrix& point() const { return U_; }
  void step();
  bool stuck() const { return stuck_; }
  void judge();
  Matrix take() { return std::move(U_); }

 private:
  enum class Awaited {
    nothing,
    here,   ///< A R at the accepted point
    swept,  ///< A Y_R, in the middle of a step
    ahead   ///< AᵀY_L
  };
  /// What follows AᵀY_L.
  enum class Next {
    rest,
    look,  ///< whether single precision still serves
    sweep  ///< once more, after a step that climbed
  };

  Matrix::RowsBlockXpr L() { return U_.topRows(n1_); }
  Matrix::RowsBlockXpr R() { return U_.bottomRows(n2_); }
  Matrix::RowsBlockXpr YL() { return next_.topRows(n1_); }
  Matrix::RowsBlockXpr nextR() { return next_.bottomRows(n2_); }
  Eigen::Map<const Matrix> C() const { return {product_, n1_, U_.cols()}; }  ///< of `here` and `swept`
  Eigen::Map<const Matrix> D() const { return {product_, n2_, U_.cols()}; }  ///< of `ahead`

  bool single() const { return rule_.precision == Precision::single || data_precision_ == Precision::single; }

  void wait(Awaited what, Next next) {
    awaited_ = what;
    after_ahead_ = next;
  }
  void forget();
  void judge_then(Next next);
  void use_full_precision(Next next);
  void sweep_right();
  void sweep_left();
  void retreat();
  void accept(double value);
  void rescale();
  void look_ahead();
  void look_at_precision();
  double value_at(const ConstMatrixRef& left, const ConstMatrixRef& right);
  void sweep(Side side, MatrixRef X, const ConstMatrixRef& C, const ConstMatrixRef& V, const Matrix& G);

  const Objective& objective_;
  const RowBlocks& blocks_;
  bool shared_;          ///< one Gram matrix for all rows
  bool judged_ = false;  ///< value and stationarity are those of point(), in double
  bool stuck_ = false;
  Awaited awaited_ = Awaited::nothing;
  Next after_ahead_ = Next::rest;
  SweepRule rule_;
  Precision data_precision_;
  Extrapolation extrapolation_;
  Index n1_, n2_;
  double half_norm_;
  Matrix U_;     ///< the accepted point (L, Y_R)
  Matrix next_;  ///< Y_L, then the L of (3), above what (1) and then (2) make of R: the next U_
  Matrix rawR_;  ///< the R of (1)
  const double* product_ = nullptr;  ///< of which only the newest is needed
  Matrix left_gram_, right_gram_;    ///< of Y_L and Y_R
  Vector left_gradient_;             ///< squared norms by columns of the projected gradient for L
  double value_ = 0, before_ = 0;    ///< at the accepted point, and when the step began
  double stationarity_;
  double right_gradient_ = 0;  ///< like left_gradient_, for R, summed
  int looked_ahead_ = 0;
  int unscaled_ = 0;  ///< accepted steps since the columns were scaled
  Index passes_ = 0;
};

}  // namespace orthant
