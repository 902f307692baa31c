/// Decides whether a symmetric matrix of rationals is copositive:  xᵀQx ≥ 0 for all x ≥ 0.
///
/// The question is NP-hard (Murty & Kabadi 1987), so a budget may end it; every other answer is a proof. In
/// this order:
///   1. diagonal entries, then pairs: M_ij < −√(Q_ii Q_jj) is a violation
///   2. indices whose rows have no negative entry left are dropped, one by one
///   3. the graph of negative entries falls into components, each decided by itself
///   4. local search for a violation (local_search.hpp), evaluated exactly
///   5. a semidefinite plus a nonnegative matrix (split_search.hpp), for which the tree is bad
///   6. the support tree (support_tree.hpp), branching orders raced in slices of equal work. A minimum
///      that looks positive: strict copositivity, integers for a first slice when entries are short, then
///      doubles with rigorous bounds. A minimum that looks like zero (Horn's matrix): an exact zero is looked
///      for, and the claim that is not strict is proved in integers.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "orthant/base/stop.hpp"
#include "orthant/base/words.hpp"
#include "orthant/copositive/proof.hpp"
#include "orthant/linalg/rational_symmetric.hpp"

namespace orthant {

enum class Copositivity {
  strictly_copositive,  ///< xᵀQx > 0 for all x ≥ 0, x ≠ 0
  copositive,           ///< xᵀQx ≥ 0; equality for some x ≠ 0, or it is not known whether it occurs
  not_copositive,
  undecided,
};

constexpr auto words_of(Copositivity) {
  return std::to_array<Word<Copositivity>>({{Copositivity::strictly_copositive, "strictly_copositive"},
                                            {Copositivity::copositive, "copositive"},
                                            {Copositivity::not_copositive, "not_copositive"},
                                            {Copositivity::undecided, "undecided"}});
}

struct CopositiveOptions {
  int threads = 1;
  std::uint64_t seed = 0;
  double search_work = 2e8;          ///< multiplications in each local search
  double max_work = 1e300;           ///< multiplications in the support trees
  std::size_t record_nodes = 50000;  ///< proofs by larger trees are not kept (about 4c bytes a node)
  bool split = true;                 ///< try step 5
  bool bracket = true;  ///< after a strict yes, spend a little more (5 %, 20 ms) on a positive lower bound
  std::function<void(double work, double nodes)> progress;  ///< called between slices
};

struct CopositiveResult {
  Copositivity verdict = Copositivity::undecided;
  Rigor rigor = Rigor::numeric;  ///< exact, or verified (doubles with bounds); numeric only when undecided
  double lower = 0, upper = 0;   ///< lower ≤ min{xᵀQx : x ≥ 0, Σx = 1} ≤ upper, both proved
  std::vector<mpz_class>
      witness;         ///< not copositive: xᵀQx < 0. Not strictly: xᵀQx = 0. Else the best x found
  std::string method;  ///< what decided: "diagonal", "pair", "search", "split", "tree", …
  double nodes = 0;    ///< of the support trees
  std::optional<CopositivityProof> proof;  ///< of a yes, when it was small enough to keep
  /// Undecided only: Q + shift · diag(|Q_ii|) was proved copositive; the smallest such power of two tried.
  std::optional<double> proved_shift;
  std::string reason;  ///< undecided only: what ran out
  double seconds = 0;
};

/// Q of order n ≥ 1.
CopositiveResult decide_copositivity(const RationalSymmetric& Q, const CopositiveOptions& options,
                                     const Budget& budget);

}  // namespace orthant
