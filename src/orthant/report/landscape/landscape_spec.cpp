#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "orthant/report/landscape/landscape.hpp"
#include "orthant/report/page/document.hpp"
#include "orthant/report/page/page.hpp"
#include "orthant/report/report.hpp"

namespace orthant::report {
namespace {

using nlohmann::json;

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
