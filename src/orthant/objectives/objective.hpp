/// Objectives of nonnegative low-rank matrix recovery, as functions of one stacked nonnegative variable
/// U (n×r):
///
///   symmetric    f(U) = ½‖𝒜(UUᵀ) − b‖²                        n = n₁ = n₂
///   asymmetric   g(L,R) + λ h(L,R), U = [L; R]                 n = n₁ + n₂
///                g = ½‖𝒜(LRᵀ) − b‖²,  h = ½‖LᵀL − RᵀR‖²
///
/// `at(U)` computes the residual S = 𝒜*(𝒜(·) − b) once and answers value, gradient, Hessian products and
/// Hessian forms at U from it.
/// Source: Zhang 2025, (1)–(5), (9)–(12), with (12) corrected (docs/errata.md).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "orthant/operators/observations.hpp"

namespace orthant {

struct Regularisation;
struct FixedColumns;

/// What ∇² of a row-separable objective is made of besides 𝒜's own row blocks (operators/observations.hpp):
///   ⟨∇²[D],D⟩ = (𝒜's part) + ⟨left, D_LᵀD_L⟩ + ⟨right, D_RᵀD_R⟩ + Σ_q weight_q ⟨W_q, D⟩²,
/// where W_q for the pair (k, l) has l_k in column l and l_l in column k of the left part, and the
/// negatives −r_k, −r_l in the right part (twice l_k, −r_k when k = l).
struct RowSeparableTerms {
  const HessianBlocks* blocks = nullptr;
  Matrix left, right;  ///< r×r, symmetric
  std::vector<std::pair<Index, Index>> pairs;
  Vector weight;
  /// LRᵀ ↦ ω ∘ LRᵀ for the blocks' weights ω; empty when that is 𝒜's own kernel.
  std::function<std::unique_ptr<ImplicitMatrix>(Matrix L, Matrix R)> kernel_product = {};
  /// max ω: what squared column norms are multiplied with for the size of the Hessian's entries.
  double largest_weight = 1;
  /// Where `blocks` and the kernel are to be looked at when that is not the point of the expansion: with
  /// entries that are fixed (fixed_columns.hpp). Empty: that point.
  Matrix point = {};

  const Matrix& seen(const Matrix& U) const { return point.size() > 0 ? point : U; }
};

/// The second-order expansion of an objective at one point.
class Expansion {
 public:
  virtual ~Expansion() = default;

  virtual double value() const = 0;

  /// ∇ at the point, n×r.
  virtual const Matrix& gradient() const = 0;

  /// ∇²[D], n×r.
  virtual Matrix hessian_vector(const Matrix& D) const = 0;

  /// ⟨∇²[D₁], D₂⟩ by the symmetric formula (11): one kernel product, no Hessian product.
  virtual double hessian_cross(const Matrix& D1, const Matrix& D2) const = 0;

  double hessian_form(const Matrix& D) const { return hessian_cross(D, D); }

  /// The Gauss–Newton product: ∇²[D] without the term of the residual, positive semidefinite. `out` is n×r.
  /// False when the objective has none.
  virtual bool gauss_newton_vector(const Matrix& /*D*/, Matrix& /*out*/) const { return false; }

  /// The diagonal r×r block of the Gauss–Newton matrix that belongs to row i of U, up to terms that are small
  /// or of low rank: what preconditioners are made of. False when there is none.
  virtual bool row_block(Index /*i*/, Matrix& /*block*/) const { return false; }

  /// S Q for a thin Q, and SᵀP: for certificates that look at the residual matrix itself.
  virtual const ImplicitMatrix& residual() const = 0;

  /// Present when the Hessian decomposes by rows of L and R.
  virtual std::optional<RowSeparableTerms> row_separable() const { return std::nullopt; }
};

class Objective {
 public:
  /// `symmetric`: a function of UUᵀ.
  Objective(std::shared_ptr<const Observations> observations, Index rank, bool symmetric = false);
  virtual ~Objective() = default;

  /// n: rows of the stacked variable.
  virtual Index rows() const = 0;
  Index rank() const { return rank_; }
  const Observations& observations() const { return *observations_; }
  const std::shared_ptr<const Observations>& shared_observations() const { return observations_; }

  /// What the misfit of an entry is: "frobenius" for squares.
  virtual std::string_view loss() const { return "frobenius"; }

  /// About f(0) where that is finite: ½‖b‖².
  virtual double size() const { return observations_->squared_norm() / 2; }

  /// True for U = [L; R].
  virtual bool is_asymmetric() const = 0;

  /// True for a function of UUᵀ.
  virtual bool is_symmetric() const { return false; }

  /// Products of the data with one factor for a gradient, and as many for a product with the Hessian.
  virtual Index gradient_passes() const { return 2; }

  /// True when the objective is a function of LRᵀ, invariant under (L, R) → (LT, RT⁻ᵀ), T invertible.
  virtual bool has_scaling_freedom() const { return false; }

  /// The row-separable view, when the kind of observation has one and the objective can be solved by it.
  virtual const RowBlocks* row_blocks() const { return nullptr; }

  /// What the blocks leave out, V being the other side's factor: with C = linear(side, V), the objective is
  /// constant_in(side, V) + ½⟨gradient(side, X, C, V) − C, X⟩. ½‖b‖² unless terms of V come with it.
  virtual double constant_in(Side, const ConstMatrixRef&) const { return observations_->squared_norm() / 2; }

  /// (L, R) → (LT, RT⁻¹) with the positive diagonal T that suits the objective best: balanced columns when
  /// scaling is free, the lowest objective along the scaling where that is known in closed form, T = I
  /// otherwise. Never increases the objective (up to rounding). Returns the diagonal of T. For solvers;
  /// `certify` moves no point off its orbit.
  virtual Vector scale_columns(MatrixRef U) const;

  /// What is held at given values, when anything is: U is then what is left, and zero there.
  virtual const FixedColumns* fixed_columns() const { return nullptr; }

  /// The factors that the variable stands for: U itself, or U with what is fixed.
  Matrix factors(const Matrix& U) const;

  /// The weights of L1 and L2 terms, when the objective has any.
  virtual const Regularisation* regularisation() const { return nullptr; }

  /// U (n×r) is copied into the expansion. Throws InputError when its shape differs.
  virtual std::unique_ptr<Expansion> at(const Matrix& U) const = 0;

  virtual double value(const Matrix& U) const { return at(U)->value(); }

  /// A bound for what rounding did to value(U), of rigor `numeric`: |value(U) − f(U)|, entry by entry of the
  /// misfit (linalg/rounding.hpp). Values within the sum of their bounds are not told apart, and one below
  /// its own bound may be zero. About the cost of value(U).
  virtual double value_error(const Matrix& U) const = 0;

  /// What gradients at U are compared with, so that they have no units: ‖𝒜*b‖_F ‖U‖_F.
  virtual double gradient_scale(const Matrix& U) const;

  /// How far U is from stationary (objectives/stationarity.hpp), `gradient` being that at U.
  virtual double stationarity(const Matrix& U, const Matrix& gradient) const;

  /// P ≥ 0 (n×r) of the gradient as a difference P − M of sums of nonnegative terms, where stationarity is judged
  /// entry by entry; false where it is judged by norms.
  virtual bool positive_slope(const Matrix& /*U*/, Matrix& /*plus*/) const { return false; }

  /// About the Lipschitz constant of the Hessian near U, for kernels of norm about 1; an estimate. It is asked for
  /// the sake of the least curvature, which is `curvature` at U.
  virtual double hessian_lipschitz(const Matrix& U, double /*curvature*/) const { return 12 * U.norm(); }

  Matrix gradient(const Matrix& U) const { return at(U)->gradient(); }

 protected:
  void require_shape(const Matrix& U) const;

  std::shared_ptr<const Observations> observations_;

 private:
  Index rank_;
};

/// The most columns that factors may have: min(rows, cols), and n(n + 1)/2 of U in a symmetric n×n problem. No more
/// are ever of use there: a sum of vectors' squares uuᵀ, in a space of that dimension, is one of so many of them with
/// new weights (Carathéodory). More than n can be: a completely positive matrix may need up to n(n + 1)/2 − 4, n ≥ 5
/// (Shaked-Monderer, Berman, Bomze, Jarre & Schachinger 2015).
Index largest_rank(Index rows, Index cols, bool symmetric);

/// Throws InputError unless 1 ≤ rank ≤ largest_rank.
void require_rank(Index rank, Index rows, Index cols, bool symmetric);

/// [A B], the factors of a sum of two products.
Matrix beside(const ConstMatrixRef& A, const ConstMatrixRef& B);

}  // namespace orthant
