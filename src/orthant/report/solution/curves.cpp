#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>

#include "orthant/report/page/document.hpp"
#include "orthant/report/solution/plot_parts.hpp"
#include "orthant/report/solution/plots.hpp"

namespace orthant {
namespace {

using nlohmann::json;

/// A chart with more points than this is slow in a browser and no clearer.
constexpr std::size_t most_points = 2400;

json at(const json& trace, const char* key, std::size_t i) {
  const auto& series = list(trace, key);
  return i < series.size() && series[i].is_number() ? series[i] : json(nullptr);
}

/// Rows {start, iteration, seconds, value, role} of every trace, `measure` mapped by `value`; values that a
/// logarithmic axis cannot show are left out.
template <class Value>
json trace_rows(const json& solution, const char* measure, Value value) {
  const auto& starts = list(solution, "starts");
  const auto best = best_start(solution);
  const std::size_t each =
      std::clamp<std::size_t>(most_points / std::max<std::size_t>(starts.size(), 1), 12, 240);
  json rows = json::array();
  for (std::size_t s = 0; s < starts.size(); ++s) {
    const json* trace = find(starts[s], "trace");
    if (trace == nullptr) continue;
    const auto& series = list(*trace, measure);
    for (const std::size_t i : spread(series.size(), each)) {
      if (!series[i].is_number()) continue;
      const double y = value(series[i].get<double>());
      if (!(y > 0) || !std::isfinite(y)) continue;
      rows.push_back({{"start", starts[s].value("start", json(s + 1))},
                      {"iteration", at(*trace, "iteration", i)},
                      {"seconds", at(*trace, "seconds", i)},
                      {"value", y},
                      {"role", s == best ? "best start" : "other starts"}});
    }
  }
  return rows;
}

/// Lines that fall below `floor` leave the chart at its lower edge.
json trace_plot(const std::string& description, const std::string& y_title, const json& rows,
                double floor = 0) {
  double lowest = HUGE_VAL;
  double highest = 0;
  for (const auto& row : rows) {
    lowest = std::min(lowest, row["value"].get<double>());
    highest = std::max(highest, row["value"].get<double>());
  }
  lowest = std::max(lowest, floor);
  if (!(lowest < highest)) return nullptr;
  const auto has = [&](const char* role) {
    return std::any_of(rows.begin(), rows.end(), [&](const json& row) { return row["role"] == role; });
  };
  const bool several = has("other starts");
  json spec = plot_frame(description, 300, rows);
  spec["params"] = {{{"name", "axis"}, {"value", "iteration"}}};
  spec["transform"] = {
      {{"calculate", "axis == 'seconds' ? datum.seconds : datum.iteration"}, {"as", "along"}},
      {{"filter", "isValid(datum.along)"}}};
  json x = quantity("along", "");
  x["axis"]["tickCount"] = {{"expr", "width < 400 ? 3 : 5"}};
  x["scale"] = {{"nice", false}};
  const json y = logarithmic(quantity("value", y_title), lowest, highest);
  const json roles = {"best start", "other starts"};
  const json legend = several ? json{{"symbolStrokeWidth", 3}, {"symbolOpacity", 1}} : json(nullptr);
  const json stroke = {{"field", "role"},
                       {"type", "nominal"},
                       {"legend", legend},
                       {"scale", {{"domain", roles}, {"range", {colour::best, colour::other}}}}};
  const auto line = [&](const char* role, double width, double opacity) {
    return json{{"transform", {{{"filter", std::string("datum.role == '") + role + "'"}}}},
                {"mark", {{"type", "line"}, {"strokeWidth", width}, {"opacity", opacity}, {"clip", true}}},
                {"encoding", {{"y", y}, {"detail", {{"field", "start"}}}, {"color", stroke}}}};
  };
  spec["encoding"] = {{"x", x}};
  // The points are only felt: they answer a pointer with the number of the start.
  const json points = {
      {"mark", {{"type", "point"}, {"filled", true}, {"size", 60}, {"opacity", 0}, {"clip", true}}},
      {"encoding",
       {{"y", y},
        {"tooltip",
         {{{"field", "start"}, {"title", "start"}},
          {{"field", "iteration"}, {"title", "iteration"}},
          {{"field", "seconds"}, {"title", "seconds"}},
          {{"field", "value"}, {"title", y_title}, {"format", ".3~g"}}}}}}};
  spec["layer"] = json::array();
  if (several) spec["layer"].push_back(line("other starts", 1.3, 0.75));
  if (has("best start")) spec["layer"].push_back(line("best start", 3, 1));
  spec["layer"].push_back(points);
  return spec;
}

}  // namespace

nlohmann::json stationarity_plot(const json& solution) {
  return trace_plot("Slope left in every start, falling as the search goes on", "slope left (stationarity)",
                    trace_rows(solution, "stationarity", [](double x) { return x; }));
}

nlohmann::json gap_plot(const json& solution) {
  double lowest = HUGE_VAL;
  for (const auto& start : list(solution, "starts")) {
    for (const auto& value : list(start, "trace.objective")) {
      if (value.is_number()) lowest = std::min(lowest, value.get<double>());
    }
  }
  lowest = std::min(lowest, number(solution, "objective").value_or(HUGE_VAL));
  if (!std::isfinite(lowest)) return nullptr;
  // An exact fit has objective zero: then the objective is its own distance to the best.
  if (lowest <= 0 || exact_fit(solution)) {
    return trace_plot("Objective of every start", "objective",
                      trace_rows(solution, "objective", [](double x) { return x; }));
  }
  // The levels of the minima are what the chart is about: it ends a little below the lowest of them.
  double floor = 1e-4;
  for (const auto& minimum : list(solution, "minima")) {
    const double gap = 100 * number(minimum, "relative_gap").value_or(0);
    if (gap > 0) floor = std::min(floor, std::max(gap / 10, 1e-9));
  }
  return trace_plot(
      "Objective of every start above the best one found, in percent", "objective above the best, %",
      trace_rows(solution, "objective", [lowest](double x) { return 100 * (x - lowest) / lowest; }), floor);
}

}  // namespace orthant
