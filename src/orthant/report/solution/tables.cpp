#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "orthant/report/page/document.hpp"
#include "orthant/report/solution/solution.hpp"

namespace orthant::report {

namespace {

using nlohmann::json;

/// A minimum with a lower point beside it is a dead end, and gets no tick.
Html verdict_tag(std::string_view verdict, bool dead_end) {
  const VerdictWords words = verdict_words(verdict);
  return tag(dead_end ? "bad" : words.mark, words.label);
}

/// In percent; beside an exact fit, where a quotient would be one of rounding errors, the difference itself.
Html above_the_best(const json& solution, const std::string& path) {
  const Html percent = field(solution, path + "relative_gap", Show::percent, 3);
  return percent.empty() ? or_dash(field(solution, path + "gap", Show::decimal, 3)) : percent;
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
  const auto value = [&](const char* column, const char* name, Show show, int digits) {
    return cell(column, or_dash(field(solution, path + name, show, digits)), "number");
  };
  return row(i == 0 ? "best" : "", capital(kind_of_points(solution, false)), markup("{}", i + 1),
             value("Objective", "objective", Show::decimal, 8) +
                 cell("Above the best", above_the_best(solution, path), "number") +
                 cell("Starts that ended here", reached_by(solution, path), "list") +
                 cell("What it is", verdict_tag(text(solution, path + "verdict"), spurious == true)) +
                 cell("How known", escape(rigor_words(text(solution, path + "rigor")).label)) +
                 value("Curvature", "modulus", Show::at_most, 3) + cell("Lower point known", lower));
}

/// Why a solver stopped.
std::string status_words(std::string_view status) {
  if (status == "stationary") return "came to rest";
  if (status == "target_reached") return "reached the target";
  if (status == "small_change") return "hardly moving";
  if (status == "no_progress") return "stopped by rounding";
  if (status == "iteration_limit") return "out of iterations";
  if (status == "time_limit") return "out of time";
  if (status == "interrupted") return "interrupted";
  return std::string(status);
}

Html start_row(const json& solution, std::size_t i) {
  const std::string path = fmt::format("starts.{}.", i);
  const auto value = [&](const char* column, const char* name, Show show, int digits = 3) {
    return cell(column, or_dash(field(solution, path + name, show, digits)), "number");
  };
  const auto minimum = number(solution, path + "minimum");
  const Html ended =
      minimum ? markup("{} {}", kind_of_points(solution, false), std::lround(*minimum) + 1) : Html{"none"};
  return row(best_start(solution) == i ? "best" : "", "Start",
             or_dash(field(solution, path + "start", Show::integer)),
             cell("How it stopped", escape(status_words(text(solution, path + "status")))) +
                 value("Iterations", "iterations", Show::integer) +
                 value("Objective", "objective", Show::decimal, 8) +
                 value("Slope left", "stationarity", Show::decimal, 2) +
                 value("Seconds", "seconds", Show::decimal, 2) + cell("Ended at", ended));
}

std::string with_spaces(std::string name) {
  for (char& c : name) c = c == '_' ? ' ' : c;
  return name;
}

}  // namespace

Html solution_figures(const json& solution) {
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
  return key_figures(out);
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

Html solution_settings(const json& solution) {
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
  return settings(out);
}

}  // namespace orthant::report
