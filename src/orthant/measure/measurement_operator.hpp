/// The measurement operator 𝒜 : ℝ^{rows×cols} → ℝ^m of nonnegative low-rank matrix recovery, a linear map
/// that objectives see only through its kernel ℋ = 𝒜*𝒜 and through 𝒜*b.
///
/// A new kind is one class here and one line in test/operator_laws_test.cpp, which checks
///   ⟨𝒜(X), y⟩ = ⟨X, 𝒜*(y)⟩,   linearity,   𝒜(LRᵀ) by factors = by matrix,   ℋ symmetric.
///
/// The factor path is what solvers use. A kind keeps ℋ(LRᵀ) in whatever form is cheapest (identity: the
/// factors themselves; entries: a sparse matrix), and never forms LRᵀ there.
#pragma once

#include <memory>
#include <string_view>

#include "orthant/linalg/implicit_matrix.hpp"

namespace orthant {

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

  /// ℋ(LRᵀ), as an implicit matrix; takes the factors over.
  virtual std::unique_ptr<ImplicitMatrix> kernel_product(Matrix L, Matrix R) const = 0;

  /// ⟨𝒜(LRᵀ), 𝒜(PQᵀ)⟩.
  virtual double kernel_inner(const ConstMatrixRef& L, const ConstMatrixRef& R, const ConstMatrixRef& P,
                              const ConstMatrixRef& Q) const {
    return kernel_product(L, R)->inner(P, Q);
  }
};

}  // namespace orthant
