#include "orthant/objectives/squared_variables.hpp"

#include "orthant/base/error.hpp"

namespace orthant {

namespace {

class SquaredExpansion final : public Expansion {
 public:
  SquaredExpansion(const Objective& base, const Matrix& V) : V_(V), at_square_(base.at(V.cwiseAbs2())) {
    gradient_ = 2 * V_.cwiseProduct(at_square_->gradient());
  }

  double value() const override { return at_square_->value(); }
  const Matrix& gradient() const override { return gradient_; }
  const ImplicitMatrix& residual() const override { return at_square_->residual(); }

  Matrix hessian_vector(const Matrix& D) const override {
    return 2 * at_square_->gradient().cwiseProduct(D) +
           4 * V_.cwiseProduct(at_square_->hessian_vector(V_.cwiseProduct(D)));
  }

  double hessian_cross(const Matrix& D1, const Matrix& D2) const override {
    return 2 * at_square_->gradient().cwiseProduct(D1).cwiseProduct(D2).sum() +
           4 * at_square_->hessian_cross(V_.cwiseProduct(D1), V_.cwiseProduct(D2));
  }

 private:
  Matrix V_;
  std::unique_ptr<Expansion> at_square_;
  Matrix gradient_;
};

}  // namespace

SquaredVariables::SquaredVariables(std::shared_ptr<const Objective> base)
    : Objective(base->shared_observations(), base->rank(), !base->is_asymmetric()), base_(std::move(base)) {}

std::unique_ptr<Expansion> SquaredVariables::at(const Matrix& V) const {
  require_shape(V);
  return std::make_unique<SquaredExpansion>(*base_, V);
}

double SquaredVariables::gradient_scale(const Matrix& V) const {
  return base_->gradient_scale(V.cwiseAbs2()) * V.norm();
}

double SquaredVariables::hessian_lipschitz(const Matrix& V, double) const {
  // φ''' from f''' (2V)³, 3 f'' (2V)·2 and the estimates of f: its Lipschitz constant L at U and ‖∇²f‖ ≤
  // L‖U‖.
  const Matrix U = V.cwiseAbs2();
  const double largest = V.cwiseAbs().maxCoeff(), curvature = 4 * base_->size() / U.squaredNorm(),
               lipschitz = base_->hessian_lipschitz(U, curvature);
  return lipschitz * (8 * largest * largest * largest + 12 * largest * U.norm());
}

Matrix root_point(const Matrix& U) {
  if (!U.allFinite() || (U.array() < 0).any())
    throw InputError("point has a negative or non-finite entry; expected finite entries ≥ 0");
  return U.cwiseSqrt();
}

}  // namespace orthant
