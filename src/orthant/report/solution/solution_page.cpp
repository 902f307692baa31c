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

/// Only the long series are thinned, names of rows and columns left out, and the lists of parts cut; every other field
/// stays as it is.
void thin_document(json& solution, std::size_t most) {
  solution["data"].erase("row_names");
  solution["data"].erase("column_names");
  for (json& start : solution["starts"])
    for (json& series : start["trace"]) thin(series, most);
  for (json& series : solution["spectra"]) thin(series, 10 * most);
  for (json& part : solution["parts"])
    for (json& list : part)
      if (list.is_array() && list.size() > 10) list.erase(list.begin() + 10, list.end());
}

Html embedded_document(const Solution& solution) {
  json document = as_json(solution);
  Html out = script_json(document);
  for (std::size_t most = 400; out.text.size() > most_bytes && most >= 2; most /= 3) {
    thin_document(document, most);
    out = script_json(document);
  }
  return out;
}

std::vector<Chart> charts_of(const Solution& solution) {
  std::vector<Chart> charts;
  for (auto& [id, spec] : {std::pair{"chart-minima", minima_plot(solution)},
                           {"chart-gap", gap_plot(solution)},
                           {"chart-stationarity", stationarity_plot(solution)},
                           {"chart-held-out", held_out_plot(solution)},
                           {"chart-cone", cone_plot(solution)},
                           {"chart-singular-values", singular_values_plot(solution)},
                           {"chart-hessian", hessian_plot(solution)}})
    if (!spec.is_null()) charts.push_back({id, spec});
  return charts;
}

Html verdict_badges(const Certificate& best) {
  const VerdictWords verdict = verdict_words(best.verdict);
  Html out = tag(best.spurious == true ? "bad" : verdict.mark, verdict.label);
  // "Not stationary" and "undecided" settle nothing, so there is nothing to have proved.
  if (best.verdict == Verdict::not_stationary || best.verdict == Verdict::undecided) return out;
  const RigorWords rigor = rigor_words(best.rigor);
  return out + Html{" "} + tag(rigor.mark, rigor.label);
}

std::string gap_sentence(const Solution& solution) {
  if (exact_fit(solution))
    return "The fit is exact: the objective falls towards zero as far as rounding lets it.";
  if (solution.starts.size() < 2) return "How far the objective still is above where the search ended.";
  return "A line that levels off has come to rest there; the higher it stays, the worse the fit. Lines that "
         "reach the best leave the chart at the bottom.";
}

/// What the chart of the Hessian's eigenvalues shows.
Html hessian_sentence(const Solution& solution) {
  const Html out{solution.hessian_of == "schur"
                     ? "Eigenvalues of the Hessian once one factor is eliminated <span class='term'>Schur "
                       "complement</span>. "
                     : "Eigenvalues of the Hessian. "};
  const double level = flat_curvature(solution);
  const double lowest = solution.hessian.size() > 0 ? solution.hessian.minCoeff() : 0;
  if (lowest < -level)
    return out +
           Html{"Those below zero, orange triangles, lead down where the signs of the entries allow it."};
  if (lowest <= level) return out + Html{"Yellow squares are zero up to rounding: directions that are flat."};
  return out + Html{"All are above zero: every direction leads up, the leftmost least."};
}

}  // namespace

std::string solution_page(const Solution& solution) {
  const Gallery gallery = part_cards(solution);
  const Html title = escape(solution_title(solution));
  const auto yes_if = [](bool condition) { return Html{condition ? "yes" : ""}; };
  TemplateValues values{{"title", title},
                        {"formula", escape(model_formula(solution))},
                        {"data_sentence", data_sentence(solution)},
                        {"badges", verdict_badges(best_of(solution))},
                        {"answer", answer_sentence(solution)},
                        {"knowledge", knowledge_sentence(solution)},
                        {"opening", opening_sentence(solution)},
                        {"uniqueness", uniqueness_sentence(solution)},
                        {"groups", groups_sentence(solution)},
                        {"agreement", agreement_section(solution.agreement)},
                        {"predictions", predictions_section(solution)},
                        {"prediction", prediction_sentence(solution)},
                        {"stability", stability_sentence(solution)},
                        {"stability_table", stability_table(solution)},
                        {"key_figures", solution_figures(solution)},
                        {"gallery", gallery.figures},
                        {"gallery_note", gallery.note},
                        {"points", escape(kind_of_points(solution, true))},
                        {"minima_sentence", minima_sentence(solution)},
                        {"example_sentence", example_sentence(solution)},
                        {"minima_table", minima_table(solution)},
                        {"starts_table", starts_table(solution)},
                        {"checks", checks_list(checks(solution))},
                        {"reasons", reasons_list(solution)},
                        {"gap_sentence", escape(gap_sentence(solution))},
                        {"hessian_sentence", hessian_sentence(solution)},
                        {"several_starts", yes_if(solution.starts.size() > 1)}};
  std::vector<Chart> charts = charts_of(solution);
  for (const char* id : {"chart-minima", "chart-gap", "chart-stationarity", "chart-held-out",
                         "chart-singular-values", "chart-hessian"})
    values[id] = {};
  for (const Chart& chart : charts) values[chart.id] = chart_place(chart.id);
  values["traces"] = values["chart-gap"] + values["chart-stationarity"];
  values["spectra"] = values["chart-singular-values"] + values["chart-hessian"];
  charts.insert(charts.end(), gallery.charts.begin(), gallery.charts.end());
  return page_text({"solution", title, fill_template(assets::solution(), values),
                    shown_text("command", solution.command), solution_settings(solution), charts,
                    embedded_document(solution)});
}

}  // namespace orthant::report
