#include <algorithm>
#include <nlohmann/json.hpp>

#include "orthant/report/landscape/landscape.hpp"
#include "orthant/report/page/document.hpp"
#include "orthant/report/page/page.hpp"
#include "orthant/report/report.hpp"

namespace orthant::report {
namespace {

using nlohmann::json;

bool is_whole_space(const json& landscape) {
  return truth(landscape, "whole_space").value_or(false);
}

/// "one spurious local minimum", of a panel.
std::string spurious_minima(const json& landscape, const json& panel) {
  const auto& points = list(panel, "points");
  const auto count = std::count_if(points.begin(), points.end(), [&](const json& point) {
    return point_kind(point, is_whole_space(landscape)) == "Spurious local minimum";
  });
  return fmt::format("{} spurious local {}", count == 0 ? "no" : show_word(static_cast<double>(count)),
                     count > 1 ? "minima" : "minimum");
}

/// What the two panels say together.
std::string comparison_of_panels(const json& landscape) {
  const auto& panels = list(landscape, "panels");
  if (panels.size() != 2) return landscape_description(landscape);
  const std::string free = spurious_minima(landscape, panels[0]),
                    feasible = spurious_minima(landscape, panels[1]);
  const std::string where = is_whole_space(landscape) ? "" : " among the critical points of this slice";
  if (free == feasible) return fmt::format("With the constraint and without it: {}{}.", free, where);
  return fmt::format("Without the constraint: {}{}. With it: {}.", free, where, feasible);
}

std::string caption_of_picture(const json& landscape) {
  const std::string levels =
      "Each line joins places of the same objective; lines are close together in value near the bottom and far "
      "apart higher up, so that shallow wells show. ";
  if (is_whole_space(landscape)) return levels + "The problem has two unknowns, so this is all of it.";
  return levels + fmt::format("The problem has {:.0f} unknowns; this is a plane through them.",
                              number(landscape, "unknowns").value_or(0));
}

Html point_row(const json& landscape, const std::string& path, const json& point) {
  const auto value = [&](const char* column, const std::string& name, Show show) {
    return cell(column, or_dash(field(landscape, path + name, show, 4)), "number");
  };
  return row("", "", escape(point_kind(point, is_whole_space(landscape))),
             value("x", "x", Show::decimal) + value("y", "y", Show::decimal) +
                 value("Objective", "objective", Show::decimal) +
                 value("Least curvature", "certificate.second_order.modulus", Show::at_most) +
                 cell("In the picture", escape(text(point, "type_in_slice"))));
}

Html points_of_panel(const json& landscape, std::size_t k) {
  const std::string panel = fmt::format("panels.{}.", k), title = text(landscape, panel + "title");
  const auto& points = list(landscape, panel + "points");
  Html rows;
  for (std::size_t i = 0; i < points.size(); ++i)
    rows += point_row(landscape, fmt::format("{}points.{}.", panel, i), points[i]);
  const Html points_table =
      table({"What it is", "x", "y", "Objective", "Least curvature", "In the picture"}, rows, title);
  return markup("<h3>{}</h3>{}", title, rows.empty() ? Html{"<p>None in this window.</p>"} : points_table);
}

/// The document without what only the picture needs.
json without_grids(json landscape) {
  if (!list(landscape, "panels").empty())
    for (json& panel : landscape["panels"]) panel.erase("grid");
  return landscape;
}

}  // namespace

std::string landscape_page(const json& landscape, const json& spec) {
  Html tables;
  for (std::size_t k = 0; k < list(landscape, "panels").size(); ++k) tables += points_of_panel(landscape, k);
  const bool whole = is_whole_space(landscape);
  const Html title = escape("Landscape of " + text(landscape, "problem"));
  const Html body = fill_template(
      assets::landscape(),
      {{"title", title},
       {"answer", escape(comparison_of_panels(landscape))},
       {"chart", chart_place("chart-landscape")},
       {"caption", escape(caption_of_picture(landscape))},
       {"slope", {whole ? "slope" : "slope along the plane"}},
       {"problem", {whole ? "the whole problem" : "the whole problem, not only for this plane"}},
       {"tables", tables}});
  return page_text({"landscape",
                    title,
                    body,
                    text_field(landscape, "command"),
                    {},
                    {{"chart-landscape", spec, true}},
                    script_json(without_grids(landscape))});
}

}  // namespace orthant::report
