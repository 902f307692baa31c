#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "orthant/report/solution/plots.hpp"
#include "orthant/report/solution/solution.hpp"

namespace orthant::report {

using nlohmann::json;

json plot_frame(const std::string& description, int height, json values) {
  const char* axis_font = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";
  return {{"$schema", "https://vega.github.io/schema/vega-lite/v6.json"},
          {"description", description},
          {"width", "container"},
          {"height", height},
          {"background", nullptr},
          {"autosize", {{"type", "fit-x"}, {"contains", "padding"}}},
          {"data", {{"values", std::move(values)}}},
          {"config",
           {{"font", axis_font},
            {"view", {{"stroke", nullptr}}},
            {"axis",
             {{"labelFontSize", 12},
              {"titleFontSize", 12},
              {"titleFontWeight", "normal"},
              {"labelColor", colour::soft_ink},
              {"titleColor", colour::soft_ink},
              {"titlePadding", 8},
              {"gridColor", colour::grid},
              {"domainColor", colour::grid},
              {"tickColor", colour::grid},
              {"labelOverlap", "parity"},
              {"labelSeparation", 6}}},
            {"axisY", {{"domain", false}, {"ticks", false}, {"labelPadding", 6}}},
            {"axisX", {{"grid", false}}},
            {"legend",
             {{"orient", "top"},
              {"title", nullptr},
              {"labelFontSize", 12},
              {"labelColor", colour::ink},
              {"labelLimit", 260},
              {"symbolSize", 90}}}}}};
}

json quantity(const std::string& name, const std::string& title) {
  return {{"field", name},
          {"type", "quantitative"},
          {"axis", {{"title", title.empty() ? json(nullptr) : json(title)}}}};
}

json nominal(const std::string& name, const json& domain, const json& range, const json& legend) {
  return {{"field", name},
          {"type", "nominal"},
          {"legend", legend},
          {"scale", {{"domain", domain}, {"range", range}}}};
}

json tooltip(std::initializer_list<std::pair<const char*, const char*>> fields) {
  json out = json::array();
  for (const auto& [name, title] : fields) out.push_back({{"field", name}, {"title", title}});
  return out;
}

json present(const json& values, const char* name) {
  json out = json::array();
  for (const auto& value : values)
    if (std::find(out.begin(), out.end(), value[name]) == out.end()) out.push_back(value[name]);
  return out;
}

namespace {

/// Verdicts differ in colour and in shape: the two channels.
std::pair<json, json> verdict_channels(const char* field, const json& legend) {
  json labels = json::array(), colours = json::array(), shapes = json::array();
  for (const auto& [verdict, colour_of, shape_of] :
       {std::tuple{Verdict::global_minimizer, "#009e73", "diamond"},
        {Verdict::strict_local_minimizer, colour::good, "circle"},
        {Verdict::local_minimizer, "#56b4e9", "square"},
        {Verdict::second_order_critical, colour::fair, "triangle-up"},
        {Verdict::saddle, colour::bad, "cross"},
        {Verdict::not_stationary, "#cc79a7", "triangle-down"},
        {Verdict::undecided, colour::open, "triangle-right"}}) {
    labels.push_back(verdict_words(verdict).label);
    colours.push_back(colour_of);
    shapes.push_back(shape_of);
  }
  return {nominal(field, labels, colours, legend), nominal(field, labels, shapes, legend)};
}

}  // namespace

json minima_plot(const Solution& solution) {
  const auto& minima = solution.minima;
  if (minima.size() < 2) return nullptr;
  // Beside an exact fit there is no quotient of objectives that says anything.
  const bool relative = std::all_of(minima.begin(), minima.end(), [](const ListedMinimum& minimum) {
    return minimum.relative_gap.has_value();
  });
  const char* above = relative ? "above the best, %" : "above the best";
  json values = json::array();
  double furthest = 0;
  std::size_t most = 1;
  for (std::size_t i = 0; i < minima.size(); ++i) {
    const double gap = relative ? 100 * *minima[i].relative_gap : minima[i].gap;
    furthest = std::max(furthest, gap);
    most = std::max(most, minima[i].starts.size());
    values.push_back({{"minimum", i + 1},
                      {"gap", gap},
                      {"hits", minima[i].starts.size()},
                      {"is", verdict_words(minima[i].verdict).label},
                      {"objective", minima[i].objective}});
  }
  // Told apart by their factors only: nothing to compare.
  if (furthest <= (relative ? 1e-7 : 1e-9 * best_of(solution).objective)) return nullptr;

  json spec =
      plot_frame("How far each minimum is above the best and how many starts reached it", 210, values);
  json x = quantity("gap", std::string("objective ") + above);
  x["scale"] = {{"domain", {-0.02 * furthest, 1.03 * furthest}}, {"nice", false}};
  x["axis"]["tickCount"] = 6;
  x["axis"]["labelExpr"] = "datum.value < 0 ? '' : format(datum.value, '~g')";
  json y = quantity("hits", "starts that ended there");
  y["scale"] = {{"domain", {0, static_cast<double>(most) * 1.3}}};
  y["axis"]["tickMinStep"] = 1;
  y["axis"]["format"] = "d";
  const auto [colour_channel, shape_channel] = verdict_channels(
      "is",
      {{"values", present(values, "is")}, {"columns", 2}, {"symbolOpacity", 1}, {"symbolStrokeWidth", 0}});
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

json cone_plot(const Solution& solution) {
  const CriticalCone& cone = best_of(solution).cone;
  const Index total = cone.free + cone.nonnegative + cone.fixed;
  if (total == 0) return nullptr;
  const json values = {{{"kind", "free"}, {"entries", cone.free}, {"order", 0}},
                       {{"kind", "nonnegative"}, {"entries", cone.nonnegative}, {"order", 1}},
                       {{"kind", "fixed"}, {"entries", cone.fixed}, {"order", 2}}};
  json spec = plot_frame("Entries of the factors: free, nonnegative and fixed", 30, values);
  json x = quantity("entries", "");
  x["axis"] = nullptr;
  x["stack"] = "zero";
  x["scale"] = {{"domain", {0, total}}, {"nice", false}};
  spec["padding"] = 0;
  spec["mark"] = {{"type", "bar"}, {"stroke", "#ffffff"}, {"strokeWidth", 1}};
  spec["encoding"] = {{"x", x},
                      {"order", {{"field", "order"}, {"type", "quantitative"}}},
                      {"color", nominal("kind", {"free", "nonnegative", "fixed"},
                                        {colour::best, colour::fair, "#c9d2d9"}, nullptr)},
                      {"tooltip", tooltip({{"kind", "kind"}, {"entries", "entries"}})}};
  return spec;
}

double rounded(double x) {
  return std::strtod(fmt::format("{:.4e}", x).c_str(), nullptr);
}

json part_plot(const std::vector<Bar>& bars, std::size_t columns, const std::string& description) {
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

json curve_plot(const Curve& curve, const std::string& title, const std::string& description) {
  constexpr Index most = 400;
  const Index size = std::min(curve.values.size(), static_cast<Index>(curve.last / curve.unit) + 1);
  const double largest = std::max(curve.values.head(size).maxCoeff(), 1e-300);
  json values = json::array();
  for (Index p = 0; p < std::min(size, most); ++p) {
    const Index first = size <= most ? p : p * size / most,
                end = size <= most ? p + 1 : (p + 1) * size / most;
    Index at = 0;
    const double value = curve.values.segment(first, end - first).maxCoeff(&at);
    values.push_back(
        {{"at", rounded(curve.unit * static_cast<double>(first + at))}, {"value", rounded(value / largest)}});
  }
  json spec = plot_frame(description, 90, values);
  json x = quantity("at", title);
  x["scale"] = {{"domain", {0, curve.last}}, {"nice", false}};
  x["axis"]["tickCount"] = 5;
  json y = quantity("value", "");
  y["axis"] = nullptr;
  y["scale"] = {{"domain", {0, 1}}, {"nice", false}};
  spec["mark"] = {{"type", "area"},
                  {"color", colour::best},
                  {"opacity", 0.35},
                  {"line", {{"color", colour::best}, {"strokeWidth", 1.4}}},
                  {"clip", true}};
  spec["encoding"] = {
      {"x", x}, {"y", y}, {"tooltip", tooltip({{"at", title.c_str()}, {"value", "of the largest"}})}};
  return spec;
}

}  // namespace orthant::report
