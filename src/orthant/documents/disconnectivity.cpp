#include "orthant/documents/disconnectivity.hpp"

#include <fmt/format.h>

#include <cmath>

namespace orthant {

std::string why_no_tree(const Disconnectivity& graph) {
  const auto minima = static_cast<Index>(graph.objective.size());
  std::vector<double> height = graph.objective;
  std::vector<bool> joined(graph.objective.size(), false);
  for (std::size_t k = 0; k < graph.joins.size(); ++k) {
    const Join& join = graph.joins[k];
    const auto nodes = static_cast<Index>(height.size());
    for (const Index node : {join.first, join.second}) {
      if (node < 0 || node >= nodes)
        return fmt::format("joins[{}] joins node {}; expected one of 1 to {}", k, node + 1, nodes);
      if (joined[static_cast<std::size_t>(node)])
        return fmt::format("joins[{}] joins node {} again; expected each once", k, node + 1);
      if (!(join.height >= height[static_cast<std::size_t>(node)]) || !std::isfinite(join.height))
        return fmt::format("joins[{}].height = {}; expected a number not below node {}", k, join.height,
                           node + 1);
      joined[static_cast<std::size_t>(node)] = true;
    }
    height.push_back(join.height);
    joined.push_back(false);
  }
  for (const Barrier& one : graph.barriers)
    if (one.first < 0 || one.first >= one.second || one.second >= minima)
      return fmt::format("pairs: minima {} and {}; expected two of 1 to {}, the smaller first", one.first + 1,
                         one.second + 1, minima);
  return "";
}

}  // namespace orthant
