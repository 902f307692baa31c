/// The objective over a plane as a picture shows it: its values on a grid, and its critical points with what
/// is known of them, once without the constraint and once with U ≥ 0.
///
/// A critical point of the plane need not be one of the problem. Each is handed to `certify` (with
/// `unconstrained` for the first panel) together with the lowest point known: its verdict holds for the whole
/// problem, and `not_stationary` says that the point is critical in this plane only. Where n·r = 2 the plane
/// is the whole space. The type beside it (minimum, saddle, maximum) is that in the plane.
///
/// Cost: 60 objective values, a few gradients and one certificate for every critical point; the grid is free.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "orthant/certify/certify.hpp"
#include "orthant/landscape/slice.hpp"
#include "orthant/landscape/slice_plane.hpp"

namespace orthant {

struct LandscapeOptions {
  Index grid = 161;                ///< values along each axis
  std::optional<Window> window{};  ///< chosen from the plane when not given
  CertifyOptions certify{};
  std::optional<Matrix> witness{};  ///< a feasible point that may be lower than the plane's
  std::optional<Certificate>
      known{};  ///< of a point with U ≥ 0, say with a proof: stands where the plane has it
};

struct LandscapePoint {
  SlicePoint slice;
  Certificate certificate;
  bool slice_only() const { return certificate.verdict == Verdict::not_stationary; }
};

struct Panel {
  std::string title;  ///< "With U ≥ 0"
  bool constrained = false;
  Window window;                 ///< of the second panel: around its feasible part
  Matrix values;                 ///< grid×grid; row i is y_i = y_min + i (y_max − y_min)/(grid − 1)
  std::vector<Corner> feasible;  ///< constrained only; empty when the window holds no feasible region
  std::vector<LandscapePoint> points;  ///< lowest first
};

struct Landscape {
  SlicePlane plane;
  bool whole_space = false;
  double misfit = 0;           ///< slice.hpp
  std::vector<double> levels;  ///< of the contours of both panels
  std::vector<Panel> panels;   ///< without the constraint, then with it
};

/// Throws InputError on a grid out of 16 … 1001, and as Slice does.
Landscape landscape(const Objective& objective, const SlicePlane& plane,
                    const LandscapeOptions& options = {});

struct PictureOptions {
  long grid = LandscapeOptions{}.grid;
  std::optional<Window> window{};
  std::optional<Matrix> first{}, second{};  ///< directions of the plane, of the factors' size, L above R
  bool toward_truth = false;                ///< x towards the truth also where the plane is the whole space
  bool through_point = false;               ///< a plane through the point also where that is the whole space
  long seed = 0;                            ///< of the choice of a direction
};

/// The landscape of a problem: of the whole space where it has two unknowns and no plane is asked for,
/// otherwise of a plane through the problem's point. What is said of the point is proved where that takes
/// seconds at most. Throws InputError when there is no point or no truth that is needed.
Landscape landscape_of(const Problem& problem, const Objective& objective,
                       const PictureOptions& options = {});

/// At which values contours are drawn: ascending, strictly between `lowest` and `highest`; none when those
/// agree. A geometric sequence of heights above the lowest value, so that the shallow and the steep show in
/// one picture, and between neighbouring critical values at least two more, so that every well and every pass
/// has a line of its own. Each is rounded to as few digits as its neighbours allow.
std::vector<double> contour_levels(double lowest, double highest, std::vector<double> critical_values);

}  // namespace orthant
