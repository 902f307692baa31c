/// Observations: a measurement operator together with what it measured, b. Everything that an objective needs
/// of the data, none of it of size rows×cols unless the data already are.
///
/// Row separability. For 𝒜 = identity or sampling of entries, with one factor V held fixed, the misfit
/// ½‖𝒜(LRᵀ) − b‖² is a sum over the rows x_i of the other factor,
///
///   ½ x_iᵀ G_i x_i − c_iᵀ x_i + const,     G_i = Σ_j ω_ij v_j v_jᵀ,     c_i = Σ_j ω_ij a_ij v_j,
///
/// with weights ω_ij ≥ 0 (1 everywhere for the identity, 0 where unobserved). HALS solves with these
/// blocks; the second-order certificate eliminates with them (docs/mathematics.md, "Schur route").
#pragma once

#include <memory>

#include "orthant/linalg/nnls.hpp"
#include "orthant/operators/measurement_operator.hpp"

namespace orthant {

/// Which factor the rows belong to: L (rows of the matrix) or R (its columns).
enum class Side { left, right };

inline Side other(Side side) {
  return side == Side::left ? Side::right : Side::left;
}

/// What a Hessian that separates by rows is made of.
class HessianBlocks {
 public:
  virtual ~HessianBlocks() = default;

  /// True when G_i is the same for every row i: G = VᵀV.
  virtual bool shared_gram() const = 0;

  /// G_i (r×r) for row i of `side`, V being the other side's factor.
  virtual Matrix gram(Side side, Index i, const ConstMatrixRef& V) const = 0;

  /// Row i of S = 𝒜*(𝒜(LRᵀ) − b) (of Sᵀ for the right side) and of the weights ω, dense, into vectors of the
  /// other side's length.
  virtual void residual_row(Side side, Index i, const ConstMatrixRef& L, const ConstMatrixRef& R,
                            Vector& residual, Vector& weight) const = 0;
};

class RowBlocks : public HessianBlocks {
 public:
  /// All c_i as rows: 𝒜*b·R for the left side, (𝒜*b)ᵀL for the right.
  virtual Matrix linear(Side side, const ConstMatrixRef& V) const = 0;

  /// The same in the asked arithmetic, into memory of the caller's. Unless a kind knows better: linear().
  virtual void linear_into(Side side, const ConstMatrixRef& V, Precision, MatrixRef out) const {
    out = linear(side, V);
  }

  /// Coordinate-descent sweeps on every row of X (linalg/nnls.hpp), C = linear(side, V).
  virtual void sweep(Side side, MatrixRef X, const ConstMatrixRef& C, const ConstMatrixRef& V,
                     const SweepRule& rule) const = 0;

  /// The gradient with respect to X = rows of `side`: x_iᵀG_i − c_iᵀ as rows.
  virtual Matrix gradient(Side side, const ConstMatrixRef& X, const ConstMatrixRef& C,
                          const ConstMatrixRef& V) const = 0;

  /// The same into memory of the caller's. Unless a kind knows better: gradient().
  virtual void gradient_into(Side side, const ConstMatrixRef& X, const ConstMatrixRef& C,
                             const ConstMatrixRef& V, MatrixRef out) const {
    out = gradient(side, X, C, V);
  }
};

/// S = 𝒜*(𝒜(LRᵀ) − b) at one pair of factors.
class Residual : public ImplicitMatrix {
 public:
  /// ‖𝒜(LRᵀ) − b‖², from explicit residuals: it keeps its digits near a perfect fit.
  virtual double squared_norm() const = 0;
};

/// S as given, with the norm that was computed beside it; keeps the owner of what S looks at.
class KnownResidual final : public Residual {
 public:
  KnownResidual(std::unique_ptr<ImplicitMatrix> S, double squared_norm, std::shared_ptr<const void> owner)
      : owner_(std::move(owner)), S_(std::move(S)), squared_norm_(squared_norm) {}
  Index rows() const override { return S_->rows(); }
  Index cols() const override { return S_->cols(); }
  Matrix times(const ConstMatrixRef& V) const override { return S_->times(V); }
  Matrix transpose_times(const ConstMatrixRef& V) const override { return S_->transpose_times(V); }
  double squared_norm() const override { return squared_norm_; }

 private:
  std::shared_ptr<const void> owner_;
  std::unique_ptr<ImplicitMatrix> S_;
  double squared_norm_;
};

class Observations {
 public:
  virtual ~Observations() = default;

  virtual const MeasurementOperator& measurement() const = 0;

  /// ‖b‖².
  virtual double squared_norm() const = 0;

  /// 𝒜*b: the data matrix itself for full observations, zero where unobserved for entries.
  virtual const ImplicitMatrix& back_projection() const = 0;

  /// ‖𝒜*b‖_F.
  virtual double back_projection_norm() const = 0;

  /// The mean of the observed entries: the scale of a random start.
  virtual double mean() const = 0;

  /// A bound for |computed − exact| of residual(L, R)->squared_norm(), entry by entry (linalg/rounding.hpp);
  /// about the cost of that norm.
  virtual double squared_norm_error(const ConstMatrixRef& L, const ConstMatrixRef& R) const = 0;

  /// L and R are looked at, not copied: both must outlive the residual.
  virtual std::unique_ptr<Residual> residual(const ConstMatrixRef& L, const ConstMatrixRef& R) const = 0;

  /// Multiplications in S v for one vector v, about: what a product with the residual costs.
  virtual double product_cost() const = 0;

  /// The row-separable view, when the kind has one.
  virtual const RowBlocks* row_blocks() const { return nullptr; }

  Index rows() const { return measurement().rows(); }
  Index cols() const { return measurement().cols(); }
};

/// Any operator with its measurements b: the residual is 𝒜*(y) with y = 𝒜(LRᵀ) − b computed explicitly, so
/// ‖y‖² keeps its digits near a perfect fit.
class MeasuredObservations final : public Observations {
 public:
  /// Throws InputError when b has another length than the operator, or an entry that is not finite.
  MeasuredObservations(std::shared_ptr<const MeasurementOperator> measurement, Vector b);

  const MeasurementOperator& measurement() const override { return *measurement_; }
  const Vector& measurements() const { return b_; }
  double squared_norm() const override { return b_.squaredNorm(); }
  const ImplicitMatrix& back_projection() const override { return *back_projection_; }
  double back_projection_norm() const override { return back_projection_norm_; }
  /// argmin_c ‖𝒜(c 11ᵀ) − b‖, at least 0: the scale of a random start.
  double mean() const override { return mean_; }
  double product_cost() const override;
  double squared_norm_error(const ConstMatrixRef& L, const ConstMatrixRef& R) const override;
  std::unique_ptr<Residual> residual(const ConstMatrixRef& L, const ConstMatrixRef& R) const override;

 private:
  std::shared_ptr<const MeasurementOperator> measurement_;
  Vector b_;
  std::unique_ptr<ImplicitMatrix> back_projection_;
  double back_projection_norm_ = 0, mean_ = 0;
};

/// b as the operator's kind keeps it best: the data matrix for `full`, sparse values for `entries`, otherwise
/// MeasuredObservations. Throws InputError on a wrong length.
std::shared_ptr<const Observations> observe(std::shared_ptr<const MeasurementOperator> measurement,
                                            const Vector& b);

/// b = 𝒜(LRᵀ) without noise; kinds of finite rank stay in factors (PlantedObservations).
std::shared_ptr<const Observations> observe_product(std::shared_ptr<const MeasurementOperator> measurement,
                                                    const Matrix& L, const Matrix& R);

}  // namespace orthant
