/// The tangent space of the relaxation (relaxation.hpp) at a point U, among matrices that are zero where U is: with
/// s = Uᵀ1 and M the support of U,
///
///   J(V) = (Vs + U(Vᵀ1), 2⟨U, V⟩),   V = M∘V                                       derivative of the constraints  (1)
///   J*(y, t) = M∘(ysᵀ + 1(Uᵀy)ᵀ + 2tU)                                                                     (2)
///
/// JJ* of order N + 1 is diagonal but for rank 2r + 1: with D_i = Σ_k M_ik s_k² and m = Mᵀ1,
///
///   JJ* = [D 0; 0 0] + [U M 0; 0 0 1] C [U M 0; 0 0 1]ᵀ,                                            (3)
///   C = [diag m, diag s, 4s; diag s, 0, 0; 4sᵀ, 0, 4‖U‖²]
///
/// so that it is inverted by an eigenproblem of order 2r + 1, where constraints depend on each other in the sense of
/// least squares. Cost: Nr² once, 8Nr a projection. No N×N matrix is formed.
#pragma once

#include "orthant/linalg/matrix.hpp"

namespace orthant {

class RelaxationTangent {
 public:
  explicit RelaxationTangent(const Matrix& U);

  const Matrix& support() const { return support_; }  ///< 1 where U > 0
  Index dependent() const {
    return dependent_;
  }  ///< constraints that follow from others: the dimension of ker J*
  Vector constraints(const Matrix& V) const;        ///< (1), of V = M∘V
  Matrix adjoint(const Vector& multipliers) const;  ///< (2)
  /// (y, t) with which ‖M∘G + J*(y, t)‖ is least.
  Vector multipliers(const Matrix& G) const;
  /// The orthogonal projection of M∘V on ker J.
  Matrix project(const Matrix& V) const;
  /// M∘V of least length with J(V) = values.
  Matrix correction(const Vector& values) const { return adjoint(solve(values)); }

 private:
  Vector solve(const Vector& values) const;

  Matrix U_, support_;
  Vector sums_, scale_;
  Matrix range_, core_;  ///< (JJ*)⁺ = diag(scale)(I + range·core·rangeᵀ)diag(scale)
  Index dependent_ = 0;
};

/// A point of the relaxation near U, zero where U is: UUᵀ1 = 1 and ‖U‖² = K to rounding, by Newton steps of least
/// length. False where it does not arrive at one that is nonnegative; `farthest`: relative to ‖U‖.
bool restore_feasibility(Matrix& U, Index clusters, double farthest);

}  // namespace orthant
