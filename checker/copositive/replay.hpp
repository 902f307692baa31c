/// Checks a proof of copositivity against its matrix, in integers, trusting nothing: not the search, not its
/// arithmetic, not the order in which it says things follow. Written for reading; it shares no code with the search
/// (FLINT's integers instead of GMP's, determinants instead of reduced rows).
///
///   tree    A minimal violation has a support T. A node (S, C) shows that no T has S ⊆ T ⊆ S ∪ C. The tableau
///           M_ij = det Q[S∪i, S∪j], W_qj = det(Q_SS)·(−Q_SS⁻¹Q_SC)_qj is rebuilt by Bareiss's elimination, so that all
///           entries are minors of Q. Every dropped index, every class, every excluded pair is checked by its rule
///           (docs/copositivity.md proves them); every node's lists must make up exactly the candidates that its parent
///           left it
///   split   LLᵀ in 64-bit integers, against ⌊2^k DQD⌋ (proof.hpp)
///
/// A proof that says less than it claims is rejected: a missing node, an index left out, one that occurs twice.
/// Cost, counted in `work` as it arises: a node with c candidates and m classes takes about c² (pivot) + c²m
/// multiplications of minors; n³/6 for a split. The tables of one branch of a tree may take 4 GiB.
#pragma once

#include "checker/arithmetic/rational_matrix.hpp"
#include "checker/copositive/proof.hpp"

namespace orthant::checker {

/// Of the matrix of a proof.
inline constexpr long largest_copositive_order = 5000;

/// Each throws Rejected, in one line that says where the proof fails, unless Q is copositive by it (strictly, where it
/// claims so); Unfinished when that takes more than is left of the work. Q is symmetric.
void require_copositive(const CopositivityProof& proof, const RationalMatrix& Q, Work& work);
void require_copositive(const TreeProof& proof, const RationalMatrix& Q, Work& work);
void require_copositive(const SplitProof& proof, const RationalMatrix& Q, Work& work);

/// Throws Rejected unless x ≥ 0, x ≠ 0 and xᵀQx < 0 (= 0 when `zero`).
void require_witness(const RationalMatrix& Q, const std::vector<Rational>& x, bool zero, Work& work);

}  // namespace orthant::checker
