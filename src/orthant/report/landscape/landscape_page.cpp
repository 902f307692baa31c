#include <algorithm>
#include <filesystem>

#include "orthant/files/atomic_file.hpp"
#include "orthant/report/landscape/landscape.hpp"
#include "orthant/report/page/document.hpp"
#include "orthant/report/page/page.hpp"
#include "orthant/report/report.hpp"

namespace orthant::report {
namespace {

/// "one spurious local minimum", of a panel.
std::string spurious_minima(const Panel& panel, bool whole_space) {
  const auto count = std::count_if(panel.points.begin(), panel.points.end(), [&](const auto& point) {
    return point_kind(point, whole_space) == "Spurious local minimum";
  });
  return fmt::format("{} spurious local {}", count == 0 ? "no" : show_word(static_cast<double>(count)),
                     count > 1 ? "minima" : "minimum");
}

/// What the two panels say together.
std::string comparison_of_panels(const LandscapeDocument& document) {
  const auto& panels = document.landscape.panels;
  if (panels.size() != 2) return landscape_description(document);
  const bool whole_space = document.landscape.whole_space;
  const std::string free = spurious_minima(panels[0], whole_space),
                    feasible = spurious_minima(panels[1], whole_space);
  const std::string where = whole_space ? "" : " among the critical points of this slice";
  if (free == feasible) return fmt::format("With the constraint and without it: {}{}.", free, where);
  return fmt::format("Without the constraint: {}{}. With it: {}.", free, where, feasible);
}

std::string caption_of_picture(const LandscapeDocument& document) {
  const std::string levels =
      "Each line joins places of the same objective; lines are close together in value near the bottom and far "
      "apart higher up, so that shallow wells show. ";
  if (document.landscape.whole_space) return levels + "The problem has two unknowns, so this is all of it.";
  return levels +
         fmt::format("The problem has {} unknowns; this is a plane through them.", document.unknowns);
}

Html point_row(const LandscapePoint& point, const std::string& path, bool whole_space) {
  const auto number = [&](const char* column, const char* name, std::optional<double> value, Show show) {
    return cell(column, or_dash(shown(path + name, value, show, 4)), "number");
  };
  const Certificate& known = point.certificate;
  return row("", "", escape(point_kind(point, whole_space)),
             number("x", "x", point.slice.place.x(), Show::decimal) +
                 number("y", "y", point.slice.place.y(), Show::decimal) +
                 number("Objective", "objective", known.objective, Show::decimal) +
                 number("Least curvature", "certificate.second_order.modulus", known.second_order.modulus,
                        Show::at_most) +
                 cell("In the picture", escape(to_string(point.slice.type))));
}

Html points_of_panel(const Landscape& landscape, std::size_t k) {
  const Panel& panel = landscape.panels[k];
  Html rows;
  for (std::size_t i = 0; i < panel.points.size(); ++i)
    rows += point_row(panel.points[i], fmt::format("panels.{}.points.{}.", k, i), landscape.whole_space);
  const Html points_table =
      table({"What it is", "x", "y", "Objective", "Least curvature", "In the picture"}, rows, panel.title);
  return markup("<h3>{}</h3>{}", panel.title,
                rows.empty() ? Html{"<p>None in this window.</p>"} : points_table);
}

/// The document without what only the picture needs.
nlohmann::json without_grids(const LandscapeDocument& document) {
  nlohmann::json out = as_json(document);
  for (nlohmann::json& panel : out["panels"]) panel.erase("grid");
  return out;
}

}  // namespace

std::string landscape_page(const LandscapeDocument& document, const nlohmann::json& spec) {
  const Landscape& landscape = document.landscape;
  Html tables;
  for (std::size_t k = 0; k < landscape.panels.size(); ++k) tables += points_of_panel(landscape, k);
  const bool whole = landscape.whole_space;
  const Html title = escape("Landscape of " + document.problem);
  const Html body = fill_template(
      assets::landscape(),
      {{"title", title},
       {"answer", escape(comparison_of_panels(document))},
       {"chart", chart_place("chart-landscape")},
       {"caption", escape(caption_of_picture(document))},
       {"slope", {whole ? "slope" : "slope along the plane"}},
       {"problem", {whole ? "the whole problem" : "the whole problem, not only for this plane"}},
       {"tables", tables}});
  return page_text({"landscape",
                    title,
                    body,
                    shown_text("command", document.command),
                    {},
                    {{"chart-landscape", spec, true}},
                    script_json(without_grids(document))});
}

void write_pages(const LandscapeDocument& document, const std::string& folder) {
  const std::filesystem::path out(folder);
  const nlohmann::json picture = landscape_spec(document);
  write_file_atomically((out / "landscape.vg.json").string(), picture.dump() + "\n");
  write_file_atomically((out / "landscape.html").string(), landscape_page(document, picture));
}

}  // namespace orthant::report
