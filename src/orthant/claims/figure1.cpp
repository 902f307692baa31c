// The critical points of Figure 1, found as the roots of a gradient on the plane, with and without the
// constraint.
#include <cmath>

#include "orthant/claims/rows.hpp"
#include "orthant/claims/support.hpp"
#include "orthant/explore/landscape.hpp"

namespace orthant::claims {

namespace {

std::string place(const Point2& p) {
  const auto clean = [](double x) { return std::abs(x) < 1e-12 ? 0.0 : x; };
  return fmt::format("({:.6g}, {:.6g})", clean(p.x()), clean(p.y()));
}

/// The minima of a panel, in words; `others` counts the remaining critical points.
std::string minima(const Panel& panel, int& others) {
  std::string text;
  others = 0;
  for (const LandscapePoint& point : panel.points) {
    if (point.slice.type != SliceType::minimum) {
      ++others;
      continue;
    }
    text += (text.empty() ? "" : "; ") + place(point.slice.place) + " " + words(point.certificate);
  }
  return text;
}

bool has_minimum(const Panel& panel, double x, double y, Verdict verdict, bool spurious) {
  for (const LandscapePoint& point : panel.points)
    if (point.slice.type == SliceType::minimum &&
        std::hypot(point.slice.place.x() - x, point.slice.place.y() - y) < 1e-8 &&
        point.certificate.verdict == verdict && (point.certificate.spurious == true) == spurious)
      return true;
  return false;
}

int count_minima(const Panel& panel) {
  int count = 0;
  for (const LandscapePoint& point : panel.points) count += point.slice.type == SliceType::minimum ? 1 : 0;
  return count;
}

}  // namespace

std::vector<ClaimRow> figure_1_critical_points(const Objective& objective) {
  LandscapeOptions options;
  options.grid = 16;
  options.window = Window{-1.5, 1.5, -1.5, 1.5};
  const Landscape picture = landscape(objective, whole_plane(objective), options);
  const Panel &free = picture.panels.at(0), &quadrant = picture.panels.at(1);
  int others = 0;
  std::vector<ClaimRow> rows;
  const std::string over_plane = minima(free, others);
  rows.push_back(yes("all minima over ℝ² in [−1.5, 1.5]²", "(−1, 0) and (1, 0), both global",
                     fmt::format("{} (and {} critical points that are no minima)", over_plane, others),
                     count_minima(free) == 2 && has_minimum(free, 1, 0, Verdict::global_minimizer, false) &&
                         has_minimum(free, -1, 0, Verdict::global_minimizer, false)));
  const std::string over_quadrant = minima(quadrant, others);
  rows.push_back(yes("all minima with U ≥ 0", "(1, 0) global and (0, 0.5) spurious",
                     fmt::format("{} (and {} critical points that are no minima)", over_quadrant, others),
                     count_minima(quadrant) == 2 &&
                         has_minimum(quadrant, 1, 0, Verdict::global_minimizer, false) &&
                         has_minimum(quadrant, 0, 0.5, Verdict::strict_local_minimizer, true)));
  return rows;
}

}  // namespace orthant::claims
