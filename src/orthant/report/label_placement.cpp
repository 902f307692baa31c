#include "orthant/report/label_placement.hpp"

#include <algorithm>
#include <limits>

namespace orthant {

namespace {

double area(const Box& box) {
  return std::max(0.0, box.right - box.left) * std::max(0.0, box.bottom - box.top);
}

/// The label on the side (h, v) ∈ {−1, 0, 1}² of the point.
PlacedLabel candidate(const MarkedPoint& point, int h, int v, double gap) {
  PlacedLabel out;
  out.dx = h * (v == 0 ? gap : 0.7 * gap);
  out.dy = v * (h == 0 ? gap : 0.7 * gap);
  out.align = h < 0 ? "right" : h > 0 ? "left" : "center";
  out.baseline = v < 0 ? "bottom" : v > 0 ? "top" : "middle";
  const double x = point.x + out.dx, y = point.y + out.dy;
  out.box.left = h < 0 ? x - point.width : h > 0 ? x : x - point.width / 2;
  out.box.top = v < 0 ? y - point.height : v > 0 ? y : y - point.height / 2;
  out.box.right = out.box.left + point.width;
  out.box.bottom = out.box.top + point.height;
  return out;
}

}  // namespace

double overlap(const Box& a, const Box& b) {
  return area({std::max(a.left, b.left), std::max(a.top, b.top), std::min(a.right, b.right),
               std::min(a.bottom, b.bottom)});
}

std::vector<PlacedLabel> place_labels(const std::vector<MarkedPoint>& points, const std::vector<Box>& taken,
                                      const Box& frame, double mark_radius) {
  constexpr int sides[][2] = {{1, 0}, {-1, 0}, {0, -1}, {0, 1}, {1, -1}, {1, 1}, {-1, -1}, {-1, 1}};
  std::vector<PlacedLabel> out;
  for (const MarkedPoint& point : points) {
    PlacedLabel best;
    double least = std::numeric_limits<double>::infinity();
    for (const double gap : {4.0, 18.0})
      for (const auto& [h, v] : sides) {
        PlacedLabel label = candidate(point, h, v, mark_radius + gap);
        // Text beyond the frame cannot be read; text over a contour's number or a mark can, badly.
        double cost = 4 * gap + 8 * (area(label.box) - overlap(label.box, frame));
        for (const MarkedPoint& other : points)
          cost += 12 * overlap(label.box, {other.x - mark_radius, other.y - mark_radius,
                                           other.x + mark_radius, other.y + mark_radius});
        for (const PlacedLabel& other : out) cost += 4 * overlap(label.box, other.box);
        for (const Box& box : taken) cost += overlap(label.box, box);
        if (cost >= least - 1e-9) continue;
        least = cost;
        best = std::move(label);
      }
    out.push_back(std::move(best));
  }
  return out;
}

}  // namespace orthant
