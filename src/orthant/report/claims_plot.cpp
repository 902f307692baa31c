#include "orthant/report/claims_plot.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "orthant/report/document.hpp"
#include "orthant/report/plot_parts.hpp"

namespace orthant {
namespace {

using nlohmann::json;

constexpr const char* exact = "exact";
constexpr const char* within = "within";
constexpr const char* beyond = "beyond";

struct Margin {
  std::string place, quantity;
  double share;  ///< error / tolerance; infinite for an error where none is allowed
};

std::vector<Margin> margins(const json& document) {
  std::vector<Margin> out;
  for (const auto& claim : list(document, "claims")) {
    for (const auto& row : list(claim, "rows")) {
      const auto error = number(row, "error"), tolerance = number(row, "tolerance");
      if (!error || !tolerance || *error < 0 || *tolerance < 0) continue;
      const double share = *error == 0 ? 0 : *error / *tolerance;
      out.push_back({text(claim, "place"), text(row, "quantity"), share});
    }
  }
  return out;
}

}  // namespace

json margins_plot(const json& document) {
  const auto rows = margins(document);
  if (rows.empty()) return nullptr;
  double lowest = 1e-2, highest = 10;
  for (const auto& row : rows) {
    if (row.share > 0) lowest = std::min(lowest, row.share / 10);
    if (std::isfinite(row.share)) highest = std::max(highest, row.share * 3);
  }
  lowest = std::max(lowest, 1e-12);
  highest = std::min(highest, 1e4);  // what is further out stands at the edge

  json values = json::array(), places = json::array(), kinds = json::array();
  for (const auto& row : rows) {
    const char* kind = row.share == 0 ? exact : row.share <= 1 ? within : beyond;
    values.push_back({{"place", row.place},
                      {"quantity", row.quantity},
                      {"at", std::clamp(row.share, lowest, highest)},
                      {"share", std::isfinite(row.share) ? json(row.share) : json("no error is allowed")},
                      {"kind", kind}});
    if (std::find(places.begin(), places.end(), row.place) == places.end()) places.push_back(row.place);
  }
  json colours = json::array(), shapes = json::array();
  for (const auto& [kind, ink, shape] :
       {std::tuple{exact, colour::open, "diamond"}, std::tuple{within, colour::best, "circle"},
        std::tuple{beyond, colour::bad, "triangle-up"}}) {
    const bool seen =
        std::any_of(values.begin(), values.end(), [&](const json& value) { return value["kind"] == kind; });
    if (!seen) continue;
    kinds.push_back(kind);
    colours.push_back(ink);
    shapes.push_back(shape);
  }

  json spec = plot_frame("Error of every comparison as a share of its tolerance, one row per statement",
                         static_cast<int>(19 * places.size() + 10), std::move(values));
  const json x = logarithmic(quantity("at", "error / tolerance"), lowest, highest);
  const json legend = {{"symbolOpacity", 1}};
  spec["layer"] = {
      {{"mark", {{"type", "rule"}, {"strokeDash", {5, 4}}, {"color", colour::soft_ink}}},
       {"encoding", {{"x", {{"datum", 1}, {"type", "quantitative"}}}}}},
      {{"mark", {{"type", "point"}, {"filled", true}, {"size", 62}, {"opacity", 0.75}}},
       {"encoding",
        {{"x", x},
         {"y",
          {{"field", "place"},
           {"type", "nominal"},
           {"sort", places},
           {"axis", {{"title", nullptr}, {"grid", true}, {"labelLimit", 130}, {"labelOverlap", false}}}}},
         {"color",
          {{"field", "kind"}, {"scale", {{"domain", kinds}, {"range", colours}}}, {"legend", legend}}},
         {"shape", {{"field", "kind"}, {"scale", {{"domain", kinds}, {"range", shapes}}}}},
         {"tooltip",
          {{{"field", "place"}, {"title", "statement"}},
           {{"field", "quantity"}, {"title", "compared"}},
           {{"field", "share"}, {"title", "error / tolerance"}}}}}}}};
  return spec;
}

}  // namespace orthant
