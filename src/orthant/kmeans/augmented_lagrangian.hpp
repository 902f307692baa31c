/// The augmented Lagrangian of  min −‖XᵀU‖²  subject to  UUᵀ1 = 1  (relaxation.hpp), in units of the number of points N:
///
///   ℒ(U) = (−‖XᵀU‖² + y·c + ½β‖c‖²)/N,   c = UUᵀ1 − 1                                                         (1)
///   ∇ℒ(U) = (−2X(XᵀU) + w(1ᵀU) + 1(wᵀU))/N,   w = y + βc                                                      (2)
///   ∇²ℒ(U)[D] = (−2X(XᵀD) + w(1ᵀD) + 1(wᵀD) + β(δ(1ᵀU) + 1(δᵀU)))/N,   δ = U(Dᵀ1) + D(Uᵀ1)                      (3)
///
/// Each costs two products of the points with N×r matrices: 4Ndr flops. No N×N matrix is formed.
#pragma once

#include <utility>

#include "orthant/linalg/matrix.hpp"

namespace orthant {

class AugmentedLagrangian {
 public:
  /// Points are the columns of a d×N matrix, which must outlive this; y to begin with.
  AugmentedLagrangian(const ConstMatrixRef& points, Vector multipliers, double penalty)
      : points_(points), y_(std::move(multipliers)), penalty_(penalty) {}

  /// (1) and (2) at one U.
  struct Evaluation {
    double value = 0;
    Matrix gradient;
    Vector excess;  ///< c
  };
  void evaluate(const Matrix& U, Evaluation& out) const;

  /// (3) at a U, for many D.
  class Hessian {
   public:
    Hessian(const AugmentedLagrangian& lagrangian, const Matrix& U, const Vector& excess)
        : of_(lagrangian),
          U_(U),
          sums_(U.colwise().sum().transpose()),
          w_(lagrangian.y_ + lagrangian.penalty_ * excess) {}
    void multiply(const Matrix& D, Matrix& out) const;

   private:
    const AugmentedLagrangian& of_;
    const Matrix& U_;
    Vector sums_, w_;
  };

  /// y ← y + βc; β ← 2β when c has not fallen to half of what it was.
  void update(const Vector& excess, double before) {
    y_ += penalty_ * excess;
    if (excess.norm() > before / 2) penalty_ *= 2;
  }
  double penalty() const { return penalty_; }

 private:
  ConstMatrixRef points_;
  Vector y_;
  double penalty_;
};

}  // namespace orthant
