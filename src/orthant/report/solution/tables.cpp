#include "orthant/report/solution/tables.hpp"

#include <cctype>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "orthant/report/page/document.hpp"
#include "orthant/report/page/field.hpp"
#include "orthant/report/page/table_parts.hpp"
#include "orthant/report/solution/words.hpp"

namespace orthant {
namespace {

using nlohmann::json;

std::string capital(std::string words) {
  words[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(words[0])));
  return words;
}

/// A minimum with a lower point beside it is a dead end, and gets no tick.
Html verdict_tag(std::string_view verdict, bool dead_end) {
  const VerdictWords words = verdict_words(verdict);
  return markup("<span class='tag {}'>{}</span>", dead_end ? "bad" : words.mark, words.label);
}

/// In percent; beside an exact fit, where a quotient would be one of rounding errors, the difference itself.
Html above_the_best(const json& solution, const std::string& path) {
  const Html percent = field(solution, path + "relative_gap", Show::percent, 3);
  return percent.empty() ? field_or_dash(solution, path + "gap", Show::decimal, 3) : percent;
}

/// "5, 7, 9, 20", each a field of the document.
Html start_numbers(const json& solution, const std::string& path) {
  const std::size_t size = list(solution, path).size();
  Html out;
  for (std::size_t i = 0; i < size; ++i) {
    if (i > 0) out += {", "};
    out += field(solution, fmt::format("{}.{}", path, i), Show::integer);
  }
  return out.empty() ? Html{"–"} : out;
}

/// "3 of 20: numbers 5, 7, 20".
Html reached_by(const json& solution, const std::string& path) {
  const Html hits = field(solution, path + "hits", Show::integer);
  const Html all = field(solution, "starts.length", Show::integer);
  Html out = hits.empty() ? Html{"–"} : all.empty() ? hits : markup("{} of {}", hits, all);
  const std::size_t listed = list(solution, path + "starts").size();
  if (listed > 0)
    out += markup(" <span class='which'>({} {})</span>", listed == 1 ? "number" : "numbers",
                  start_numbers(solution, path + "starts"));
  return out;
}

Html minimum_row(const json& solution, std::size_t i) {
  const std::string path = fmt::format("minima.{}.", i);
  const auto spurious = truth(solution, path + "spurious");
  const Html lower = !spurious   ? Html{"not known"}
                     : *spurious ? Html{"yes <span class='term'>spurious</span>"}
                                 : Html{"no"};
  return markup("<tr class='{}'>", i == 0 ? "best" : "") +
         markup("<th scope='row' data-label='{}'>{}</th>", capital(kind_of_points(solution, false)), i + 1) +
         cell("Objective", field_or_dash(solution, path + "objective", Show::decimal, 8), "number") +
         cell("Above the best", above_the_best(solution, path), "number") +
         cell("Starts that ended here", reached_by(solution, path), "list") +
         cell("What it is", verdict_tag(text(solution, path + "verdict"), spurious == true)) +
         cell("How known", escape(rigor_words(text(solution, path + "rigor")).label)) +
         cell("Curvature", field_or_dash(solution, path + "modulus", Show::at_most, 3), "number") +
         cell("Lower point known", lower) + Html{"</tr>\n"};
}

Html start_row(const json& solution, std::size_t i) {
  const std::string path = fmt::format("starts.{}.", i);
  const bool is_best = best_start(solution) == i;
  const auto minimum = number(solution, path + "minimum");
  const Html ended =
      minimum ? markup("{} {}", kind_of_points(solution, false), std::lround(*minimum) + 1) : Html{"none"};
  return markup("<tr class='{}'>", is_best ? "best" : "") +
         markup("<th scope='row' data-label='Start'>{}</th>",
                field_or_dash(solution, path + "start", Show::integer)) +
         cell("How it stopped", escape(status_words(text(solution, path + "status")))) +
         cell("Iterations", field_or_dash(solution, path + "iterations", Show::integer), "number") +
         cell("Objective", field_or_dash(solution, path + "objective", Show::decimal, 8), "number") +
         cell("Slope left", field_or_dash(solution, path + "stationarity", Show::decimal, 2), "number") +
         cell("Seconds", field_or_dash(solution, path + "seconds", Show::decimal, 2), "number") +
         cell("Ended at", ended) + Html{"</tr>\n"};
}

std::string with_spaces(std::string name) {
  for (char& c : name) c = c == '_' ? ' ' : c;
  return name;
}

}  // namespace

Html key_figures_html(const json& solution) {
  const Html seconds = field(solution, "seconds.total", Show::decimal, 2);
  const Show error_as = number(solution, "relative_error").value_or(1) < 1e-4 ? Show::decimal : Show::percent;
  const Html out =
      key_figure("Relative error", field(solution, "relative_error", error_as, 4),
                 {"‖X − fit‖ / ‖X‖; 0 % is a perfect fit"}) +
      key_figure("Objective", field(solution, "objective", Show::decimal, 8),
                 escape(objective_formula(solution))) +
      key_figure(capital(kind_of_points(solution, true)) + " found",
                 field(solution, "minima.length", Show::integer),
                 field(solution, "starts.length", Show::integer).empty()
                     ? Html{}
                     : markup("from {} {}", field(solution, "starts.length", Show::integer),
                              list(solution, "starts").size() == 1 ? "start" : "starts")) +
      key_figure("Slope left", field(solution, "stationarity", Show::decimal, 2),
                 {"stationarity; 0 is exactly level"}) +
      key_figure("Time", seconds.empty() ? seconds : markup("{} s", seconds), {"in all, checks included"});
  return out.empty() ? out : markup("<dl class='figures'>\n{}</dl>", out);
}

Html minima_table(const json& solution) {
  constexpr std::size_t in_sight = 6;
  const std::vector<std::string_view> columns = {
      "",           "Objective", "Above the best", "Starts that ended here",
      "What it is", "How known", "Curvature",      "Lower point known"};
  const std::size_t size = list(solution, "minima").size();
  Html rows;
  Html more;
  for (std::size_t i = 0; i < size; ++i) (i < in_sight ? rows : more) += minimum_row(solution, i);
  if (rows.empty()) return {};
  Html out = table(columns, rows, "Points found");
  if (!more.empty()) {
    out += markup("<details><summary>{} more</summary>{}</details>", size - in_sight,
                  table(columns, more, "More points found"));
  }
  return out;
}

Html starts_table(const json& solution) {
  Html rows;
  for (std::size_t i = 0; i < list(solution, "starts").size(); ++i) rows += start_row(solution, i);
  if (rows.empty()) return rows;
  return table({"Start", "How it stopped", "Iterations", "Objective", "Slope left", "Seconds", "Ended at"},
               rows, "Every start");
}

Html settings_list(const json& solution) {
  Html out;
  if (const auto* options = find(solution, "options"); options != nullptr && options->is_object()) {
    for (const auto& [name, value] : options->items()) {
      if (value.is_string()) out += setting(with_spaces(name), escape(value.get<std::string>()));
      if (value.is_number()) {
        out += setting(
            with_spaces(name),
            field(solution, "options." + name, value.is_number_integer() ? Show::integer : Show::decimal, 6));
      }
    }
  }
  out += setting("balance λ", field(solution, "balance", Show::decimal, 6));
  for (const auto& [name, label] : {std::pair{"l1_left", "weight of the sum of L"},
                                    {"l1_right", "weight of the sum of R"},
                                    {"l2_left", "weight of ½‖L‖²"},
                                    {"l2_right", "weight of ½‖R‖²"}}) {
    const std::string path = std::string("regularisation.") + name;
    if (number(solution, path).value_or(0) > 0)
      out += setting(label, field(solution, path, Show::decimal, 6));
  }
  for (const char* part : {"read", "solve", "certify"}) {
    const Html seconds = field(solution, std::string("seconds.") + part, Show::decimal, 2);
    if (!seconds.empty()) out += setting(fmt::format("time to {}", part), markup("{} s", seconds));
  }
  out += setting("orthant version", escape(text(solution, "version")));
  if (const auto* files = find(solution, "files"); files != nullptr && files->is_object()) {
    Html names;
    for (const auto& [key, name] : files->items()) {
      if (!name.is_string()) continue;
      if (!names.empty()) names += {", "};
      names += markup("<code>{}</code>", name.get<std::string>());
    }
    out += markup("<div class='row'><dt>files beside this page</dt><dd>{}</dd></div>\n", names);
  }
  return out.empty() ? out : markup("<dl class='settings'>\n{}</dl>", out);
}

}  // namespace orthant
