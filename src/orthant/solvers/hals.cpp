#include "orthant/solvers/hals.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

#include "orthant/linalg/threads.hpp"
#include "orthant/objectives/stationarity.hpp"
#include "orthant/simd/inner_loops.hpp"
#include "orthant/solvers/extrapolation.hpp"
#include "orthant/solvers/shared_passes.hpp"

namespace orthant {

namespace {

/// What is to be known of the gradient ∇ for one factor X, without storing it.
struct FactorGradient {
  Vector projected;  ///< per column k: Σ over rows of (∇ᵖ_ik)², see objectives/stationarity.hpp
  /// ⟨∇ − C, X⟩ = Σ_i x_iᵀG_i x_i − 2⟨C, X⟩: twice the objective but for its constant.
  double with_point = 0;
};

/// What the rows of a block add.
FactorGradient gradient_of_rows(const ConstMatrixRef& X, const ConstMatrixRef& C,
                                const ConstMatrixRef& gradient) {
  FactorGradient out{Vector(X.cols())};
  for (Index k = 0; k < X.cols(); ++k) {
    double sums[2];
    simd::best().column_gradient(X.col(k).data(), C.col(k).data(), gradient.col(k).data(), X.rows(), sums);
    out.projected(k) = sums[0];
    out.with_point += sums[1];
  }
  return out;
}

/// With one Gram matrix G for all rows: through blocks of rows that stay in cache, 2nr² flops. The result does
/// not depend on the number of threads.
FactorGradient shared_gram_gradient(const ConstMatrixRef& X, const ConstMatrixRef& C, const Matrix& G) {
  constexpr Index height = 256;
  const Index blocks = (X.rows() + height - 1) / height;
  std::vector<FactorGradient> parts(static_cast<size_t>(blocks));
  const SerialBlas serial;
#pragma omp parallel if (X.size() * G.rows() > 200000)
  {
    Matrix gradient(std::min(height, X.rows()), X.cols());
#pragma omp for schedule(static)
    for (Index b = 0; b < blocks; ++b) {
      const Index first = b * height, rows = std::min(height, X.rows() - first);
      auto block = gradient.topRows(rows);
      block = -C.middleRows(first, rows);
      block.noalias() += X.middleRows(first, rows) * G;
      parts[b] = gradient_of_rows(X.middleRows(first, rows), C.middleRows(first, rows), block);
    }
  }
  FactorGradient out = std::move(parts.front());
  for (size_t b = 1; b < parts.size(); ++b) {
    out.projected += parts[b].projected;
    out.with_point += parts[b].with_point;
  }
  return out;
}

/// body(k) for every column; in parallel when there is enough to do.
template <class Body>
void for_columns(const Matrix& like, const Body& body) {
#pragma omp parallel for schedule(static) if (like.size() > 50000)
  for (Index k = 0; k < like.cols(); ++k) body(k);
}

/// One start.
class Hals {
 public:
  Hals(const Objective& objective, SolverStart start, const HalsOptions& options, const Stopwatch& clock);

  RunOfPasses run();
  SolveResult take() { return std::move(result_); }

 private:
  Matrix::RowsBlockXpr L() { return U_.topRows(n1_); }
  Matrix::RowsBlockXpr R() { return U_.bottomRows(n2_); }
  Matrix::RowsBlockXpr YL() { return next_.topRows(n1_); }
  Matrix::RowsBlockXpr nextR() { return next_.bottomRows(n2_); }

  /// linear(side, factor) of the objective's row blocks.
  template <class Factor>
  Pass pass(Side side, const Factor& factor) {
    ++passes_;
    return {side,
            data_precision_,
            {factor.data(), factor.rows(), factor.cols(), Eigen::OuterStride<>(factor.outerStride())}};
  }

  bool single() const { return rule_.precision == Precision::single || data_precision_ == Precision::single; }
  Progress progress(Index iteration) const;
  void end(Status status, Index iteration);
  void forget();
  void use_full_precision();
  bool single_precision_limits() const;
  void sweep_right(const PassProduct& D);
  bool sweep_left(const PassProduct& C);
  void accept();
  bool rescale();
  void estimate_stationarity(const PassProduct& D);
  double value_at(const ConstMatrixRef& left, const ConstMatrixRef& right, const PassProduct& C);
  void sweep(Side side, MatrixRef X, const PassProduct& C, const ConstMatrixRef& V, const Matrix& G);

  const Objective& objective_;
  const RowBlocks& blocks_;
  StoppingRule stop_;
  Observer* observer_;
  const Stopwatch& clock_;
  bool stage_;
  bool shared_;          ///< one Gram matrix for all rows
  bool judged_ = false;  ///< value and stationarity are those of the accepted point, in double
  SweepRule rule_;
  Precision data_precision_;
  Extrapolation extrapolation_;
  Index n1_, n2_;
  double half_norm_;
  Matrix U_;     ///< the accepted point (L, Y_R)
  Matrix next_;  ///< Y_L, then the L of (3), above what (1) and then (2) make of R: the next U_
  Matrix rawR_;  ///< the R of (1)
  Matrix left_gram_, right_gram_;  ///< of Y_L and Y_R
  Vector left_gradient_;           ///< squared norms by columns of the projected gradient for L
  double right_gradient_ = 0;      ///< the same for R, summed
  /// At the accepted point, when the step began, and at the end of the step.
  double value_ = 0, before_ = std::numeric_limits<double>::infinity(), stepped_ = 0;
  double stationarity_ = std::numeric_limits<double>::infinity();
  int looked_ahead_ = 0;
  int unscaled_ = 0;  ///< accepted steps since the columns were scaled
  Index passes_ = 0;
  SolveResult result_;
};

Hals::Hals(const Objective& objective, SolverStart start, const HalsOptions& options, const Stopwatch& clock)
    : objective_(objective),
      blocks_(*objective.row_blocks()),
      stop_(std::move(start.stop)),
      observer_(start.observer),
      clock_(clock),
      stage_(options.stage),
      shared_(blocks_.shared_gram()),
      rule_{static_cast<int>(options.inner_sweeps), options.inner_stop,
            options.single_sweeps ? Precision::single : Precision::full},
      data_precision_(options.single_data ? Precision::single : Precision::full),
      extrapolation_(options.extrapolation, options.growth),
      n1_(objective.observations().rows()),
      n2_(objective.observations().cols()),
      half_norm_(objective.observations().squared_norm() / 2),
      U_(std::move(start.U0)),
      next_(U_.rows(), U_.cols()),
      rawR_(n2_, U_.cols()) {}

RunOfPasses Hals::run() {
  objective_.scale_columns(U_);
  bool anew = true;  // judge the accepted point itself, without extrapolation
  bool moved = true, shown = false, stuck = false;
  for (Index iteration = 0;;) {
    if (anew) {
      judged_ = data_precision_ == Precision::full;
      forget();
      const PassProduct C = co_await pass(Side::left, R());
      if (shared_) right_gram_ = blocks_.gram(Side::left, 0, R());
      value_ = value_at(L(), R(), C);
    }
    const PassProduct D = co_await pass(Side::right, YL());
    estimate_stationarity(D);
    anew = moved && single_precision_limits();
    if (anew) {
      use_full_precision();
      continue;
    }
    if (moved) {
      if (!std::exchange(shown, true) && observer_ != nullptr) observer_->observe(progress(iteration), U_);
      auto status = stop_(progress(iteration));
      anew = (status == Status::stationary || status == Status::target_reached) && !judged_;
      if (anew) {
        data_precision_ = Precision::full;
        continue;
      }
      if (stuck && !status) status = Status::no_progress;
      if (status) {
        end(*status, iteration);
        co_return;
      }
      ++iteration;
      before_ = value_;
    }
    sweep_right(D);  // (1), (2)
    const PassProduct C = co_await pass(Side::left, nextR());
    moved = sweep_left(C);  // (3)
    if (moved) {
      accept();          // (4)
      anew = rescale();  // (6)
    } else if (!extrapolation_.plain()) {
      extrapolation_.rejected();  // (5)
    } else if (single()) {
      use_full_precision();
      anew = true;
    } else {
      stuck = moved = true;  // rounding allows no step
    }
    shown = !moved;
  }
}

Progress Hals::progress(Index iteration) const {
  return {iteration, clock_.seconds(), value_, stationarity_, passes_};
}

void Hals::end(Status status, Index iteration) {
  const Progress last = progress(iteration);
  next_.resize(0, 0);
  rawR_.resize(0, 0);
  if (stage_) {
    result_ = stage_at(last, std::move(U_), status);
  } else {
    result_ = result_at(objective_, std::move(U_), status, iteration, last.seconds);
    result_.passes += passes_;
  }
}

/// The next step starts from the accepted point.
void Hals::forget() {
  for_columns(U_, [&](Index k) {
    YL().col(k) = L().col(k);
    rawR_.col(k) = R().col(k);
  });
}

void Hals::use_full_precision() {
  rule_.precision = data_precision_ = Precision::full;
  extrapolation_.rejected();
}

bool Hals::single_precision_limits() const {
  const bool data_limit = data_precision_ == Precision::single &&
                          (before_ - value_ < 2e-6 * value_ || value_ < 0.02 * half_norm_);
  return single() && (data_limit || stationarity_ < 1e-5);
}

void Hals::sweep_right(const PassProduct& D) {
  const double beta = extrapolation_.beta();
  for_columns(U_, [&](Index k) { nextR().col(k) = R().col(k); });
  sweep(Side::right, nextR(), D, YL(), left_gram_);
  for_columns(U_, [&](Index k) {
    const auto swept = nextR().col(k).array();
    auto raw = rawR_.col(k).array();
    for (Index j = 0; j < n2_; ++j) {
      const double now = swept(j), before = raw(j);
      raw(j) = now;
      nextR()(j, k) = std::max(0.0, now + beta * (now - before));
    }
  });
}

/// Whether to accept.
bool Hals::sweep_left(const PassProduct& C) {
  if (shared_) right_gram_ = blocks_.gram(Side::left, 0, nextR());
  sweep(Side::left, YL(), C, nextR(), right_gram_);
  Vector left_gradient = left_gradient_;
  stepped_ = value_at(YL(), nextR(), C);
  const double noise = single() ? 0 : 1e-15 * half_norm_;  // of a value, from ‖A‖² − 2⟨·⟩ + ⟨·⟩
  if (stepped_ <= value_ + (extrapolation_.plain() ? noise : 0)) return true;
  left_gradient_ = std::move(left_gradient);
  forget();
  return false;
}

/// Y_L, where the old L was.
void Hals::accept() {
  const double beta = extrapolation_.beta();
  judged_ = false;
  std::swap(U_, next_);
  for_columns(U_,
              [&](Index k) { YL().col(k) = (L().col(k) + beta * (L().col(k) - YL().col(k))).cwiseMax(0.0); });
  value_ = std::min(stepped_, value_);
  extrapolation_.accepted();
}

/// True where the scaling counts: a new one, now and then, costs a pass and the momentum.
bool Hals::rescale() {
  if (objective_.has_scaling_freedom()) {
    const Vector scaling = balance_columns(U_, n1_);
    for_columns(U_, [&](Index k) {
      YL().col(k) *= scaling(k);
      rawR_.col(k) /= scaling(k);
    });
    left_gradient_.array() /= scaling.array().square();
    return false;
  }
  if (++unscaled_ < 5) return false;
  unscaled_ = 0;
  return (objective_.scale_columns(U_).array() - 1).abs().maxCoeff() > 1e-12;
}

void Hals::estimate_stationarity(const PassProduct& D) {
  if (shared_) left_gram_ = blocks_.gram(Side::right, 0, YL());
  // Without a shared Gram matrix this gradient costs two passes: an estimate may be some steps old.
  if (shared_) {
    right_gradient_ = shared_gram_gradient(R(), D, left_gram_).projected.sum();
  } else if (looked_ahead_++ % 5 == 0 || judged_) {
    right_gradient_ = gradient_of_rows(R(), D, blocks_.gradient(Side::right, R(), D, YL())).projected.sum();
  }
  stationarity_ = std::sqrt(left_gradient_.sum() + right_gradient_) / gradient_scale(objective_, U_);
}

/// Objective at (left, right) and the left part of the stationarity there.
double Hals::value_at(const ConstMatrixRef& left, const ConstMatrixRef& right, const PassProduct& C) {
  FactorGradient gradient = shared_ ? shared_gram_gradient(left, C, right_gram_)
                                    : gradient_of_rows(left, C, blocks_.gradient(Side::left, left, C, right));
  left_gradient_ = std::move(gradient.projected);
  return objective_.constant_in(Side::left, right) + gradient.with_point / 2;
}

void Hals::sweep(Side side, MatrixRef X, const PassProduct& C, const ConstMatrixRef& V, const Matrix& G) {
  if (shared_) {
    nnls_sweeps(X, C, G, rule_);
  } else {
    blocks_.sweep(side, X, C, V, rule_);
  }
}

}  // namespace

std::vector<SolveResult> hals_together(const Objective& objective, std::vector<SolverStart> starts,
                                       const HalsOptions& options) {
  check_options(options, std::span<const Option<HalsOptions>>(hals_options));
  for (const SolverStart& start : starts) require_feasible(objective, start.U0);
  if (objective.row_blocks() == nullptr) {
    throw InputError(
        "solver = hals; expected an asymmetric objective with balance = 0 and full or entries observations");
  }
  const Stopwatch clock;
  std::vector<std::unique_ptr<Hals>> solvers;
  std::vector<RunOfPasses> runs;
  for (SolverStart& start : starts) {
    solvers.push_back(std::make_unique<Hals>(objective, std::move(start), options, clock));
    runs.push_back(solvers.back()->run());
  }
  share_passes(objective, std::move(runs));
  std::vector<SolveResult> results;
  for (const auto& solver : solvers) results.push_back(solver->take());
  return results;
}

SolveResult hals(const Objective& objective, Matrix U, const HalsOptions& options, const StoppingRule& stop,
                 Observer* observer) {
  std::vector<SolverStart> one;
  one.push_back({std::move(U), stop, observer});
  return std::move(hals_together(objective, std::move(one), options).front());
}

}  // namespace orthant
