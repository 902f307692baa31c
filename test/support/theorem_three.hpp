/// Theorem 3 of Zhang 2025 for the tests: the kernel ℋ = I + vec(B̃)vec(C̃)ᵀ + vec(C̃)vec(B̃)ᵀ, given directly.
///   B̃ = Q [0, −ε11ᵀ; −ε11ᵀ, I_r] Qᵀ,   C̃ = (α²/r⋆) Q₁Q₁ᵀ,   Q = [Q₁ Q₂] unit vectors,   U⋆ = Q₁,   U₀ = αQ₂.
#pragma once

#include <memory>

#include "orthant/operators/observations.hpp"

namespace orthant::testing {

class DenseMatrix final : public Residual {
 public:
  DenseMatrix(Matrix S, double squared_norm) : S_(std::move(S)), squared_norm_(squared_norm) {}
  Index rows() const override { return S_.rows(); }
  Index cols() const override { return S_.cols(); }
  Matrix times(const ConstMatrixRef& V) const override { return S_ * V; }
  Matrix transpose_times(const ConstMatrixRef& V) const override { return S_.transpose() * V; }
  double squared_norm() const override { return squared_norm_; }

 private:
  Matrix S_;
  double squared_norm_;
};

/// 𝒜 is any square root of ℋ: only ℋ is used, and apply/adjoint refuse.
class KernelMeasurement final : public MeasurementOperator {
 public:
  KernelMeasurement(Matrix B, Matrix C) : B_(std::move(B)), C_(std::move(C)) {}
  std::string_view kind() const override { return "kernel"; }
  Index rows() const override { return B_.rows(); }
  Index cols() const override { return B_.cols(); }
  Index measurements() const override { return B_.size(); }
  Vector apply(const ConstMatrixRef&) const override { throw std::logic_error("only the kernel is known"); }
  Matrix adjoint(const ConstVectorRef&) const override { throw std::logic_error("only the kernel is known"); }
  Vector apply_product(const ConstMatrixRef&, const ConstMatrixRef&) const override {
    throw std::logic_error("only the kernel is known");
  }
  Matrix kernel(const Matrix& X) const {
    return X + B_ * C_.cwiseProduct(X).sum() + C_ * B_.cwiseProduct(X).sum();
  }
  Vector apply_product_error(const ConstMatrixRef&, const ConstMatrixRef&) const override {
    throw std::logic_error("only the kernel is known");
  }
  std::unique_ptr<ImplicitMatrix> kernel_product(Matrix L, Matrix R) const override {
    return std::make_unique<DenseMatrix>(kernel(L * R.transpose()), 0);
  }

 private:
  Matrix B_, C_;
};

class KernelObservations final : public Observations {
 public:
  KernelObservations(Matrix B, Matrix C, Matrix truth)
      : measurement_(std::move(B), std::move(C)),
        truth_(std::move(truth)),
        image_(measurement_.kernel(truth_), image_norm()) {}
  const MeasurementOperator& measurement() const override { return measurement_; }
  double squared_norm() const override { return image_norm(); }
  const ImplicitMatrix& back_projection() const override { return image_; }
  double back_projection_norm() const override { return measurement_.kernel(truth_).norm(); }
  double mean() const override { return truth_.mean(); }
  double product_cost() const override { return static_cast<double>(truth_.size()); }
  double squared_norm_error(const ConstMatrixRef& L, const ConstMatrixRef& R) const override {
    const Matrix size = L.cwiseAbs() * R.cwiseAbs().transpose() + truth_.cwiseAbs();
    return 1e-13 * measurement_.kernel(size).cwiseProduct(size).sum();
  }
  std::unique_ptr<Residual> residual(const ConstMatrixRef& L, const ConstMatrixRef& R) const override {
    const Matrix E = L * R.transpose() - truth_;
    Matrix S = measurement_.kernel(E);
    const double norm = std::max(0.0, S.cwiseProduct(E).sum());
    return std::make_unique<DenseMatrix>(std::move(S), norm);
  }

 private:
  double image_norm() const { return measurement_.kernel(truth_).cwiseProduct(truth_).sum(); }

  KernelMeasurement measurement_;
  Matrix truth_;
  DenseMatrix image_;
};

struct TheoremThree {
  std::shared_ptr<const Observations> observations;
  Matrix truth, point;
};

inline TheoremThree theorem_three(Index n, Index r, Index r_star, double alpha, double epsilon) {
  Matrix B = Matrix::Zero(n, n), C = Matrix::Zero(n, n);
  B.block(0, r_star, r_star, r).setConstant(-epsilon);
  B.block(r_star, 0, r, r_star).setConstant(-epsilon);
  B.block(r_star, r_star, r, r).setIdentity();
  C.topLeftCorner(r_star, r_star) =
      alpha * alpha / static_cast<double>(r_star) * Matrix::Identity(r_star, r_star);
  TheoremThree out{nullptr, Matrix::Zero(n, r_star), Matrix::Zero(n, r)};
  out.truth.topRows(r_star).setIdentity();
  out.point.middleRows(r_star, r) = alpha * Matrix::Identity(r, r);
  out.observations =
      std::make_shared<KernelObservations>(std::move(B), std::move(C), out.truth * out.truth.transpose());
  return out;
}

}  // namespace orthant::testing
