/// Polynomials of degree four in two variables, q(s,t) = Σ_{i+j≤4} c_ij s^i t^j, and where their gradient
/// vanishes in the box [−1, 1]².
///
/// Stationary points: the box is halved until a cell of half-width h around (a,b) is excluded by
///   |∂q(a,b)| > Σ_{i+j≥1} |c'_ij| h^{i+j},                                                               (1)
/// c' the Taylor coefficients of ∂q at (a,b), ∂ one of ∂_s, ∂_t, or is 2⁻⁹ wide; Newton's iteration starts
/// at the centre of every cell that is left. (1) never excludes a cell with a zero. Two cubics have at most
/// nine common zeros or infinitely many (Bézout), so that more than nine tell a curve of stationary points;
/// then a spread of them is returned.
#pragma once

#include <Eigen/Core>
#include <array>
#include <functional>
#include <vector>

#include "orthant/linalg/matrix.hpp"

namespace orthant {

using Point2 = Eigen::Vector2d;

struct Window {
  double x_min = -1, x_max = 1, y_min = -1, y_max = 1;
  Point2 centre() const { return {(x_min + x_max) / 2, (y_min + y_max) / 2}; }
  Point2 half() const { return {(x_max - x_min) / 2, (y_max - y_min) / 2}; }
  bool holds(const Point2& p, double slack) const {
    return p.x() >= x_min - slack && p.x() <= x_max + slack && p.y() >= y_min - slack &&
           p.y() <= y_max + slack;
  }
};

class Quartic {
 public:
  static constexpr int degree = 4;

  double coefficient(int i, int j) const { return c_[index(i, j)]; }
  double& coefficient(int i, int j) { return c_[index(i, j)]; }

  double value(const Point2& p) const;
  Point2 gradient(const Point2& p) const;
  Eigen::Matrix2d hessian(const Point2& p) const;

  /// q(a + s, b + t).
  Quartic shifted(const Point2& origin) const;

  /// The coefficients of τ ↦ q(origin + τ direction), constant first.
  std::array<double, degree + 1> along(const Point2& origin, const Point2& direction) const;

  /// The largest coefficient but the constant one: what gradients over the box are compared with.
  double variation() const;

 private:
  static constexpr std::size_t index(int i, int j) {
    return static_cast<std::size_t>((i + j) * (i + j + 1) / 2 + j);
  }
  std::array<double, 15> c_{};
};

/// The quartic that agrees with `f` over [−1, 1]², by least squares on 6×6 Chebyshev nodes; `misfit` is the
/// largest |f − q| over 24 further points.
struct QuarticFit {
  Quartic polynomial;
  double misfit = 0, largest = 0;  ///< largest |f| seen
};
QuarticFit fit_quartic(const std::function<double(double, double)>& f);

struct StationaryPoints {
  std::vector<Point2> points;
  bool isolated = true;  ///< false: there is a curve of them, and the points are spread over it
};
StationaryPoints stationary_points(const Quartic& q);

/// The real zeros in [−1, 1] of the derivative of a quartic in one variable (constant first), by the
/// companion matrix and Newton's iteration. None when that derivative is zero altogether.
std::vector<double> stationary_parameters(const std::array<double, 5>& quartic);

}  // namespace orthant
