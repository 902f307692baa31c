#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "checker/arithmetic/bound_text.hpp"
#include "orthant/report/landscape/landscape.hpp"
#include "orthant/report/page/page.hpp"
#include "orthant/report/report.hpp"

namespace orthant::report {
namespace {

using nlohmann::json;

/// Kinds differ in colour (Okabe and Ito's) and in shape.
struct MarkStyle {
  const char* kind;
  const char* colour;
  const char* shape;  ///< Vega's
};
constexpr MarkStyle mark_styles[] = {{"Global minimum", "#009e73", "diamond"},
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

LandscapeMark critical_mark(const LandscapePoint& point, bool whole_space) {
  const std::string type(to_string(point.slice.type));
  const double value = point.certificate.objective;
  LandscapeMark mark;
  mark.x = point.slice.place.x();
  mark.y = point.slice.place.y();
  mark.kind = point_kind(point, whole_space);
  const std::string where = place(mark.x, mark.y);
  mark.name = point.slice_only() ? type + " of this slice" : lower_case(mark.kind);
  // Points of the slice only are many, and matter less.
  if (!point.slice_only())
    mark.detail =
        fmt::format("{}, f = {}", where, std::abs(value) < 1e-12 ? "0" : fmt::format("{:.4g}", value));
  mark.about = fmt::format("{} at {}: f = {:.10g}, a {} in this picture", mark.kind, where, value,
                           type == "flat" ? "flat point" : type);
  if (const auto& modulus = point.certificate.second_order.modulus; modulus && std::isfinite(*modulus))
    mark.about += fmt::format(", curvature at least {}", checker::text_at_most(*modulus, 4));
  return mark;
}

}  // namespace

std::string point_kind(const LandscapePoint& point, bool whole_space) {
  switch (point.certificate.verdict) {
    case Verdict::global_minimizer:
      return "Global minimum";
    case Verdict::strict_local_minimizer:
    case Verdict::local_minimizer:
      return point.certificate.spurious == true ? "Spurious local minimum" : "Local minimum";
    case Verdict::second_order_critical:
      return "Second-order critical";
    case Verdict::saddle:
      return whole_space && point.slice.type == SliceType::maximum ? "Local maximum" : "Saddle";
    case Verdict::not_stationary:
      return "Critical in this slice only";
    case Verdict::undecided:
      break;
  }
  return "Undecided";
}

std::vector<LandscapeMark> landscape_marks(const Landscape& landscape, const Panel& panel) {
  const auto is_shown = [&](const Point2& p) {
    return panel.window.holds(p, 2e-9 * panel.window.half().sum());
  };
  std::vector<LandscapeMark> marks;
  for (const LandscapePoint& point : panel.points)
    if (is_shown(point.slice.place)) marks.push_back(critical_mark(point, landscape.whole_space));
  // Labels find their places in this order.
  std::stable_partition(marks.begin(), marks.end(), [](const LandscapeMark& mark) {
    return mark.kind.find("minimum") != std::string::npos;
  });
  for (const auto& [name, at] : landscape.plane.places) {
    if (!is_shown(at)) continue;
    const double x = at.x(), y = at.y();
    const double near = 1e-5 * (1 + std::abs(x) + std::abs(y));
    const auto same = std::find_if(marks.begin(), marks.end(), [=](const LandscapeMark& mark) {
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

std::string landscape_description(const LandscapeDocument& document) {
  const Landscape& landscape = document.landscape;
  std::string out = fmt::format("Contours of the objective of {} over {} and {}.", document.problem,
                                landscape.plane.first_title, landscape.plane.second_title);
  for (const Panel& panel : landscape.panels) {
    out += fmt::format(" {}:", panel.title);
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
std::string polygon_expression(const std::vector<Corner>& polygon) {
  std::string out = "''";
  char move = 'M';
  for (const Corner& corner : polygon) {
    out += fmt::format(" + '{}' + scale('x', {:.9g}) + ',' + scale('y', {:.9g})", move, corner.place.x(),
                       corner.place.y());
    move = 'L';
  }
  return move == 'M' ? "'M0,0Z'" : out + " + 'Z'";
}

/// By rows. The picture needs six digits.
json six_digits(const Matrix& values) {
  json out = json::array();
  for (const double value : values.reshaped<Eigen::RowMajor>())
    out.push_back(std::strtod(fmt::format("{:.6g}", value).c_str(), nullptr));
  return out;
}

json point_rows(const Landscape& landscape, const Panel& panel) {
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
json filled_panel(json group, const Landscape& landscape, const Panel& panel) {
  const Index width = panel.values.cols(), height = panel.values.rows();
  group["signals"][0]["value"] = {width - 1, height - 1};
  named(group["data"], "surface")["values"] =
      json::array({{{"width", width}, {"height", height}, {"values", six_digits(panel.values)}}});
  named(group["data"], "points")["values"] = point_rows(landscape, panel);
  named(group["scales"], "x")["domain"] = {panel.window.x_min, panel.window.x_max};
  named(group["scales"], "y")["domain"] = {panel.window.y_min, panel.window.y_max};
  group["axes"][0]["title"] = landscape.plane.first_title;
  group["axes"][1]["title"] = landscape.plane.second_title;
  group["title"]["text"] = panel.title;
  group["title"]["subtitle"] = "entries of either sign";
  if (panel.constrained) {
    group["title"]["subtitle"] =
        panel.feasible.empty() ? "no feasible point in this window" : "hatched: not feasible";
    json& marks = group["marks"];
    const auto clipped =
        std::find_if(marks.begin(), marks.end(), [](const json& m) { return m.contains("clip"); });
    (*clipped)["clip"] = {{"path", {{"signal", polygon_expression(panel.feasible)}}}};
  }
  return group;
}

}  // namespace

json landscape_spec(const LandscapeDocument& document) {
  const Landscape& landscape = document.landscape;
  json spec = json::parse(assets::picture());
  spec["description"] = landscape_description(document);
  const json group = spec["marks"][0];
  spec["marks"] = json::array();
  json present = json::array(), kinds = json::array(), colours = json::array(), shapes = json::array();
  for (const Panel& panel : landscape.panels) {
    spec["marks"].push_back(filled_panel(group, landscape, panel));
    for (const LandscapeMark& mark : landscape_marks(landscape, panel)) present.push_back(mark.kind);
  }
  for (const MarkStyle& style : mark_styles) {
    if (std::find(present.begin(), present.end(), style.kind) == present.end()) continue;
    kinds.push_back(style.kind);
    colours.push_back(style.colour);
    shapes.push_back(style.shape);
  }
  json& legends = spec["legends"];
  if (kinds.empty()) legends.erase(1);
  if (landscape.levels.empty()) legends.erase(0);
  named(spec["signals"], "levels")["value"] = landscape.levels;
  named(spec["signals"], "kinds")["value"] = std::move(kinds);
  named(spec["signals"], "kindColours")["value"] = std::move(colours);
  named(spec["signals"], "kindShapes")["value"] = std::move(shapes);
  return spec;
}

}  // namespace orthant::report
