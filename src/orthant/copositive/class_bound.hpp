/// A part C₀ of the candidates that cannot carry a violation by itself.
///
/// Let A be (a lower bound of) the form on the candidates. Group indices that are mutually incompatible (a
/// violation holds at most one of them) into classes K_1 … K_m, and let P be the m×m matrix of least entries
/// over compatible pairs. P copositive ⇒ no violation within C₀ = ∪K_a. P is shown to be copositive by
/// elimination: with pivot row v, d = P_aa > 0,
///
///   P = (v₋)(v₋)ᵀ/d + (positive entries of the row) + P′,   P′ = P − (v₋)(v₋)ᵀ/d on the rest,  v₋ = min(v,
///   0)
///
/// so P is positive semidefinite plus nonnegative when no pivot turns negative. (Classes merge when their
/// turn comes, by least entries of what the elimination has left of the form.) Any v ≤ the row serves in
/// place of v₋; v = the row itself makes it a Cholesky factorisation, better where the form is nearly
/// semidefinite. An index whose pivot would be is left to branch on. For t(I+Ā) − E this is the colouring
/// bound of the clique problem.
///
/// Rounding: with |A_ij| ≤ 2 and c candidates, m ≤ c steps leave |error| ≤ 8u m an entry (every product is at
/// most the diagonal), so a matrix Δ with ‖Δ‖_∞ ≤ c²·1e-15; subtracting `slack` ≥ that from the diagonal
/// first makes a positive answer rigorous. Ties (exact arithmetic, boundary) are accepted within ±1e-9
/// instead, and reported: the caller repeats the elimination exactly.
#pragma once

#include <vector>

#include "orthant/base/stop.hpp"
#include "orthant/copositive/bits.hpp"

namespace orthant {

enum class BranchOrder {
  most_negative_first,   ///< graphs: heavy indices first, v₋
  least_negative_first,  ///< dense forms: the pivot that does least damage, v₋
  semidefinite_first,    ///< the same with v = the whole row
};

/// Stands for +∞; other entries stay below 3 in size throughout.
constexpr double apart = 1000;

struct BoundInput {
  int c = 0;
  std::vector<double> A;  ///< c×c, diagonal near 1; incompatible pairs hold `apart`; A_jj ≤ 0: never in C₀
  const bits::Table* compatible = nullptr;
  std::vector<int> candidates;  ///< the indices in play
  double slack = 0;
  bool ties = false;
  BranchOrder order = BranchOrder::most_negative_first;
  const Budget* budget = nullptr;  ///< exhausted: what is left goes to the branches, which is always sound
};

struct BoundResult {
  std::vector<std::vector<int>> classes;  ///< C₀, in the order of elimination
  std::vector<int> branches;  ///< the rest, b₁ … b_k: child i sees C₀ ∪ {b_1 … b_{i−1}}
  bool tied = false;          ///< some pivot within ±1e-9 was accepted
};

BoundResult class_bound(const BoundInput& input);

}  // namespace orthant
