#include "orthant/kmeans/relaxation.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "orthant/kmeans/augmented_lagrangian.hpp"

namespace orthant {

namespace {

/// √K V₊/‖V₊‖ in the place of V; false where V₊ = 0.
bool project(double clusters, Matrix& V) {
  V = V.cwiseMax(0.0);
  const double norm = V.norm();
  if (!(norm > 0) || !std::isfinite(norm)) return false;
  V *= std::sqrt(clusters) / norm;
  return true;
}

class InnerSolver {
 public:
  InnerSolver(const AugmentedLagrangian& lagrangian, Index clusters, Matrix start)
      : lagrangian_(lagrangian), clusters_(static_cast<double>(clusters)), U_(std::move(start)) {
    project(clusters_, U_);
  }

  const Matrix& point() const { return U_; }
  const Vector& excess() const { return at_.excess; }
  double stationarity() const { return stationarity_; }

  /// Steps (2) until stationary to `tolerance`, with at most so many products. Returns how many.
  Index solve(double tolerance, Index most, const Budget& budget) {
    lagrangian_.evaluate(U_, at_);
    make_tangential();
    recent_.fill(at_.value);
    products_ = 1;
    for (Index step = 0; stationarity_ > tolerance && products_ < most && !budget.exhausted(); ++step) {
      if (step % 11 == 10) {
        newton_step(tolerance);
      } else if (!spectral_step()) {
        break;
      }
      recent_[static_cast<std::size_t>(step) % recent_.size()] = at_.value;
    }
    return products_;
  }

 private:
  /// ∇ℒ − λU in the place of the gradient, and how far from stationary U is.
  void make_tangential() {
    multiplier_ = at_.gradient.cwiseProduct(U_).sum() / clusters_;
    at_.gradient -= multiplier_ * U_;
    stationarity_ = (U_ - (U_ - at_.gradient).cwiseMax(0.0)).norm() / std::sqrt(clusters_);
  }

  /// Whether next_ can be projected; then what is there.
  bool try_next() {
    if (!project(clusters_, next_)) return false;
    lagrangian_.evaluate(next_, then_);
    ++products_;
    return true;
  }

  bool spectral_step() {
    const double limit = *std::max_element(recent_.begin(), recent_.end());
    for (double t = length_; t > 1e-14; t /= 4) {
      next_ = U_ - t * at_.gradient;
      if (!try_next() || then_.value > limit - 1e-4 / (2 * t) * (next_ - U_).squaredNorm()) continue;
      accept();
      return true;
    }
    return false;
  }

  void accept() {
    std::swap(U_, next_);  // next_ and then_ are what was
    std::swap(at_, then_);
    make_tangential();
    // The change of the tangential gradient is the Hessian of the Lagrangian along the step.
    next_ = U_ - next_;
    const double square = next_.squaredNorm();
    const double slope = next_.cwiseProduct(at_.gradient - then_.gradient).sum();
    length_ = slope > 0 ? std::clamp(square / slope, 1e-8, 1e4) : std::min(4 * length_, 1e4);
  }

  /// Entries that stay zero, and the direction of U, are none to go along.
  void make_free(Matrix& D) const {
    D = (fixed_.array()).select(0.0, D);
    D -= U_ * (D.cwiseProduct(U_).sum() / clusters_);
  }

  /// −(∇²ℒ − λ)⁻¹∇ℒ on what is free, by conjugate gradients; as far as the curvature is positive.
  Matrix newton_direction(double tolerance) {
    constexpr int most_products = 60;
    fixed_ = U_.array() <= std::min(1e-8, stationarity_) && at_.gradient.array() >= 0;
    const AugmentedLagrangian::Hessian hessian(lagrangian_, U_, at_.excess);
    Matrix D = Matrix::Zero(U_.rows(), U_.cols()), residual = -at_.gradient, image;
    make_free(residual);
    Matrix along = residual;
    double square = residual.squaredNorm();
    const double goal = square * std::min(0.01, std::sqrt(square)) + 1e-2 * tolerance * tolerance;
    for (int step = 0; step < most_products && square > goal; ++step) {
      hessian.multiply(along, image);
      ++products_;
      image -= multiplier_ * along;
      make_free(image);
      const double curvature = along.cwiseProduct(image).sum();
      if (curvature <= 1e-10 * along.squaredNorm()) return step == 0 ? along : D;
      const double length = square / curvature;
      D += length * along;
      residual -= length * image;
      const double next = residual.squaredNorm();
      along = residual + next / square * along;
      square = next;
    }
    return D;
  }

  void newton_step(double tolerance) {
    const Matrix D = newton_direction(tolerance);
    const double slope = D.cwiseProduct(at_.gradient).sum();
    if (!(slope < 0)) return;
    for (double t = 1; t > 0.01; t /= 4) {
      next_ = U_ + t * D;
      if (!try_next() || then_.value > at_.value + 1e-4 * t * slope) continue;
      accept();
      return;
    }
  }

  const AugmentedLagrangian& lagrangian_;
  double clusters_;
  Matrix U_, next_;
  AugmentedLagrangian::Evaluation at_, then_;
  Eigen::Array<bool, Eigen::Dynamic, Eigen::Dynamic> fixed_;
  double stationarity_ = 0, multiplier_ = 0, length_ = 0.1;
  Index products_ = 0;
  std::array<double, 8> recent_{};
};

}  // namespace

RelaxedPoint relax(const ConstMatrixRef& points, Index clusters, RelaxationStart start,
                   const RelaxationOptions& options, const Budget& budget) {
  constexpr double stationary = 1e-7;
  const double root = std::sqrt(static_cast<double>(points.cols()));
  AugmentedLagrangian lagrangian(points, std::move(start.multipliers), options.penalty);
  InnerSolver solver(lagrangian, clusters, std::move(start.U));
  RelaxedPoint out;
  double before = std::numeric_limits<double>::infinity(), tolerance = 1e-4;
  while (out.steps < options.relaxation_steps && !budget.exhausted()) {
    out.steps += solver.solve(tolerance, std::min<Index>(options.relaxation_steps - out.steps, 500), budget);
    const double excess = solver.excess().norm();
    out.feasibility = excess / root;
    out.converged = out.feasibility <= options.feasibility && solver.stationarity() <= stationary;
    // A local minimum of the infeasibility itself.
    const bool stuck = lagrangian.penalty() > 1e4 * options.penalty && out.feasibility > 1e-3;
    if (out.converged || stuck) break;
    lagrangian.update(solver.excess(), before);
    before = excess;
    tolerance = std::clamp(1e-3 * out.feasibility, stationary, tolerance);
  }
  out.U = solver.point();
  out.objective = points.squaredNorm() - (points * out.U).squaredNorm();
  return out;
}

}  // namespace orthant
