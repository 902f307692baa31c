/// At which objective the basins of minima join: the disconnectivity graph.
///
/// Between minima i and j there is a path no higher than h_ij (barrier.hpp). Going by way of others may be lower:
///
///   h*_ij = min over chains i = k₀, k₁, …, k_s = j of max_l h_{k_{l−1} k_l},                                  (1)
///
/// the minimax path, which is on a minimum spanning tree of h. h* is an ultrametric, h*_ik ≤ max(h*_ij, h*_jk), hence
/// a tree: its leaves are the minima, and an inner node is the height at which two sets of them join. As each h is an
/// upper bound of the lowest pass, so is h*: true basins may join lower, never higher. (Sampled heights, of objectives
/// for which barrier.hpp has no better, are none.)
///
/// The straight path is looked at for every pair, and a low one searched for where it matters: first on the tree's
/// edges. (Lowering an edge of a minimum spanning tree leaves it one, so that this is done after m − 1 searches.)
/// Straight paths say little of low ones, so then, from the highest join down, the next lowest straight path from one
/// side of it to the other is searched as well, once for each join: 2 (m − 1) searches, or some more where the tree
/// changes. With `every_pair`, those of all others follow. Cost: m²/2 values and gradients, and the searches.
/// Source: Becker & Karplus 1997 (the graph); Gower & Ross 1969 (single linkage by the minimum spanning tree).
#pragma once

#include <string>
#include <vector>

#include "orthant/explore/barrier.hpp"

namespace orthant {

struct Barrier {
  Index first = 0, second = 0;  ///< minima, counted from 0, first < second
  double height = 0;            ///< h
  double straight = 0;          ///< of the straight path
  bool searched = false;        ///< for a lower one
};

/// Nodes are minima 0 … m − 1, and the k-th join is node m + k.
struct Join {
  double height = 0;
  Index first = 0, second = 0;  ///< first < second
};

struct Disconnectivity {
  std::vector<double> objective;  ///< of the minima
  std::vector<Barrier> barriers;  ///< of all pairs that were looked at
  std::vector<Join> joins;        ///< lowest first; m − 1 unless pairs are missing
  PathHeight kind = PathHeight::quartic;
  BarrierOptions options;
  double seconds = 0;
  std::string left_out;  ///< why searches are missing, in a sentence; empty: none
};

/// The joins (1) of m minima; pairs of infinite height do not join.
std::vector<Join> joins_of(Index minima, std::vector<Barrier> barriers);

/// h* of all pairs, on the diagonal the objectives; infinite where two minima are not joined.
Matrix join_heights(const Disconnectivity& graph);

/// Ends early when the budget is exhausted, and says so. All minima must be points of this objective.
Disconnectivity disconnectivity(const Objective& objective, const std::vector<Matrix>& minima,
                                const BarrierOptions& options, const Budget& budget);

/// So many minima, at most options.minima, have their passes searched for in about as many multiplications as 10
/// seconds take; fewer than 2: none. From the size of the data and the rank alone, so that a run can be repeated.
Index affordable_minima(const Objective& objective, const BarrierOptions& options);

}  // namespace orthant
