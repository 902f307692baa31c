/// What proves that a symmetric matrix Q of rationals is copositive: xᵀQx ≥ 0 for all x ≥ 0. Data only: whoever finds
/// a proof fills it in, replay.hpp checks it against Q and shares no code with the finders.
///
///   split     Q is positive semidefinite plus nonnegative, in integers
///   tree      a support tree: which index sets cannot carry a minimal violation, and why (replay.hpp)
///   parts     the graph of negative entries falls into components, each with a proof of its own
///
/// What proves that Q is not copositive, or not strictly, is a vector x ≥ 0.
#pragma once

#include <cstdint>
#include <vector>

namespace orthant::checker {

/// Why an index j cannot lie in T∖S for a minimal violation T ⊇ S.
enum class DropRule : std::uint8_t {
  diagonal,  ///< M_jj < 0 (or = 0) and S ∪ {j} itself carries no violation
  row,       ///< M_jk ≥ 0 for all candidates k that are compatible with j
  support,   ///< W_qj < 0, and W_qk ≤ 0 for all candidates k compatible with j: x_q would be negative
};

struct Drop {
  std::int32_t index;
  DropRule rule;
  std::int32_t row;  ///< q of `support`; −1 otherwise
};

/// One node of a support tree. Its candidates are `drops`, `classes` and `branches` together, disjoint.
struct ProofNode {
  std::vector<Drop> drops;    ///< in the order of application
  bool semidefinite = false;  ///< the elimination of the classes takes rows as they are, not clipped at 0
  std::vector<std::vector<std::int32_t>> classes;  ///< C₀, in the order of elimination
  std::vector<double> scale;           ///< one per member of the classes, in their order; empty: all 1
  std::vector<std::int32_t> branches;  ///< b₁ … b_k
  std::vector<std::int64_t> children;  ///< the node of each branch
};

struct TreeProof {
  bool strict = false;  ///< of strict copositivity
  std::vector<ProofNode> nodes;
  std::int64_t root = 0;
};

/// With A = ⌊2^k D Q D⌋ entrywise, D = diag(2^{e_i}):  A − LLᵀ has off-diagonal entries r_ij and diagonal entries
///
///   r_ii ≥ μ + Σ_{j≠i} max(0, −r_ij):
///
/// A is LLᵀ (semidefinite), plus max(0, r_ij) (nonnegative), plus something diagonally dominant with μ to spare.
struct SplitProof {
  std::int32_t scale = 0;              ///< k
  std::int64_t mu = 0;                 ///< ≥ 1: strictly copositive
  std::vector<std::int32_t> exponent;  ///< e_i
  std::vector<std::int32_t> L;         ///< lower triangle by rows: L_00, L_10, L_11, L_20 …
};

/// One component of the graph of negative entries.
struct PartProof {
  enum class Kind : std::uint8_t { split, tree };
  Kind kind = Kind::tree;
  std::vector<std::int32_t> indices;  ///< of Q; the indices of `split` and `tree` count within this list
  SplitProof split;
  TreeProof tree;
};

/// Indices dropped one by one because their rows have no negative entry among those that are left, then parts
/// between which no entry is negative.
struct CopositivityProof {
  bool strict = false;
  std::vector<std::int32_t> dropped;
  std::vector<PartProof> parts;
};

}  // namespace orthant::checker
