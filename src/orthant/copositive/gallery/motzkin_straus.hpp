/// The clique number as a question of copositivity (Motzkin and Straus 1965; de Klerk and Pasechnik 2002,
/// SIAM J. Optim. 12): with the adjacency matrix Ā of the complement of a graph and the all-ones matrix E,
///
///   Q(t) = t (I + Ā) − E   is copositive  ⟺  t ≥ ω.
///
/// Diagonal and nonadjacent entries are t − 1, adjacent ones −1. The indicator of a clique of size k has the
/// value k (t − k): zero at t = ω for every maximum clique, and a direction of proof for t < k.
#pragma once

#include "orthant/copositive/gallery/graph.hpp"
#include "orthant/linalg/rational_symmetric.hpp"

namespace orthant::gallery {

/// Memory: n²/2 integers of the bits of t.
RationalSymmetric motzkin_straus(const Graph& graph, const mpq_class& t);

}  // namespace orthant::gallery
