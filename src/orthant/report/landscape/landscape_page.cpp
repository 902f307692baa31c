#include "orthant/report/landscape/landscape_page.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "orthant/report/assets.hpp"
#include "orthant/report/landscape/landscape.hpp"
#include "orthant/report/page/document.hpp"
#include "orthant/report/page/field.hpp"
#include "orthant/report/page/page.hpp"

namespace orthant {
namespace {

using nlohmann::json;

bool is_whole_space(const json& landscape) {
  return truth(landscape, "whole_space").value_or(false);
}

/// How many points of a panel are of a kind.
std::ptrdiff_t count(const json& landscape, const json& panel, const std::string& kind) {
  const auto& points = list(panel, "points");
  return std::count_if(points.begin(), points.end(), [&](const json& point) {
    return point_kind(point, is_whole_space(landscape)) == kind;
  });
}

/// What the two panels say together.
std::string answer(const json& landscape) {
  const auto& panels = list(landscape, "panels");
  if (panels.size() != 2) return landscape_description(landscape);
  const auto free = count(landscape, panels[0], "Spurious local minimum");
  const auto constrained = count(landscape, panels[1], "Spurious local minimum");
  const auto spurious = [](std::ptrdiff_t number) {
    return number == 0   ? std::string("no spurious local minimum")
           : number == 1 ? std::string("one spurious local minimum")
                         : std::to_string(number) + " spurious local minima";
  };
  const std::string where = is_whole_space(landscape) ? "" : " among the critical points of this slice";
  if (free == constrained) return "With the constraint and without it: " + spurious(free) + where + ".";
  return "Without the constraint: " + spurious(free) + where + ". With it: " + spurious(constrained) + ".";
}

std::string caption(const json& landscape) {
  const std::string levels =
      "Each line joins places of the same objective; lines are close together in value near the bottom and "
      "far "
      "apart higher up, so that shallow wells show. ";
  if (is_whole_space(landscape)) return levels + "The problem has two unknowns, so this is all of it.";
  return levels + "The problem has " +
         std::to_string(static_cast<long>(number(landscape, "unknowns").value_or(0))) +
         " unknowns; this is a plane through them.";
}

/// A modulus is a lower bound.
Html cell(const json& landscape, const char* label, const std::string& path) {
  const Show show = path.ends_with(".modulus") ? Show::at_most : Show::decimal;
  return markup("<td class='number' data-label='{}'>{}</td>", label, field_or_dash(landscape, path, show, 4));
}

Html table(const json& landscape, std::size_t k) {
  const json& panel = landscape.at("panels").at(k);
  Html rows;
  std::size_t i = 0;
  for (const json& point : list(panel, "points")) {
    const std::string path = "panels." + std::to_string(k) + ".points." + std::to_string(i++) + ".";
    rows += markup("<tr><th scope='row'>{}</th>", point_kind(point, is_whole_space(landscape)));
    for (const auto& [label, name] : {std::pair{"x", "x"},
                                      {"y", "y"},
                                      {"Objective", "objective"},
                                      {"Least curvature", "certificate.second_order.modulus"}})
      rows += cell(landscape, label, path + name);
    rows += markup("<td data-label='In the picture'>{}</td></tr>", text(point, "type_in_slice"));
  }
  if (rows.empty()) return markup("<h3>{}</h3><p>None in this window.</p>", text(panel, "title"));
  return markup(
      "<h3>{}</h3><table><thead><tr><th>What it is</th><th>x</th><th>y</th><th>Objective</th><th>Least "
      "curvature</th><th>In the picture</th></tr></thead><tbody>{}</tbody></table>",
      text(panel, "title"), rows);
}

/// The document without what only the picture needs.
json without_grids(json landscape) {
  if (landscape.contains("panels"))
    for (json& panel : landscape["panels"]) panel.erase("grid");
  return landscape;
}

}  // namespace

std::string landscape_page(const json& landscape, const json& spec) {
  Html tables;
  for (std::size_t k = 0; k < list(landscape, "panels").size(); ++k) tables += table(landscape, k);
  const std::string lead = is_whole_space(landscape)
                               ? "Where the slope vanishes or, with the constraint, only pushes against it. "
                                 "What a point is holds for "
                                 "the whole problem."
                               : "Where the slope along the plane vanishes or, with the constraint, only "
                                 "pushes against it. What a point "
                                 "is holds for the whole problem, not only for this plane.";
  const TemplateValues values{
      {"title", escape("Landscape of " + text(landscape, "problem"))},
      {"answer", escape(answer(landscape))},
      {"caption", escape(caption(landscape))},
      {"points_lead", escape(lead)},
      {"tables", tables},
      {"rigor_note", escape("Computed in floating point without a bound on rounding: good evidence, not a "
                            "proof. Least curvature "
                            "is a lower bound over the critical cone, for strict minima.")},
      {"command", escape(text(landscape, "command"))},
      {"document", script_json(without_grids(landscape))},
      {"spec", script_json(spec)},
      {"style", {std::string(assets::style())}},
      {"script", {std::string(assets::script())}},
      {"licences", {std::string(assets::licences())}},
      {"vega", {std::string(assets::vega())}},
      {"vega_lite", {std::string(assets::vega_lite())}},
      {"vega_embed", {std::string(assets::vega_embed())}},
  };
  return fill_template(assets::landscape_page(), values).text;
}

}  // namespace orthant
