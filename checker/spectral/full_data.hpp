/// Fully observed data, dense or sparse, by rows or by columns, and products of them with thin matrices in
/// balls.
#pragma once

#include <utility>
#include <vector>

#include "checker/arithmetic/ball.hpp"
#include "checker/arithmetic/work.hpp"
#include "checker/read/problem.hpp"

namespace orthant::checker {

/// A, entry by entry as stored; absent entries of sparse data are zeros and not visited.
class FullData {
 public:
  /// Throws Rejected unless every entry is measured, and given as plain doubles. `problem` must outlive the
  /// object.
  explicit FullData(const Problem& problem);

  long rows() const { return rows_; }
  long cols() const { return cols_; }
  double stored() const;

  /// visit(j, a_ij) along row i, or visit(j, a_ji) along column i.
  template <class Visit>
  void visit_line(bool column, long i, const Visit& visit) const {
    if (!sparse_) {
      const long length = column ? rows_ : cols_;
      for (long j = 0; j < length; ++j) visit(j, column ? dense_(j, i) : dense_(i, j));
      return;
    }
    const Lines& lines = lines_[column ? 1 : 0];
    for (std::size_t p = lines.begin[i]; p < lines.begin[static_cast<std::size_t>(i) + 1]; ++p)
      visit(lines.at[p].first, lines.at[p].second);
  }

 private:
  struct Lines {
    std::vector<std::size_t> begin;
    std::vector<std::pair<long, double>> at;
  };

  const Numbers& dense_;
  long rows_, cols_;
  bool sparse_;
  Lines lines_[2];  ///< of sparse data: rows, columns
};

/// Products of one line after the other.
class LineProducts {
 public:
  /// Of max(A, 0) where `positive`.
  LineProducts(const FullData& data, bool column, bool positive)
      : data_(data), column_(column), positive_(positive), line_(1, column ? data.rows() : data.cols()) {}

  /// Takes the line that the others are about.
  void take(long i);
  /// out_k = Σ_j a_j X_jk.
  void times(const BallMatrix& X, arb_ptr out) const;
  /// sum += Σ_j a_j².
  void add_squares(Ball& sum) const;

 private:
  const FullData& data_;
  bool column_, positive_;
  BallMatrix line_;
  std::vector<long> where_;
  bool ordered_ = true;  ///< where_ is 0, 1, 2, …; sparse data come in any order
};

/// Nanoseconds, about, of one product of an entry in LineProducts.
inline constexpr double line_product = 40;

}  // namespace orthant::checker
