/// The parts of check_isolated (docs/isolated.md has the theorem and its proof).
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "checker/arithmetic/ball.hpp"
#include "checker/arithmetic/work.hpp"
#include "checker/isolated/misfit.hpp"
#include "checker/read/document.hpp"
#include "checker/read/problem.hpp"

namespace orthant::checker {

/// Full or sampled observations row by row, as balls. With X = LRᵀ (or UUᵀ), weights w (1 for full), and the
/// measured b:
///
///   e_ij = w_ij X_ij − b_ij,   S_ij = w_ij e_ij  (the matrix 𝒜*(𝒜(X) − b)),   f = ½Σ e²
///
/// over observed (i, j). Nothing of size rows×cols is made besides what the certificate stores.
/// Cost of a row: its observed entries times the rank.
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

/// What the proof does with each entry of the stacked U₀ = [L; R]: *pinned* and *fixed* ones stay as they
/// are, *free* (positive) and *degenerate* (zero) ones span V.
class Partition {
 public:
  enum class Kind : std::uint8_t { fixed, pinned, free, degenerate };

  /// From evidence.pins and evidence.degenerate. Throws Rejected unless there is one positive pin for each
  /// column when λ = 0 and the problem is asymmetric, none otherwise, and the degenerate entries are zeros.
  Partition(const Problem& problem, const Json& evidence);

  Kind operator()(long row, long col) const { return kind_[index(row, col)]; }
  bool kept(long row, long col) const {
    return (*this)(row, col) == Kind::free || (*this)(row, col) == Kind::degenerate;
  }
  bool has_pins() const { return has_pins_; }
  bool keeps_nothing() const {
    return std::none_of(kind_.begin(), kind_.end(),
                        [](Kind kind) { return kind == Kind::free || kind == Kind::degenerate; });
  }

 private:
  std::size_t index(long row, long col) const { return static_cast<std::size_t>(row * rank_ + col); }
  long rank_;
  bool has_pins_ = false;
  std::vector<Kind> kind_;
};

/// LᵀL − RᵀR.
BallMatrix imbalance(const BallMatrix& L, const BallMatrix& R);

/// At the stored point: f, its gradient, and the norms that the constants of the theorem are made of.
struct FirstOrder {
  Ball value;
  BallMatrix gradient_L, gradient_R;  ///< symmetric: of U, and empty
  Ball residual_norm;                 ///< ‖S‖_F, S = 𝒜*(𝒜(X) − b)
  Ball imbalance_norm;                ///< ‖LᵀL − RᵀR‖_F; 0 when λ = 0
  Ball norm;                          ///< ‖U₀‖_F
  BallMatrix S;                       ///< with a misfit; otherwise 0×0
};

/// The problem's misfit; null where entries are measured.
std::unique_ptr<Misfit> misfit_of(const Problem& problem);

/// Cost: six multiplications of balls for each observed entry and column, or `misfit`'s (counted in check_isolated).
FirstOrder first_order(const Problem& problem, const Misfit* misfit, const Work& work);

/// f at any factors, their columns ≤ rank.
Ball objective_value(const Problem& problem, const Misfit* misfit, const Factors& factors, const Work& work);

/// Condition 1: ∇²f(U₀) ⪰ μI on V, or Rejected. By rows: for asymmetric problems with λ = 0, where rows of
/// one factor do not interact; all others densely. `norm_bound` is a rough upper bound of ‖∇²f(U₀)‖.
void require_definite_by_rows(const Problem& problem, const Partition& partition, const Rational& mu,
                              const Work& work);
/// `misfit` with `S`, the residual of U₀, where it is not null.
void require_definite_dense(const Problem& problem, const Partition& partition, const Rational& mu,
                            double norm_bound, const Misfit* misfit, const BallMatrix& S, const Work& work);
/// What those take, in nanoseconds. Throws Rejected for sizes beyond their limits.
double work_by_rows(const Problem& problem, const Partition& partition, const Work& work);
double work_dense(const Problem& problem, const Partition& partition, const Misfit* misfit);

}  // namespace orthant::checker
