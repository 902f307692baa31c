#include "orthant/report/landscape/landscape_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numbers>
#include <vector>

#include "orthant/report/label_placement.hpp"
#include "orthant/report/landscape/landscape.hpp"
#include "orthant/report/page/document.hpp"

namespace orthant {
namespace {

using nlohmann::json;

/// Labels are laid out for panels of this many pixels; others differ little.
constexpr double nominal_side = 400;
constexpr double mark_radius = 7;
/// The picture needs no more digits.
double six_digits(double value) {
  return std::strtod(fmt::format("{:.6g}", value).c_str(), nullptr);
}

/// The strips of the panel beside the polygon's bounding box.
std::vector<Box> outside_of(const json& polygon, const Frame& frame) {
  if (polygon.empty()) return {};
  Box inner{nominal_side, nominal_side, 0, 0};
  for (const json& corner : polygon) {
    const double x = nominal_side * frame.x(corner.at(0).get<double>());
    const double y = nominal_side * frame.y(corner.at(1).get<double>());
    inner = {std::min(inner.left, x), std::min(inner.top, y), std::max(inner.right, x),
             std::max(inner.bottom, y)};
  }
  return {{0, 0, inner.left, nominal_side},
          {inner.right, 0, nominal_side, nominal_side},
          {inner.left, 0, inner.right, inner.top},
          {inner.left, inner.bottom, inner.right, nominal_side}};
}

}  // namespace

Frame::Frame(const json& panel)
    : x_min_(number(panel, "window.x_min").value_or(0)),
      x_max_(number(panel, "window.x_max").value_or(1)),
      y_min_(number(panel, "window.y_min").value_or(0)),
      y_max_(number(panel, "window.y_max").value_or(1)) {}

json grid_data(const json& panel) {
  const json& grid = panel.at("grid");
  json values = json::array();
  for (const json& value : grid.at("values")) values.push_back(six_digits(value.get<double>()));
  return {{"width", grid.at("width")}, {"height", grid.at("height")}, {"values", values}};
}

json contour_label_data(const json& panel, const Frame& frame) {
  json out = json::array();
  for (const json& label : list(panel, "contour_labels")) {
    const double dx = label.at("dx").get<double>() / frame.x_range();
    const double dy = label.at("dy").get<double>() / frame.y_range();
    out.push_back({{"x", frame.x(label.at("x").get<double>())},
                   {"y", frame.y(label.at("y").get<double>())},
                   {"angle", -std::atan2(dy, dx) * 180 / std::numbers::pi},
                   {"text", short_number(label.at("level").get<double>())}});
  }
  return out;
}

json hatching_data() {
  json out = json::array();
  constexpr int lines = 56;
  for (int k = 1; k < lines; ++k) {
    const double t = 2.0 * k / lines;
    const double over = std::max(0.0, t - 1);
    out.push_back({{"x", t - over}, {"y", over}, {"x2", over}, {"y2", t - over}});
  }
  return out;
}

json point_data(const json& landscape, const json& panel, const Frame& frame) {
  const std::vector<LandscapeMark> marks = landscape_marks(landscape, panel);
  std::vector<MarkedPoint> places;
  std::vector<Box> taken;
  for (const LandscapeMark& mark : marks) {
    const double width = std::max(7.7 * static_cast<double>(letters_of(mark.name)),
                                  6.7 * static_cast<double>(letters_of(mark.detail)));
    places.push_back({nominal_side * frame.x(mark.x), nominal_side * frame.y(mark.y), width,
                      mark.detail.empty() ? 15.0 : 27.0});
  }
  for (const json& label : contour_label_data(panel, frame)) {
    const double x = nominal_side * label["x"].get<double>(), y = nominal_side * label["y"].get<double>();
    taken.push_back({x - 16, y - 10, x + 16, y + 10});
  }
  for (const Box& box : outside_of(list(panel, "feasible"), frame)) taken.push_back(box);
  const auto labels = place_labels(places, taken, {0, 0, nominal_side, nominal_side}, mark_radius);
  json out = json::array();
  for (std::size_t i = 0; i < marks.size(); ++i) {
    const double below = marks[i].detail.empty() ? 0 : 14;  // the second line's share
    const double lift = labels[i].baseline == "top"      ? 9
                        : labels[i].baseline == "bottom" ? -5 - below
                                                         : -below / 2;
    out.push_back({{"x", frame.x(marks[i].x)},
                   {"y", frame.y(marks[i].y)},
                   {"kind", marks[i].kind},
                   {"name", marks[i].name},
                   {"detail", marks[i].detail},
                   {"about", marks[i].about},
                   {"align", labels[i].align},
                   {"leader_dx", labels[i].dx},
                   {"leader_dy", labels[i].dy},
                   {"leader", std::hypot(labels[i].dx, labels[i].dy) > 2 * mark_radius ? 1 : 0},
                   {"dx", labels[i].dx},
                   {"dy", labels[i].dy + lift}});
  }
  return out;
}

}  // namespace orthant
