#include "orthant/recover/matching.hpp"

#include <algorithm>
#include <limits>

namespace orthant {

namespace {

/// The columns of `rows` × `cols` costs, rows ≤ cols, that the rows are assigned to at the least sum. Dual
/// variables `up`, `vp` keep cost − up − vp ≥ 0; every row adds one shortest augmenting path.
std::vector<Index> least_assignment(const Matrix& cost) {
  const Index rows = cost.rows(), cols = cost.cols();
  constexpr double infinity = std::numeric_limits<double>::infinity();
  // Row 0 and column 0 are none: rows and columns count from 1.
  std::vector<double> up(static_cast<size_t>(rows) + 1, 0), vp(static_cast<size_t>(cols) + 1, 0);
  std::vector<size_t> row_of(static_cast<size_t>(cols) + 1, 0), before(static_cast<size_t>(cols) + 1, 0);
  for (size_t row = 1; row <= static_cast<size_t>(rows); ++row) {
    std::vector<double> distance(vp.size(), infinity);
    std::vector<bool> done(vp.size(), false);
    size_t column = 0;
    row_of[0] = row;
    do {
      done[column] = true;
      const size_t from = row_of[column];
      double least = infinity;
      size_t next = 0;
      for (size_t j = 1; j < vp.size(); ++j) {
        if (done[j]) continue;
        const double reduced =
            cost(static_cast<Index>(from) - 1, static_cast<Index>(j) - 1) - up[from] - vp[j];
        if (reduced < distance[j]) {
          distance[j] = reduced;
          before[j] = column;
        }
        if (distance[j] < least) {
          least = distance[j];
          next = j;
        }
      }
      for (size_t j = 0; j < vp.size(); ++j) {
        if (done[j]) {
          up[row_of[j]] += least;
          vp[j] -= least;
        } else {
          distance[j] -= least;
        }
      }
      column = next;
    } while (row_of[column] != 0);
    for (; column != 0; column = before[column]) row_of[column] = row_of[before[column]];
  }
  std::vector<Index> out(static_cast<size_t>(rows), -1);
  for (size_t j = 1; j < vp.size(); ++j)
    if (row_of[j] != 0) out[row_of[j] - 1] = static_cast<Index>(j) - 1;
  return out;
}

/// Of all pairs of columns. Zero and zero: 1; zero and another: 0.
Matrix cosines(const ConstMatrixRef& A, const ConstMatrixRef& B) {
  const auto units = [](const ConstMatrixRef& M) {
    Matrix out = M;
    for (Index k = 0; k < out.cols(); ++k) {
      const double largest = out.rows() > 0 ? out.col(k).cwiseAbs().maxCoeff() : 0;
      if (largest > 0) out.col(k) = (out.col(k) / largest).eval().normalized();
    }
    return out;
  };
  const Matrix a = units(A), b = units(B);
  Matrix out = a.transpose() * b;
  for (Index k = 0; k < a.cols(); ++k)
    for (Index l = 0; l < b.cols(); ++l)
      out(k, l) = a.col(k).isZero(0) && b.col(l).isZero(0) ? 1 : std::clamp(out(k, l), 0.0, 1.0);
  return out;
}

}  // namespace

std::vector<Index> best_matching(const Matrix& gain) {
  if (gain.size() == 0) return std::vector<Index>(static_cast<size_t>(gain.rows()), -1);
  if (gain.rows() <= gain.cols()) return least_assignment(-gain);
  std::vector<Index> out(static_cast<size_t>(gain.rows()), -1);
  const std::vector<Index> row_of = least_assignment(-gain.transpose());
  for (size_t j = 0; j < row_of.size(); ++j) out[static_cast<size_t>(row_of[j])] = static_cast<Index>(j);
  return out;
}

std::vector<MatchedPart> match_parts(const Matrix& U, const Matrix& V, Index left_rows, bool symmetric) {
  const Index right_rows = symmetric ? left_rows : U.rows() - left_rows;
  const Matrix columns = cosines(U.bottomRows(right_rows), V.bottomRows(right_rows));
  const Matrix rows = symmetric ? columns : cosines(U.topRows(left_rows), V.topRows(left_rows));
  const std::vector<Index> partner = best_matching(columns.cwiseProduct(rows));
  std::vector<MatchedPart> out(partner.size());
  for (size_t k = 0; k < partner.size(); ++k)
    if (const Index l = partner[k]; l >= 0)
      out[k] = {l, columns(static_cast<Index>(k), l), rows(static_cast<Index>(k), l)};
  return out;
}

}  // namespace orthant
