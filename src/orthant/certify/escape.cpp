#include "orthant/certify/escape.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "orthant/base/random.hpp"
#include "orthant/base/stop.hpp"

namespace orthant {

namespace {

bool touches_nonnegative(const CriticalCone& cone, const Matrix& D) {
  for (Index e = 0; e < D.size(); ++e)
    if (cone.kind[e] == EntryKind::nonnegative && D.data()[e] != 0) return true;
  return false;
}

/// ‖∇²f‖ on the span of the cone, by power iteration; a lower bound, within a few per cent.
double approx_norm(const Expansion& expansion, const CriticalCone& cone, int iterations, Random& random) {
  Matrix D(cone.rows, cone.rank);
  for (Index e = 0; e < D.size(); ++e) D.data()[e] = random.normal();
  D = cone.project_to_span(D);
  double norm = 0;
  for (int i = 0; i < iterations && D.norm() > 0; ++i) {
    check_budget();
    D /= D.norm();
    D = cone.project_to_span(expansion.hessian_vector(D));
    norm = D.norm();
  }
  return norm;
}

}  // namespace

std::optional<Escape> descend_along(const Objective& objective, const Matrix& U, double value,
                                    double rounding, const CriticalCone& cone, const Matrix& D,
                                    double curvature, double projected_gradient_norm) {
  rounding = std::max(rounding, 64 * std::numeric_limits<double>::epsilon() * std::abs(value));
  // U = 0 has no size of its own: then √‖𝒜*b‖, what a factor of the data would have.
  const double own = U.norm(), kappa = std::abs(curvature);
  const double size = own > 0 ? own : std::sqrt(objective.observations().back_projection_norm());
  const double first = std::max(std::sqrt(1000 * rounding / kappa), 4 * projected_gradient_norm / kappa);
  const bool both = !touches_nonnegative(cone, D);
  const auto value_at = [&](double step) {
    check_budget();
    return objective.value(cone.feasible(U + step * D));
  };
  const auto falls_locally = [&](double sign) {
    for (const double t : {first, 2 * first, 4 * first})
      if (!(value_at(sign * t) <= value - kappa * t * t / 8)) return false;
    return first <= size / 100;
  };
  std::optional<Escape> best;
  for (const double sign : {1.0, -1.0}) {
    if ((sign < 0 && !both) || !falls_locally(sign)) continue;
    double step = size;
    for (int halving = 0; halving < 40; ++halving, step /= 2) {
      const double there = value_at(sign * step);
      if (there < value - rounding && (!best || there < best->objective)) {
        best = Escape{sign * D, curvature, step, there, value - there};
      }
    }
  }
  return best;
}

CurvatureFound approx_lowest_curvature(const Objective& objective, const Expansion& expansion,
                                       const CriticalCone& cone, const CurvatureSearchOptions& options) {
  CurvatureFound found;
  found.direction = Matrix::Zero(cone.rows, cone.rank);
  if (cone.free + cone.nonnegative == 0) return found;
  Random random(options.seed, 0xc0e);
  // A Hessian product takes two products with the residual and two with the kernel, r columns each, and some
  // with r×r matrices, which are most of it where data are few beside rows and columns.
  const double rank = static_cast<double>(cone.rank), entries = rank * static_cast<double>(cone.rows);
  const double product = 4 * rank * objective.observations().product_cost() + (6 * rank + 10) * entries;
  const int affordable = static_cast<int>(std::min(1e6, options.work / (product * options.starts)));
  const int iterations = std::clamp(affordable, 5, std::max(5, options.iterations));
  const double norm = approx_norm(expansion, cone, std::min(20, iterations), random);
  if (norm == 0) return found;
  const double tau = 1 / (1.1 * norm);
  for (int start = 0; start < options.starts; ++start) {
    Matrix D(cone.rows, cone.rank);
    for (Index e = 0; e < D.size(); ++e) {
      const double x = random.normal();
      D.data()[e] = cone.kind[e] == EntryKind::nonnegative ? std::abs(x) : x;
    }
    D = cone.project(D);
    for (int i = 0; i < iterations && D.norm() > 0; ++i) {
      check_budget();
      D /= D.norm();
      const Matrix HD = expansion.hessian_vector(D);
      const double form = HD.cwiseProduct(D).sum();
      if (form < found.curvature) found = {D, form};
      D = cone.project(D - tau * HD);
    }
  }
  return found;
}

Matrix revive_column(const Expansion& expansion, const Matrix& U, Index left_rows, bool asymmetric) {
  Index dead = 0;
  while (dead < U.cols() && !U.col(dead).isZero(0)) ++dead;
  if (dead == U.cols()) return {};
  const ImplicitMatrix& S = expansion.residual();
  Random random(0, 2);
  Vector l(S.rows()), r(S.cols());
  for (Index j = 0; j < r.size(); ++j) r(j) = 0.5 + random.uniform();
  double shift = 0;
  if (!asymmetric) {
    l = r.normalized();
    shift = S.times(l).norm();  // about ‖S‖: the steps then do not alternate
  }
  constexpr int steps = 30;
  for (int step = 0; step < steps; ++step) {
    check_budget();
    if (asymmetric) {
      l = (-S.times(r)).cwiseMax(0.0);
      if (!(l.norm() > 0)) return {};
      l.normalize();
      r = (-S.transpose_times(l)).cwiseMax(0.0);
      if (!(r.norm() > 0)) return {};
      r.normalize();
    } else {
      l = (shift * l - (S.times(l) + S.transpose_times(l)) / 2).cwiseMax(0.0);
      if (!(l.norm() > 0)) return {};
      l.normalize();
    }
  }
  Matrix D = Matrix::Zero(U.rows(), U.cols());
  D.col(dead).head(left_rows) = l;
  if (asymmetric) D.col(dead).tail(U.rows() - left_rows) = r;
  return D.normalized();
}

}  // namespace orthant
