#include "orthant/measure/measurement_operator.hpp"

namespace orthant {

std::unique_ptr<ImplicitMatrix> MeasurementOperator::adjoint_product(Vector y) const {
  return std::make_unique<DenseImplicitMatrix>(adjoint(y));
}

std::unique_ptr<ImplicitMatrix> MeasurementOperator::kernel_product(Matrix L, Matrix R) const {
  return adjoint_product(apply_product(L, R));
}

double MeasurementOperator::kernel_inner(const ConstMatrixRef& L, const ConstMatrixRef& R,
                                         const ConstMatrixRef& P, const ConstMatrixRef& Q) const {
  return apply_product(L, R).dot(apply_product(P, Q));
}

}  // namespace orthant
