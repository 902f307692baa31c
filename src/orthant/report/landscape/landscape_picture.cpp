#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "checker/arithmetic/bound_text.hpp"
#include "orthant/report/landscape/landscape.hpp"
#include "orthant/report/page/document.hpp"
#include "orthant/report/page/page.hpp"
#include "orthant/report/report.hpp"

namespace orthant::report {
namespace {

using nlohmann::json;

constexpr MarkStyle styles[] = {{"Global minimum", "#009e73", "diamond"},
                                {"Spurious local minimum", "#d55e00", "circle"},
                                {"Local minimum", "#0072b2", "square"},
                                {"Second-order critical", "#56b4e9", "triangle-down"},
                                {"Saddle", "#e69f00", "cross"},
                                {"Local maximum", "#cc79a7", "triangle-up"},
                                {"Critical in this slice only", "#f0e442", "triangle-right"},
                                {"Undecided", "#8b97a0", "wedge"},
                                {"Given point", "#22303c", "circle"}};

/// Three digits, with a minus sign that is not a hyphen.
std::string coordinate(double v) {
  if (std::abs(v) < 1e-9) return "0";
  return fmt::format("{}{:.3g}", v < 0 ? "−" : "", std::abs(v));
}

std::string place(double x, double y) {
  return fmt::format("({}, {})", coordinate(x), coordinate(y));
}

std::string lower_case(std::string words) {
  if (!words.empty()) words[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(words[0])));
  return words;
}

bool holds(const json& panel, double x, double y) {
  const double x_min = number(panel, "window.x_min").value_or(0),
               x_max = number(panel, "window.x_max").value_or(0);
  const double y_min = number(panel, "window.y_min").value_or(0),
               y_max = number(panel, "window.y_max").value_or(0);
  const double slack = 1e-9 * (x_max - x_min + y_max - y_min);
  return x >= x_min - slack && x <= x_max + slack && y >= y_min - slack && y <= y_max + slack;
}

LandscapeMark critical_mark(const json& point, bool whole_space) {
  const std::string kind = point_kind(point, whole_space), type = text(point, "type_in_slice");
  const double x = number(point, "x").value_or(0), y = number(point, "y").value_or(0);
  const double value = number(point, "objective").value_or(0);
  const bool slice_only = truth(point, "critical_in_slice_only").value_or(false);
  LandscapeMark mark;
  mark.x = x;
  mark.y = y;
  mark.kind = kind;
  mark.name = slice_only ? type + " of this slice" : lower_case(kind);
  // Points of the slice only are many, and matter less.
  if (!slice_only)
    mark.detail =
        fmt::format("{}, f = {}", place(x, y), std::abs(value) < 1e-12 ? "0" : fmt::format("{:.4g}", value));
  mark.about = fmt::format("{} at {}: f = {:.10g}, a {} in this picture", kind, place(x, y), value,
                           type == "flat" ? "flat point" : type);
  if (const auto modulus = number(point, "certificate.second_order.modulus"))
    mark.about += fmt::format(", curvature at least {}", checker::text_at_most(*modulus, 4));
  return mark;
}

}  // namespace

std::span<const MarkStyle> mark_styles() {
  return styles;
}

std::string point_kind(const json& point, bool whole_space) {
  const std::string verdict = text(point, "verdict");
  if (verdict == "global_minimizer") return "Global minimum";
  if (verdict == "strict_local_minimizer" || verdict == "local_minimizer")
    return truth(point, "spurious").value_or(false) ? "Spurious local minimum" : "Local minimum";
  if (verdict == "second_order_critical") return "Second-order critical";
  if (verdict == "saddle")
    return whole_space && text(point, "type_in_slice") == "maximum" ? "Local maximum" : "Saddle";
  if (verdict == "not_stationary") return "Critical in this slice only";
  return "Undecided";
}

std::vector<LandscapeMark> landscape_marks(const json& landscape, const json& panel) {
  const bool whole_space = truth(landscape, "whole_space").value_or(false);
  std::vector<LandscapeMark> marks;
  for (const json& point : list(panel, "points"))
    if (holds(panel, number(point, "x").value_or(0), number(point, "y").value_or(0)))
      marks.push_back(critical_mark(point, whole_space));
  // Labels find their places in this order.
  std::stable_partition(marks.begin(), marks.end(), [](const LandscapeMark& mark) {
    return mark.kind.find("minimum") != std::string::npos;
  });
  for (const json& named : list(landscape, "places")) {
    const double x = number(named, "x").value_or(0), y = number(named, "y").value_or(0);
    if (!holds(panel, x, y)) continue;
    const std::string name = text(named, "name");
    const double near = 1e-5 * (1 + std::abs(x) + std::abs(y));
    const auto same = std::find_if(marks.begin(), marks.end(), [&](const LandscapeMark& mark) {
      return std::hypot(mark.x - x, mark.y - y) <= near;
    });
    if (same != marks.end()) {
      same->name = fmt::format("the {}: {}", name, same->name);
      continue;
    }
    marks.push_back({x, y, "Given point", fmt::format("the {}", name), "",
                     fmt::format("The {}, which is not a critical point here", name)});
  }
  return marks;
}

std::string landscape_description(const json& landscape) {
  std::string out = fmt::format("Contours of the objective of {} over {} and {}.", text(landscape, "problem"),
                                text(landscape, "axes.0.title"), text(landscape, "axes.1.title"));
  for (const json& panel : list(landscape, "panels")) {
    out += fmt::format(" {}:", text(panel, "title"));
    const char* separator = " ";
    for (const LandscapeMark& mark : landscape_marks(landscape, panel)) {
      out += fmt::format("{}{} at {}", separator, mark.name, place(mark.x, mark.y));
      separator = "; ";
    }
    out += *separator == ' ' ? " no critical point." : ".";
  }
  return out;
}

namespace {

/// The element of a list that has this name; the specification of web/landscape.vg.json has it.
json& named(json& all, const char* name) {
  return *std::find_if(all.begin(), all.end(), [&](const json& each) { return each["name"] == name; });
}

/// The clip path of the feasible polygon, as an expression of the panel's scales.
std::string polygon_expression(const json& polygon) {
  std::string out = "''";
  char move = 'M';
  for (const json& corner : polygon) {
    out += fmt::format(" + '{}' + scale('x', {:.9g}) + ',' + scale('y', {:.9g})", move,
                       corner.at(0).get<double>(), corner.at(1).get<double>());
    move = 'L';
  }
  return move == 'M' ? "'M0,0Z'" : out + " + 'Z'";
}

/// The picture needs six digits.
json six_digits(const json& values) {
  json out = json::array();
  for (const json& value : values)
    out.push_back(std::strtod(fmt::format("{:.6g}", value.get<double>()).c_str(), nullptr));
  return out;
}

json point_rows(const json& landscape, const json& panel) {
  json rows = json::array();
  for (const LandscapeMark& mark : landscape_marks(landscape, panel))
    rows.push_back({{"x", mark.x},
                    {"y", mark.y},
                    {"kind", mark.kind},
                    {"name", mark.name},
                    {"detail", mark.detail},
                    {"about", mark.about}});
  return rows;
}

/// The panel's group, from that of the specification.
json filled_panel(json group, const json& landscape, const json& panel) {
  const json &grid = panel.at("grid"), &polygon = list(panel, "feasible");
  const json &width = grid.at("width"), &height = grid.at("height");
  group["signals"][0]["value"] = {width.get<int>() - 1, height.get<int>() - 1};
  named(group["data"], "surface")["values"] =
      json::array({{{"width", width}, {"height", height}, {"values", six_digits(grid.at("values"))}}});
  named(group["data"], "points")["values"] = point_rows(landscape, panel);
  const json& window = panel.at("window");
  named(group["scales"], "x")["domain"] = {window.at("x_min"), window.at("x_max")};
  named(group["scales"], "y")["domain"] = {window.at("y_min"), window.at("y_max")};
  for (std::size_t k = 0; k < 2; ++k)
    group["axes"][k]["title"] = text(landscape, fmt::format("axes.{}.title", k));
  group["title"]["text"] = text(panel, "title");
  group["title"]["subtitle"] = "entries of either sign";
  if (truth(panel, "constrained").value_or(false)) {
    group["title"]["subtitle"] =
        polygon.empty() ? "no feasible point in this window" : "hatched: not feasible";
    json& marks = group["marks"];
    const auto clipped =
        std::find_if(marks.begin(), marks.end(), [](const json& m) { return m.contains("clip"); });
    (*clipped)["clip"] = {{"path", {{"signal", polygon_expression(polygon)}}}};
  }
  return group;
}

}  // namespace

json landscape_spec(const json& landscape) {
  json spec = json::parse(assets::picture());
  spec["description"] = landscape_description(landscape);
  const json group = spec["marks"][0];
  spec["marks"] = json::array();
  json present = json::array(), kinds = json::array(), colours = json::array(), shapes = json::array();
  for (const json& panel : list(landscape, "panels")) {
    spec["marks"].push_back(filled_panel(group, landscape, panel));
    for (const LandscapeMark& mark : landscape_marks(landscape, panel)) present.push_back(mark.kind);
  }
  for (const MarkStyle& style : mark_styles()) {
    if (std::find(present.begin(), present.end(), style.kind) == present.end()) continue;
    kinds.push_back(style.kind);
    colours.push_back(style.colour);
    shapes.push_back(style.shape);
  }
  json& legends = spec["legends"];
  if (kinds.empty()) legends.erase(1);
  if (list(landscape, "levels").empty()) legends.erase(0);
  named(spec["signals"], "levels")["value"] = list(landscape, "levels");
  named(spec["signals"], "kinds")["value"] = std::move(kinds);
  named(spec["signals"], "kindColours")["value"] = std::move(colours);
  named(spec["signals"], "kindShapes")["value"] = std::move(shapes);
  return spec;
}

}  // namespace orthant::report
