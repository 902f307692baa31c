/// A plane through the space of factors, the objective on it and its critical points there:
///
///   p(x, y) = f(P + x D₁ + y D₂),
///
/// a polynomial of degree four, since f is one in U. Its 15 coefficients come from 36 objective values
/// (quartic.hpp) and answer every question about the plane afterwards without another one. The feasible part,
/// {P + xD₁ + yD₂ ≥ 0}, is a polygon cut by one line for each entry that changes on the plane.
///
/// Critical points of p:
///   without the constraint   ∇p = 0
///   with it                  ∇p = Σ μ_k a_k, μ ≥ 0, over the sides a_k·x + c_k ≥ 0 of the feasible polygon
///                            that hold at the point with equality: inside as without; on a side a zero of
///                            the derivative along it, with μ ≥ 0; at a corner both μ ≥ 0
/// The type is by second order in the plane: the form dᵀ∇²p d over the directions d that stay feasible and
/// have ∇p·d = 0. Sides of the window are no constraints: a point on them counts only if it is critical
/// without them.
#pragma once

#include <vector>

#include "orthant/base/words.hpp"
#include "orthant/landscape/quartic.hpp"
#include "orthant/objectives/objective.hpp"

namespace orthant {

struct Plane {
  Matrix base, first, second;  ///< P, D₁, D₂: n×r

  Matrix at(const Point2& p) const { return base + p.x() * first + p.y() * second; }
};

/// f on the plane over a window, in the plane's own coordinates.
class Slice {
 public:
  /// Throws InputError when the plane's shapes differ from the objective's, an entry is not finite, D₁ and D₂
  /// are parallel, the window is empty, or f is no quartic on the plane to 1e-9 of its largest value.
  Slice(const Objective& objective, Plane plane, const Window& window);

  const Objective& objective() const { return objective_; }
  const Plane& plane() const { return plane_; }
  const Window& window() const { return window_; }
  double misfit() const { return misfit_; }  ///< largest |f − p| at test points, relative to the largest |f|

  double value(const Point2& p) const { return polynomial_.value(scaled(p)); }
  Eigen::Matrix2d hessian(const Point2& p) const;

  /// The polynomial over [−1, 1]², the window scaled.
  const Quartic& polynomial() const { return polynomial_; }
  Point2 scaled(const Point2& p) const { return (p - window_.centre()).cwiseQuotient(window_.half()); }
  Point2 unscaled(const Point2& p) const { return window_.centre() + p.cwiseProduct(window_.half()); }

  /// The factors at p with entries within rounding of zero made zero, and negative ones too when `feasible`.
  Matrix factors(const Point2& p, bool feasible) const;

  /// Newton steps on f's own derivatives, along `direction` only when it is not null: takes off what rounding
  /// left in the polynomial. Returns p itself when they do not reduce the gradient.
  Point2 polished(const Point2& p, const Point2* direction = nullptr) const;

 private:
  const Objective& objective_;
  Plane plane_;
  Window window_;
  Quartic polynomial_;
  double misfit_ = 0;
};

/// A corner of the feasible polygon, counterclockwise; `line` is the side that leaves it.
struct Corner {
  Point2 place;
  /// Inward unit normal of that side; zero for a side of the window.
  Point2 inward = Point2::Zero();
  bool is_constraint() const { return inward.squaredNorm() > 0; }
};

/// Empty when the window holds no feasible point, or only a line of them.
std::vector<Corner> feasible_polygon(const Plane& plane, const Window& window);

enum class SliceType {
  minimum,
  saddle,   ///< some feasible way leads down, some up
  maximum,  ///< every feasible way leads down
  flat,     ///< second order does not tell
};
constexpr auto words_of(SliceType) {
  return std::to_array<Word<SliceType>>({{SliceType::minimum, "minimum"},
                                         {SliceType::saddle, "saddle"},
                                         {SliceType::maximum, "maximum"},
                                         {SliceType::flat, "flat"}});
}

struct SlicePoint {
  Point2 place;
  double value = 0;
  SliceType type = SliceType::flat;
  int active = 0;        ///< sides through the point: 0 inside, 1 on a side, 2 at a corner
  bool isolated = true;  ///< false: one of a curve of critical points
};

std::vector<SlicePoint> critical_points(const Slice& slice);
std::vector<SlicePoint> critical_points(const Slice& slice, const std::vector<Corner>& feasible);

}  // namespace orthant
