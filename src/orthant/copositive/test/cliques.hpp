/// Cliques without a limit of nodes.
#pragma once

#include <limits>
#include <vector>

#include "orthant/copositive/gallery/graph.hpp"

namespace orthant::gallery {

/// A largest clique.
inline std::vector<Index> maximum_clique(const Graph& graph) {
  return search_clique(graph, std::numeric_limits<std::uint64_t>::max()).vertices;
}

/// ω(graph); 0 for no vertices.
inline Index clique_number(const Graph& graph) {
  return static_cast<Index>(maximum_clique(graph).size());
}

}  // namespace orthant::gallery
