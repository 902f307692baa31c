/// Simple graphs as rows of bits, and the families whose clique numbers test clique solvers (DIMACS
/// challenge). Memory: n²/8 bytes. Every generator throws InputError on parameters out of range, or beyond
/// 5000 vertices.
///
///   hamming N-D   words of N bits, adjacent at Hamming distance ≥ D
///   johnson N-W-D words of N bits with W ones, adjacent at Hamming distance ≥ D
///   keller D      neighbourhood of one vertex of the Keller graph on {0,1,2,3}^D, as in DIMACS: words are
///                 adjacent when they differ in two places at least, and by exactly 2 modulo 4 in one at
///                 least. The whole graph is vertex-transitive, so its clique number is larger by one
///                 (D = 4: 171 vertices and ω = 11 here, 256 and 12 there)
///   mann P        Mannino's graph of the Steiner triple system of the lines of AG(k,3), P = 3^k (DIMACS
///                 MANN_aP): a vertex for every point and every incident (line, point), all pairs adjacent
///                 except (L, i)–(L, j) and i–(L, i). ω = |lines| + |points| − (fewest points that meet
///                 every line)
///   paley Q       integers modulo a prime Q ≡ 1 (mod 4), adjacent when they differ by a nonzero square
///
/// Sources: Johnson and Trick (eds.) 1996, DIMACS Series 26; Mannino and Sassano 1995; Fulkerson, Nemhauser
/// and Trotter 1974, Math. Programming Study 2 (the triple systems); Lagarias and Shor 1992 (Keller graphs).
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "orthant/linalg/matrix.hpp"
#include "orthant/linalg/rational_symmetric.hpp"

namespace orthant::gallery {

/// A set of vertices, 64 to a word.
using Bits = std::vector<std::uint64_t>;

class Graph {
 public:
  explicit Graph(Index n = 0);

  Index order() const { return n_; }
  Index edges() const;
  Index degree(Index i) const;
  bool adjacent(Index i, Index j) const;
  const Bits& neighbours(Index i) const { return rows_[i]; }

  /// i ≠ j.
  void connect(Index i, Index j);

  /// The graph on `vertices`, renumbered in their order.
  Graph induced(const std::vector<Index>& vertices) const;

 private:
  Index n_;
  std::vector<Bits> rows_;
};

/// 1 ≤ bits ≤ 12, 1 ≤ distance ≤ bits.
Graph hamming_graph(Index bits, Index distance);
/// 1 ≤ weight ≤ bits ≤ 62, 1 ≤ distance ≤ bits.
Graph johnson_graph(Index bits, Index weight, Index distance);
/// 2 ≤ dimension ≤ 6.
Graph keller_graph(Index dimension);
/// points = 9, 27 or 81.
Graph mann_graph(Index points);
/// ω of `mann_graph(points)`: |lines| plus the largest set of points without a line (4, 9 and 20; the last by
/// Pellegrino 1970).
Index mann_clique_number(Index points);
/// q a prime, q ≡ 1 (mod 4).
Graph paley_graph(Index q);

/// Every pair is an edge with probability p, independently.
Graph random_graph(Index n, double p, std::uint64_t seed);

/// A clique of `hidden` random vertices in a random graph whose expected degrees do not show it: pairs of
/// other vertices are edges with probability p, pairs of a clique and another vertex with probability
///   p' = ((n − hidden − 1) p − (hidden − 1)) / (n − 2 hidden),
/// which makes both expected degrees equal (Brockington and Culberson 1996, hiding at depth 0; the published
/// brock graphs also hide deeper). 2 ≤ hidden < n/2 and p' ≥ 0 are required.
Graph brock_like_graph(Index n, double p, Index hidden, std::uint64_t seed);

// ---- cliques -------------------------------------------------------------------------------------
// The largest clique of a graph by branch and bound: a set P of candidates is split greedily into
// independent colour classes, and a clique within the first k classes has at most k vertices; vertices of
// the later classes are branched on, last class first, with sets as bits.
// Cost per node: O(n²/64) words. Exponential in the worst case, hence the limit of nodes.
//
// Sources: Tomita and Seki 2003, DMTCS, LNCS 2731; San Segundo, Rodríguez-Losada and Jiménez 2011,
// Computers & Operations Research 38 (bits).

struct Clique {
  std::vector<Index> vertices;  ///< increasing
  bool is_maximum = false;      ///< false when the limit of nodes was met first
  std::uint64_t nodes = 0;
};

/// The best clique found within `limit` ≥ 1 nodes of the search.
Clique search_clique(const Graph& graph, std::uint64_t limit);

// ---- the form of a graph -------------------------------------------------------------------------
// The clique number as a question of copositivity (Motzkin and Straus 1965; de Klerk and Pasechnik 2002,
// SIAM J. Optim. 12): with the adjacency matrix Ā of the complement of a graph and the all-ones matrix E,
//
//   Q(t) = t (I + Ā) − E   is copositive  ⟺  t ≥ ω.
//
// Diagonal and nonadjacent entries are t − 1, adjacent ones −1. The indicator of a clique of size k has the
// value k (t − k): zero at t = ω for every maximum clique, and a direction of proof for t < k.

/// Memory: n²/2 integers of the bits of t.
RationalSymmetric motzkin_straus(const Graph& graph, const mpq_class& t);

}  // namespace orthant::gallery
