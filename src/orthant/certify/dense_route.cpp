#include "orthant/certify/definiteness.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "orthant/base/stop.hpp"
#include "orthant/certify/gauge.hpp"
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

Matrix reduced_hessian(const Expansion& expansion, const Matrix& U, Index left_rows,
                       const ConeSubspace& subspace, bool gauge) {
  const Index order = subspace.order();
  Matrix H(order, order);
  Vector unit = Vector::Zero(order);
  for (Index e = 0; e < order; ++e) {
    check_budget();
    unit(e) = 1;
    H.col(e) = subspace.gather(expansion.hessian_vector(subspace.scatter(unit)));
    unit(e) = 0;
  }
  H = (0.5 * (H + H.transpose())).eval();
  if (gauge) {
    const RowSeparableTerms terms = gauge_terms(U, left_rows);
    for (size_t q = 0; q < terms.pairs.size(); ++q) {
      const Vector w = subspace.gather(low_rank_direction(U, left_rows, terms.pairs[q]));
      H.noalias() += terms.weight(static_cast<Index>(q)) * w * w.transpose();
    }
  }
  return H;
}

ReducedHessian dense_route(const Expansion& expansion, const Matrix& U, Index left_rows,
                           const ConeSubspace& subspace, const DefinitenessOptions& options,
                           const FlatDirections& flat) {
  ReducedHessian result;
  result.method = "dense";
  result.order = subspace.order();
  if (result.order > options.dense_order) {
    result.reason = "the reduced Hessian has order " + std::to_string(result.order) +
                    ", the dense route stops at " + std::to_string(options.dense_order);
    return result;
  }
  if (result.order == 0) {
    result.definiteness = Definiteness::positive;
    result.modulus = std::numeric_limits<double>::infinity();
    return result;
  }
  const Matrix H = reduced_hessian(expansion, U, left_rows, subspace, options.gauge);
  result.tolerance = options.relative_tolerance * H.diagonal().cwiseAbs().maxCoeff();
  auto [values, lowest] = lowest_eigenpair(H);
  const double smallest = values(0);
  // Computed eigenvalues carry an error of a few ε‖H‖: the modulus gives it away.
  const double error = 10 * std::numeric_limits<double>::epsilon() * values.cwiseAbs().maxCoeff();
  if (smallest > result.tolerance) {
    result.definiteness = Definiteness::positive;
    result.modulus = smallest - error;
  } else {
    result.definiteness = smallest < -result.tolerance ? Definiteness::indefinite : Definiteness::singular;
    result.curvature = smallest;
    result.direction = subspace.scatter(lowest);
    const Matrix known = result.definiteness == Definiteness::singular && flat ? flat() : Matrix();
    if (known.cols() > 0) {
      const double across = least_across(H, known).value;
      if (across > result.tolerance) {
        result.definiteness = Definiteness::flat;
        result.modulus = across - error;
      }
    }
  }
  if (options.spectrum) result.spectrum = std::move(values);
  return result;
}

}  // namespace orthant
