#include "orthant/report/solution/plot_parts.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace orthant {

using nlohmann::json;

nlohmann::json plot_frame(const std::string& description, int height, json values) {
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

nlohmann::json quantity(const std::string& name, const std::string& title) {
  return {{"field", name},
          {"type", "quantitative"},
          {"axis", {{"title", title.empty() ? json(nullptr) : json(title)}}}};
}

nlohmann::json logarithmic(json channel, double lowest, double highest) {
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

nlohmann::json order_axis(const std::string& title) {
  json channel = quantity("index", title);
  channel["axis"]["tickMinStep"] = 1;
  channel["axis"]["tickCount"] = 6;
  channel["axis"]["format"] = "d";
  channel["scale"] = {{"domainMin", 0}, {"nice", false}};
  return channel;
}

std::vector<std::size_t> spread(std::size_t size, std::size_t most) {
  std::vector<std::size_t> positions;
  if (size <= most) {
    for (std::size_t i = 0; i < size; ++i) positions.push_back(i);
    return positions;
  }
  for (std::size_t i = 0; i < most; ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(most - 1);
    positions.push_back(static_cast<std::size_t>(std::lround(share * static_cast<double>(size - 1))));
  }
  return positions;
}

}  // namespace orthant
