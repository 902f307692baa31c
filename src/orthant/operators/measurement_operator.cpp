#include "orthant/operators/measurement_operator.hpp"

#include <algorithm>
#include <cmath>

#include "orthant/base/stop.hpp"

namespace orthant {

std::unique_ptr<ImplicitMatrix> MeasurementOperator::adjoint_product(Vector y) const {
  return std::make_unique<DenseImplicitMatrix>(adjoint(y));
}

double frobenius_norm(const ImplicitMatrix& S) {
  double sum = 0;
  for (Index j = 0; j < S.cols(); j += 64) {
    check_budget();
    const Index width = std::min<Index>(64, S.cols() - j);
    Matrix unit = Matrix::Zero(S.cols(), width);
    unit.middleRows(j, width).setIdentity();
    sum += S.times(unit).squaredNorm();
  }
  return std::sqrt(sum);
}

double MeasurementOperator::adjoint_norm(const ConstVectorRef& y) const {
  return frobenius_norm(*adjoint_product(y));
}

double MeasurementOperator::exact_numbers() const {
  return static_cast<double>(rows()) * static_cast<double>(cols());
}

std::unique_ptr<ImplicitMatrix> MeasurementOperator::kernel_product(Matrix L, Matrix R) const {
  return adjoint_product(apply_product(L, R));
}

double MeasurementOperator::kernel_inner(const ConstMatrixRef& L, const ConstMatrixRef& R,
                                         const ConstMatrixRef& P, const ConstMatrixRef& Q) const {
  return apply_product(L, R).dot(apply_product(P, Q));
}

}  // namespace orthant
