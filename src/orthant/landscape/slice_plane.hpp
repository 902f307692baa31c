/// Which plane to look at.
///
///   n·r = 2    the whole space, in its own two coordinates
///   otherwise  through a point, with x towards the truth (0 at the point, 1 at the truth, columns paired to
///              be near) and y along a second direction orthogonal to the first and of its length: a way down
///              from the point if it has one, else the flattest direction of its critical cone, else a random
///              one
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "orthant/certify/certify.hpp"
#include "orthant/landscape/slice.hpp"
#include "orthant/objectives/problem.hpp"

namespace orthant {

/// A place of the plane with a name of its own.
struct NamedPlace {
  std::string name;
  Point2 place;
};

struct SlicePlane {
  Plane plane;
  std::string first_title, second_title;  ///< of the axes
  std::vector<NamedPlace> places;         ///< "point", "truth"
  bool is_whole_space = false;
};

/// Both coordinates of an objective with n·r = 2 (InputError otherwise); titles U₁₁, U₂₁ or L₁₁, R₁₁.
SlicePlane whole_plane(const Objective& objective);

struct PlaneOptions {
  std::optional<Matrix> truth;          ///< feasible, n×r
  std::optional<Matrix> first, second;  ///< directions asked for, instead of those above
  std::uint64_t seed = 0;
};

/// Through `point` (n×r, nonnegative). Without a truth and a first direction, x is the way down or the
/// flattest direction, and y a random one.
SlicePlane plane_through(const Objective& objective, const Matrix& point, const PlaneOptions& options = {});

/// V with its columns in the order that brings it nearest to U: pairs by largest inner product, then swaps of
/// two while they help.
Matrix columns_matched(const Matrix& U, const Matrix& V);

}  // namespace orthant
