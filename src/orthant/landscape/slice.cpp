#include "orthant/landscape/slice.hpp"

#include <fmt/format.h>
#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <limits>

#include "orthant/base/error.hpp"
#include "orthant/linalg/symmetric.hpp"

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

// ---- critical points ----------------------------------------------------------------------------

namespace {

/// What counts as zero, in units of the window scaled to [−1, 1]².
constexpr double zero_gradient = 1e-9, zero_curvature = 1e-7, same_place = 1e-6;

/// One slice in scaled coordinates, with the size its derivatives are compared with.
class Search {
 public:
  explicit Search(const Slice& slice) : slice_(slice), size_(slice.polynomial().variation()) {}

  void inside(const std::vector<Corner>* feasible) {
    const StationaryPoints found = stationary_points(slice_.polynomial());
    for (const Point2& s : found.points) {
      Point2 place = slice_.unscaled(s);
      if (found.isolated) place = slice_.polished(place);
      // On the boundary the sides and corners below know which directions are feasible.
      if (feasible == nullptr || strictly_inside(*feasible, place)) add(place, {}, found.isolated);
    }
  }

  void on_side(const Corner& from, const Point2& to) {
    const Point2 a = slice_.scaled(from.place), b = slice_.scaled(to);
    const Point2 middle = (a + b) / 2, half = (b - a) / 2;
    for (const double tau : stationary_parameters(slice_.polynomial().along(middle, half))) {
      if (std::abs(tau) * half.norm() > half.norm() - same_place) continue;  // the corner's
      const Point2 direction = (to - from.place).normalized();
      const Point2 place = slice_.polished(slice_.unscaled(middle + tau * half), &direction);
      if (multiplier(place, from.inward) >= -zero_gradient * size_) add(place, {from.inward}, true);
    }
  }

  void at_corner(const Corner& previous, const Corner& corner) {
    if (!corner.is_constraint() || !previous.is_constraint()) return;
    Eigen::Matrix2d sides;
    sides << scaled_normal(previous.inward), scaled_normal(corner.inward);
    const Point2 multipliers = sides.inverse() * scaled_gradient(corner.place);
    if (multipliers.allFinite() && multipliers.minCoeff() >= -zero_gradient * size_)
      add(corner.place, {previous.inward, corner.inward}, true);
  }

  std::vector<SlicePoint> take() { return std::move(points_); }

 private:
  Point2 scaled_gradient(const Point2& place) const {
    return slice_.polynomial().gradient(slice_.scaled(place));
  }
  /// a·x + c ≥ 0 in scaled coordinates.
  Point2 scaled_normal(const Point2& a) const { return a.cwiseProduct(slice_.window().half()).normalized(); }
  double multiplier(const Point2& place, const Point2& inward) const {
    return scaled_normal(inward).dot(scaled_gradient(place));
  }

  bool strictly_inside(const std::vector<Corner>& polygon, const Point2& place) const {
    const double slack = same_place * slice_.window().half().norm();
    for (std::size_t i = 0; i < polygon.size(); ++i) {
      const Point2 side = (polygon[(i + 1) % polygon.size()].place - polygon[i].place).normalized();
      const Point2 to = place - polygon[i].place;
      const double depth = side.x() * to.y() - side.y() * to.x();
      if (polygon[i].is_constraint() ? depth <= slack : depth < -slack) return false;
    }
    return true;
  }

  SliceType type(const Point2& place, const std::vector<Point2>& sides) const {
    const Eigen::Matrix2d H = slice_.polynomial().hessian(slice_.scaled(place));
    const Point2 g = scaled_gradient(place);
    const bool level = g.norm() <= zero_gradient * size_;
    std::vector<Point2> normals;
    for (const Point2& side : sides) normals.push_back(scaled_normal(side));
    const auto feasible = [&](const Point2& d) {
      return std::all_of(normals.begin(), normals.end(),
                         [&](const Point2& a) { return a.dot(d) >= -1e-9 * d.norm(); });
    };
    // The form is even, so a half-plane is as good as the plane; over a wedge its extremes are at the two
    // sides or along an eigenvector.
    std::vector<Point2> directions;
    const auto consider = [&](const Point2& d) {
      if (feasible(d) || feasible(-d)) directions.push_back(d.normalized());
    };
    if (level) {
      const auto axes = symmetric_eigenpairs_2(H).vectors;
      for (Index k = 0; k < 2; ++k) consider(axes.col(k));
      for (const Point2& a : normals)
        if (normals.size() == 2) consider({-a.y(), a.x()});
    } else {
      consider({-g.y(), g.x()});
    }
    double lowest = std::numeric_limits<double>::infinity(), highest = -lowest;
    for (const Point2& d : directions) {
      lowest = std::min(lowest, d.dot(H * d));
      highest = std::max(highest, d.dot(H * d));
    }
    const double zero = zero_curvature * size_;
    if (lowest > zero) return SliceType::minimum;  // also without any critical direction
    if (lowest < -zero) return level && highest < -zero ? SliceType::maximum : SliceType::saddle;
    return SliceType::flat;
  }

  void add(Point2 place, const std::vector<Point2>& sides, bool isolated) {
    const double tiny = 1e-14 * slice_.window().half().norm();
    place = place.unaryExpr([tiny](double x) { return std::abs(x) <= tiny ? 0.0 : x; });
    for (const SlicePoint& known : points_)
      if ((slice_.scaled(known.place) - slice_.scaled(place)).norm() <= same_place) return;
    const SliceType kind = type(place, sides);
    points_.push_back({place, slice_.value(place), kind, static_cast<int>(sides.size()), isolated});
  }

  const Slice& slice_;
  double size_;
  std::vector<SlicePoint> points_;
};

}  // namespace

std::vector<SlicePoint> critical_points(const Slice& slice) {
  Search search(slice);
  search.inside(nullptr);
  return search.take();
}

std::vector<SlicePoint> critical_points(const Slice& slice, const std::vector<Corner>& feasible) {
  if (feasible.empty()) return {};
  Search search(slice);
  search.inside(&feasible);
  for (std::size_t i = 0; i < feasible.size(); ++i) {
    const Corner& next = feasible[(i + 1) % feasible.size()];
    const Corner& previous = feasible[(i + feasible.size() - 1) % feasible.size()];
    if (feasible[i].is_constraint()) search.on_side(feasible[i], next.place);
    search.at_corner(previous, feasible[i]);
  }
  return search.take();
}

}  // namespace orthant
