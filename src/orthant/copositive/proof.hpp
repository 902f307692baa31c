/// Proofs of copositivity, checked: the proofs are those of checker/copositive/proof.hpp, and so is what checks them
/// (replay.hpp there), on the numbers of a RationalSymmetric.
#pragma once

#include <gmpxx.h>

#include <string>
#include <vector>

#include "checker/copositive/proof.hpp"
#include "orthant/linalg/rational_symmetric.hpp"

namespace orthant {

using checker::CopositivityProof;
using checker::Drop;
using checker::DropRule;
using checker::PartProof;
using checker::ProofNode;
using checker::SplitProof;
using checker::TreeProof;

/// Empty when the proof holds; otherwise one line that says where it fails.
std::string find_flaw(const CopositivityProof& proof, const RationalSymmetric& Q);
std::string find_flaw(const TreeProof& proof, const RationalSymmetric& Q);
std::string find_flaw(const SplitProof& proof, const RationalSymmetric& Q);

/// x ≥ 0, x ≠ 0 and xᵀQx < 0 (= 0 when `zero`).
bool replay_witness(const RationalSymmetric& Q, const std::vector<mpz_class>& x, bool zero);

}  // namespace orthant
