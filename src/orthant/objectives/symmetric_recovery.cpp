#include "orthant/objectives/symmetric_recovery.hpp"

#include <string>

#include "orthant/base/error.hpp"

namespace orthant {

namespace {

class SymmetricExpansion final : public Expansion {
 public:
  SymmetricExpansion(std::shared_ptr<const Observations> observations, const Matrix& U)
      : observations_(std::move(observations)), U_(U), residual_(observations_->residual(U_, U_)) {
    value_ = residual_->squared_norm() / 2;
    gradient_ = symmetrised(*residual_, U_);
    gram_ = U_.transpose() * U_;
  }

  double value() const override { return value_; }
  const Matrix& gradient() const override { return gradient_; }
  const ImplicitMatrix& residual() const override { return *residual_; }

  Matrix hessian_vector(const Matrix& D) const override {
    const auto moved = observations_->measurement().kernel_product(beside(U_, D), beside(D, U_));
    return symmetrised(*residual_, D) + symmetrised(*moved, U_);
  }

  bool gauss_newton_vector(const Matrix& D, Matrix& out) const override {
    if (identity_kernel()) {  // 2(UDᵀ + DUᵀ)U
      const Matrix inner = 2 * D.transpose() * U_, gram = 2 * gram_;
      out.noalias() = U_ * inner;
      out.noalias() += D * gram;
      return true;
    }
    out = symmetrised(*observations_->measurement().kernel_product(beside(U_, D), beside(D, U_)), U_);
    return true;
  }

  bool row_block(Index i, Matrix& block) const override {
    const RowBlocks* blocks = observations_->row_blocks();
    if (blocks == nullptr) return false;
    if (!blocks->shared_gram()) {
      block = 2 * blocks->gram(Side::left, i, U_);
      return true;
    }
    block = 2 * gram_;
    return true;
  }

  double hessian_cross(const Matrix& D1, const Matrix& D2) const override {
    return residual_->inner(D1, D2) + residual_->inner(D2, D1) +
           observations_->measurement().kernel_inner(beside(U_, D1), beside(D1, U_), beside(U_, D2),
                                                     beside(D2, U_));
  }

 private:
  bool identity_kernel() const {
    const RowBlocks* blocks = observations_->row_blocks();
    return blocks != nullptr && blocks->shared_gram();
  }

  /// (S + Sᵀ) V.
  static Matrix symmetrised(const ImplicitMatrix& S, const Matrix& V) {
    return S.times(V) + S.transpose_times(V);
  }

  std::shared_ptr<const Observations> observations_;
  Matrix U_;
  std::unique_ptr<Residual> residual_;
  double value_ = 0;
  Matrix gradient_, gram_;
};

}  // namespace

SymmetricRecovery::SymmetricRecovery(std::shared_ptr<const Observations> observations, Index rank)
    : Objective(std::move(observations), rank) {
  if (this->observations().rows() != this->observations().cols()) {
    throw InputError("matrix of size " + std::to_string(this->observations().rows()) + "×" +
                     std::to_string(this->observations().cols()) +
                     "; expected a square one for symmetric recovery");
  }
}

std::unique_ptr<Expansion> SymmetricRecovery::at(const Matrix& U) const {
  require_shape(U);
  return std::make_unique<SymmetricExpansion>(observations_, U);
}

double SymmetricRecovery::value_error(const Matrix& U) const {
  require_shape(U);
  return observations().squared_norm_error(U, U) / 2;
}

double SymmetricRecovery::value(const Matrix& U) const {
  require_shape(U);
  return observations().residual(U, U)->squared_norm() / 2;
}

}  // namespace orthant
