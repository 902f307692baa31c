#include <cmath>

#include "orthant/report/page/document.hpp"
#include "orthant/report/solution/solution.hpp"

namespace orthant::report {
namespace {

std::string at(const char* list, std::size_t i, const char* name) {
  return fmt::format("{}.{}.{}", list, i, name);
}

Html number_cell(const char* column, const Html& number) {
  return cell(column, or_dash(number), "number");
}

/// "3 of 20 (numbers 5, 7, 20)", each a field of the document.
Html reached_by(const Solution& solution, std::size_t i) {
  const std::vector<Index>& starts = solution.minima[i].starts;
  Html numbers;
  for (std::size_t k = 0; k < starts.size(); ++k)
    numbers +=
        Html{k == 0 ? "" : ", "} + shown(fmt::format("minima.{}.starts.{}", i, k), starts[k], Show::integer);
  return markup("{} of {} <span class='which'>({} {})</span>",
                shown(at("minima", i, "hits"), starts.size(), Show::integer),
                shown("starts.length", solution.starts.size(), Show::integer),
                starts.size() == 1 ? "number" : "numbers", numbers);
}

Html minimum_row(const Solution& solution, std::size_t i) {
  const ListedMinimum& minimum = solution.minima[i];
  const Html lower = !minimum.spurious   ? Html{"not known"}
                     : *minimum.spurious ? Html{"yes <span class='term'>spurious</span>"}
                                         : Html{"no"};
  // In percent; beside an exact fit, where a quotient would be one of rounding errors, the difference itself.
  const Html gap = minimum.relative_gap
                       ? shown(at("minima", i, "relative_gap"), minimum.relative_gap, Show::percent, 3)
                       : shown(at("minima", i, "gap"), minimum.gap, Show::decimal, 3);
  // A minimum with a lower point beside it is a dead end, and gets no tick.
  const VerdictWords words = verdict_words(minimum.verdict);
  return row(
      i == 0 ? "best" : "", capital(kind_of_points(solution, false)), markup("{}", i + 1),
      number_cell("Objective", shown(at("minima", i, "objective"), minimum.objective, Show::decimal, 8)) +
          number_cell("Above the best", gap) +
          cell("Starts that ended here", reached_by(solution, i), "list") +
          cell("What it is", tag(minimum.spurious == true ? "bad" : words.mark, words.label)) +
          cell("How known", escape(rigor_words(minimum.rigor).label)) +
          number_cell("Curvature", shown(at("minima", i, "modulus"), minimum.modulus, Show::at_most, 3)) +
          cell("Lower point known", lower));
}

const char* status_words(Status status) {
  switch (status) {
    case Status::stationary:
      return "came to rest";
    case Status::target_reached:
      return "reached the target";
    case Status::small_change:
      return "hardly moving";
    case Status::no_progress:
      return "stopped by rounding";
    case Status::iteration_limit:
      return "out of iterations";
    case Status::time_limit:
      return "out of time";
    case Status::interrupted:
      break;
  }
  return "interrupted";
}

Html start_row(const Solution& solution, std::size_t i) {
  const StartReport& start = solution.starts[i];
  const auto number = [&](const char* column, const char* name, const nlohmann::json& value, Show show,
                          int digits = 3) {
    return number_cell(column, shown(at("starts", i, name), value, show, digits));
  };
  const Html ended =
      start.minimum ? markup("{} {}", kind_of_points(solution, false), *start.minimum + 1) : Html{"none"};
  return row(start.start == solution.best_start ? "best" : "", "Start",
             shown(at("starts", i, "start"), start.start, Show::integer),
             cell("How it stopped", escape(status_words(start.status))) +
                 number("Iterations", "iterations", start.iterations, Show::integer) +
                 number("Objective", "objective", start.objective, Show::decimal, 8) +
                 number("Slope left", "stationarity", start.stationarity, Show::decimal, 2) +
                 number("Seconds", "seconds", start.seconds, Show::decimal, 2) + cell("Ended at", ended));
}

std::string with_spaces(std::string name) {
  for (char& c : name) c = c == '_' ? ' ' : c;
  return name;
}

Html option_setting(const std::string& name, const OptionValue& value) {
  const std::string path = "options." + name;
  if (const auto* words = std::get_if<std::string>(&value)) return setting(with_spaces(name), escape(*words));
  if (const auto* whole = std::get_if<long>(&value))
    return setting(with_spaces(name), shown(path, *whole, Show::integer));
  if (const auto* number = std::get_if<double>(&value))
    return setting(with_spaces(name), shown(path, *number, Show::decimal, 6));
  return {};
}

Html seconds_of(const std::string& part, double seconds) {
  return around("{} s", shown("seconds." + part, seconds, Show::decimal, 2));
}

/// How far the best point is from the truth, where that is known.
Html distance_figure(const Solution& solution) {
  if (!solution.problem || !solution.problem->distance) return {};
  return key_figure("Distance from the truth",
                    shown("problem.distance", *solution.problem->distance, Show::decimal, 2),
                    {"‖fit − truth‖ / ‖truth‖; 0 is recovered"});
}

}  // namespace

Html solution_figures(const Solution& solution) {
  const Certificate& best = best_of(solution);
  const Show error_as = best.relative_error < 1e-4 ? Show::decimal : Show::percent;
  const Html from = markup("from {} {}", shown("starts.length", solution.starts.size(), Show::integer),
                           solution.starts.size() == 1 ? "start" : "starts") +
                    Html{solution.effort && !solution.effort->ends.empty() ? ", and moves" : ""};
  return key_figures(
      key_figure("Relative error", shown("relative_error", best.relative_error, error_as, 4),
                 {is_about_entries(solution) ? "‖X − fit‖ / ‖X‖; 0 % is a perfect fit"
                                             : "‖𝒜(fit) − b‖ / ‖b‖; 0 % is a perfect fit"}) +
      distance_figure(solution) +
      key_figure("Objective", shown("objective", best.objective, Show::decimal, 8),
                 escape(objective_formula(solution))) +
      key_figure(capital(kind_of_points(solution, true)) + " found",
                 shown("minima.length", solution.minima.size(), Show::integer), from) +
      key_figure("Slope left", shown("stationarity", best.first_order.stationarity, Show::decimal, 2),
                 {"stationarity; 0 is exactly level"}) +
      key_figure("Time", seconds_of("total", solution.total_seconds), {"in all, checks included"}));
}

Html minima_table(const Solution& solution) {
  constexpr std::size_t in_sight = 9;
  const std::vector<std::string_view> columns = {
      "",           "Objective", "Above the best", "Starts that ended here",
      "What it is", "How known", "Curvature",      "Lower point known"};
  const std::size_t size = solution.minima.size();
  Html rows, more;
  for (std::size_t i = 0; i < size; ++i) (i < in_sight ? rows : more) += minimum_row(solution, i);
  Html out = table(columns, rows, "Points found", "minima");
  if (!more.empty())
    out += markup("<details><summary>{} more</summary>{}</details>", size - in_sight,
                  table(columns, more, "More points found", "minima"));
  return out;
}

Html starts_table(const Solution& solution) {
  Html rows;
  for (std::size_t i = 0; i < solution.starts.size(); ++i) rows += start_row(solution, i);
  return table({"Start", "How it stopped", "Iterations", "Objective", "Slope left", "Seconds", "Ended at"},
               rows, "Every start");
}

Html solution_settings(const Solution& solution) {
  Html out;
  for (const auto& [name, value] : solution.options) out += option_setting(name, value);
  out += setting("balance λ", shown("balance", solution.balance, Show::decimal, 6));
  const Regularisation& weights = solution.regularisation;
  for (const auto& [name, label, weight] :
       {std::tuple{"l1_left", "weight of the sum of L", weights.l1_left},
        {"l1_right", "weight of the sum of R", weights.l1_right},
        {"l2_left", "weight of ½‖L‖²", weights.l2_left},
        {"l2_right", "weight of ½‖R‖²", weights.l2_right},
        {"density", "weight of long rows", weights.density},
        {"density_bound", "length of rows without cost", weights.density_bound}})
    if (weight > 0)
      out += setting(label, shown(std::string("regularisation.") + name, weight, Show::decimal, 6));
  out += setting("time to read", seconds_of("read", solution.read_seconds)) +
         setting("time to solve", seconds_of("solve", solution.solve_seconds)) +
         setting("time to certify", seconds_of("certify", solution.certify_seconds)) +
         setting("orthant version", escape(solution.version));
  Html names;
  for (const auto& [key, name] : solution.files)
    names += markup("{}<code>{}</code>", names.empty() ? "" : ", ", name);
  out += around("<div class='row'><dt>files beside this page</dt><dd>{}</dd></div>\n", names);
  return settings(out);
}

}  // namespace orthant::report
