#include "orthant/landscape/landscape.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "orthant/base/error.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/objectives/stationarity.hpp"
#include "orthant/recover/certify_point.hpp"

namespace orthant {

namespace {

/// Values along each axis when the budget ends before they are computed.
constexpr Index coarse_grid = 41;

/// `value` with two significant digits.
double two_digits(double value) {
  const double unit = std::pow(10.0, std::floor(std::log10(std::abs(value))) - 1);
  return value == 0 ? 0 : std::round(value / unit) * unit;
}

/// One and a half times as far as the farthest critical point, found in a window that is generous: factors
/// that fit the data have entries of about √‖𝒜*b‖.
Window whole_window(const Objective& objective, const Plane& plane) {
  const double scale = std::sqrt(std::max(objective.observations().back_projection_norm(), 1e-300));
  const Slice wide(objective, plane, {-4 * scale, 4 * scale, -4 * scale, 4 * scale});
  double far = 0;
  for (const SlicePoint& point : critical_points(wide))
    if (point.isolated) far = std::max(far, point.place.cwiseAbs().maxCoeff());
  const double reach = two_digits(1.5 * (far > 1e-6 * scale ? far : scale));
  return {-reach, reach, -reach, reach};
}

Window default_window(const Objective& objective, const SlicePlane& plane) {
  if (plane.is_whole_space) return whole_window(objective, plane.plane);
  const bool has_truth = plane.places.size() > 1;
  return has_truth ? Window{-0.75, 1.75, -1.25, 1.25} : Window{-1.25, 1.25, -1.25, 1.25};
}

/// The feasible part with a margin, inside the window and of its proportions.
Window around(const std::vector<Corner>& feasible, const Window& window) {
  const Point2 least(window.x_min, window.y_min), most(window.x_max, window.y_max);
  Point2 low = feasible.front().place, high = low;
  for (const Corner& corner : feasible) {
    low = low.cwiseMin(corner.place);
    high = high.cwiseMax(corner.place);
  }
  const Point2 margin = 0.07 * (high - low);
  low = (low - margin).cwiseMax(least);
  high = (high + margin).cwiseMin(most);
  const double share = (high - low).cwiseQuotient(most - least).maxCoeff();
  const Point2 size = share * (most - least);
  low = ((low + high - size) / 2).cwiseMax(least).cwiseMin(most - size);
  return {low.x(), low.x() + size.x(), low.y(), low.y() + size.y()};
}

/// The number of fewest decimal digits within `slack` of `value`.
double rounded(double value, double slack) {
  if (!(slack > 0)) return value;
  for (int power = static_cast<int>(std::floor(std::log10(slack))) + 1; power > -300; --power) {
    // Division by 10^k gives the nearest double of a decimal, multiplication by 10^−k does not.
    const double unit = std::pow(10.0, std::abs(power));
    const double near = power >= 0 ? std::round(value / unit) * unit : std::round(value * unit) / unit;
    if (std::abs(near - value) <= slack) return near;
  }
  return value;
}

/// Whether a place is part of the panel's picture.
bool is_shown(const Panel& panel, const Point2& p) {
  const double slack = 1e-9 * panel.window.half().norm();
  if (!panel.window.holds(p, slack)) return false;
  if (!panel.constrained) return true;
  for (std::size_t i = 0; i < panel.feasible.size(); ++i) {
    const Point2& from = panel.feasible[i].place;
    const Point2 side = (panel.feasible[(i + 1) % panel.feasible.size()].place - from).normalized();
    if (side.x() * (p - from).y() - side.y() * (p - from).x() < -slack) return false;
  }
  return !panel.feasible.empty();
}

Point2 grid_place(const Window& window, Index grid, Index i, Index j) {
  const auto share = [&](Index k) { return static_cast<double>(k) / static_cast<double>(grid - 1); };
  return {window.x_min + share(j) * (window.x_max - window.x_min),
          window.y_min + share(i) * (window.y_max - window.y_min)};
}

Matrix grid_values(const Slice& slice, const Window& window, Index grid) {
  Matrix values(grid, grid);
  for (Index i = 0; i < grid; ++i)
    for (Index j = 0; j < grid; ++j) values(i, j) = slice.value(grid_place(window, grid, i, j));
  return values;
}

/// A zero of the gradient of higher order is found to a few digits only: where a named place is nearby and at
/// least as stationary, that is the zero. Found twice it counts once.
std::vector<SlicePoint> at_named_places(const Slice& slice, std::vector<SlicePoint> found,
                                        const std::vector<NamedPlace>& named) {
  constexpr double nearby = 1e-4;  // in units of the window
  const double rounding = 1e-12 * slice.polynomial().variation();
  const auto slope = [&](const Point2& p) { return slice.polynomial().gradient(slice.scaled(p)).norm(); };
  for (const NamedPlace& place : named) {
    const auto is_near = [&](const SlicePoint& point) {
      return point.place != place.place &&
             (slice.scaled(point.place) - slice.scaled(place.place)).norm() <= nearby &&
             slope(place.place) <= std::max(slope(point.place), rounding);
    };
    const auto there = [&](const SlicePoint& point) { return point.place == place.place; };
    if (std::any_of(found.begin(), found.end(), there)) {
      std::erase_if(found, is_near);
      continue;
    }
    const auto first = std::find_if(found.begin(), found.end(), is_near);
    if (first == found.end()) continue;
    first->place = place.place;
    first->value = slice.value(place.place);
    std::erase_if(found, is_near);
  }
  return found;
}

void judge(const Slice& slice, const std::vector<SlicePoint>& found, const LandscapeOptions& options,
           Panel& panel) {
  const Objective& objective = slice.objective();
  std::vector<Matrix> places;
  for (const SlicePoint& point : found) places.push_back(slice.factors(point.place, panel.constrained));
  std::optional<Matrix> witness = options.witness;
  double lowest = witness ? objective.value(*witness) : 0;
  for (const Matrix& U : places) {
    const double value = objective.value(U);
    if (witness && value >= lowest) continue;
    witness = U;
    lowest = value;
  }
  CertifyOptions certify_options = options.certify;
  certify_options.unconstrained = !panel.constrained;
  const auto is_known = [&](const Matrix& U) {
    return panel.constrained && options.known &&
           (U - options.known->U).norm() <= 1e-9 * std::max(1.0, options.known->U.norm());
  };
  for (std::size_t i = 0; i < found.size(); ++i)
    panel.points.push_back({found[i], is_known(places[i])
                                          ? *options.known
                                          : certify(objective, places[i], certify_options, &*witness)});
  std::stable_sort(panel.points.begin(), panel.points.end(), [](const auto& a, const auto& b) {
    return a.certificate.objective < b.certificate.objective;
  });
}

/// Common to both panels, so that a colour means the same value in both.
std::vector<double> levels_of(const std::vector<Panel>& panels) {
  double lowest = std::numeric_limits<double>::infinity(), highest = -lowest;
  std::vector<double> critical_values;
  for (const Panel& panel : panels) {
    const Index grid = panel.values.rows();
    for (Index i = 0; i < grid; ++i)
      for (Index j = 0; j < grid; ++j) {
        if (!is_shown(panel, grid_place(panel.window, grid, i, j))) continue;
        lowest = std::min(lowest, panel.values(i, j));
        highest = std::max(highest, panel.values(i, j));
      }
    for (const LandscapePoint& point : panel.points) {
      critical_values.push_back(point.slice.value);
      lowest = std::min(lowest, point.slice.value);
    }
  }
  return contour_levels(lowest, highest, critical_values);
}

SlicePlane choose_plane(const Problem& problem, const Objective& objective, const PictureOptions& options) {
  const bool directed = options.toward_truth || options.first || options.second;
  if (objective.rows() * objective.rank() == 2 && !directed && !options.through_point)
    return whole_plane(objective);
  const std::optional<Matrix> truth = problem.stacked_truth();
  if (options.toward_truth && !truth)
    throw InputError("--toward-truth: the problem has no truth of at most its rank; expected one");
  if (!problem.point)
    throw InputError(
        "the problem has no point to put the plane through; expected one in problem.json, or --through DIR");
  return plane_through(objective, problem.stacked_point(),
                       {truth, options.first, options.second, static_cast<std::uint64_t>(options.seed)});
}

/// What is proved of the problem's point, where a proof takes seconds at most; nothing without a proof.
std::optional<Certificate> proved_point(const Problem& problem, const Objective& objective,
                                        const CertifyOptions& options) {
  constexpr Index most_entries = 400;
  if (!problem.point || objective.rows() * objective.rank() > most_entries) return std::nullopt;
  const std::optional<Matrix> truth = problem.stacked_truth();
  const Matrix* witness = truth ? &*truth : nullptr;
  Certificate certificate = certify(objective, problem.stacked_point(), options, witness);
  if (!prove_and_adopt(objective, &problem, certificate, witness)) return std::nullopt;
  return certificate;
}

}  // namespace

std::vector<double> contour_levels(double lowest, double highest, std::vector<double> critical) {
  constexpr int geometric = 13;    // levels of the sequence
  constexpr double first = 0.004;  // the lowest of them, as a share of the range of values
  const double range = highest - lowest;
  if (!(range > 1e-12 * std::max(std::abs(lowest), std::abs(highest)))) return {};
  std::vector<double> levels;
  for (int k = 0; k < geometric; ++k)
    levels.push_back(lowest + range * std::pow(first, 1 - static_cast<double>(k) / geometric));

  std::sort(critical.begin(), critical.end());
  for (std::size_t i = 0; i + 1 < critical.size(); ++i) {
    const double low = critical[i], gap = critical[i + 1] - low;
    if (gap < 1e-5 * range) continue;
    const auto between = std::count_if(levels.begin(), levels.end(),
                                       [&](double v) { return v > low + 0.1 * gap && v < low + 0.95 * gap; });
    if (between >= 2) continue;
    std::erase_if(levels, [&](double v) { return v > low && v < low + gap; });
    for (const double share : {0.25, 0.65}) levels.push_back(low + share * gap);
  }
  std::sort(levels.begin(), levels.end());

  std::vector<double> out;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    double slack = (levels[i] - lowest) / 2;
    if (i > 0) slack = std::min(slack, levels[i] - levels[i - 1]);
    if (i + 1 < levels.size()) slack = std::min(slack, levels[i + 1] - levels[i]);
    for (const double c : critical)
      if (std::abs(levels[i] - c) > 0) slack = std::min(slack, std::abs(levels[i] - c));
    const double level = rounded(levels[i], 0.2 * slack);
    if (level > lowest && level < highest && (out.empty() || level > out.back())) out.push_back(level);
  }
  return out;
}

Landscape landscape(const Objective& objective, const SlicePlane& plane, const LandscapeOptions& options) {
  if (options.grid < 16 || options.grid > 1001)
    throw InputError(fmt::format("grid = {}; expected 16 ≤ grid ≤ 1001", options.grid));
  const Window window = options.window ? *options.window : default_window(objective, plane);
  const Slice slice(objective, plane.plane, window);
  Landscape out{plane, plane.is_whole_space, slice.misfit(), {}, std::vector<Panel>(2)};
  Panel &free = out.panels[0], &feasible = out.panels[1];
  free.title = "Without the constraint";
  free.window = window;
  judge(slice, at_named_places(slice, critical_points(slice), plane.places), options, free);

  feasible.title = objective.is_asymmetric() ? "With L, R ≥ 0" : "With U ≥ 0";
  feasible.constrained = true;
  feasible.feasible = feasible_polygon(plane.plane, window);
  feasible.window = feasible.feasible.empty() ? window : around(feasible.feasible, window);
  judge(slice, at_named_places(slice, critical_points(slice, feasible.feasible), plane.places), options,
        feasible);

  // Late, a coarse picture is better than none.
  const Budget* budget = BudgetScope::in_force();
  const bool late = budget != nullptr && budget->exhausted();
  const Index grid = late ? std::min<Index>(options.grid, coarse_grid) : options.grid;
  for (Panel& panel : out.panels) panel.values = grid_values(slice, panel.window, grid);
  out.levels = levels_of(out.panels);
  return out;
}

Landscape landscape_of(const Problem& problem, const Objective& objective, const PictureOptions& options) {
  LandscapeOptions drawing;
  drawing.grid = options.grid;
  drawing.window = options.window;
  drawing.certify.search.seed = static_cast<std::uint64_t>(options.seed);
  drawing.witness = problem.stacked_truth();
  const SlicePlane plane = choose_plane(problem, objective, options);
  drawing.known = proved_point(problem, objective, drawing.certify);
  return landscape(objective, plane, drawing);
}

}  // namespace orthant
