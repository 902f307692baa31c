/// Columns of L and R that are held at given values: known spectra, a dictionary, a column of ones. The
/// variable is what is left, V = U − U₀, where U₀ has the fixed entries and is zero elsewhere:
///
///   f̃(V) = f(U₀ + PV) + c Σ_{fixed} v_ik,   V ≥ 0,   P: fixed entries of V set to zero,   c > 0         (1)
///   ∇f̃ = P∇f(U₀ + PV) + c at the fixed entries,   ∇²f̃ = P ∇²f(U₀ + PV) P                              (2)
///
/// Claim. V* ≥ 0 is a (strict) local or global minimizer of f̃ iff v* = 0 at the fixed entries and U₀ + V* is
/// a (strict) local or global minimizer of f over the U ≥ 0 that agree with U₀ there. Its second-order
/// conditions are those of f in the entries that are not fixed.
///
/// Proof. f̃(V) = f̃(PV) + cΣv, and PV is as near to any W with PW = W as V is. If some fixed v > 0, PV is
/// feasible and lower, and so is every point between: V is no local minimizer. Among V = PV, f̃ is f on the
/// points that agree with U₀. Conversely, when V* = PV* is least among those nearby, f̃(V) ≥ f̃(PV) ≥ f̃(V*),
/// and the first is strict unless V = PV. At such a point the gradient is c > 0 at the fixed entries, which
/// are zero: they are strictly active, so that the critical cone is zero there, and what it holds of the
/// others is that of f. ∎
///
/// So solvers and certificates work on f̃ as on any objective. Rows separate as they do for f, with what the
/// fixed entries explain taken off: for row i with fixed part x_F and w_j the rows of the other factor,
///
///   ½x_PᵀG_PP x_P − (c_P − G_PF x_F)ᵀx_P,         G_i = Σ_j ω_ij w_j w_jᵀ                               (3)
///
/// Scaling (L, R) → (LT, RT⁻¹) is free for the columns with nothing fixed. The others are zero in V on the
/// fixed side, and what scales columns leaves those alone.
#pragma once

#include <optional>
#include <vector>

#include "orthant/objectives/objective.hpp"

namespace orthant {

struct FixedColumns {
  std::vector<Index> left, right;  ///< columns of L, of R, ascending
  Matrix values;                   ///< U₀, n×r
  Index left_rows = 0;
  /// A column of R that is ones, with the offsets of rows in L, and then a column of L that is ones, with the
  /// offsets of columns in R: this one is the first of the two.
  std::optional<Index> offsets;

  const std::vector<Index>& of(Side side) const { return side == Side::left ? left : right; }
  bool any() const { return !left.empty() || !right.empty(); }
  bool holds(Index column) const;  ///< on either side
  auto values_of(Side side) const {
    return side == Side::left ? values.topRows(left_rows) : values.bottomRows(values.rows() - left_rows);
  }
  /// P: fixed entries become zero.
  void clear(MatrixRef V) const;
  Matrix whole(const Matrix& V) const;      ///< U₀ + PV
  Matrix remaining(const Matrix& U) const;  ///< PU
};

/// Fixed are these columns of U = [L; R], at the values that they have there.
FixedColumns fixed_columns(const Matrix& U, Index left_rows, std::vector<Index> left,
                           std::vector<Index> right);

/// (3): row blocks in the variable V. Linear terms at fixed entries are −c, and everything else there is
/// zero. Factors may stand side by side for linear (solvers/shared_passes.hpp).
class FixedColumnBlocks final : public RowBlocks {
 public:
  FixedColumnBlocks(const RowBlocks& blocks, const MeasurementOperator& measurement,
                    const FixedColumns& fixed, double slope)
      : blocks_(blocks), measurement_(measurement), fixed_(fixed), slope_(slope) {}

  bool shared_gram() const override { return blocks_.shared_gram(); }
  Matrix gram(Side side, Index i, const ConstMatrixRef& V) const override;
  Matrix linear(Side side, const ConstMatrixRef& V) const override;
  void linear_into(Side side, const ConstMatrixRef& V, Precision precision, MatrixRef out) const override;
  void residual_row(Side side, Index i, const ConstMatrixRef& L, const ConstMatrixRef& R, Vector& residual,
                    Vector& weight) const override;
  void sweep(Side side, MatrixRef X, const ConstMatrixRef& C, const ConstMatrixRef& V,
             const SweepRule& rule) const override;
  Matrix gradient(Side side, const ConstMatrixRef& X, const ConstMatrixRef& C,
                  const ConstMatrixRef& V) const override;

 private:
  /// The other side's factor, whole, but zero in the columns that are fixed on `side`.
  Matrix seen_from(Side side, const ConstMatrixRef& V) const;
  Matrix with_values(Side side, const ConstMatrixRef& V) const;

  const RowBlocks& blocks_;
  const MeasurementOperator& measurement_;
  const FixedColumns& fixed_;
  double slope_;
};

class WithFixedColumns final : public Objective {
 public:
  /// Throws InputError unless f is asymmetric, squares without a balance term, and `fixed` of its shape and ≥
  /// 0.
  WithFixedColumns(std::shared_ptr<const Objective> f, FixedColumns fixed);

  const FixedColumns* fixed_columns() const override { return &fixed_; }
  Index rows() const override { return f_->rows(); }
  std::string_view loss() const override { return f_->loss(); }
  double size() const override { return f_->size(); }
  bool is_asymmetric() const override { return true; }
  bool has_scaling_freedom() const override { return free_columns_; }
  const RowBlocks* row_blocks() const override { return blocks_ ? &*blocks_ : nullptr; }
  double constant_in(Side side, const ConstMatrixRef& V) const override;
  std::unique_ptr<Expansion> at(const Matrix& V) const override;
  double value(const Matrix& V) const override;
  double value_error(const Matrix& V) const override { return f_->value_error(fixed_.whole(V)); }
  double gradient_scale(const Matrix& V) const override { return f_->gradient_scale(fixed_.whole(V)); }
  double hessian_lipschitz(const Matrix& V, double curvature) const override {
    return f_->hessian_lipschitz(fixed_.whole(V), curvature);
  }

 private:
  std::shared_ptr<const Objective> f_;
  FixedColumns fixed_;
  double slope_ = 0;  ///< c
  bool free_columns_ = false;
  std::optional<FixedColumnBlocks> blocks_;
};

}  // namespace orthant
