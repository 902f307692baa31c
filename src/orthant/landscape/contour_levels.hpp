/// At which values contours of a function are drawn, and where their labels go.
///
/// Levels: a geometric sequence of heights above the lowest value, so that the shallow and the steep show in
/// one picture, and between neighbouring critical values at least two more, so that every well and every pass
/// has a line of its own. Each is rounded to as few digits as its neighbours allow.
#pragma once

#include <functional>
#include <vector>

#include "orthant/landscape/quartic.hpp"

namespace orthant {

struct LevelOptions {
  int geometric = 13;    ///< levels of the sequence
  double first = 0.004;  ///< the lowest of them, as a share of the range of values
};

/// Ascending, strictly between `lowest` and `highest`; none when those agree.
std::vector<double> contour_levels(double lowest, double highest, std::vector<double> critical_values,
                                   const LevelOptions& options = {});

/// A label on a contour line: its place and the line's direction there, of unit length and not to the left.
struct ContourLabel {
  Point2 place, direction;
  double level = 0;
};

/// What the placement asks of the function: value, gradient, and whether a place is part of the picture.
struct ContourField {
  std::function<double(const Point2&)> value;
  std::function<Point2(const Point2&)> gradient;
  std::function<bool(const Point2&)> shown;
};

/// At most one label a level, on lines that are straight over the label's length (`length` and `height`, as
/// shares of the window), away from each other, from the window's sides and from the places in `avoid`.
/// Levels that have no such place go without.
std::vector<ContourLabel> contour_labels(const ContourField& field, const Window& window,
                                         const std::vector<double>& levels, const std::vector<Point2>& avoid,
                                         double length = 0.085, double height = 0.03);

}  // namespace orthant
