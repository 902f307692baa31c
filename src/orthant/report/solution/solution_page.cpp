#include "orthant/report/report.hpp"

#include <algorithm>
#include <vector>

#include "orthant/report/assets.hpp"
#include "orthant/report/page/document.hpp"
#include "orthant/report/page/page.hpp"
#include "orthant/report/solution/checks.hpp"
#include "orthant/report/solution/components.hpp"
#include "orthant/report/solution/plot_parts.hpp"
#include "orthant/report/solution/plots.hpp"
#include "orthant/report/solution/solution.hpp"
#include "orthant/report/solution/tables.hpp"
#include "orthant/report/solution/words.hpp"

namespace orthant {
namespace {

using nlohmann::json;

/// Beyond this size the copy of the document in the page keeps fewer points of every trace.
constexpr std::size_t most_bytes = 700'000;

/// Only the long series are thinned, and names of rows and columns left out; every other field stays as it
/// is.
json thinned(json solution, std::size_t most) {
  if (solution.contains("data") && solution["data"].is_object())
    for (const char* names : {"row_names", "column_names"}) solution["data"].erase(names);
  if (solution.contains("starts") && solution["starts"].is_array()) {
    for (auto& start : solution["starts"]) {
      if (!start.is_object() || !start.contains("trace") || !start["trace"].is_object()) continue;
      for (auto& series : start["trace"]) {
        if (!series.is_array()) continue;
        json kept = json::array();
        for (const std::size_t i : spread(series.size(), most)) kept.push_back(series[i]);
        series = kept;
      }
    }
  }
  if (solution.contains("spectra") && solution["spectra"].is_object()) {
    for (auto& series : solution["spectra"]) {
      if (!series.is_array() || series.size() <= 10 * most) continue;
      json kept = json::array();
      for (const std::size_t i : spread(series.size(), 10 * most)) kept.push_back(series[i]);
      series = kept;
    }
  }
  return solution;
}

Html embedded_solution(const json& solution) {
  Html out = script_json(solution);
  for (std::size_t most = 400; out.text.size() > most_bytes && most >= 2; most /= 3) {
    out = script_json(thinned(solution, most));
  }
  return out;
}

std::vector<Chart> charts_of(const json& solution) {
  std::vector<Chart> charts;
  const auto add = [&](const char* id, json spec) {
    if (!spec.is_null()) charts.push_back({id, std::move(spec)});
  };
  add("chart-minima", minima_plot(solution));
  add("chart-gap", gap_plot(solution));
  add("chart-stationarity", stationarity_plot(solution));
  add("chart-cone", cone_plot(solution));
  add("chart-singular-values", singular_values_plot(solution));
  add("chart-hessian", hessian_plot(solution));
  return charts;
}

/// An element for every chart of the template, empty where there is nothing to draw.
void add_charts(const std::vector<Chart>& charts, TemplateValues& values) {
  for (const char* id :
       {"chart-minima", "chart-gap", "chart-stationarity", "chart-singular-values", "chart-hessian"}) {
    const bool drawn = std::any_of(charts.begin(), charts.end(), [&](const Chart& c) { return c.id == id; });
    values[id] = drawn ? markup("<div class='chart' id='{}'></div>", id) : Html{};
  }
  values["traces"] = values["chart-gap"] + values["chart-stationarity"];
  values["spectra"] = values["chart-singular-values"] + values["chart-hessian"];
  Html specs;
  for (const auto& chart : charts) {
    specs += markup("<script type='application/json' data-chart='{}'>{}</script>\n", chart.id,
                    script_json(chart.spec));
  }
  values["specs"] = specs;
}

Html badges(const json& solution) {
  const std::string verdict_word = text(solution, "certificate.verdict");
  const VerdictWords verdict = verdict_words(verdict_word);
  const RigorWords rigor = rigor_words(text(solution, "certificate.rigor"));
  const bool dead_end = truth(solution, "certificate.spurious") == true;
  Html out = markup("<span class='tag {}'>{}</span>", dead_end ? "bad" : verdict.mark, verdict.label);
  // "Not stationary" and "undecided" settle nothing, so there is nothing to have proved.
  const bool settled = verdict_word != "not_stationary" && verdict_word != "undecided";
  if (settled && !rigor.label.empty())
    out += markup(" <span class='tag {}'>{}</span>", rigor.mark, rigor.label);
  return out;
}

std::string gap_sentence(const json& solution) {
  if (exact_fit(solution))
    return "The fit is exact: the objective falls towards zero as far as rounding lets it.";
  if (list(solution, "starts").size() < 2)
    return "How far the objective still is above where the search ended.";
  return "A line that levels off has come to rest there; the higher it stays, the worse the fit. Lines that "
         "reach the "
         "best leave the chart at the bottom.";
}

/// What the chart of the Hessian's eigenvalues shows.
Html hessian_sentence(const json& solution) {
  Html out{text(solution, "spectra.hessian_of") == "schur"
               ? "Eigenvalues of the Hessian once one factor is eliminated <span class='term'>Schur "
                 "complement</span>. "
               : "Eigenvalues of the Hessian. "};
  const double level = flat_curvature(solution);
  const auto& spectrum = list(solution, "spectra.hessian");
  const auto any = [&](auto condition) {
    return std::any_of(spectrum.begin(), spectrum.end(),
                       [&](const json& x) { return x.is_number() && condition(x.get<double>()); });
  };
  if (any([&](double x) { return x < -level; }))
    return out +
           Html{"Those below zero, orange triangles, lead down where the signs of the entries allow it."};
  if (any([&](double x) { return x <= level; }))
    return out + Html{"Yellow squares are zero up to rounding: directions that are flat."};
  return out + Html{"All are above zero: every direction leads up, the leftmost least."};
}

}  // namespace

std::string report_page(const ReportInput& input) {
  const json& solution = input.solution;
  const Gallery gallery = component_gallery(solution, input.components, input.image_shape);
  const auto steps = checks(solution);
  std::vector<Chart> charts = charts_of(solution);
  charts.insert(charts.end(), gallery.charts.begin(), gallery.charts.end());

  TemplateValues values{
      {"title", escape(page_title(solution))},
      {"formula", escape(model_formula(solution))},
      {"data_sentence", data_sentence(solution)},
      {"badges", badges(solution)},
      {"answer", answer_sentence(solution)},
      {"knowledge", knowledge_sentence(solution)},
      {"uniqueness", uniqueness_sentence(solution, part_numbers(input.components))},
      {"key_figures", key_figures_html(solution)},
      {"gallery", gallery.figures},
      {"gallery_note", gallery.note},
      {"shares", {list(solution, "components").empty() ? "" : "yes"}},
      {"points", escape(kind_of_points(solution, true))},
      {"minima_sentence", minima_sentence(solution)},
      {"example_sentence", example_sentence(solution)},
      {"minima_table", minima_table(solution)},
      {"starts_table", starts_table(solution)},
      {"checks", checks_html(steps)},
      {"reasons", reasons_html(solution)},
      {"gap_sentence", escape(gap_sentence(solution))},
      {"hessian_sentence", hessian_sentence(solution)},
      {"several_starts", {list(solution, "starts").size() > 1 ? "yes" : ""}},
      {"command", escape(text(solution, "command"))},
      {"settings", settings_list(solution)},
      {"solution", embedded_solution(solution)},
      {"style", {std::string(assets::style())}},
      {"script", {std::string(assets::script())}},
      {"licences", {std::string(assets::licences())}},
      {"vega", {std::string(assets::vega())}},
      {"vega_lite", {std::string(assets::vega_lite())}},
      {"vega_embed", {std::string(assets::vega_embed())}},
  };
  add_charts(charts, values);
  return fill_template(assets::page(), values).text;
}

std::string report_page(const Solution& solution) {
  return report_page({as_json(solution), solution.right, solution.data.image_shape});
}

}  // namespace orthant
