/// A part C₀ of the candidates that cannot carry a violation by itself.
///
/// Let A be (a lower bound of) the form on the candidates. Group indices that are mutually incompatible (a
/// violation holds at most one of them) into classes K_1 … K_m, and let P be the m×m matrix of least entries
/// over compatible pairs. P copositive ⇒ no violation within C₀ = ∪K_a. P is shown to be copositive by
/// elimination: with pivot row v, d = P_aa > 0,
///
///   P = (v₋)(v₋)ᵀ/d + (positive entries of the row) + P′,  P′ = P − (v₋)(v₋)ᵀ/d on the rest, v₋ = min(v, 0)
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

#include <bit>
#include <cstdint>
#include <vector>

#include "orthant/base/stop.hpp"
#include "orthant/copositive/tableau.hpp"

namespace orthant {

/// Sets of small integers as bits, and square tables of them.
namespace bits {

using Word = std::uint64_t;

inline int words(int n) {
  return (n + 63) / 64;
}

class Set {
 public:
  explicit Set(int n = 0, bool full = false) : words_(static_cast<std::size_t>(words(n)), 0) {
    if (!full) return;
    for (int i = 0; i < n; ++i) insert(i);
  }
  bool contains(int i) const { return (words_[i >> 6] >> (i & 63)) & 1U; }
  void insert(int i) { words_[i >> 6] |= Word{1} << (i & 63); }
  void erase(int i) { words_[i >> 6] &= ~(Word{1} << (i & 63)); }
  const Word* data() const { return words_.data(); }

  template <class Visit>
  void for_each(Visit&& visit) const {
    for (std::size_t k = 0; k < words_.size(); ++k)
      for (Word w = words_[k]; w != 0; w &= w - 1) visit(static_cast<int>(64 * k) + std::countr_zero(w));
  }

 private:
  std::vector<Word> words_;
};

/// Sets over {0 … n−1}, one a row.
class Table {
 public:
  explicit Table(int n = 0) : Table(n, n) {}
  Table(int rows, int n) : stride_(words(n)), words_(static_cast<std::size_t>(rows) * words(n), 0) {}
  const Word* row(int i) const { return words_.data() + static_cast<std::size_t>(i) * stride_; }
  Word* row(int i) { return words_.data() + static_cast<std::size_t>(i) * stride_; }
  bool contains(int i, int j) const { return (row(i)[j >> 6] >> (j & 63)) & 1U; }
  void insert(int i, int j) { row(i)[j >> 6] |= Word{1} << (j & 63); }
  void erase(int i, int j) { row(i)[j >> 6] &= ~(Word{1} << (j & 63)); }
  void erase_pair(int i, int j) {
    erase(i, j);
    erase(j, i);
  }

 private:
  int stride_;
  std::vector<Word> words_;
};

/// The set of all j < n with test(j).
template <class Test>
void fill(Word* row, int n, Test&& test) {
  for (int k = 0; 64 * k < n; ++k) {
    const int base = 64 * k, end = n - base < 64 ? n - base : 64;
    Word w = 0;
    for (int j = 0; j < end; ++j) w |= static_cast<Word>(test(base + j)) << j;
    row[k] = w;
  }
}

/// a ∩ b = ∅, over k words.
inline bool disjoint(const Word* a, const Word* b, int k) {
  for (int i = 0; i < k; ++i)
    if (a[i] & b[i]) return false;
  return true;
}
inline bool disjoint(const Word* a, const Word* b, const Word* c, int k) {
  for (int i = 0; i < k; ++i)
    if (a[i] & b[i] & c[i]) return false;
  return true;
}

}  // namespace bits

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

// ---- in integers ---------------------------------------------------------------------------------
// The elimination of class_bound.hpp repeated in integers, for pivots that floating point cannot tell from
// zero.

struct ExactBound {
  const bits::Table* compatible;
  const std::vector<std::vector<int>>* classes;  ///< in the order of elimination
  /// Dyadic, one per candidate of the tableau: multiplies rows and columns before entries of a class are
  /// compared.
  const std::vector<double>* scale;
  bool strict;        ///< of strict copositivity, where a zero pivot is a failure
  bool semidefinite;  ///< rows as they are, not their negative parts
};

/// Whether the classes prove that no violation lies within their union.
bool exact_bound(const Tableau<std::int64_t>& t, const ExactBound& bound);
bool exact_bound(const Tableau<mpz_class>& t, const ExactBound& bound);

}  // namespace orthant
