#include "orthant/solvers/projected_gradient.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <limits>

#include "orthant/objectives/stationarity.hpp"

namespace orthant {

namespace {

/// P₊(U − αG) − U.
Matrix projected_step(const Matrix& U, const Matrix& G, double alpha) {
  return ((U - alpha * G).array().max(0.0) - U.array()).matrix();
}

}  // namespace

SolveResult projected_gradient(const Objective& objective, Matrix U, const ProjectedGradientOptions& options,
                               const StoppingRule& stop, Observer* observer) {
  check_options(options, std::span<const Option<ProjectedGradientOptions>>(projected_gradient_options));
  require_feasible(objective, U);
  const Stopwatch clock;
  balance(objective, U);
  auto expansion = objective.at(U);
  const Index each = objective.gradient_passes() + 1;  // of an expansion
  Index passes = each;
  double value = expansion->value();
  Matrix G = expansion->gradient();
  // A first step that moves the largest entry by about its own size.
  const double first_alpha =
      U.norm() / std::max(projected_gradient_norm(U, G), std::numeric_limits<double>::min());
  double alpha = first_alpha;
  std::deque<double> recent{value};
  const double noise = 8 * std::numeric_limits<double>::epsilon();

  const auto ended = [&](Status status, Index iteration) {
    SolveResult result = result_at(objective, std::move(U), status, iteration, clock.seconds());
    result.passes += passes;
    return result;
  };

  for (Index iteration = 0;; ++iteration) {
    const Progress progress{iteration, clock.seconds(), value, stationarity(objective, U, G), passes};
    if (observer != nullptr) observer->observe(progress, U);
    if (const auto status = stop(progress)) return ended(*status, iteration);

    const Matrix D = projected_step(U, G, alpha);  // (1)
    const double slope = G.cwiseProduct(D).sum();
    const double highest = *std::max_element(recent.begin(), recent.end());
    double t = 1, next_value = 0;
    Matrix next;
    std::unique_ptr<Expansion> next_expansion;
    bool accepted = false;
    for (int halving = 0; halving < 60 && !accepted; ++halving, t /= 2) {  // (2)
      next = (U + t * D).cwiseMax(0.0);
      next_expansion = objective.at(next);
      passes += each;
      next_value = next_expansion->value();
      accepted = next_value <= highest + options.armijo * t * slope + noise * std::abs(highest) &&
                 next_expansion->gradient().allFinite();
      if (accepted) break;
    }
    if (!accepted) return ended(Status::no_progress, iteration);

    const Matrix s = next - U, y = next_expansion->gradient() - G;
    const double curvature = s.cwiseProduct(y).sum();
    alpha = curvature > 0 ? s.squaredNorm() / curvature : 10 * alpha;  // (3)
    alpha = std::clamp(alpha, 1e-10 * first_alpha, 1e10 * first_alpha);
    U = std::move(next);
    value = next_value;
    G = next_expansion->gradient();
    if (objective.has_scaling_freedom()) {
      const Index n1 = objective.observations().rows();
      const Vector scaling = balance_columns(U, n1);
      G.topRows(n1) *= scaling.cwiseInverse().asDiagonal();
      G.bottomRows(U.rows() - n1) *= scaling.asDiagonal();
    }
    recent.push_back(value);
    if (static_cast<long>(recent.size()) > options.memory) recent.pop_front();
  }
}

}  // namespace orthant
