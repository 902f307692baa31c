#include "orthant/objectives/recovery.hpp"

#include <cmath>
#include <string>

#include "orthant/base/error.hpp"
#include "orthant/linalg/rounding.hpp"
#include "orthant/operators/full.hpp"

namespace orthant {

namespace {

/// The row blocks where 𝒜*𝒜 = identity, so that all rows share one Gram matrix; null elsewhere.
const RowBlocks* identity_blocks(const Observations& observations) {
  const RowBlocks* blocks = observations.row_blocks();
  return blocks != nullptr && blocks->shared_gram() ? blocks : nullptr;
}

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
    Matrix moved(D.rows(), D.cols());
    gauss_newton_vector(D, moved);
    return symmetrised(*residual_, D) + moved;
  }

  bool gauss_newton_vector(const Matrix& D, Matrix& out) const override {
    if (identity_blocks(*observations_) != nullptr) {  // 2(UDᵀ + DUᵀ)U
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
    block = 2 * (blocks == nullptr || blocks->shared_gram() ? gram_ : blocks->gram(Side::left, i, U_));
    return true;
  }

  double hessian_cross(const Matrix& D1, const Matrix& D2) const override {
    const double one = residual_->inner(D1, D2);
    return one + (residual_->is_symmetric() ? one : residual_->inner(D2, D1)) +
           observations_->measurement().kernel_inner(beside(U_, D1), beside(D1, U_), beside(U_, D2),
                                                     beside(D2, U_));
  }

 private:
  /// (S + Sᵀ) V.
  static Matrix symmetrised(const ImplicitMatrix& S, const Matrix& V) {
    if (S.is_symmetric()) return 2 * S.times(V);
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
    : Objective(std::move(observations), rank, true) {
  if (this->observations().rows() != this->observations().cols())
    throw InputError("matrix of size " + std::to_string(this->observations().rows()) + "×" +
                     std::to_string(this->observations().cols()) +
                     "; expected a square one for symmetric recovery");
}

std::unique_ptr<Expansion> SymmetricRecovery::at(const Matrix& U) const {
  require_shape(U);
  return std::make_unique<SymmetricExpansion>(observations_, U);
}

Index SymmetricRecovery::gradient_passes() const {
  const auto* full = dynamic_cast<const FullObservations*>(&observations());
  return full != nullptr && full->is_symmetric() ? 1 : 2;
}

double SymmetricRecovery::value_error(const Matrix& U) const {
  require_shape(U);
  return observations().squared_norm_error(U, U) / 2;
}

double SymmetricRecovery::value(const Matrix& U) const {
  require_shape(U);
  return observations().residual(U, U)->squared_norm() / 2;
}

namespace {

/// XᵀY + YᵀX.
Matrix gram_derivative(const ConstMatrixRef& X, const ConstMatrixRef& Y) {
  const Matrix product = X.transpose() * Y;
  return product + product.transpose();
}

class AsymmetricExpansion final : public Expansion {
 public:
  AsymmetricExpansion(std::shared_ptr<const Observations> observations, double balance, const Matrix& U)
      : observations_(std::move(observations)),
        balance_(balance),
        n1_(observations_->rows()),
        L_(U.topRows(n1_)),
        R_(U.bottomRows(U.rows() - n1_)),
        residual_(observations_->residual(L_, R_)) {
    value_ = residual_->squared_norm() / 2;
    gradient_.resize(U.rows(), U.cols());
    gradient_.topRows(n1_) = residual_->times(R_);
    gradient_.bottomRows(R_.rows()) = residual_->transpose_times(L_);
    left_gram_ = L_.transpose() * L_;
    right_gram_ = R_.transpose() * R_;
    B_ = left_gram_ - right_gram_;
    if (balance_ > 0) {
      value_ += balance_ * B_.squaredNorm() / 2;
      gradient_.topRows(n1_) += 2 * balance_ * L_ * B_;
      gradient_.bottomRows(R_.rows()) -= 2 * balance_ * R_ * B_;
    }
  }

  double value() const override { return value_; }
  const Matrix& gradient() const override { return gradient_; }
  const ImplicitMatrix& residual() const override { return *residual_; }

  Matrix hessian_vector(const Matrix& D) const override {
    const auto DL = D.topRows(n1_);
    const auto DR = D.bottomRows(R_.rows());
    Matrix out(D.rows(), D.cols());
    if (const RowBlocks* blocks = identity_blocks(*observations_)) {
      // D_L RᵀR + L (D_RᵀR + RᵀD_R) − A D_R and its counterpart: besides the products with A 6(n₁ + n₂)r²
      // flops.
      const Matrix right = gram_derivative(DR, R_), left = gram_derivative(DL, L_);
      blocks->linear_into(Side::left, DR, Precision::full, out.topRows(n1_));
      blocks->linear_into(Side::right, DL, Precision::full, out.bottomRows(R_.rows()));
      out *= -1;
      out.topRows(n1_).noalias() += DL * right_gram_;
      out.topRows(n1_).noalias() += L_ * right;
      out.bottomRows(R_.rows()).noalias() += DR * left_gram_;
      out.bottomRows(R_.rows()).noalias() += R_ * left;
    } else {
      const auto moved = observations_->measurement().kernel_product(beside(L_, DL), beside(DR, R_));
      out.topRows(n1_) = residual_->times(DR) + moved->times(R_);
      out.bottomRows(R_.rows()) = residual_->transpose_times(DL) + moved->transpose_times(L_);
    }
    if (balance_ > 0) {
      const Matrix B_dot = balance_derivative(D);
      out.topRows(n1_) += 2 * balance_ * (DL * B_ + L_ * B_dot);
      out.bottomRows(R_.rows()) -= 2 * balance_ * (DR * B_ + R_ * B_dot);
    }
    return out;
  }

  double hessian_cross(const Matrix& D1, const Matrix& D2) const override {
    const auto L1 = D1.topRows(n1_), L2 = D2.topRows(n1_);
    const auto R1 = D1.bottomRows(R_.rows()), R2 = D2.bottomRows(R_.rows());
    double form = residual_->inner(L1, R2) + residual_->inner(L2, R1) +
                  observations_->measurement().kernel_inner(beside(L_, L1), beside(R1, R_), beside(L_, L2),
                                                            beside(R2, R_));
    if (balance_ > 0) {
      const Matrix left = L1.transpose() * L2, right = R1.transpose() * R2;
      form += balance_ * (2 * B_.cwiseProduct(left - right).sum() +
                          balance_derivative(D1).cwiseProduct(balance_derivative(D2)).sum());
    }
    return form;
  }

  bool gauss_newton_vector(const Matrix& D, Matrix& out) const override {
    const auto DL = D.topRows(n1_);
    const auto DR = D.bottomRows(R_.rows());
    if (identity_blocks(*observations_) != nullptr) {
      // (L D_Rᵀ + D_L Rᵀ) R and its counterpart, by Gram matrices: 6(n₁ + n₂)r² flops.
      const Matrix right = DR.transpose() * R_, left = DL.transpose() * L_;
      out.topRows(n1_).noalias() = DL * right_gram_;
      out.topRows(n1_).noalias() += L_ * right;
      out.bottomRows(R_.rows()).noalias() = DR * left_gram_;
      out.bottomRows(R_.rows()).noalias() += R_ * left;
    } else {
      const auto moved = observations_->measurement().kernel_product(beside(L_, DL), beside(DR, R_));
      out.topRows(n1_) = moved->times(R_);
      out.bottomRows(R_.rows()) = moved->transpose_times(L_);
    }
    if (balance_ > 0) {
      const Matrix B_dot = balance_derivative(D);
      out.topRows(n1_) += 2 * balance_ * L_ * B_dot;
      out.bottomRows(R_.rows()) -= 2 * balance_ * R_ * B_dot;
    }
    return true;
  }

  bool row_block(Index i, Matrix& block) const override {
    const RowBlocks* blocks = observations_->row_blocks();
    const bool left = i < n1_;
    if (blocks == nullptr || blocks->shared_gram()) {
      block = left ? right_gram_ : left_gram_;
    } else {
      block = left ? blocks->gram(Side::left, i, R_) : blocks->gram(Side::right, i - n1_, L_);
    }
    return true;
  }

  std::optional<RowSeparableTerms> row_separable() const override {
    const RowBlocks* blocks = observations_->row_blocks();
    if (blocks == nullptr) return std::nullopt;
    const Index r = L_.cols();
    RowSeparableTerms terms{blocks, 2 * balance_ * B_, -2 * balance_ * B_, {}, {}};
    if (balance_ > 0) {
      // ‖Ḃ‖² = Σ_k Ḃ_kk² + 2 Σ_{k<l} Ḃ_kl²
      terms.weight.resize(r * (r + 1) / 2);
      for (Index k = 0; k < r; ++k) {
        for (Index l = k; l < r; ++l) {
          terms.weight(static_cast<Index>(terms.pairs.size())) = balance_ * (k == l ? 1 : 2);
          terms.pairs.emplace_back(k, l);
        }
      }
    }
    return terms;
  }

 private:
  /// Ḃ along D.
  Matrix balance_derivative(const Matrix& D) const {
    return gram_derivative(L_, D.topRows(n1_)) - gram_derivative(R_, D.bottomRows(R_.rows()));
  }

  std::shared_ptr<const Observations> observations_;
  double balance_;
  Index n1_;
  Matrix L_, R_;
  std::unique_ptr<Residual> residual_;
  double value_ = 0;
  Matrix gradient_, left_gram_, right_gram_, B_;
};

}  // namespace

AsymmetricRecovery::AsymmetricRecovery(std::shared_ptr<const Observations> observations, Index rank,
                                       double balance)
    : Objective(std::move(observations), rank), balance_(balance) {
  if (!(balance >= 0) || !std::isfinite(balance))
    throw InputError("balance = " + std::to_string(balance) + "; expected balance ≥ 0");
}

std::unique_ptr<Expansion> AsymmetricRecovery::at(const Matrix& U) const {
  require_shape(U);
  return std::make_unique<AsymmetricExpansion>(observations_, balance_, U);
}

double AsymmetricRecovery::value_error(const Matrix& U) const {
  require_shape(U);
  const auto L = U.topRows(left_rows());
  const auto R = U.bottomRows(right_rows());
  double error = observations().squared_norm_error(L, R) / 2;
  if (balance_ > 0) {
    const Matrix left = L.cwiseAbs(), right = R.cwiseAbs();
    const Matrix B = L.transpose() * L - R.transpose() * R;
    const Matrix sizes = left.transpose() * left + right.transpose() * right;
    error += balance_ / 2 * squares_rounding(B, sizes, sum_rounding(static_cast<double>(U.rows())));
  }
  return error;
}

double AsymmetricRecovery::value(const Matrix& U) const {
  require_shape(U);
  const auto L = U.topRows(left_rows());
  const auto R = U.bottomRows(right_rows());
  double value = observations().residual(L, R)->squared_norm() / 2;
  if (balance_ > 0) value += balance_ * (L.transpose() * L - R.transpose() * R).squaredNorm() / 2;
  return value;
}

}  // namespace orthant
