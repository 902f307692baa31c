#include <algorithm>
#include <vector>

#include "orthant/report/page/document.hpp"
#include "orthant/report/page/page.hpp"
#include "orthant/report/report.hpp"
#include "orthant/report/solution/plots.hpp"
#include "orthant/report/solution/solution.hpp"

namespace orthant::report {
namespace {

using nlohmann::json;

/// Beyond this size the copy of the document in the page keeps fewer points of every trace.
constexpr std::size_t most_bytes = 700'000;

/// At most `most` of the series, evenly spread.
void thin(json& series, std::size_t most) {
  if (!series.is_array() || series.size() <= most) return;
  json kept = json::array();
  for (const std::size_t i : spread(series.size(), most)) kept.push_back(std::move(series[i]));
  series = std::move(kept);
}

/// Only the long series are thinned, and names of rows and columns left out; every other field stays as it is.
json thinned(json solution, std::size_t most) {
  if (const json* data = find(solution, "data"); data != nullptr && data->is_object())
    for (const char* names : {"row_names", "column_names"}) solution["data"].erase(names);
  for (std::size_t i = 0; i < list(solution, "starts").size(); ++i)
    if (const json* trace = find(solution["starts"][i], "trace"); trace != nullptr && trace->is_object())
      for (json& series : solution["starts"][i]["trace"]) thin(series, most);
  if (const json* spectra = find(solution, "spectra"); spectra != nullptr && spectra->is_object())
    for (json& series : solution["spectra"]) thin(series, 10 * most);
  return solution;
}

Html embedded_solution(const json& solution) {
  Html out = script_json(solution);
  for (std::size_t most = 400; out.text.size() > most_bytes && most >= 2; most /= 3)
    out = script_json(thinned(solution, most));
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

Html verdict_badges(const json& solution) {
  const std::string verdict_word = text(solution, "certificate.verdict");
  const VerdictWords verdict = verdict_words(verdict_word);
  const RigorWords rigor = rigor_words(text(solution, "certificate.rigor"));
  const bool dead_end = truth(solution, "certificate.spurious") == true;
  Html out = tag(dead_end ? "bad" : verdict.mark, verdict.label);
  // "Not stationary" and "undecided" settle nothing, so there is nothing to have proved.
  const bool settled = verdict_word != "not_stationary" && verdict_word != "undecided";
  if (settled && !rigor.label.empty()) out += Html{" "} + tag(rigor.mark, rigor.label);
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

std::string solution_page(const SolutionInput& input) {
  const json& solution = input.solution;
  const Gallery gallery = component_gallery(solution, input.components, input.image_shape);
  const Html title = escape(solution_title(solution));
  const auto yes_if = [](bool condition) { return Html{condition ? "yes" : ""}; };
  TemplateValues values{{"title", title},
                        {"formula", escape(model_formula(solution))},
                        {"data_sentence", data_sentence(solution)},
                        {"badges", verdict_badges(solution)},
                        {"answer", answer_sentence(solution)},
                        {"knowledge", knowledge_sentence(solution)},
                        {"uniqueness", uniqueness_sentence(solution, part_numbers(input.components))},
                        {"key_figures", solution_figures(solution)},
                        {"gallery", gallery.figures},
                        {"gallery_note", gallery.note},
                        {"shares", yes_if(!list(solution, "components").empty())},
                        {"points", escape(kind_of_points(solution, true))},
                        {"minima_sentence", minima_sentence(solution)},
                        {"example_sentence", example_sentence(solution)},
                        {"minima_table", minima_table(solution)},
                        {"starts_table", starts_table(solution)},
                        {"checks", checks_list(checks(solution))},
                        {"reasons", reasons_list(solution)},
                        {"gap_sentence", escape(gap_sentence(solution))},
                        {"hessian_sentence", hessian_sentence(solution)},
                        {"several_starts", yes_if(list(solution, "starts").size() > 1)}};
  std::vector<Chart> charts = charts_of(solution);
  for (const char* id :
       {"chart-minima", "chart-gap", "chart-stationarity", "chart-singular-values", "chart-hessian"})
    values[id] = {};
  for (const Chart& chart : charts) values[chart.id] = chart_place(chart.id);
  values["traces"] = values["chart-gap"] + values["chart-stationarity"];
  values["spectra"] = values["chart-singular-values"] + values["chart-hessian"];
  charts.insert(charts.end(), gallery.charts.begin(), gallery.charts.end());
  return page_text({"solution", title, fill_template(assets::solution(), values),
                    text_field(solution, "command"), solution_settings(solution), charts,
                    embedded_solution(solution)});
}

}  // namespace orthant::report
