/// The measurement operator 𝒜 : ℝ^{rows×cols} → ℝ^m of nonnegative low-rank matrix recovery, a linear map
/// that objectives see only through its kernel ℋ = 𝒜*𝒜 and through 𝒜*b.
///
/// A new kind is one class here, one file in files/operators/ for its folder format, one in checker/exact/ for
/// proofs (CONTRIBUTING.md), and one line in test/operator_laws_test.cpp, which checks
///   ⟨𝒜(X), y⟩ = ⟨X, 𝒜*(y)⟩,   linearity,   𝒜(LRᵀ) by factors = by matrix,   ℋ symmetric.
/// Who uses operators asks what they can do, and never for their kind.
///
/// The factor path is what solvers use. A kind keeps ℋ(LRᵀ) in whatever form is cheapest (identity: the
/// factors themselves; entries: a sparse matrix), and never forms LRᵀ there.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "orthant/linalg/implicit_matrix.hpp"
#include "orthant/linalg/matrix.hpp"
#include "orthant/operators/kernel_extremes.hpp"

namespace orthant {

/// vec X is row-major everywhere: files, measurements, kernels.
using RowMajorMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

inline Vector vec(const ConstMatrixRef& X) {
  const RowMajorMatrix row_major = X;
  return Eigen::Map<const Vector>(row_major.data(), row_major.size());
}

inline Matrix unvec(const ConstVectorRef& y, Index rows, Index cols) {
  return Eigen::Map<const RowMajorMatrix>(y.data(), rows, cols);
}

/// 𝒜*(y) or ℋ(X) where it is dense anyway.
class DenseImplicitMatrix final : public ImplicitMatrix {
 public:
  explicit DenseImplicitMatrix(Matrix S) : S_(std::move(S)) {}
  Index rows() const override { return S_.rows(); }
  Index cols() const override { return S_.cols(); }
  Matrix times(const ConstMatrixRef& V) const override { return S_ * V; }
  Matrix transpose_times(const ConstMatrixRef& V) const override { return S_.transpose() * V; }

 private:
  Matrix S_;
};

/// ‖S‖_F, by strips of 64 columns.
double frobenius_norm(const ImplicitMatrix& S);

class Observations;

class MeasurementOperator {
 public:
  virtual ~MeasurementOperator() = default;

  virtual std::string_view kind() const = 0;  ///< the word of problem files, e.g. "entries"
  virtual Index rows() const = 0;
  virtual Index cols() const = 0;
  virtual Index measurements() const = 0;  ///< m

  /// 𝒜(X), length m, for a dense X (rows×cols): the definition, for tests and small problems.
  virtual Vector apply(const ConstMatrixRef& X) const = 0;

  /// 𝒜*(y), rows×cols, dense.
  virtual Matrix adjoint(const ConstVectorRef& y) const = 0;

  /// 𝒜(LRᵀ) for L rows×k, R cols×k. Length m.
  virtual Vector apply_product(const ConstMatrixRef& L, const ConstMatrixRef& R) const = 0;

  /// A bound for what rounding does to each number of apply_product(L, R), of rigor `numeric`.
  virtual Vector apply_product_error(const ConstMatrixRef& L, const ConstMatrixRef& R) const = 0;

  /// 𝒜*(y) as an implicit matrix. Unless a kind knows better: the dense adjoint.
  virtual std::unique_ptr<ImplicitMatrix> adjoint_product(Vector y) const;

  /// ‖𝒜*(y)‖_F. Unless a kind knows better: frobenius_norm of the implicit matrix.
  virtual double adjoint_norm(const ConstVectorRef& y) const;

  /// ℋ(LRᵀ), as an implicit matrix; takes the factors over. Unless a kind knows better: 𝒜*(𝒜(LRᵀ)).
  virtual std::unique_ptr<ImplicitMatrix> kernel_product(Matrix L, Matrix R) const;

  /// ⟨𝒜(LRᵀ), 𝒜(PQᵀ)⟩. Unless a kind knows better: the inner product of the two measurements.
  virtual double kernel_inner(const ConstMatrixRef& L, const ConstMatrixRef& R, const ConstMatrixRef& P,
                              const ConstMatrixRef& Q) const;

  /// The extreme eigenvalues of ℋ on ℝ^{rows×cols}, where the kind's structure gives them at once.
  virtual std::optional<KernelExtremes> kernel_extremes() const { return std::nullopt; }

  /// True when ℋ is what is given and 𝒜 is any root of it: then nothing can have been measured, and problems
  /// have a truth.
  virtual bool is_given_by_kernel() const { return false; }

  /// How many rationals an exact check of ℋ reads (the checker's form of the kind); ∞ where it has none.
  virtual double exact_numbers() const;

  /// This operator, which is `self`, with what it measured, as the kind keeps it best. Unless a kind knows
  /// better: MeasuredObservations of b, and of 𝒜(LRᵀ).
  virtual std::shared_ptr<const Observations> observations(std::shared_ptr<const MeasurementOperator> self,
                                                           const Vector& b) const;
  virtual std::shared_ptr<const Observations> observations(std::shared_ptr<const MeasurementOperator> self,
                                                           const Matrix& L, const Matrix& R) const;
};

}  // namespace orthant
