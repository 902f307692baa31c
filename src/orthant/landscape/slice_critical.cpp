#include "orthant/landscape/slice_critical.hpp"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <limits>

#include "orthant/linalg/symmetric.hpp"

namespace orthant {

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

std::string_view to_string(SliceType type) {
  switch (type) {
    case SliceType::minimum:
      return "minimum";
    case SliceType::saddle:
      return "saddle";
    case SliceType::maximum:
      return "maximum";
    case SliceType::flat:
      return "flat";
  }
  return "unknown";
}

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
