/// Checks a proof of copositivity against its matrix, in integers, trusting nothing: not the search, not its
/// arithmetic, not the order in which it says things follow. Written for reading; it shares no code with the
/// search (FLINT's integers instead of GMP's, determinants instead of reduced rows).
///
///   tree    the tableau is rebuilt by Bareiss's elimination: all entries are minors of Q. Every dropped
///   index,
///           every class, every excluded pair is checked by its rule (support_tree.hpp); every node's lists
///           must make up exactly the candidates that its parent left it
///   split   LLᵀ in 64-bit integers, against ⌊2^k DQD⌋ (proof.hpp)
///
/// A proof that says less than it claims is rejected: a missing node, an index left out, one that occurs
/// twice.
#pragma once

#include <string>

#include "orthant/copositive/proof.hpp"
#include "orthant/linalg/rational_symmetric.hpp"

namespace orthant {

/// Empty when the proof holds; otherwise one line that says where it fails.
std::string find_flaw(const CopositivityProof& proof, const RationalSymmetric& Q);
std::string find_flaw(const TreeProof& proof, const RationalSymmetric& Q);
std::string find_flaw(const SplitProof& proof, const RationalSymmetric& Q);

inline bool replay(const CopositivityProof& proof, const RationalSymmetric& Q) {
  return find_flaw(proof, Q).empty();
}
inline bool replay_tree(const TreeProof& proof, const RationalSymmetric& Q) {
  return find_flaw(proof, Q).empty();
}

/// x ≥ 0, x ≠ 0 and xᵀQx < 0 (= 0 when `zero`).
bool replay_witness(const RationalSymmetric& Q, const std::vector<mpz_class>& x, bool zero);

}  // namespace orthant
