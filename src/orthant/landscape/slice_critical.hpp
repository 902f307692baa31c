/// Critical points of a quartic on a plane, with and without the constraint.
///
///   without   ∇p = 0
///   with      ∇p = Σ μ_k a_k, μ ≥ 0, over the sides a_k·x + c_k ≥ 0 of the feasible polygon that hold at the
///   point
///             with equality: inside as without; on a side a zero of the derivative along it, with μ ≥ 0; at
///             a corner both μ ≥ 0.
///
/// The type is by second order in the plane: the form dᵀ∇²p d over the directions d that stay feasible and
/// have ∇p·d = 0. Sides of the window are no constraints: a point on them counts only if it is critical
/// without them.
#pragma once

#include <string_view>
#include <vector>

#include "orthant/landscape/slice.hpp"

namespace orthant {

enum class SliceType {
  minimum,
  saddle,   ///< some feasible way leads down, some up
  maximum,  ///< every feasible way leads down
  flat,     ///< second order does not tell
};
std::string_view to_string(SliceType type);

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
