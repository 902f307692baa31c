/// How far several fits of one rank agree: part by part, and in the groups that they sort rows or columns into.
///
/// Parts. Of two points U, V the part k of one is matched to the part π(k) of the other such that the sum of the
/// cosines of the parts, as matrices,
///
///   cos(l_k r_kᵀ, l'_m r'_mᵀ) = cos(l_k, l'_m) · cos(r_k, r'_m),      cos(u_k, u'_m)² for symmetric models,   (1)
///
/// is largest (an assignment problem, O(r³)). 1: the same part up to its size.
///
/// Groups. A fit labels a column j by the part that explains most of it, argmax_k r_jk Σ_i l_ik, and a row likewise.
/// C_ij = the share of fits that give i and j one label (consensus matrix). With average linkage of the distances
/// 1 − C, c_ij the height at which i and j join:
///
///   cophenetic correlation = correlation of 1 − C_ij and c_ij over i < j                                    (2)
///   dispersion = mean over all i, j of 4(C_ij − ½)²                                                        (3)
///
/// Both are 1 when all fits agree. C takes 8 n² bytes, (2) about 10 n² operations a column.
/// Source: Brunet et al. 2004 for (2); Kim & Park 2007 for (3).
#pragma once

#include <vector>

#include "orthant/linalg/matrix.hpp"

namespace orthant {

/// π with the largest Σ_k S(k, π(k)), S square. Hungarian method, O(r³).
std::vector<Index> best_assignment(const Matrix& S);

/// (1) of every part of U with the one of V that it is matched to. U and V are stacked points with as many columns;
/// an empty part has cosine 0 with all.
Vector matched_cosines(const Matrix& U, const Matrix& V, Index left_rows, bool symmetric);

/// The part that explains most, for each row of the data, or for each column; −1 where none explains anything.
std::vector<Index> labels_of_rows(const Matrix& U, Index left_rows, bool symmetric);
std::vector<Index> labels_of_columns(const Matrix& U, Index left_rows, bool symmetric);

/// Labels by fits that were reached `times` times each, at least one fit.
struct RepeatedLabels {
  std::vector<Index> labels;
  Index times = 1;
};
Matrix consensus_matrix(const std::vector<RepeatedLabels>& fits);

/// (2); 1 when all distances are equal and all are kept.
double cophenetic_correlation(const Matrix& consensus);
double dispersion(const Matrix& consensus);  ///< (3)

}  // namespace orthant
