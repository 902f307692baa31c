#include "orthant/report/landscape/landscape_style.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "orthant/report/solution/plot_parts.hpp"

namespace orthant {

using nlohmann::json;

json signal(const std::string& expression) {
  return {{"signal", expression}};
}

json band_colours(std::size_t bands) {
  constexpr double anchors[][3] = {{86, 135, 172}, {140, 178, 202}, {198, 217, 225}, {246, 244, 236}};
  json out = json::array();
  for (std::size_t i = 0; i < bands; ++i) {
    const double t = bands > 1 ? 3 * static_cast<double>(i) / static_cast<double>(bands - 1) : 0;
    const auto low = std::min<std::size_t>(2, static_cast<std::size_t>(t));
    std::string colour = "#";
    for (int c = 0; c < 3; ++c)
      colour +=
          fmt::format("{:02x}", std::lround(anchors[low][c] + (t - static_cast<double>(low)) *
                                                                  (anchors[low + 1][c] - anchors[low][c])));
    out.push_back(colour);
  }
  return out;
}

json landscape_legends() {
  return {{{"fill", "band"},
           {"orient", "bottom"},
           {"title", "Objective f"},
           {"direction", "horizontal"},
           {"gradientLength", signal("columns == 2 ? 2*side + 88 : side")},
           {"gradientThickness", 12},
           {"labelOverlap", "greedy"},
           {"labelSeparation", 5},
           {"encode", {{"labels", {{"update", {{"text", signal("levelNames[datum.value]")}}}}}}}},
          {{"stroke", "kindColour"},
           {"shape", "kindShape"},
           {"orient", "bottom"},
           {"title", "Critical points"},
           {"columns", signal("columns == 2 ? 5 : 1")},
           {"columnPadding", 24},
           {"symbolStrokeWidth", 2.6},
           {"symbolSize", 130}}};
}

constexpr const char* sans = "DejaVu Sans, system-ui, -apple-system, Segoe UI, Roboto, Arial, sans-serif";

json landscape_config() {
  return {{"font", sans},
          {"axis",
           {{"labelFontSize", 11},
            {"titleFontSize", 12},
            {"titleFontWeight", "normal"},
            {"labelColor", colour::soft_ink},
            {"titleColor", colour::ink},
            {"domainColor", colour::other},
            {"tickColor", colour::other},
            {"titlePadding", 6}}},
          {"title",
           {{"fontSize", 15},
            {"fontWeight", "bold"},
            {"color", colour::ink},
            {"subtitleColor", colour::soft_ink},
            {"subtitleFontSize", 11},
            {"offset", 8}}},
          {"legend",
           {{"titleFontSize", 12},
            {"titleFontWeight", "normal"},
            {"titleColor", colour::soft_ink},
            {"labelFontSize", 11},
            {"labelColor", colour::ink},
            {"labelLimit", 260},
            {"titleLimit", 320},
            {"offset", 44},
            {"layout", {{"bottom", {{"direction", "vertical"}, {"anchor", "start"}, {"margin", 14}}}}}}}};
}

}  // namespace orthant
