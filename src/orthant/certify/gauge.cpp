#include "orthant/certify/gauge.hpp"

#include "orthant/objectives/fixed_columns.hpp"

namespace orthant {

RowSeparableTerms gauge_terms(const Matrix& U, Index left_rows) {
  RowSeparableTerms terms;
  terms.left = terms.right = Matrix::Zero(U.cols(), U.cols());
  add_gauge(terms, U, left_rows);
  return terms;
}

void add_gauge(RowSeparableTerms& terms, const Matrix& U, Index left_rows) {
  for (Index k = 0; k < U.cols(); ++k) {
    if (U.col(k).head(left_rows).isZero(0) || U.col(k).tail(U.rows() - left_rows).isZero(0)) continue;
    terms.pairs.emplace_back(k, k);
  }
  const Index before = terms.weight.size();
  const Index after = static_cast<Index>(terms.pairs.size());
  terms.weight.conservativeResize(after);
  terms.weight.tail(after - before).setOnes();
}

Matrix low_rank_direction(const Matrix& U, Index left_rows, std::pair<Index, Index> pair) {
  Matrix W = Matrix::Zero(U.rows(), U.cols());
  W.col(pair.first) += U.col(pair.second);
  W.col(pair.second) += U.col(pair.first);
  W.bottomRows(U.rows() - left_rows) *= -1;
  return W;
}

bool has_half_zero_column(const Objective& objective, const Matrix& U) {
  const Index left_rows = objective.observations().rows();
  const FixedColumns* fixed = objective.fixed_columns();
  for (Index k = 0; k < U.cols(); ++k) {
    if (fixed != nullptr && fixed->holds(k)) continue;
    const bool left = U.col(k).head(left_rows).isZero(0),
               right = U.col(k).tail(U.rows() - left_rows).isZero(0);
    if (left != right) return true;
  }
  return false;
}

}  // namespace orthant
