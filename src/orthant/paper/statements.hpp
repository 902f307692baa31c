/// One function a statement, in the order of the table in claim.cpp.
#pragma once

#include "orthant/paper/claim.hpp"

namespace orthant::paper {

Claim equations_1_5(const ClaimParameters& p);
Claim half_delta_claim(const ClaimParameters& p);
Claim overparametrised(const ClaimParameters& p);
Claim tractable(const ClaimParameters& p);
Claim proposition_1(const ClaimParameters& p);
Claim remark_2(const ClaimParameters& p);
Claim equation_7(const ClaimParameters& p);
Claim equation_9(const ClaimParameters& p);
Claim equation_10(const ClaimParameters& p);
Claim equation_11(const ClaimParameters& p);
Claim equation_12(const ClaimParameters& p);
Claim lemma_5(const ClaimParameters& p);
Claim lemma_6(const ClaimParameters& p);
Claim lemma_7(const ClaimParameters& p);
Claim lemma_8(const ClaimParameters& p);
Claim lemma_9(const ClaimParameters& p);
Claim lemma_10(const ClaimParameters& p);
Claim lemma_11(const ClaimParameters& p);
Claim theorem_3(const ClaimParameters& p);
Claim figure_1(const ClaimParameters& p);
Claim lemma_12(const ClaimParameters& p);
Claim lemma_13(const ClaimParameters& p);
Claim lemma_14(const ClaimParameters& p);
Claim theorem_4(const ClaimParameters& p);
Claim lemma_15(const ClaimParameters& p);
Claim lemma_16(const ClaimParameters& p);
Claim lemma_17(const ClaimParameters& p);
Claim lemma_18(const ClaimParameters& p);
Claim version_1(const ClaimParameters& p);
Claim conjecture_v1(const ClaimParameters& p);
Claim sharper_claim(const ClaimParameters& p);
Claim squared_variables_claim(const ClaimParameters& p);
Claim thresholding(const ClaimParameters& p);
Claim positive_truth(const ClaimParameters& p);
Claim edge_of_theorem_4(const ClaimParameters& p);
Claim norm_constraint(const ClaimParameters& p);
Claim every_balance(const ClaimParameters& p);
Claim strict_saddle(const ClaimParameters& p);
Claim strict_minimum(const ClaimParameters& p);

/// A row of version_1: its Lemma 7 beside what holds.
ClaimRow version_1_inheritance();

}  // namespace orthant::paper
