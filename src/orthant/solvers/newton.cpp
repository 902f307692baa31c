#include "orthant/solvers/newton.hpp"

#include <algorithm>
#include <cmath>

#include "orthant/objectives/stationarity.hpp"
#include "orthant/solvers/row_preconditioner.hpp"

namespace orthant {

namespace {

enum class Curvature { gauss_newton, exact };

/// (2): the step d, and what the quadratic model promises.
struct NewtonStep {
  Matrix d;
  bool negative_curvature = false;
  Index iterations = 0, products = 0;
};

/// Σ over the columns k of part(k), in this order whatever the number of threads.
template <class Part>
double sum_over_columns(const Matrix& like, const Part& part) {
  Vector parts(like.cols());
#pragma omp parallel for schedule(static) if (like.size() > 20000)
  for (Index k = 0; k < like.cols(); ++k) parts(k) = part(k);
  return parts.sum();
}

double inner(const Matrix& X, const Matrix& Y) {
  return sum_over_columns(X, [&](Index k) { return X.col(k).dot(Y.col(k)); });
}

class Model {
 public:
  Model(const Expansion& at, Curvature curvature, double damping)
      : at_(at), curvature_(curvature), damping_(damping) {}

  /// (H + λI) D.
  void product(const Matrix& D, Matrix& out) const {
    if (curvature_ == Curvature::exact || !at_.gauss_newton_vector(D, out)) out = at_.hessian_vector(D);
    if (damping_ != 0) out += damping_ * D;
  }

 private:
  const Expansion& at_;
  Curvature curvature_;
  double damping_;
};

/// Conjugate gradients on the free entries for (2), until the preconditioned residual is `forcing` times the
/// first, or a direction of negative curvature is met (the step so far is kept). z and p are zero on the
/// other entries, where the residual does not count.
NewtonStep newton_step(const Model& model, const Matrix& gradient, const Matrix& U,
                       const RowPreconditioner& preconditioner, double forcing,
                       const NewtonOptions& options) {
  NewtonStep step;
  step.d = preconditioner.free().select(0.0, -U.array()).matrix();
  Matrix residual = -gradient, z = Matrix::Zero(U.rows(), U.cols()), Hp(U.rows(), U.cols()), p;
  if ((step.d.array() != 0).any()) {
    model.product(step.d, Hp);
    ++step.products;
    residual -= Hp;
  }
  preconditioner.apply(residual, z);
  p = z;
  double rho = inner(residual, z);
  const double first = rho;
  while (step.iterations < options.cg_iterations && rho > forcing * forcing * first) {
    if (options.budget != nullptr && options.budget->exhausted()) break;
    model.product(p, Hp);
    ++step.products;
    const double curvature = inner(p, Hp);
    if (!(curvature > 1e-14 * rho)) {
      step.negative_curvature = true;
      if (step.iterations == 0) step.d += p;
      break;
    }
    ++step.iterations;
    const double alpha = rho / curvature;
#pragma omp parallel for schedule(static) if (p.size() > 20000)
    for (Index k = 0; k < p.cols(); ++k) {
      step.d.col(k) += alpha * p.col(k);
      residual.col(k) -= alpha * Hp.col(k);
    }
    preconditioner.apply(residual, z);
    const double next = inner(residual, z), beta = next / rho;
#pragma omp parallel for schedule(static) if (p.size() > 20000)
    for (Index k = 0; k < p.cols(); ++k) p.col(k) = z.col(k) + beta * p.col(k);
    rho = next;
  }
  return step;
}

class ProjectedNewton {
 public:
  ProjectedNewton(const Objective& objective, Matrix U, const NewtonOptions& options)
      : objective_(objective), options_(options), U_(std::move(U)), mu_(options.damping) {
    balance(objective_, U_);
    at_ = evaluated(U_);
    stationarity_ = stationarity_at(U_, *at_);
    Matrix out(U_.rows(), U_.cols());
    has_gauss_newton_ = at_->gauss_newton_vector(U_, out);
    if (options.exact || !has_gauss_newton_) curvature_ = Curvature::exact;
  }

  SolveResult run(StoppingRule stop, Observer* observer, const Stopwatch& clock) {
    bool stuck = false;  // no damping helps
    for (Index iteration = 0;; ++iteration) {
      const Progress now{iteration, clock.seconds(), at_->value(), stationarity_, passes_, flops_};
      if (observer != nullptr) observer->observe(now, U_);
      auto status = stop(now);
      if (stuck && !status) status = Status::no_progress;
      if (status) return ended(now, *status);
      stuck = !step();
    }
  }

 private:
  SolveResult ended(const Progress& last, Status status) {
    at_.reset();
    if (options_.stage) return stage_at(last, std::move(U_), status);
    SolveResult result = result_at(objective_, std::move(U_), status, last.iteration, last.seconds);
    result.passes += last.passes;
    return result;
  }

  /// One accepted step.
  bool step() {
    for (int attempt = 0; attempt < 12; ++attempt) {
      if (options_.budget != nullptr && options_.budget->exhausted()) return false;
      const double lambda = mu_ * U_.squaredNorm() / static_cast<double>(2 * U_.cols());
      const Model model(*at_, curvature_, lambda);
      const RowPreconditioner preconditioner(*at_, U_, lambda, options_.unconstrained);
      NewtonStep newton = newton_step(model, at_->gradient(), U_, preconditioner, forcing(), options_);
      if (curvature_ == Curvature::exact) count_passes(objective_.gradient_passes() * newton.products);
      count_products(newton);
      if (newton.negative_curvature && curvature_ == Curvature::exact && has_gauss_newton_) {
        curvature_ = Curvature::gauss_newton;
        stay_ = 3;
        continue;
      }
      if (search(model, newton.d)) return true;
      mu_ = std::max(16 * mu_, 1e-8);
    }
    return false;
  }

  std::unique_ptr<Expansion> evaluated(const Matrix& U) {
    count_passes(objective_.gradient_passes() + 1);
    return objective_.at(U);
  }

  void count_passes(Index passes) {
    passes_ += passes;
    flops_ += 2 * objective_.observations().product_cost() * static_cast<double>(passes * U_.cols());
  }

  /// Gauss–Newton products, the preconditioner and what it takes to make one.
  void count_products(const NewtonStep& newton) {
    const auto entries = static_cast<double>(U_.size()), r = static_cast<double>(U_.cols());
    flops_ += entries * r * (16 * static_cast<double>(newton.products) + r);
  }

  /// Tight enough for a fast end; Gauss–Newton steps are not worth more than their own accuracy.
  double forcing() const {
    const double wanted = std::min(0.1, std::sqrt(stationarity_));
    return curvature_ == Curvature::exact ? std::max(wanted, 1e-4) : std::max(wanted, 1e-2);
  }

  /// (3) and (4).
  bool search(const Model& model, const Matrix& d) {
    const double value = at_->value();
    double t = 1;
    for (int halving = 0; halving < 5; ++halving, t /= 2) {
      Matrix next = U_ + t * d;
      if (!options_.unconstrained) next = next.cwiseMax(0.0);
      const double slope = at_->gradient().cwiseProduct(next - U_).sum();
      auto there = evaluated(next);
      const double fall = value - there->value();
      const bool rounding = std::abs(fall) <= std::max(1e-13 * value, options_.value_noise);
      if (rounding ? !closer(next, *there) : !(fall >= -1e-4 * slope && fall > 0)) continue;
      if (!rounding) adapt_damping(model, next, slope, fall, t);
      accept(std::move(next), std::move(there));
      return true;
    }
    return false;
  }

  bool closer(const Matrix& next, const Expansion& there) const {
    return stationarity_at(next, there) < stationarity_;
  }

  double stationarity_at(const Matrix& U, const Expansion& at) const {
    return options_.unconstrained ? free_stationarity(objective_, U, at.gradient())
                                  : stationarity(objective_, U, at.gradient());
  }

  void adapt_damping(const Model& model, const Matrix& next, double slope, double fall, double t) {
    const Matrix s = next - U_;
    Matrix Hs(s.rows(), s.cols());
    model.product(s, Hs);
    if (curvature_ == Curvature::exact) count_passes(objective_.gradient_passes());
    const double predicted = -slope - s.cwiseProduct(Hs).sum() / 2;
    const double ratio = predicted > 0 ? fall / predicted : 0;
    if (ratio > 0.75 && t == 1) mu_ /= 8;
    if (ratio < 0.25) mu_ = std::max(4 * mu_, 1e-8);
    if (mu_ < 1e-12) mu_ = 0;
  }

  void accept(Matrix next, std::unique_ptr<Expansion> there) {
    const double before = stationarity_;
    const bool free_scaling = objective_.has_scaling_freedom();
    U_ = std::move(next);
    at_ = std::move(there);
    if (free_scaling) rebalance();
    stationarity_ = stationarity_at(U_, *at_);
    // Gauss–Newton's rate is the size of what it leaves out: when that is slow, the exact Hessian pays.
    if (stay_ > 0) {
      --stay_;
    } else if (has_gauss_newton_ && curvature_ == Curvature::gauss_newton && stationarity_ > 0.3 * before &&
               stationarity_ < 1e-3) {
      curvature_ = Curvature::exact;
    }
  }

  /// Columns drift slowly; the expansion is made again only when they differ by more than a little.
  void rebalance() {
    const Index n1 = objective_.observations().rows();
    Matrix balanced = U_;
    const Vector ratios = balance_columns(balanced, n1);
    if ((ratios.array() - 1).abs().maxCoeff() < 0.05) return;
    U_ = std::move(balanced);
    at_ = evaluated(U_);
  }

  const Objective& objective_;
  NewtonOptions options_;
  Matrix U_;
  std::unique_ptr<Expansion> at_;
  double stationarity_ = 0, mu_;
  Curvature curvature_ = Curvature::gauss_newton;
  bool has_gauss_newton_ = true;
  int stay_ = 0;  ///< steps before the exact Hessian may be tried again
  Index passes_ = 0;
  double flops_ = 0;
};

}  // namespace

SolveResult newton(const Objective& objective, Matrix U, const NewtonOptions& options,
                   const StoppingRule& stop, Observer* observer) {
  check_options(options, std::span<const Option<NewtonOptions>>(newton_options));
  if (!options.unconstrained) require_feasible(objective, U);
  const Stopwatch clock;
  return ProjectedNewton(objective, std::move(U), options).run(stop, observer, clock);
}

}  // namespace orthant
