/// One function a statement, in the order of the table in reproduce.cpp.
#pragma once

#include "orthant/paper/statement.hpp"

namespace orthant::paper {

using Evaluate = Statement(const Parameters&);

Evaluate equations_1_5, bound_one_half, overparametrised, tractable, proposition_1, remark_2;
Evaluate equation_7, equation_9, equation_10, equation_11, equation_12;
Evaluate theorem_3, lemma_5, lemma_6, lemma_7, lemma_8, lemma_9, lemma_10, lemma_11, figure_1;
Evaluate theorem_4, lemma_12, lemma_13, lemma_14;
Evaluate lemma_15, lemma_16, lemma_17, lemma_18;
Evaluate version_1, conjecture_v1;
Evaluate sharper, every_balance, positive_truth, strict_saddle, thresholding, squared_variables;
Evaluate edge_of_theorem_4, norm_constraint, row_sums, strict_minimum;

}  // namespace orthant::paper
