/// What proves that a symmetric matrix Q of rationals is copositive, or that it is not. Data only: whoever
/// finds a proof fills it in, `replay.hpp` checks it against Q and shares no code with the finders.
///
///   witness   x ≥ 0 of integers, x ≠ 0, and the sign of xᵀQx: negative (not copositive) or zero (not strictly)
///   split     integers L, N ≥ 0 and μ > 0 with  2^k D Q D − N − LLᵀ − μI  diagonally dominant, D = diag(2^{e_i}):
///             Q is positive semidefinite plus nonnegative, strictly
///   tree      a support tree (support_tree.hpp): which index sets cannot carry a minimal violation, and why
///   parts     the graph of negative entries falls into components, each with a proof of its own
#pragma once

#include <gmpxx.h>

#include <cstdint>
#include <vector>

#include "orthant/linalg/matrix.hpp"

namespace orthant {

/// Why an index j cannot lie in T∖S for a minimal violation T ⊇ S (support_tree.hpp).
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
  std::vector<Drop> drops;                            ///< in the order of application
  std::vector<std::vector<std::int32_t>> classes;     ///< C₀, in the order of elimination
  std::vector<double> scale;                          ///< one per member of the classes, in their order; empty: all 1
  std::vector<std::int32_t> branches;                 ///< b₁ … b_k
  std::vector<std::int64_t> children;                 ///< the node of each branch
};

struct TreeProof {
  bool strict = false;  ///< of strict copositivity
  std::vector<ProofNode> nodes;
  std::int64_t root = 0;
};

struct SplitProof {
  std::vector<std::int32_t> exponent;  ///< e_i
  std::int32_t scale = 0;              ///< k, and L is in units of 2^{-k/2}: k even
  std::int64_t mu = 0;                 ///< ≥ 1: strictly copositive; in units of 2^-k
  std::vector<std::int32_t> L;         ///< n×n lower triangle by rows
  std::vector<std::int32_t> N_rows, N_cols;
  std::vector<std::int64_t> N_values;
};

}  // namespace orthant
