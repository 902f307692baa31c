#include "orthant/report/atlas/disconnectivity_plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "orthant/report/page/document.hpp"
#include "orthant/report/solution/plots.hpp"

namespace orthant::report {
namespace {

using nlohmann::json;

/// Nodes of a tree, or of several: minima first, then joins.
struct DrawnTree {
  struct Node {
    double height, lowest;  ///< lowest: the least objective below it
    double x = 0;
  };
  std::vector<Node> nodes;
  std::vector<std::vector<Index>> leaves;  ///< below each node, from left to right

  explicit DrawnTree(const Disconnectivity& graph) {
    for (std::size_t i = 0; i < graph.objective.size(); ++i) {
      nodes.push_back({graph.objective[i], graph.objective[i]});
      leaves.push_back({static_cast<Index>(i)});
    }
    for (const Join& join : graph.joins) {
      const auto a = static_cast<std::size_t>(join.first), b = static_cast<std::size_t>(join.second);
      const bool swapped = nodes[b].lowest < nodes[a].lowest;
      std::vector<Index> both = leaves[swapped ? b : a];
      const std::vector<Index>& other = leaves[swapped ? a : b];
      both.insert(both.end(), other.begin(), other.end());
      nodes.push_back({join.height, std::min(nodes[a].lowest, nodes[b].lowest)});
      leaves.push_back(std::move(both));
    }
    place_nodes(graph);
  }

  std::vector<Index> order() const {
    std::vector<std::size_t> roots;
    for (std::size_t k = 0; k < nodes.size(); ++k)
      if (is_root[k]) roots.push_back(k);
    std::stable_sort(roots.begin(), roots.end(),
                     [&](std::size_t a, std::size_t b) { return nodes[a].lowest < nodes[b].lowest; });
    std::vector<Index> out;
    for (const std::size_t root : roots) out.insert(out.end(), leaves[root].begin(), leaves[root].end());
    return out;
  }

 private:
  void place_nodes(const Disconnectivity& graph) {
    is_root.assign(nodes.size(), true);
    for (const Join& join : graph.joins)
      for (const Index node : {join.first, join.second}) is_root[static_cast<std::size_t>(node)] = false;
    const std::vector<Index> places = order();
    for (std::size_t place = 0; place < places.size(); ++place)
      nodes[static_cast<std::size_t>(places[place])].x = static_cast<double>(place);
    const std::size_t minima = graph.objective.size();
    for (std::size_t k = 0; k < graph.joins.size(); ++k)
      nodes[minima + k].x = (nodes[static_cast<std::size_t>(graph.joins[k].first)].x +
                             nodes[static_cast<std::size_t>(graph.joins[k].second)].x) /
                            2;
  }

  std::vector<bool> is_root;
};

/// Lines from each joined node up to the height of its join, and across between the two.
json branches_of(const DrawnTree& tree, const Disconnectivity& graph, const auto& shown_height) {
  json out = json::array();
  for (const Join& join : graph.joins) {
    const auto& a = tree.nodes[static_cast<std::size_t>(join.first)];
    const auto& b = tree.nodes[static_cast<std::size_t>(join.second)];
    const double top = shown_height(join.height);
    out.push_back({{"x", a.x}, {"x2", a.x}, {"y", shown_height(a.height)}, {"y2", top}});
    out.push_back({{"x", b.x}, {"x2", b.x}, {"y", shown_height(b.height)}, {"y2", top}});
    out.push_back({{"x", std::min(a.x, b.x)}, {"x2", std::max(a.x, b.x)}, {"y", top}, {"y2", top}});
  }
  return out;
}

}  // namespace

std::vector<Index> leaves_in_order(const Disconnectivity& graph) {
  return DrawnTree(graph).order();
}

json disconnectivity_plot(const Disconnectivity& graph, const std::vector<LeafOfTree>& leaves,
                          bool relative) {
  if (graph.joins.empty() || leaves.size() != graph.objective.size()) return nullptr;
  const DrawnTree tree(graph);
  const double lowest = *std::min_element(graph.objective.begin(), graph.objective.end());
  const auto shown_height = [&](double height) {
    return rounded(relative ? 100 * (height - lowest) / lowest : height - lowest);
  };
  double top = 0;
  json values = json::array();
  for (const Index minimum : tree.order()) {
    const auto i = static_cast<std::size_t>(minimum);
    values.push_back({{"x", tree.nodes[i].x},
                      {"y", shown_height(graph.objective[i])},
                      {"minimum", fmt::format("{}", minimum + 1)},
                      {"label", leaves[i].label},
                      {"is", leaves[i].is},
                      {"mark", leaves[i].mark},
                      {"objective", graph.objective[i]}});
    top = std::max(top, shown_height(graph.objective[i]));
  }
  for (const Join& join : graph.joins) top = std::max(top, shown_height(join.height));
  if (!(top > 0) || !std::isfinite(top)) return nullptr;
  json spec = plot_frame("At which objective the basins of the minima join", 340, values);
  json x = {{"field", "x"}, {"type", "quantitative"}, {"axis", nullptr}};
  x["scale"] = {{"domain", {-0.6, static_cast<double>(leaves.size()) - 0.4}}, {"nice", false}};
  json y = quantity("y", relative ? "objective above the best, %" : "objective above the best");
  y["scale"] = {{"domain", {-0.17 * top, 1.05 * top}}, {"nice", false}};
  y["axis"]["tickCount"] = 6;
  y["axis"]["labelExpr"] = "datum.value < 0 ? '' : format(datum.value, '~g')";
  y["axis"]["gridOpacity"] = {{"condition", {{"test", "datum.value < 0"}, {"value", 0}}}, {"value", 1}};
  const json legend = {
      {"values", present(values, "is")}, {"columns", 2}, {"symbolOpacity", 1}, {"symbolStrokeWidth", 0}};
  json marks = json::array(), colours = json::array(), shapes = json::array();
  for (const LeafOfTree& leaf : leaves) {
    if (std::find(marks.begin(), marks.end(), leaf.is) != marks.end()) continue;
    marks.push_back(leaf.is);
    const bool good = leaf.mark == "good", fair = leaf.mark == "fair", bad = leaf.mark == "bad";
    colours.push_back(good ? colour::good : fair ? colour::fair : bad ? colour::bad : colour::open);
    shapes.push_back(good ? "circle" : fair ? "square" : bad ? "triangle-down" : "triangle-right");
  }
  const auto words_below = [&](const char* field, int down, const char* weight) {
    return json{{"mark",
                 {{"type", "text"},
                  {"baseline", "top"},
                  {"dy", down},
                  {"fontWeight", weight},
                  {"fontSize", 12},
                  {"color", colour::ink}}},
                {"encoding", {{"x", x}, {"y", y}, {"text", {{"field", field}, {"type", "nominal"}}}}}};
  };
  spec["layer"] = {
      {{"data", {{"values", branches_of(tree, graph, shown_height)}}},
       {"mark",
        {{"type", "rule"}, {"strokeWidth", 1.8}, {"color", colour::soft_ink}, {"strokeCap", "square"}}},
       {"encoding", {{"x", x}, {"x2", {{"field", "x2"}}}, {"y", y}, {"y2", {{"field", "y2"}}}}}},
      {{"mark", {{"type", "point"}, {"filled", true}, {"size", 110}, {"opacity", 1}}},
       {"encoding",
        {{"x", x},
         {"y", y},
         {"color", nominal("is", marks, colours, legend)},
         {"shape", nominal("is", marks, shapes, legend)},
         {"tooltip",
          tooltip({{"minimum", "minimum"}, {"objective", "objective"}, {"label", "hits"}, {"is", "is"}})}}}},
      words_below("minimum", 8, "bold"),
      words_below("label", 23, "normal")};
  return spec;
}

}  // namespace orthant::report
