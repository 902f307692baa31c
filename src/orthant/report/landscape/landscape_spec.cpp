#include "orthant/report/landscape/landscape_spec.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "orthant/report/landscape/landscape.hpp"
#include "orthant/report/landscape/landscape_data.hpp"
#include "orthant/report/landscape/landscape_style.hpp"
#include "orthant/report/page/document.hpp"
#include "orthant/report/solution/plot_parts.hpp"

namespace orthant {
namespace {

using nlohmann::json;

/// The clip path of the feasible polygon, as an expression of the panel's side.
std::string polygon_expression(const json& polygon, const Frame& frame) {
  std::string out;
  for (const json& corner : polygon)
    out += fmt::format("{}'{}' + {:.9g}*side + ',' + {:.9g}*side", out.empty() ? "" : " + ",
                       out.empty() ? "M" : "L", frame.x(corner.at(0).get<double>()),
                       frame.y(corner.at(1).get<double>()));
  return out.empty() ? "'M0,0Z'" : out + " + 'Z'";
}

json surface(const json& panel, const json& levels, const std::string& name) {
  const json grid = grid_data(panel);
  const std::string sx = fmt::format("side/{}", grid["width"].get<int>() - 1),
                    sy = fmt::format("side/{}", grid["height"].get<int>() - 1);
  // Grid values sit at half-integers; rows go up, pixels down.
  return {{"name", name},
          {"values", json::array({grid})},
          {"transform", json::array({{{"type", "isocontour"},
                                      {"thresholds", levels},
                                      {"scale", signal(fmt::format("[{}, -{}]", sx, sy))},
                                      {"translate", signal(fmt::format("[-{}/2, side + {}/2]", sx, sy))}}})}};
}

json at_share(const std::string& extra_x = "", const std::string& extra_y = "") {
  return {{"x", signal("datum.x*side" + extra_x)}, {"y", signal("datum.y*side" + extra_y)}};
}

/// Text over its own pale outline.
json outlined_text(const std::string& data, json encoding) {
  json marks = json::array();
  for (const bool outline : {true, false}) {
    json update = encoding;
    if (outline) {
      update["stroke"] = {{"value", "#ffffff"}};
      update["strokeWidth"] = {{"value", 3}};
      update["strokeOpacity"] = {{"value", 0.75}};
      update["strokeJoin"] = {{"value", "round"}};
    }
    marks.push_back({{"type", "text"},
                     {"from", {{"data", data}}},
                     {"interactive", false},
                     {"aria", false},
                     {"encode", {{"update", std::move(update)}}}});
  }
  return marks;
}

json contour_marks(const std::string& surface_name, const std::string& labels_name) {
  json marks = json::array();
  marks.push_back({{"type", "rect"},
                   {"encode",
                    {{"update",
                      {{"x", {{"value", 0}}},
                       {"y", {{"value", 0}}},
                       {"width", signal("side")},
                       {"height", signal("side")},
                       {"fill", signal("lowestBand")}}}}}});
  marks.push_back({{"type", "path"},
                   {"from", {{"data", surface_name}}},
                   {"encode",
                    {{"update",
                      {{"fill", {{"scale", "level"}, {"signal", "datum.contour.value"}}},
                       {"stroke", {{"value", colour::ink}}},
                       {"strokeOpacity", {{"value", 0.4}}},
                       {"strokeWidth", {{"value", 0.6}}}}}}},
                   {"transform", json::array({{{"type", "geopath"}, {"field", "datum.contour"}}})}});
  json text = at_share();
  text["text"] = {{"field", "text"}};
  text["angle"] = {{"field", "angle"}};
  text["align"] = {{"value", "center"}};
  text["baseline"] = {{"value", "middle"}};
  text["fontSize"] = {{"value", 10}};
  text["fill"] = {{"value", colour::ink}};
  for (json& mark : outlined_text(labels_name, text)) marks.push_back(std::move(mark));
  return marks;
}

json point_marks(const std::string& points_name) {
  json symbol = at_share();
  symbol["size"] = {{"value", 120}};
  // Hollow: what is under a mark is what people look for.
  symbol["fill"] = {{"value", "#ffffff"}};
  symbol["fillOpacity"] = {{"value", 0.25}};
  symbol["shape"] = {{"scale", "kindShape"}, {"field", "kind"}};
  symbol["stroke"] = {{"scale", "kindColour"}, {"field", "kind"}};
  symbol["strokeWidth"] = {{"value", 2.6}};
  symbol["tooltip"] = {{"field", "about"}};
  symbol["description"] = {{"field", "about"}};
  json leader = at_share();
  leader["x2"] = signal("datum.x*side + datum.leader_dx");
  leader["y2"] = signal("datum.y*side + datum.leader_dy");
  leader["stroke"] = {{"value", colour::ink}};
  leader["opacity"] = signal("side < 320 ? 0 : datum.leader");
  json marks = json::array(
      {{{"type", "rule"},
        {"from", {{"data", points_name}}},
        {"interactive", false},
        {"aria", false},
        {"encode", {{"update", std::move(leader)}}}},
       {{"type", "symbol"}, {"from", {{"data", points_name}}}, {"encode", {{"update", std::move(symbol)}}}}});
  for (const bool detail : {false, true}) {
    json text = at_share(" + datum.dx", detail ? " + datum.dy + 14" : " + datum.dy");
    text["text"] = {{"field", detail ? "detail" : "name"}};
    text["align"] = {{"field", "align"}};
    text["baseline"] = {{"value", "middle"}};
    text["fontSize"] = signal(detail ? "side < 320 ? 9 : 11" : "side < 320 ? 10 : 12");
    // A narrow panel has room for the names of minima only; the rest is in the table and on pointing.
    text["opacity"] =
        signal(detail ? "side < 320 ? 0 : 1" : "side < 320 && indexof(datum.kind, 'minimum') < 0 ? 0 : 1");
    text["fontWeight"] = {{"value", detail ? "normal" : "bold"}};
    text["fill"] = {{"value", colour::ink}};
    for (json& mark : outlined_text(points_name, text)) marks.push_back(std::move(mark));
  }
  return marks;
}

json axis(const char* orient, const char* scale, const std::string& title) {
  return {{"orient", orient}, {"scale", scale},           {"title", title},
          {"tickCount", 6},   {"labelOverlap", "greedy"}, {"labelFlush", true}};
}

json panel_group(const json& landscape, const json& panel, std::size_t index) {
  const Frame frame(panel);
  const std::string k = std::to_string(index);
  const std::string surface_name = "surface" + k, labels_name = "levels" + k, points_name = "points" + k,
                    hatch_name = "hatching" + k;
  const bool constrained = truth(panel, "constrained").value_or(false);
  const json size = {{"width", signal("side")}, {"height", signal("side")}};
  json data = json::array({surface(panel, landscape.at("levels"), surface_name),
                           {{"name", labels_name}, {"values", contour_label_data(panel, frame)}},
                           {{"name", points_name}, {"values", point_data(landscape, panel, frame)}}});
  json marks = json::array();
  json clip = true;
  json title = {{"text", text(panel, "title")},
                {"subtitle", "entries of either sign"},
                {"anchor", "start"},
                {"frame", "group"}};
  if (constrained) {
    data.push_back({{"name", hatch_name}, {"values", hatching_data()}});
    json lines = at_share();
    lines["x2"] = signal("datum.x2*side");
    lines["y2"] = signal("datum.y2*side");
    lines["stroke"] = {{"value", "#c9c5ba"}};
    lines["strokeWidth"] = {{"value", 1}};
    marks.push_back({{"type", "rule"},
                     {"from", {{"data", hatch_name}}},
                     {"aria", false},
                     {"encode", {{"update", std::move(lines)}}}});
    clip = {{"path", signal(polygon_expression(list(panel, "feasible"), frame))}};
    title["subtitle"] =
        list(panel, "feasible").empty() ? "no feasible point in this window" : "hatched: not feasible";
  }
  marks.push_back({{"type", "group"},
                   {"clip", clip},
                   {"encode", {{"update", size}}},
                   {"marks", contour_marks(surface_name, labels_name)}});
  for (json& mark : point_marks(points_name)) marks.push_back(std::move(mark));
  json background = size;
  background["fill"] = {{"value", "#efede7"}};
  background["stroke"] = {{"value", colour::other}};
  const json& axes = landscape.at("axes");
  return {{"type", "group"},
          {"name", "panel" + k},
          {"encode", {{"update", background}}},
          {"title", title},
          {"data", data},
          {"scales",
           {{{"name", "x"},
             {"type", "linear"},
             {"domain", frame.x_domain()},
             {"range", {0, signal("side")}},
             {"zero", false}},
            {{"name", "y"},
             {"type", "linear"},
             {"domain", frame.y_domain()},
             {"range", {signal("side"), 0}},
             {"zero", false}}}},
          {"axes",
           {axis("bottom", "x", text(axes.at(0), "title")), axis("left", "y", text(axes.at(1), "title"))}},
          {"marks", marks}};
}

}  // namespace

nlohmann::json landscape_spec(const json& landscape) {
  const json& levels = landscape.at("levels");
  const json colours = band_colours(levels.size() + 1);
  json level_names = json::array(), level_numbers = json::array();
  for (const json& level : levels) {
    level_numbers.push_back(level_names.size());
    level_names.push_back(short_number(level.get<double>()));
  }
  json kinds = json::array(), shapes = json::array(), fills = json::array();
  for (const MarkStyle& style : mark_styles()) {
    const auto& panels = list(landscape, "panels");
    const bool present = std::any_of(panels.begin(), panels.end(), [&](const json& panel) {
      const auto marks = landscape_marks(landscape, panel);
      return std::any_of(marks.begin(), marks.end(),
                         [&](const auto& mark) { return mark.kind == style.kind; });
    });
    if (!present) continue;
    kinds.push_back(style.kind);
    shapes.push_back(style.shape);
    fills.push_back(style.colour);
  }
  json marks = json::array();
  for (std::size_t k = 0; k < list(landscape, "panels").size(); ++k)
    marks.push_back(panel_group(landscape, landscape.at("panels").at(k), k));

  const std::string room = "containerSize()[0] > 0 ? containerSize()[0] : 980";
  json spec = {{"$schema", "https://vega.github.io/schema/vega/v6.json"},
               {"description", landscape_description(landscape)},
               {"background", "#ffffff"},
               {"padding", 6},
               {"autosize", "pad"},
               {"signals",
                {{{"name", "available"},
                  {"init", room},
                  {"on", json::array({{{"events", "window:resize"}, {"update", room}}})}},
                 {{"name", "columns"}, {"update", "available >= 680 ? 2 : 1"}},
                 {{"name", "side"}, {"update", "floor(min(420, available/columns - 70))"}},
                 {{"name", "lowestBand"}, {"value", colours.at(0)}},
                 {{"name", "levelNames"}, {"value", level_names}}}},
               {"layout",
                {{"columns", signal("columns")},
                 {"padding", {{"row", 112}, {"column", 88}}},
                 {"bounds", "flush"},
                 {"align", "all"}}},
               {"scales",
                {{{"name", "level"}, {"type", "threshold"}, {"domain", levels}, {"range", colours}},
                 {{"name", "band"}, {"type", "threshold"}, {"domain", level_numbers}, {"range", colours}},
                 {{"name", "kindColour"}, {"type", "ordinal"}, {"domain", kinds}, {"range", fills}},
                 {{"name", "kindShape"}, {"type", "ordinal"}, {"domain", kinds}, {"range", shapes}}}},
               {"marks", marks},
               {"config", landscape_config()}};
  json keys = landscape_legends();
  if (levels.empty()) keys.erase(0);
  spec["legends"] = kinds.empty() && !keys.empty() ? json::array({keys.at(0)}) : keys;
  return spec;
}

}  // namespace orthant
