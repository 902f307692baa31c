#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "orthant/report/solution/plots.hpp"
#include "orthant/report/solution/solution.hpp"

namespace orthant::report {

using nlohmann::json;

std::vector<std::size_t> spread(std::size_t size, std::size_t most) {
  std::vector<std::size_t> positions(std::min(size, most));
  for (std::size_t i = 0; i < positions.size(); ++i)
    positions[i] = size <= most ? i : (2 * i * (size - 1) + most - 1) / (2 * (most - 1));  // rounded
  return positions;
}

namespace {

/// Turns the channel's axis logarithmic over [lowest, highest], 0 < lowest < highest, with few ticks and
/// labels like 10⁻³.
json logarithmic(json channel, double lowest, double highest) {
  json ticks = json::array();
  const int first = static_cast<int>(std::floor(std::log10(lowest)));
  const int last = static_cast<int>(std::ceil(std::log10(highest)));
  const int step = std::max(1, (last - first) / 6);
  for (int power = first; power <= last; power += step) {
    for (const double digit : {1.0, 2.0, 5.0}) {
      const double tick = digit * std::pow(10.0, power);
      const bool shown = digit == 1 || last - first <= 2;
      if (shown && tick >= lowest * (1 - 1e-9) && tick <= highest * (1 + 1e-9)) ticks.push_back(tick);
    }
  }
  channel["scale"] = {{"type", "log"}, {"domain", {lowest, highest}}, {"nice", false}};
  channel["axis"]["values"] = ticks;
  // 0.01 … 1,000 as they are; beyond, 10 and the exponent in superscript digits.
  channel["axis"]["labelExpr"] =
      "datum.value > 0.009 && datum.value < 20000 ? format(datum.value, ',~g') : "
      "abs(log(datum.value)/LN10 - round(log(datum.value)/LN10)) > 1e-6 ? format(datum.value, '~g') : "
      "'10' + (datum.value < 1 ? '⁻' : '') + "
      "(abs(round(log(datum.value)/LN10)) >= 10 ? "
      "['','¹','²','³'][floor(abs(round(log(datum.value)/LN10))/10)] : '') + "
      "['⁰','¹','²','³','⁴','⁵','⁶','⁷','⁸','⁹'][abs(round(log(datum.value)/LN10)) % 10]";
  return channel;
}

/// The horizontal axis of a spectrum: the field "index", whole numbers.
json order_axis(const std::string& title) {
  json channel = quantity("index", title);
  channel["axis"]["tickMinStep"] = 1;
  channel["axis"]["tickCount"] = 6;
  channel["axis"]["format"] = "d";
  channel["scale"] = {{"domainMin", 0}, {"nice", false}};
  return channel;
}

/// Zero and the powers of ten, every other one if many, in both directions.
json signed_powers(double lowest, double highest) {
  json ticks = {0};
  const double decades = std::log10(std::max({-lowest, highest, 10.0}));
  const double step = decades > 4 ? 2 : 1;
  for (double power = step - 1; power <= decades; power += step) {
    const double tick = std::pow(10.0, power);
    if (tick <= highest) ticks.push_back(tick);
    if (-tick >= lowest) ticks.push_back(-tick);
  }
  std::sort(ticks.begin(), ticks.end());
  return ticks;
}

/// A chart with more points than this is slow in a browser and no clearer.
constexpr std::size_t most_points = 2400;

/// Rows {start, iteration, seconds, value, role} of every trace; values that a logarithmic axis cannot show are
/// left out.
template <class Value>
json trace_rows(const Solution& solution, Value value) {
  const std::size_t starts = solution.starts.size();
  const std::size_t each = std::clamp<std::size_t>(most_points / std::max<std::size_t>(starts, 1), 12, 240);
  json rows = json::array();
  for (const StartReport& start : solution.starts)
    for (const std::size_t i : spread(start.trace.size(), each)) {
      const Progress& point = start.trace[i];
      const double y = value(point);
      if (!(y > 0) || !std::isfinite(y)) continue;
      rows.push_back({{"start", start.start},
                      {"iteration", point.iteration},
                      {"seconds", point.seconds},
                      {"value", y},
                      {"role", start.start == solution.best_start ? "best start" : "other starts"}});
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
  const json legend = several ? json{{"symbolStrokeWidth", 3}, {"symbolOpacity", 1}} : json(nullptr);
  const json stroke = nominal("role", json::array({"best start", "other starts"}),
                              json::array({colour::best, colour::other}), legend);
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

json stationarity_plot(const Solution& solution) {
  return trace_plot("Slope left in every start, falling as the search goes on", "slope left (stationarity)",
                    trace_rows(solution, [](const Progress& point) { return point.stationarity; }));
}

json gap_plot(const Solution& solution) {
  double lowest = best_of(solution).objective;
  for (const StartReport& start : solution.starts)
    for (const Progress& point : start.trace) lowest = std::min(lowest, point.objective);
  // An exact fit has objective zero: then the objective is its own distance to the best.
  if (lowest <= 0 || exact_fit(solution))
    return trace_plot("Objective of every start", "objective",
                      trace_rows(solution, [](const Progress& point) { return point.objective; }));
  // The levels of the minima are what the chart is about: it ends a little below the lowest of them.
  double floor = 1e-4;
  for (const ListedMinimum& minimum : solution.minima) {
    const double gap = 100 * minimum.relative_gap.value_or(0);
    if (gap > 0) floor = std::min(floor, std::max(gap / 10, 1e-9));
  }
  const auto gap = [lowest](const Progress& point) { return 100 * (point.objective - lowest) / lowest; };
  return trace_plot("Objective of every start above the best one found, in percent",
                    "objective above the best, %", trace_rows(solution, gap), floor);
}

json singular_values_plot(const Solution& solution) {
  const Vector& spectrum = solution.singular_values;
  const double largest = spectrum.size() > 0 ? spectrum.maxCoeff() : 0;
  json values = json::array();
  for (const std::size_t i : spread(static_cast<std::size_t>(spectrum.size()), 600)) {
    // Below rounding a singular value is noise, and on a logarithmic axis noise would fill the chart.
    const double value = spectrum[static_cast<Index>(i)];
    if (value > 1e-14 * largest) values.push_back({{"index", i + 1}, {"value", value}});
  }
  if (values.size() < 2) return nullptr;
  json spec = plot_frame("Singular values of the data, largest first", 240, values);
  const json x = order_axis("place, largest first");
  const double last = values.back()["value"].get<double>();
  const json y = logarithmic(quantity("value", "singular value"), 0.8 * last, 1.25 * largest);
  spec["encoding"] = {{"x", x}};
  spec["layer"] = {
      {{"mark", {{"type", "line"}, {"color", colour::other}, {"strokeWidth", 1.5}}},
       {"encoding", {{"y", y}}}},
      {{"mark", {{"type", "point"}, {"filled", true}, {"size", 34}, {"opacity", 1}, {"color", colour::best}}},
       {"encoding", {{"y", y}, {"tooltip", tooltip({{"index", "place"}, {"value", "singular value"}})}}}}};
  if (const Index rank = solution.rank; rank < spectrum.size()) {
    const json at_rank = {
        {"values", {{{"rank", static_cast<double>(rank) + 0.5}, {"label", "rank " + std::to_string(rank)}}}}};
    const json x_rank = {{"field", "rank"}, {"type", "quantitative"}};
    spec["layer"].push_back({{"data", at_rank},
                             {"mark", {{"type", "rule"}, {"strokeDash", {4, 3}}, {"color", colour::bad}}},
                             {"encoding", {{"x", x_rank}}}});
    spec["layer"].push_back(
        {{"data", at_rank},
         {"mark",
          {{"type", "text"},
           {"align", "left"},
           {"dx", 6},
           {"dy", 4},
           {"baseline", "top"},
           {"color", colour::bad},
           {"fontSize", 12}}},
         {"encoding", {{"x", x_rank}, {"y", {{"value", 0}}}, {"text", {{"field", "label"}}}}}});
  }
  return spec;
}

json hessian_plot(const Solution& solution) {
  std::vector<double> spectrum;
  for (const double value : solution.hessian)
    if (std::isfinite(value)) spectrum.push_back(value);
  if (spectrum.size() < 2) return nullptr;
  std::sort(spectrum.begin(), spectrum.end());
  const double flat = flat_curvature(solution);
  json values = json::array();
  double smallest = HUGE_VAL;
  for (const std::size_t i : spread(spectrum.size(), 600)) {
    const double x = spectrum[i];
    values.push_back({{"index", i + 1},
                      {"value", x},
                      {"sign", x > flat    ? "upward"
                               : x < -flat ? "downward"
                                           : "flat"}});
    if (std::abs(x) > flat) smallest = std::min(smallest, std::abs(x));
  }
  const bool positive = spectrum.front() > flat;
  json spec = plot_frame("Eigenvalues of the Hessian, smallest first", 240, values);
  const json x = order_axis("place, smallest first");
  json y = quantity("value", "curvature (eigenvalue)");
  if (positive) {
    y = logarithmic(y, 0.8 * spectrum.front(), 1.25 * spectrum.back());
  } else {
    y["scale"] = {{"type", "symlog"}, {"constant", std::clamp(smallest, 1e-3, 1.0)}, {"nice", false}};
    y["axis"]["values"] = signed_powers(spectrum.front(), spectrum.back());
  }
  const json signs = {"upward", "flat", "downward"};
  const json legend = positive ? json(nullptr) : json{{"values", present(values, "sign")}};
  spec["mark"] = {{"type", "point"}, {"filled", true}, {"size", 34}, {"opacity", 1}};
  spec["encoding"] = {{"x", x},
                      {"y", y},
                      {"color", nominal("sign", signs, {colour::best, colour::fair, colour::bad}, legend)},
                      {"shape", nominal("sign", signs, {"circle", "square", "triangle-down"}, legend)},
                      {"tooltip", tooltip({{"index", "place"}, {"value", "curvature"}})}};
  return spec;
}

}  // namespace orthant::report
