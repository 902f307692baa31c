#include "orthant/kmeans/relaxed_order.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "orthant/kmeans/augmented_lagrangian.hpp"
#include "orthant/kmeans/clustering_exchange.hpp"
#include "orthant/kmeans/relaxation_tangent.hpp"
#include "orthant/linalg/decompositions.hpp"
#include "orthant/linalg/lanczos.hpp"
#include "orthant/linalg/symmetric.hpp"

namespace orthant {

namespace {

/// Beside the units of the data, in which the mean of ‖x_i‖² is 1.
constexpr double stationary = 1e-5, flat = 1e-6, fall_by_rounding = 1e-12;

/// Matrices UΩ, Ω = −Ωᵀ, that are zero where U is: an orthonormal basis of them, as columns of Nr numbers.
Matrix rotations_of(const Matrix& U, const Matrix& support) {
  constexpr Index most_columns = 40;
  const Index r = U.cols(), pairs = r * (r - 1) / 2;
  if (r < 2 || r > most_columns) return Matrix(U.size(), 0);
  const auto pair = [](Index k, Index l) { return k > l ? k * (k - 1) / 2 + l : l * (l - 1) / 2 + k; };
  Matrix outside = Matrix::Zero(pairs, pairs);  // ‖UΩ‖² where U is zero
  for (Index c = 0; c < r; ++c) {
    const Matrix H = U.transpose() * (1 - support.col(c).array()).matrix().asDiagonal() * U;
    for (Index j = 0; j < r; ++j)
      for (Index k = 0; k < r; ++k)
        if (j != c && k != c) outside(pair(j, c), pair(k, c)) += (j < c) == (k < c) ? H(j, k) : -H(j, k);
  }
  const EigenPairs found = symmetric_eigenpairs(outside);
  const Index count = (found.values.array() <= 1e-12 * static_cast<double>(U.rows())).count();
  Matrix out(U.size(), count);
  Index kept = 0;
  for (Index e = 0; e < count; ++e) {
    Matrix Omega = Matrix::Zero(r, r);
    for (Index l = 0; l < r; ++l)
      for (Index k = 0; k < l; ++k) {
        Omega(k, l) = found.vectors(pair(k, l), e);
        Omega(l, k) = -Omega(k, l);
      }
    const Matrix V = support.cwiseProduct(U * Omega);
    if (V.norm() > 1e-6 * U.norm()) out.col(kept++) = V.reshaped();  // none of columns that are zero
  }
  out.conservativeResize(Eigen::NoChange, kept);
  return kept > 0 ? orthonormal_columns(std::move(out)) : out;
}

class Examination {
 public:
  Examination(const ConstMatrixRef& points, Index clusters, Random& random, const Budget& budget)
      : points_(points), clusters_(clusters), random_(random), budget_(budget) {}

  RelaxedOrder of(const Matrix& relaxed, const Clustering& known) {
    U_ = merged_columns(relaxed);
    if (const auto labels = labels_of_factor(U_, clusters_)) {
      of_clustering(*labels, known);
      return std::move(out_);
    }
    out_.spare = (U_.colwise().norm().array() == 0).count();
    if (!restore_feasibility(U_, clusters_, 1e-2)) return std::move(out_);
    out_.objective = objective(U_);
    tangent_.emplace(U_);
    out_.positive = static_cast<Index>(tangent_->support().sum());
    if (!first_order()) return std::move(out_);
    rotations_ = rotations_of(U_, tangent_->support());
    out_.rotations = rotations_.cols();
    const bool decided = second_order();
    if (out_.verdict == "saddle") return std::move(out_);
    const bool closed = out_.spare == 0 || spare_column(known);
    if (out_.verdict == "saddle") return std::move(out_);
    out_.verdict =
        decided && closed && out_.weak == 0 && tangent_->dependent() == 0 ? "second_order" : "first_order";
    return std::move(out_);
  }

 private:
  double objective(const Matrix& U) const { return points_.squaredNorm() - (points_ * U).squaredNorm(); }
  double n() const { return static_cast<double>(U_.rows()); }

  void of_clustering(const std::vector<Index>& labels, const Clustering& known) {
    const Clustering here = clustering_of(points_, labels, clusters_);
    out_.clustering = true;
    out_.positive = U_.rows();
    out_.spare = U_.cols() - clusters_;
    out_.objective = here.inertia;
    out_.multipliers = Vector::Zero(U_.rows());
    out_.verdict = out_.spare == 0 ? "second_order" : "first_order";
    const auto better = better_by_exchange(points_, here, known, U_.cols(), random_, budget_);
    if (!better) return;
    const auto way = ClusteringExchange::between(labels, better->labels, clusters_, U_.cols());
    out_.verdict = "saddle";
    out_.below = way->at(0.5);
    out_.below_objective = objective(out_.below);
  }

  /// Multipliers, and whether U is stationary with them.
  bool first_order() {
    const Matrix G = -2 * (points_.transpose() * (points_ * U_));
    multipliers_ = tangent_->multipliers(G);
    out_.multipliers = multipliers_.head(U_.rows());
    const Vector sums = U_.colwise().sum().transpose();
    Matrix gradient = G + out_.multipliers * sums.transpose() + 2 * shift() * U_;
    gradient.rowwise() += (U_.transpose() * out_.multipliers).transpose();
    gradient /= n();
    const Matrix& support = tangent_->support();
    const Matrix reduced = gradient - support.cwiseProduct(gradient);
    // Where multipliers are not unique others may be nonnegative.
    Matrix wrong = support.cwiseProduct(gradient);
    if (tangent_->dependent() == 0) wrong += reduced.cwiseMin(0.0);
    out_.stationarity = wrong.norm() / std::sqrt(static_cast<double>(clusters_));
    const double weak = flat * reduced.cwiseAbs().maxCoeff();
    for (Index k = 0; k < U_.cols(); ++k)
      if (sums(k) > 0) out_.weak += (support.col(k).array() == 0 && reduced.col(k).array() <= weak).count();
    return out_.stationarity <= stationary;
  }
  double shift() const { return multipliers_(U_.rows()); }

  Matrix tangential(const Matrix& V) const {
    Matrix out = tangent_->project(V);
    out.reshaped() -= rotations_ * (rotations_.transpose() * out.reshaped()).eval();
    return out;
  }

  /// The least curvature on the tangent space beside rotations; whether it decides. Down it where it is negative.
  bool second_order() {
    constexpr double most_memory = 4e5;  // numbers in a vector
    const Index dimension = out_.positive - (U_.rows() + 1 - tangent_->dependent()) - out_.rotations;
    if (dimension <= 0) return true;
    if (static_cast<double>(U_.size()) > most_memory) return false;
    const AugmentedLagrangian lagrangian(points_, out_.multipliers, 0);
    const AugmentedLagrangian::Hessian hessian(lagrangian, U_, Vector::Zero(U_.rows()));
    Matrix image;
    const auto form = [&](const Matrix& V) -> Matrix {
      hessian.multiply(V, image);
      return tangential(image + 2 * shift() / n() * V);
    };
    const auto matrix = [&](const Vector& x) { return x.reshaped(U_.rows(), U_.cols()); };
    Matrix start(U_.rows(), U_.cols());
    for (double& x : start.reshaped()) x = random_.normal();
    LanczosOptions options{
        .steps = 15, .restarts = 1, .tolerance = 1e-3, .start = tangential(start).reshaped()};
    const auto squared = [&](const Vector& x) -> Vector {
      return form(form(tangential(matrix(x)))).reshaped();
    };
    const double size =
        1.1 * std::sqrt(std::max(0.0, approx_largest_eigenpair(U_.size(), squared, options).value));
    if (!(size > 0)) return false;
    const auto turned = [&](const Vector& x) -> Vector {
      const Matrix V = tangential(matrix(x));
      return (size * V - form(V)).reshaped();
    };
    options.steps = 60;
    options.restarts = 4;
    options.tolerance = 1e-9;
    const LanczosResult least = approx_largest_eigenpair(U_.size(), turned, options);
    out_.curvature = size - least.value;
    if (out_.curvature < -flat * size) go_down(tangential(matrix(least.vector)), out_.curvature, true);
    return out_.curvature > flat * size && least.residual < 0.1 * out_.curvature;
  }

  /// Whether no w ≥ 0 with wᵀQw < 0 is found. Down it where one is.
  bool spare_column(const Clustering& known) {
    // Some seconds at most.
    const double steps = 1e9 / static_cast<double>(points_.size());
    const int bubbles = static_cast<int>(std::clamp(steps / 400, 2.0, 24.0));
    Vector best;
    out_.spare_curvature = std::numeric_limits<double>::infinity();
    const auto take = [&](Vector w) {
      const double value = descend(w);
      if (value >= out_.spare_curvature) return;
      out_.spare_curvature = value;
      best = std::move(w);
    };
    for (Index k = 0; k < clusters_; ++k) {
      Vector w(U_.rows());
      for (Index i = 0; i < w.size(); ++i) w(i) = known.labels[static_cast<std::size_t>(i)] == k ? 1 : 0;
      take(std::move(w));
    }
    for (int trial = 0; trial < bubbles && !budget_.exhausted(); ++trial) {
      const auto i = static_cast<Index>(random_.below(static_cast<std::uint64_t>(U_.rows())));
      const Vector squares = (points_.colwise() - points_.col(i)).colwise().squaredNorm().transpose();
      const double width = std::exp2(-static_cast<double>(trial % 4)) * squares.mean() / 2;
      take(width > 0 ? Vector((-squares / width).array().exp()) : Vector::Ones(U_.rows()));
    }
    const double size = 2 * std::abs(shift()) / n();
    if (out_.spare_curvature >= -flat * size) return true;
    Index column = 0;
    U_.colwise().norm().minCoeff(&column);
    Matrix V = Matrix::Zero(U_.rows(), U_.cols());
    V.col(column) = best;
    go_down(V, out_.spare_curvature, false);
    return false;
  }

  /// Projected gradient on w ≥ 0, ‖w‖ = 1; 2wᵀQw/N at its end.
  double descend(Vector& w) const {
    const auto times_form = [&](const Vector& x) -> Vector {
      return (2 * (shift() * x - points_.transpose() * (points_ * x)) + (out_.multipliers * x.sum()).eval() +
              Vector::Constant(x.size(), out_.multipliers.dot(x))) /
             n();
    };
    w /= w.norm();
    Vector image = times_form(w);
    double value = w.dot(image), length = 1;
    for (int step = 0; step < 100; ++step) {
      const Vector gradient = image - value * w;
      bool lower = false;
      for (int halving = 0; halving < 12 && !lower; ++halving, length /= 3) {
        Vector next = (w - length * gradient).cwiseMax(0.0);
        if (!(next.norm() > 0)) continue;
        next /= next.norm();
        Vector then = times_form(next);
        const double fallen = next.dot(then);
        if (!(fallen < value - 1e-9 * std::abs(value))) continue;
        lower = true;
        w = std::move(next);
        image = std::move(then);
        value = fallen;
      }
      if (!lower) break;
      length *= 9;
    }
    return value;
  }

  /// Along U ± hV, made feasible, for falling h: a saddle where the objective falls like h²·curvature·N/2 twice.
  void go_down(const Matrix& direction, double curvature, bool both_ways) {
    const Matrix V = direction / direction.norm();
    int falls = 0;
    for (double h = 0.5 * U_.norm(); h > 1e-5 * U_.norm() && !budget_.exhausted(); h /= 2) {
      bool fell = false;
      for (const double sign : {1.0, -1.0}) {
        if (sign < 0 && !both_ways) continue;
        Matrix U = U_ + sign * h * V;
        if (U.minCoeff() < 0 || !restore_feasibility(U, clusters_, 3 * h / U_.norm())) continue;
        const double value = objective(U), fall = out_.objective - value;
        if (fall < std::max(-0.1 * h * h * curvature * n(), fall_by_rounding * points_.squaredNorm()))
          continue;
        fell = true;
        if (out_.below.size() > 0 && value >= out_.below_objective) continue;
        out_.below = std::move(U);
        out_.below_objective = value;
      }
      falls += fell ? 1 : 0;
      if (falls == 2) break;
    }
    if (falls == 2) out_.verdict = "saddle";
  }

  const ConstMatrixRef points_;
  Index clusters_;
  Random& random_;
  const Budget& budget_;
  RelaxedOrder out_;
  Matrix U_, rotations_;
  Vector multipliers_;
  std::optional<RelaxationTangent> tangent_;
};

}  // namespace

RelaxedOrder relaxed_order(const ConstMatrixRef& points, const Matrix& U, Index clusters,
                           const Clustering& known, Random& random, const Budget& budget) {
  return Examination(points, clusters, random, budget).of(U, known);
}

}  // namespace orthant
