/// Full or sampled observations row by row, as balls. With X = LRᵀ (or UUᵀ), weights w (1 for full), and the
/// measured b:
///
///   e_ij = w_ij X_ij − b_ij,   S_ij = w_ij e_ij  (the matrix 𝒜*(𝒜(X) − b)),   f = ½Σ e²
///
/// over observed (i, j). Nothing of size rows×cols is made besides what the certificate stores.
/// Cost of a row: its observed entries times the rank.
#pragma once

#include <span>
#include <vector>

#include "checker/arithmetic/ball.hpp"
#include "checker/arithmetic/work.hpp"

namespace orthant::checker {

class Observed {
 public:
  /// `transposed`: rows are the columns of the problem. Throws Rejected for an operator other than full and
  /// entries. `problem` must outlive the object.
  Observed(const Problem& problem, bool transposed);

  long rows() const { return rows_; }
  long cols() const { return cols_; }
  bool is_full() const { return full_; }
  /// Observed columns of a row, ascending.
  std::span<const long> columns(long i) const;
  /// Their weights; empty: all are 1.
  std::span<const double> weights(long i) const;

  /// Of one row, one ball for each of columns(i): e and S at the point (X, Y), X of rows() rows.
  struct Residuals {
    explicit Residuals(long cols) : e(1, cols), S(1, cols) {}
    BallMatrix e, S;
  };
  void residuals(long i, const BallMatrix& X, const BallMatrix& Y, Residuals& out) const;

  /// ½Σ e².
  Ball value(const BallMatrix& X, const BallMatrix& Y, const Work& work) const;

 private:
  void set_measured(long i, arb_ptr out) const;

  const Problem& problem_;
  bool transposed_;
  long rows_, cols_;
  bool full_;
  std::vector<long> all_;             ///< full: 0 … cols − 1
  std::vector<long> begin_, column_;  ///< entries, or the nonzeros of full data
  std::vector<double> stored_, weight_;
  std::vector<BallMatrix> truth_;  ///< of rows, of columns
};

}  // namespace orthant::checker
