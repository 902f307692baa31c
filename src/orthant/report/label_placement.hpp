/// Where the names beside marked points go: a layout question, in pixels, y down.
#pragma once

#include <string>
#include <vector>

namespace orthant {

struct Box {
  double left = 0, top = 0, right = 0, bottom = 0;
};

/// How far two boxes overlap, in square pixels.
double overlap(const Box& a, const Box& b);

/// Text beside a point at (x, y): `dx`, `dy` from the point to the text's anchor; `align` and `baseline` as
/// Vega's.
struct PlacedLabel {
  double dx = 0, dy = 0;
  std::string align, baseline;
  Box box;
};

struct MarkedPoint {
  double x = 0, y = 0;
  double width = 0, height = 0;  ///< of its text
};

/// For each point, in order, the one of eight places around it, near and farther, that overlaps least
/// with the marks of all points, the labels before it, the boxes in `taken`, and the outside of the frame;
/// nearer is better.
std::vector<PlacedLabel> place_labels(const std::vector<MarkedPoint>& points, const std::vector<Box>& taken,
                                      const Box& frame, double mark_radius);

}  // namespace orthant
