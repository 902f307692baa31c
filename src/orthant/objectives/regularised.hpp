/// An objective with L1 and L2 terms on the factors, and a penalty of long rows:
///
///   f(L,R) = g(L,R) + α_L ΣL + α_R ΣR + ½β_L‖L‖² + ½β_R‖R‖² + Q(L) + Q(R),   any g of this layer;
///   f(U)   = g(U) + α_L ΣU + ½β_L‖U‖² + Q(U)                                 when g is symmetric.
///
///   ∇f = ∇g + [α_L 11ᵀ + β_L L; α_R 11ᵀ + β_R R] + ∇Q,      ∇²f[D] = ∇²g[D] + [β_L D_L; β_R D_R] + ∇²Q[D]
///
/// Q(X) = w Σ_i (‖x_i‖ − α)₊⁴ is that of row_penalty.hpp. It is of squares without fixed columns only, and with it rows
/// do not separate (one's problem is no longer quadratic); what follows is about w = 0.
///
/// Where g separates by rows, so does f, with G_i + βI for G_i and c_i − α1 for c_i: its row_blocks() are
/// those (operators/observations.hpp). `linear` and `gradient` keep their meaning, C = c − α and XG − C with
/// the shifted G, and ½⟨gradient − C, X⟩ + constant_in(side, V) is the value of f.
///
/// For squares, stationarity is compared with g's scale, ‖𝒜*b‖‖U‖. At a stationary point the gradients of p and of g
/// cancel, so both are of that size; at U = 0 the projected gradient is exactly zero or minus nothing (α ≥
/// 0), and the quotient is zero. Scaling the data by c scales f alike when α goes with c^{3/2} and β with c. For
/// divergences α + βu is one more nonnegative term of the slope, P = P_g + α + βu, and M = M_g (stationarity.hpp).
///
/// Offsets (columns of which the other factor is fixed at ones, fixed_columns.hpp) are drawn to a centre m
/// and not to zero, ½β‖x − m1‖²: a row of few entries is then like others, not small.
///
/// Any weight ends the freedom of scaling. Only strict local statements of rigor `numeric` are made of such
/// objectives: the proofs of layer prove are about g alone.
///
/// The scaling of columns that makes p(L,R) = α_L ΣL + α_R ΣR + ½β_L‖L‖² + ½β_R‖R‖² smallest
/// (ΣX = Σ_ik x_ik = ‖X‖₁ for X ≥ 0). (L, R) → (LT, RT⁻¹) leaves LRᵀ alone, so what it takes off p it takes
/// off the whole objective. For T = diag(t_k), t = e^s, a column contributes
///
///   φ(s) = a eˢ + ½b e²ˢ + c e⁻ˢ + ½d e⁻²ˢ,   a = α_L Σl_k, b = β_L‖l_k‖², c = α_R Σr_k, d = β_R‖r_k‖²,
///
/// convex, with its minimum where F(s) = log(a eˢ + b e²ˢ) − log(c e⁻ˢ + d e⁻²ˢ) = 0. F has slopes from 2 to
/// 4, so s ← s − F(s)/3 contracts by 3 a step, from anywhere. Every stationary point has F(0) = 0: there the
/// terms of l_k and of r_k weigh the same, α_L Σl_k + β_L‖l_k‖² = α_R Σr_k + β_R‖r_k‖².
///
/// A weight on one factor only is without effect where scaling is free: L shrinks, R grows, p tends to zero,
/// and no minimizer exists (Regularised refuses it).
/// Source: the terms are those of Cichocki & Phan 2009, §5; the scaling is elementary.
#pragma once

#include <optional>

#include "orthant/base/options.hpp"
#include "orthant/linalg/matrix.hpp"
#include "orthant/objectives/objective.hpp"
#include "orthant/objectives/row_penalty.hpp"
#include "orthant/operators/observations.hpp"

namespace orthant {

struct Regularisation {
  double l1_left = 0, l1_right = 0;       ///< α_L, α_R
  double l2_left = 0, l2_right = 0;       ///< β_L, β_R
  double l2_centre = 0;                   ///< m, of offsets (fixed_columns.hpp)
  double density = 0, density_bound = 0;  ///< w, α of Q, for both factors

  double l1(Side side) const { return side == Side::left ? l1_left : l1_right; }
  double l2(Side side) const { return side == Side::left ? l2_left : l2_right; }
  bool on(Side side) const { return l1(side) > 0 || l2(side) > 0 || density > 0; }
  bool any() const { return on(Side::left) || on(Side::right); }  ///< of all terms
  RowPenalty row_penalty() const { return {density, density_bound}; }
  friend bool operator==(const Regularisation&, const Regularisation&) = default;

  /// α ΣX + ½β‖X‖² of the factor on this side; with a column of offsets x, ½β‖x − m1‖² for that one.
  double value(Side side, const ConstMatrixRef& X, std::optional<Index> offsets = {}) const;

  /// G += α 11ᵀ + β X, the gradient of that.
  void add_gradient(Side side, const ConstMatrixRef& X, MatrixRef G, std::optional<Index> offsets = {}) const;
};

inline constexpr Option<Regularisation> regularisation_options[] = {
    {"l1_left",
     "weight of the sum of L's entries (of U's in a symmetric model)",
     {0, 1e100},
     &Regularisation::l1_left},
    {"l1_right", "weight of the sum of R's entries", {0, 1e100}, &Regularisation::l1_right},
    {"l2_left", "weight of ½‖L‖² (of ½‖U‖² in a symmetric model)", {0, 1e100}, &Regularisation::l2_left},
    {"l2_right", "weight of ½‖R‖²", {0, 1e100}, &Regularisation::l2_right},
    {"l2_centre",
     "with offsets: what L2 terms draw offsets to (0: half the mean of the observed entries)",
     {0, 1e100},
     &Regularisation::l2_centre},
    {"density",
     "weight of the sum of (‖row‖ − density_bound)₊⁴ over the rows of the factors: no row grows far beyond the others",
     {0, 1e100},
     &Regularisation::density},
    {"density_bound",
     "length up to which rows of a factor cost nothing",
     {0, 1e100},
     &Regularisation::density_bound},
};

/// Scales the columns of U = [L; R] so that p is smallest along (LT, RT⁻¹); returns the diagonal of T. A
/// column that is zero in either factor, or without weight there, is left as it is (T_k = 1).
Vector scale_to_least_penalty(const Regularisation& weights, MatrixRef U, Index left_rows);

/// The row blocks of g with G_i + βI and c_i − α1.
class RegularisedBlocks final : public RowBlocks {
 public:
  RegularisedBlocks(const RowBlocks& blocks, const Regularisation& weights, Index rank = 0,
                    std::optional<Index> left_offsets = {}, std::optional<Index> right_offsets = {})
      : blocks_(blocks),
        weights_(weights),
        rank_(rank),
        left_offsets_(left_offsets),
        right_offsets_(right_offsets) {}

  bool shared_gram() const override { return blocks_.shared_gram(); }
  Matrix gram(Side side, Index i, const ConstMatrixRef& V) const override;
  Matrix linear(Side side, const ConstMatrixRef& V) const override;
  void linear_into(Side side, const ConstMatrixRef& V, Precision precision, MatrixRef out) const override;
  /// Of the misfit: S and ω do not know of the weights.
  void residual_row(Side side, Index i, const ConstMatrixRef& L, const ConstMatrixRef& R, Vector& residual,
                    Vector& weight) const override {
    blocks_.residual_row(side, i, L, R, residual, weight);
  }
  void sweep(Side side, MatrixRef X, const ConstMatrixRef& C, const ConstMatrixRef& V,
             const SweepRule& rule) const override;
  Matrix gradient(Side side, const ConstMatrixRef& X, const ConstMatrixRef& C,
                  const ConstMatrixRef& V) const override;
  void gradient_into(Side side, const ConstMatrixRef& X, const ConstMatrixRef& C, const ConstMatrixRef& V,
                     MatrixRef out) const override;

 private:
  /// α off, and βm onto the column of offsets; factors may stand side by side.
  void shift(Side side, MatrixRef C) const;

  const RowBlocks& blocks_;
  Regularisation weights_;
  Index rank_;
  std::optional<Index> left_offsets_, right_offsets_;
};

class Regularised final : public Objective {
 public:
  /// Throws InputError on a weight out of range, on a right weight of a symmetric misfit, and on weights for
  /// one factor only where the misfit does not see the scaling of columns: no minimizer exists then; on `density` with
  /// another loss than squares or with fixed columns.
  Regularised(std::shared_ptr<const Objective> misfit, const Regularisation& weights);

  const Objective& misfit() const { return *misfit_; }  ///< g

  Index rows() const override { return misfit_->rows(); }
  std::string_view loss() const override { return misfit_->loss(); }
  double size() const override { return misfit_->size(); }
  bool is_asymmetric() const override { return misfit_->is_asymmetric(); }
  Index gradient_passes() const override { return misfit_->gradient_passes(); }
  bool has_scaling_freedom() const override { return misfit_->has_scaling_freedom() && !weights_.any(); }
  const Regularisation* regularisation() const override { return &weights_; }
  const FixedColumns* fixed_columns() const override { return misfit_->fixed_columns(); }
  const RowBlocks* row_blocks() const override { return blocks_ ? &*blocks_ : nullptr; }
  double constant_in(Side side, const ConstMatrixRef& V) const override;
  Vector scale_columns(MatrixRef U) const override;
  std::unique_ptr<Expansion> at(const Matrix& U) const override;
  double value(const Matrix& U) const override;
  double value_error(const Matrix& U) const override;
  double gradient_scale(const Matrix& U) const override { return misfit_->gradient_scale(U); }
  bool positive_slope(const Matrix& U, Matrix& plus) const override;
  /// The L1 and L2 terms are quadratic. Those of second order are ≥ 0 as a form, so that the misfit's is no more than
  /// the curvature of both.
  double hessian_lipschitz(const Matrix& U, double curvature) const override {
    return misfit_->hessian_lipschitz(U, curvature) + weights_.row_penalty().hessian_lipschitz(U);
  }

 private:
  /// Rows of U in its left part: all of them when symmetric.
  Index left_rows() const { return is_asymmetric() ? observations().rows() : rows(); }

  double penalty(const Matrix& U) const;
  std::optional<Index> offsets(Side side) const;

  std::shared_ptr<const Objective> misfit_;
  Regularisation weights_;
  std::optional<RegularisedBlocks> blocks_;
};

/// `misfit` with these terms: itself where there are none.
std::unique_ptr<Objective> with_terms(std::unique_ptr<Objective> misfit, const Regularisation& weights);

}  // namespace orthant
