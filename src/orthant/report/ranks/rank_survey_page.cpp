#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "orthant/documents/rank_survey.hpp"
#include "orthant/report/page/document.hpp"
#include "orthant/report/page/page.hpp"
#include "orthant/report/report.hpp"
#include "orthant/report/solution/plots.hpp"
#include "orthant/report/solution/solution.hpp"

namespace orthant::report {
namespace {

using nlohmann::json;

/// A value over the ranks: what it is called, and how it is read off the document.
struct RankSeries {
  const char* name;
  double (*value)(const RankSurveyDocument& survey, const SurveyedRank& rank);
  double (*deviation)(const RankSurveyDocument& survey, const SurveyedRank& rank) = nullptr;
};

double shown_held_out(const RankSurveyDocument& survey, const SurveyedRank& rank) {
  return survey.loss == Loss::frobenius ? std::sqrt(rank.held_out) : rank.held_out;
}

double held_out_deviation(const RankSurveyDocument& survey, const SurveyedRank& rank) {
  return shown_held_out(survey, rank) * rank.standard_error * (survey.loss == Loss::frobenius ? 0.5 : 1);
}

/// One small chart over the ranks: a line for each series, the recommended rank marked. Null without two values.
/// `range`: of the axis; both 0: of the values.
json rank_plot(const RankSurveyDocument& survey, const std::string& description, const std::string& title,
               const std::vector<RankSeries>& series, std::pair<double, double> range = {0, 0}) {
  json values = json::array();
  json names = json::array();
  for (const RankSeries& one : series) {
    names.push_back(one.name);
    for (const SurveyedRank& rank : survey.ranks) {
      const double value = one.value(survey, rank);
      if (!std::isfinite(value)) continue;
      json point = {{"rank", rank.rank}, {"value", value}, {"what", one.name}};
      if (one.deviation != nullptr) {
        const double deviation = one.deviation(survey, rank);
        point["low"] = value - deviation;
        point["high"] = value + deviation;
      }
      values.push_back(std::move(point));
    }
  }
  if (values.size() < 2 * series.size()) return nullptr;
  json spec = plot_frame(description, 170, values);
  json x = quantity("rank", "parts");
  x["scale"] = {
      {"domain", {survey.ranks.front().rank, survey.ranks.back().rank}}, {"nice", false}, {"padding", 12}};
  x["axis"]["tickMinStep"] = 1;
  x["axis"]["format"] = "d";
  json y = quantity("value", title);
  y["axis"]["tickCount"] = 5;
  if (range.second > range.first)
    y["scale"] = {{"domain", {range.first, range.second}}, {"nice", false}};
  else
    y["scale"] = {{"zero", false}};
  const json palette = {colour::best, colour::bad};
  const bool several = series.size() > 1;
  json channel = {{"value", colour::best}}, shape = {{"value", "circle"}};
  if (several) {
    channel = {{"field", "what"},
               {"type", "nominal"},
               {"scale", {{"domain", names}, {"range", palette}}},
               {"legend", {{"columns", 1}}}};
    shape = {{"field", "what"},
             {"type", "nominal"},
             {"scale", {{"domain", names}, {"range", {"circle", "triangle-up"}}}},
             {"legend", {{"columns", 1}}}};
  }
  spec["encoding"] = {{"x", x}};
  spec["layer"] = json::array();
  if (survey.recommended)
    spec["layer"].push_back(
        {{"data", {{"values", {{{"rank", *survey.recommended}}}}}},
         {"mark", {{"type", "rule"}, {"color", colour::fair}, {"strokeWidth", 10}, {"opacity", 0.3}}}});
  spec["layer"].push_back({{"mark", {{"type", "line"}, {"strokeWidth", 1.6}, {"opacity", 0.7}}},
                           {"encoding", {{"y", y}, {"color", channel}}}});
  if (series.front().deviation != nullptr)
    spec["layer"].push_back(
        {{"mark", {{"type", "rule"}, {"strokeWidth", 1.6}, {"color", colour::soft_ink}}},
         {"encoding", {{"y", {{"field", "low"}, {"type", "quantitative"}}}, {"y2", {{"field", "high"}}}}}});
  spec["layer"].push_back(
      {{"mark", {{"type", "point"}, {"filled", true}, {"size", 55}, {"opacity", 1}}},
       {"encoding",
        {{"y", y},
         {"color", channel},
         {"shape", shape},
         {"tooltip", tooltip({{"rank", "parts"}, {"what", "what"}, {"value", "value"}})}}}});
  return spec;
}

std::vector<Chart> charts_of_survey(const RankSurveyDocument& survey) {
  const bool squares = survey.loss == Loss::frobenius;
  const std::string misfit = squares ? "root mean square error" : "mean divergence";
  const bool relative = std::all_of(survey.ranks.begin(), survey.ranks.end(), [](const SurveyedRank& rank) {
    return std::isfinite(rank.relative_error);
  });
  const RankSeries fit =
      relative
          ? RankSeries{"relative error", [](const auto&, const auto& rank) { return rank.relative_error; }}
          : RankSeries{"objective", [](const auto&, const auto& rank) { return rank.objective; }};
  std::vector<Chart> out;
  const auto add = [&](const char* id, json spec) {
    if (!spec.is_null()) out.push_back({id, std::move(spec)});
  };
  add("chart-held-out", rank_plot(survey, "Held-out error by rank", misfit,
                                  {{misfit.c_str(), shown_held_out, held_out_deviation}}));
  add("chart-objective", rank_plot(survey, "Misfit of the best fit by rank", fit.name, {fit}));
  add("chart-agreement",
      rank_plot(survey, "Agreement of the parts by rank", "",
                {{"all parts", [](const auto&, const auto& rank) { return rank.agreement; }},
                 {"least", [](const auto&, const auto& rank) { return rank.least_agreement; }}},
                {0, 1.02}));
  add("chart-hits",
      rank_plot(survey, "Starts that found the best fit, and spurious ones, by rank", "share of the starts",
                {{"best fit",
                  [](const auto&, const auto& rank) {
                    return static_cast<double>(rank.hits) / static_cast<double>(rank.starts);
                  }},
                 {"proved spurious", [](const auto&, const auto& rank) { return rank.proved_spurious; }}},
                {0, 1.02}));
  add("chart-consensus",
      rank_plot(survey, "Consensus of the groups by rank", "",
                {{"cophenetic correlation", [](const auto&, const auto& rank) { return rank.cophenetic; }},
                 {"dispersion", [](const auto&, const auto& rank) { return rank.dispersion; }}},
                {0, 1.02}));
  return out;
}

Html rank_row(const RankSurveyDocument& survey, std::size_t k) {
  const SurveyedRank& rank = survey.ranks[k];
  const std::string path = fmt::format("ranks.{}.", k);
  const auto value = [&](const char* column, const char* field, double number, Show show, int digits) {
    return cell(column, or_dash(shown(path + field, json(number), show, digits)), "number");
  };
  const Html hits = markup("{} of {}", shown(path + "hits", json(rank.hits), Show::integer),
                           shown(path + "starts", json(rank.starts), Show::integer));
  const Html cells =
      value("Objective", "objective", rank.objective, Show::decimal, 3) +
      cell("Held out", or_dash(shown("", json(shown_held_out(survey, rank)), Show::decimal, 4)), "number") +
      value("Minima", "minima", static_cast<double>(rank.minima), Show::integer, 0) +
      cell("Best found", hits, "number") + value("Agreement", "agreement", rank.agreement, Show::decimal, 3) +
      value("Cophenetic", "cophenetic_correlation", rank.cophenetic, Show::decimal, 3) +
      value("Proved spurious", "proved_spurious_share", rank.proved_spurious, Show::percent, 0) +
      cell("Best fit", tag(verdict_words(rank.verdict).mark, verdict_words(rank.verdict).label));
  return row(rank.rank == survey.recommended ? "best" : "", "Rank",
             shown(path + "rank", json(rank.rank), Show::integer), cells);
}

Html table_of_ranks(const RankSurveyDocument& survey) {
  Html rows;
  for (std::size_t k = 0; k < survey.ranks.size(); ++k) rows += rank_row(survey, k);
  return table({"Rank", "Objective", "Held out", "Minima", "Best found", "Agreement", "Cophenetic",
                "Proved spurious", "Best fit"},
               rows, "Every rank");
}

std::string held_out_caption(const RankSurveyDocument& survey) {
  return fmt::format(
      "{} times, {:.2g} % of the entries were kept from the fit, {}. Bars: one standard error of the difference from "
      "the best rank.",
      capital(show_word(static_cast<double>(survey.folds))), 100 * survey.held_out_share,
      survey.validation == Validation::entries ? "single ones" : "in blocks of rows and columns");
}

std::string lead_of_survey(const RankSurveyDocument& survey) {
  return fmt::format(
      "More parts always fit the data better that they were made for. Whether they also predict entries that were "
      "kept from the fit says whether they are in the data or in the noise. The rank that is recommended is the "
      "smallest whose error on these is not above the smallest one by more than chance may. {} × {} data, {} starts "
      "at each rank, and one from the best fit of the rank before, which is not counted.",
      survey.rows, survey.cols, survey.starts);
}

Html key_figures_of(const RankSurveyDocument& survey) {
  const auto index_of = [&](Index rank) {
    const auto at = std::find_if(survey.ranks.begin(), survey.ranks.end(),
                                 [&](const SurveyedRank& one) { return one.rank == rank; });
    return static_cast<std::size_t>(at - survey.ranks.begin());
  };
  if (!survey.recommended || index_of(*survey.recommended) == survey.ranks.size()) return {};
  const std::size_t k = index_of(*survey.recommended);
  const SurveyedRank& rank = survey.ranks[k];
  const std::string path = fmt::format("ranks.{}.", k);
  const Html best = markup("{} of {}", shown(path + "hits", json(rank.hits), Show::integer),
                           shown(path + "starts", json(rank.starts), Show::integer));
  return key_figures(
      key_figure("Recommended", shown("recommended_rank", json(rank.rank), Show::integer), Html{"parts"}) +
      key_figure("Relative error",
                 shown(path + "relative_error", json(rank.relative_error), Show::percent, 4),
                 Html{"of the best fit with so many"}) +
      key_figure("Best fit found", best, Html{"starts ended in it"}) +
      key_figure("Agreement", shown(path + "agreement", json(rank.agreement), Show::decimal, 3),
                 Html{"of the other starts’ parts with the best ones; 1: the same"}));
}

}  // namespace

std::string rank_survey_page(const RankSurveyDocument& survey) {
  const bool clear = survey.recommended.has_value();
  const Html title = escape(
      clear ? fmt::format("{}: {} parts", survey.data, show_word(static_cast<double>(*survey.recommended)))
            : fmt::format("{}: how many parts?", survey.data));
  const auto solution = survey.files.find("solution");
  std::string link;
  if (solution != survey.files.end())
    link = solution->second.substr(0, solution->second.rfind('/')) + "/report.html";
  Html left_out;
  for (const std::string& sentence : survey.left_out) left_out += markup("<li>{}</li>", sentence);
  TemplateValues values{
      {"title", title},
      {"badges", clear ? tag("good", "Clear") : tag("open", "Not clear")},
      {"answer", shown_text("sentence", survey.sentence)},
      {"solution", escape(link)},
      {"key_figures", key_figures_of(survey)},
      {"lead", escape(lead_of_survey(survey))},
      {"held_out_caption", escape(held_out_caption(survey))},
      {"objective_caption",
       Html{"Of the best fit that was found. It falls with every part, whether there is one or not."}},
      {"lines", Html{survey.cols <= survey.rows ? "the columns" : "the rows"}},
      {"ranks_table", table_of_ranks(survey)},
      {"below", escape(found_from_below(survey))},
      {"left_out", left_out}};
  const std::vector<Chart> charts = charts_of_survey(survey);
  for (const char* id :
       {"chart-held-out", "chart-objective", "chart-agreement", "chart-hits", "chart-consensus"})
    values[id] = {};
  for (const Chart& chart : charts) values[chart.id] = chart_place(chart.id);
  const json document = as_json(survey);
  return page_text({"ranks",
                    title,
                    fill_template(assets::ranks(), values),
                    shown_text("command", survey.command),
                    {},
                    charts,
                    script_json(document)});
}

}  // namespace orthant::report
