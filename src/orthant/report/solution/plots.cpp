#include "orthant/report/solution/plots.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "orthant/report/page/document.hpp"
#include "orthant/report/solution/plot_parts.hpp"
#include "orthant/report/solution/words.hpp"

namespace orthant {
namespace {

using nlohmann::json;

json tooltip(std::initializer_list<std::pair<const char*, const char*>> fields) {
  json out = json::array();
  for (const auto& [name, title] : fields) out.push_back({{"field", name}, {"title", title}});
  return out;
}

/// Verdicts differ in colour and in shape.
json verdict_scale(const char* shape_or_colour) {
  const std::string kind = shape_or_colour;
  json domain = json::array();
  json range = json::array();
  for (const auto& [verdict, colour_of, shape_of] : {std::tuple{"global_minimizer", "#009e73", "diamond"},
                                                     {"strict_local_minimizer", colour::good, "circle"},
                                                     {"local_minimizer", "#56b4e9", "square"},
                                                     {"second_order_critical", colour::fair, "triangle-up"},
                                                     {"saddle", colour::bad, "cross"},
                                                     {"not_stationary", "#cc79a7", "triangle-down"},
                                                     {"undecided", colour::open, "triangle-right"}}) {
    domain.push_back(verdict_words(verdict).label);
    range.push_back(kind == "colour" ? colour_of : shape_of);
  }
  return {{"domain", domain}, {"range", range}};
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

}  // namespace

nlohmann::json minima_plot(const json& solution) {
  const auto& minima = list(solution, "minima");
  if (minima.size() < 2) return nullptr;
  // Beside an exact fit there is no quotient of objectives that says anything.
  const bool relative = std::all_of(minima.begin(), minima.end(), [](const json& minimum) {
    return number(minimum, "relative_gap").has_value();
  });
  const char* above = relative ? "above the best, %" : "above the best";
  json values = json::array();
  for (std::size_t i = 0; i < minima.size(); ++i) {
    const auto gap = number(minima[i], relative ? "relative_gap" : "gap");
    const auto hits = number(minima[i], "hits");
    if (!gap || !hits) continue;
    values.push_back({{"minimum", i + 1},
                      {"gap", relative ? 100 * *gap : *gap},
                      {"hits", *hits},
                      {"is", verdict_words(text(minima[i], "verdict")).label},
                      {"objective", number(minima[i], "objective").value_or(0)}});
  }
  if (values.empty()) return nullptr;
  json most = 1;
  for (const auto& value : values) most = std::max(most, value["hits"]);

  double furthest = 0;
  for (const auto& value : values) furthest = std::max(furthest, value["gap"].get<double>());
  // Told apart by their factors only: nothing to compare.
  if (furthest <= (relative ? 1e-7 : 1e-9 * number(solution, "objective").value_or(0))) return nullptr;

  json spec =
      plot_frame("How far each minimum is above the best and how many starts reached it", 210, values);
  json x = quantity("gap", std::string("objective ") + above);
  x["scale"] = {{"domain", {-0.02 * furthest, 1.03 * furthest}}, {"nice", false}};
  x["axis"]["tickCount"] = 6;
  x["axis"]["labelExpr"] = "datum.value < 0 ? '' : format(datum.value, '~g')";
  json y = quantity("hits", "starts that ended there");
  y["scale"] = {{"domain", {0, most.get<double>() * 1.3}}};
  y["axis"]["tickMinStep"] = 1;
  y["axis"]["format"] = "d";
  // Legends list what occurs: the scale's domain is fixed so that a verdict keeps its colour.
  json present = json::array();
  for (const auto& value : values) {
    if (std::find(present.begin(), present.end(), value["is"]) == present.end())
      present.push_back(value["is"]);
  }
  const json legend = {{"values", present}, {"columns", 2}, {"symbolOpacity", 1}, {"symbolStrokeWidth", 0}};
  const json colour_channel = {
      {"field", "is"}, {"type", "nominal"}, {"scale", verdict_scale("colour")}, {"legend", legend}};
  const json shape_channel = {
      {"field", "is"}, {"type", "nominal"}, {"scale", verdict_scale("shape")}, {"legend", legend}};
  spec["encoding"] = {{"x", x}};
  spec["layer"] = {{{"mark", {{"type", "rule"}, {"strokeWidth", 2}, {"opacity", 0.45}}},
                    {"encoding", {{"y", y}, {"y2", {{"datum", 0}}}, {"color", colour_channel}}}},
                   {{"mark", {{"type", "point"}, {"filled", true}, {"size", 150}, {"opacity", 1}}},
                    {"encoding",
                     {{"y", y},
                      {"color", colour_channel},
                      {"shape", shape_channel},
                      {"tooltip", tooltip({{"minimum", "minimum"},
                                           {"objective", "objective"},
                                           {"gap", above},
                                           {"hits", "starts"},
                                           {"is", "what it is"}})}}}}};
  const json best = {{"values", {{{"gap", 0}, {"hits", values[0]["hits"]}, {"label", "the best"}}}}};
  spec["layer"].push_back({{"data", best},
                           {"mark",
                            {{"type", "text"},
                             {"dy", -14},
                             {"dx", -6},
                             {"align", "left"},
                             {"fontSize", 12},
                             {"color", colour::ink}}},
                           {"encoding", {{"y", y}, {"text", {{"field", "label"}}}}}});
  return spec;
}

nlohmann::json cone_plot(const json& solution) {
  json values = json::array();
  int order = 0;
  for (const char* kind : {"free", "nonnegative", "fixed"}) {
    const auto count = number(solution, std::string("certificate.critical_cone.") + kind);
    if (count) values.push_back({{"kind", kind}, {"entries", *count}, {"order", order}});
    ++order;
  }
  double total = 0;
  for (const auto& value : values) total += value["entries"].get<double>();
  if (total <= 0) return nullptr;
  json spec = plot_frame("Entries of the factors: free, nonnegative and fixed", 30, values);
  json x = quantity("entries", "");
  x["axis"] = nullptr;
  x["stack"] = "zero";
  x["scale"] = {{"domain", {0, total}}, {"nice", false}};
  spec["padding"] = 0;
  spec["mark"] = {{"type", "bar"}, {"stroke", "#ffffff"}, {"strokeWidth", 1}};
  spec["encoding"] = {{"x", x},
                      {"order", {{"field", "order"}, {"type", "quantitative"}}},
                      {"color",
                       {{"field", "kind"},
                        {"type", "nominal"},
                        {"legend", nullptr},
                        {"scale",
                         {{"domain", {"free", "nonnegative", "fixed"}},
                          {"range", {colour::best, colour::fair, "#c9d2d9"}}}}}},
                      {"tooltip", tooltip({{"kind", "kind"}, {"entries", "entries"}})}};
  return spec;
}

nlohmann::json singular_values_plot(const json& solution) {
  const auto& spectrum = list(solution, "spectra.singular_values");
  double largest = 0;
  for (const auto& value : spectrum) largest = std::max(largest, value.is_number() ? value.get<double>() : 0);
  json values = json::array();
  for (const std::size_t i : spread(spectrum.size(), 600)) {
    // Below rounding a singular value is noise, and on a logarithmic axis noise would fill the chart.
    if (!spectrum[i].is_number() || !(spectrum[i].get<double>() > 1e-14 * largest)) continue;
    values.push_back({{"index", i + 1}, {"value", spectrum[i]}});
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
  if (const auto rank = number(solution, "rank"); rank && *rank < static_cast<double>(spectrum.size())) {
    const json at_rank = {
        {"values", {{{"rank", *rank + 0.5}, {"label", "rank " + std::to_string(std::lround(*rank))}}}}};
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

nlohmann::json hessian_plot(const json& solution) {
  std::vector<double> spectrum;
  for (const auto& value : list(solution, "spectra.hessian")) {
    if (value.is_number() && std::isfinite(value.get<double>())) spectrum.push_back(value.get<double>());
  }
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
  json present = json::array();
  for (const auto& value : values) {
    if (std::find(present.begin(), present.end(), value["sign"]) == present.end())
      present.push_back(value["sign"]);
  }
  const json legend = positive ? json(nullptr) : json{{"values", present}};
  spec["mark"] = {{"type", "point"}, {"filled", true}, {"size", 34}, {"opacity", 1}};
  spec["encoding"] = {
      {"x", x},
      {"y", y},
      {"color",
       {{"field", "sign"},
        {"type", "nominal"},
        {"legend", legend},
        {"scale", {{"domain", signs}, {"range", {colour::best, colour::fair, colour::bad}}}}}},
      {"shape",
       {{"field", "sign"},
        {"type", "nominal"},
        {"legend", legend},
        {"scale", {{"domain", signs}, {"range", {"circle", "square", "triangle-down"}}}}}},
      {"tooltip", tooltip({{"index", "place"}, {"value", "curvature"}})}};
  return spec;
}

nlohmann::json component_plot(const std::vector<Bar>& bars, std::size_t columns,
                              const std::string& description) {
  json values = json::array();
  for (const auto& bar : bars) values.push_back({{"column", bar.column}, {"value", bar.value}});
  json spec = plot_frame(description, 110, values);
  json x = quantity("column", "");
  x["scale"] = {{"domain", {0.5, static_cast<double>(columns) + 0.5}}, {"nice", false}};
  x["axis"]["tickMinStep"] = 1;
  x["axis"]["tickCount"] = 5;
  x["axis"]["format"] = "d";
  json y = quantity("value", "");
  y["axis"] = nullptr;
  y["scale"] = {{"zero", true}};
  if (bars.size() == columns && columns <= 200) {
    spec["transform"] = {{{"calculate", "datum.column - 0.42"}, {"as", "from"}},
                         {{"calculate", "datum.column + 0.42"}, {"as", "to"}}};
    x["field"] = "from";
    spec["mark"] = {{"type", "rect"}, {"color", colour::best}};
    spec["encoding"] = {{"x", x}, {"x2", {{"field", "to"}}}, {"y", y}, {"y2", {{"datum", 0}}}};
  } else if (bars.size() == columns) {
    spec["mark"] = {{"type", "area"}, {"color", colour::best}, {"interpolate", "step"}, {"line", false}};
    spec["encoding"] = {{"x", x}, {"y", y}};
  } else {
    spec["mark"] = {{"type", "rule"}, {"color", colour::best}, {"strokeWidth", 2}};
    spec["encoding"] = {{"x", x}, {"y", y}, {"y2", {{"datum", 0}}}};
  }
  spec["encoding"]["tooltip"] = tooltip({{"column", "column"}, {"value", "value"}});
  return spec;
}

}  // namespace orthant
