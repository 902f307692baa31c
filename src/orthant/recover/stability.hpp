/// How far the groups agree into which several fits of one rank sort rows or columns (labels_of in parts.hpp).
///
/// C_ij = the share of fits that give i and j one label (consensus matrix). With average linkage of the distances
/// 1 − C, c_ij the height at which i and j join:
///
///   cophenetic correlation = correlation of 1 − C_ij and c_ij over i < j                                    (1)
///   dispersion = mean over all i, j of 4(C_ij − ½)²                                                        (2)
///
/// Both are 1 when all fits agree. C takes 8 n² bytes, (1) about 10 n² operations a column.
/// Source: Brunet et al. 2004 for (1); Kim & Park 2007 for (2).
#pragma once

#include <vector>

#include "orthant/linalg/matrix.hpp"

namespace orthant {

/// Labels by fits that were reached `times` times each, at least one fit.
struct RepeatedLabels {
  std::vector<Index> labels;
  Index times = 1;
};
Matrix consensus_matrix(const std::vector<RepeatedLabels>& fits);

/// (1); 1 when all distances are equal and all are kept.
double cophenetic_correlation(const Matrix& consensus);
double dispersion(const Matrix& consensus);  ///< (2)

}  // namespace orthant
