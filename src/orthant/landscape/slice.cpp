#include "orthant/landscape/slice.hpp"

#include <fmt/format.h>

#include <Eigen/LU>
#include <algorithm>
#include <cmath>

#include "orthant/base/error.hpp"

namespace orthant {

namespace {

constexpr double largest_misfit = 1e-9;

void require_plane(const Objective& objective, const Plane& plane) {
  for (const auto& [name, M] : {std::pair{"base point", &plane.base},
                                {"direction 1", &plane.first},
                                {"direction 2", &plane.second}}) {
    if (M->rows() != objective.rows() || M->cols() != objective.rank())
      throw InputError(fmt::format("{}: size {}×{}; expected {}×{}", name, M->rows(), M->cols(),
                                   objective.rows(), objective.rank()));
    if (!M->allFinite())
      throw InputError(fmt::format("{}: an entry is not finite; expected finite entries", name));
  }
  const double a = plane.first.norm(), b = plane.second.norm();
  const double inner = plane.first.cwiseProduct(plane.second).sum();
  if (!(a > 0 && b > 0) || 1 - std::abs(inner) / (a * b) < 1e-12)
    throw InputError("directions that span no plane; expected two that are not parallel");
}

void require_window(const Window& w) {
  const Point2 half = w.half();
  if (!half.allFinite() || !w.centre().allFinite() || !(half.x() > 0 && half.y() > 0))
    throw InputError(fmt::format("window = {:g},{:g},{:g},{:g}; expected xmin < xmax and ymin < ymax",
                                 w.x_min, w.x_max, w.y_min, w.y_max));
}

/// Keeps the part of the polygon with a·x + c ≥ 0 (Sutherland and Hodgman), a of unit length.
std::vector<Corner> cut(const std::vector<Corner>& polygon, const Point2& a, double c, double slack) {
  std::vector<Corner> out;
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    const Corner& from = polygon[i];
    const Point2& to = polygon[(i + 1) % polygon.size()].place;
    const double here = a.dot(from.place) + c, there = a.dot(to) + c;
    const bool from_inside = here >= -slack, to_inside = there >= -slack;
    const auto crossing = [&] {
      return Point2(from.place + std::clamp(here / (here - there), 0.0, 1.0) * (to - from.place));
    };
    if (from_inside) out.push_back(from);
    if (from_inside && !to_inside) out.push_back({crossing(), a});
    if (!from_inside && to_inside) out.push_back({crossing(), from.inward});
  }
  std::vector<Corner> distinct;
  for (std::size_t i = 0; i < out.size(); ++i)
    if ((out[(i + 1) % out.size()].place - out[i].place).norm() > 4 * slack) distinct.push_back(out[i]);
  return distinct.size() < 3 ? std::vector<Corner>{} : distinct;
}

}  // namespace

Slice::Slice(const Objective& objective, Plane plane, const Window& window)
    : objective_(objective), plane_(std::move(plane)), window_(window) {
  require_plane(objective_, plane_);
  require_window(window_);
  const QuarticFit fit = fit_quartic([&](double s, double t) {
    return objective_.value(plane_.at(unscaled({s, t})));
  });
  if (!std::isfinite(fit.largest) || !(fit.misfit <= largest_misfit * fit.largest))
    throw InputError(
        fmt::format("objective on the slice: differs from a quartic by {:.3g} of {:.3g}; expected a "
                    "window on which it can be evaluated",
                    fit.misfit, fit.largest));
  polynomial_ = fit.polynomial;
  misfit_ = fit.largest > 0 ? fit.misfit / fit.largest : 0;
}

Point2 Slice::gradient(const Point2& p) const {
  return polynomial_.gradient(scaled(p)).cwiseQuotient(window_.half());
}

Eigen::Matrix2d Slice::hessian(const Point2& p) const {
  const Point2 half = window_.half();
  return half.cwiseInverse().asDiagonal() * polynomial_.hessian(scaled(p)) * half.cwiseInverse().asDiagonal();
}

Matrix Slice::factors(const Point2& p, bool feasible) const {
  const Point2 far = window_.centre().cwiseAbs() + window_.half();
  const double tiny =
      1e-13 * (plane_.base.norm() + far.x() * plane_.first.norm() + far.y() * plane_.second.norm());
  return plane_.at(p).unaryExpr(
      [=](double u) { return std::abs(u) <= tiny || (feasible && u < 0) ? 0.0 : u; });
}

Point2 Slice::polished(const Point2& start, const Point2* direction) const {
  Point2 best = start, p = start;
  double smallest = -1;
  for (int step = 0; step < 4; ++step) {
    const auto expansion = objective_.at(plane_.at(p));
    const Matrix& G = expansion->gradient();
    Point2 g(G.cwiseProduct(plane_.first).sum(), G.cwiseProduct(plane_.second).sum());
    const double size = direction ? std::abs(direction->dot(g)) : g.norm();
    if (smallest >= 0 && !(size < smallest)) break;
    smallest = size;
    best = p;
    const Eigen::Matrix2d H = hessian(p);
    const Point2 move = direction ? Point2(*direction * (direction->dot(g) / direction->dot(H * *direction)))
                                  : Point2(H.inverse() * g);
    if (!move.allFinite() || scaled(p - move).cwiseAbs().maxCoeff() > 1.5 ||
        move.cwiseQuotient(window_.half()).norm() > 1e-5)
      break;
    p -= move;
  }
  return best;
}

std::vector<Corner> feasible_polygon(const Plane& plane, const Window& window) {
  std::vector<Corner> polygon{{{window.x_min, window.y_min}, Point2::Zero()},
                              {{window.x_max, window.y_min}, Point2::Zero()},
                              {{window.x_max, window.y_max}, Point2::Zero()},
                              {{window.x_min, window.y_max}, Point2::Zero()}};
  const double slack = 1e-12 * window.half().norm();
  for (Index e = 0; e < plane.base.size() && !polygon.empty(); ++e) {
    Point2 a(plane.first.data()[e], plane.second.data()[e]);
    const double c = plane.base.data()[e], size = a.norm();
    if (size == 0) {
      if (c < 0) return {};
      continue;
    }
    polygon = cut(polygon, a / size, c / size, slack);
  }
  return polygon;
}

}  // namespace orthant
