/// What the landscape picture draws, as data of its specification: places are shares of the panel's side, y
/// down, so that the picture can be of any size.
#pragma once

#include <nlohmann/json.hpp>

namespace orthant {

/// From the coordinates of a panel of the document to shares of its side.
class Frame {
 public:
  explicit Frame(const nlohmann::json& panel);

  double x(double value) const { return (value - x_min_) / (x_max_ - x_min_); }
  double y(double value) const { return (y_max_ - value) / (y_max_ - y_min_); }
  double x_range() const { return x_max_ - x_min_; }
  double y_range() const { return y_max_ - y_min_; }
  nlohmann::json x_domain() const { return {x_min_, x_max_}; }
  nlohmann::json y_domain() const { return {y_min_, y_max_}; }

 private:
  double x_min_, x_max_, y_min_, y_max_;
};

/// The panel's grid for Vega's isocontour: one object, values with six digits.
nlohmann::json grid_data(const nlohmann::json& panel);

/// x, y, angle in degrees, text.
nlohmann::json contour_label_data(const nlohmann::json& panel, const Frame& frame);

/// x, y, kind, name, detail, about, align, dx, dy: the marked points with their labels placed; `leader` is 1
/// where a line to (leader_dx, leader_dy) must say whose label it is.
nlohmann::json point_data(const nlohmann::json& landscape, const nlohmann::json& panel, const Frame& frame);

/// x, y, x2, y2: parallel lines over the panel.
nlohmann::json hatching_data();

}  // namespace orthant
