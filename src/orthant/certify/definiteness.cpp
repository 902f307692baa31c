#include "orthant/certify/definiteness.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "orthant/linalg/decompositions.hpp"
#include "orthant/linalg/symmetric.hpp"

namespace orthant {

LeastAcross least_across(const Matrix& H, const Matrix& flat) {
  constexpr double null = 1e-6;
  const Matrix Q = orthonormal_columns(flat);
  Matrix raised = H.selfadjointView<Eigen::Lower>();
  const Matrix HQ = raised * Q;
  const double size = std::max(raised.diagonal().cwiseAbs().maxCoeff(), std::numeric_limits<double>::min());
  if (!(HQ.cwiseAbs().maxCoeff() <= null * size)) return {};
  // (I − QQᵀ)H(I − QQᵀ) + size · QQᵀ: the flat directions are moved out of the way.
  const Matrix inner = Q.transpose() * HQ;
  raised -= HQ * Q.transpose() + Q * HQ.transpose();
  raised += Q * (inner + size * Matrix::Identity(Q.cols(), Q.cols())) * Q.transpose();
  auto [values, vector] = lowest_eigenpair(std::move(raised));
  return {values(0), std::move(vector)};
}

}  // namespace orthant
