/// The largest clique of a graph by branch and bound: a set P of candidates is split greedily into
/// independent colour classes, and a clique within the first k classes has at most k vertices; vertices of
/// the later classes are branched on, last class first, with sets as bits.
/// Cost per node: O(n²/64) words. Exponential in the worst case, hence the limit of nodes.
///
/// Sources: Tomita and Seki 2003, DMTCS, LNCS 2731; San Segundo, Rodríguez-Losada and Jiménez 2011,
/// Computers & Operations Research 38 (bits).
#pragma once

#include <limits>

#include "orthant/copositive/gallery/graph.hpp"

namespace orthant::gallery {

struct Clique {
  std::vector<Index> vertices;  ///< increasing
  bool is_maximum = false;      ///< false when the limit of nodes was met first
  std::uint64_t nodes = 0;
};

/// The best clique found within `limit` ≥ 1 nodes of the search.
Clique search_clique(const Graph& graph, std::uint64_t limit);

/// ω(graph), without a limit; 0 for no vertices.
Index clique_number(const Graph& graph);

/// A largest clique, without a limit.
std::vector<Index> maximum_clique(const Graph& graph);

}  // namespace orthant::gallery
