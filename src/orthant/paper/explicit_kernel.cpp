#include "orthant/paper/explicit_kernel.hpp"

#include <Eigen/QR>
#include <algorithm>

#include "checker/exact/definite.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/operators/dense_kernel.hpp"

namespace orthant::paper {

using checker::Rational;
using checker::RationalMatrix;

namespace {

RationalMatrix column_of(const RationalMatrix& X) {
  return entrywise(X.rows() * X.cols(), 1, [&](long e, long) { return X(e / X.cols(), e % X.cols()); });
}

}  // namespace

RationalMatrix ball_kernel(const RationalMatrix& E, const RationalMatrix& P) {
  const RationalMatrix e = column_of(E), p = column_of(P);
  const Rational ee = dot(e, e), pp = dot(p, p), ep = dot(e, p);
  const Rational kappa = Rational(1) / (ee * (Rational(1) - ep * ep / (ee * pp)));
  const RationalMatrix mixed = e * p.transpose();
  return identity(e.rows()) +
         kappa * (mixed + mixed.transpose() - ep / ee * (e * e.transpose()) - ep / pp * (p * p.transpose()));
}

RationalMatrix apply(const RationalMatrix& kernel, const RationalMatrix& X) {
  const RationalMatrix y = kernel * column_of(X);
  return entrywise(X.rows(), X.cols(), [&](long i, long j) { return y(i * X.cols() + j, 0); });
}

bool is_positive_semidefinite(const RationalMatrix& Q) {
  checker::Work work({.poll = check_budget});
  return Q == Q.transpose() && !checker::negative_direction(Q, work);
}

bool within(const RationalMatrix& kernel, const Rational& delta2) {
  const RationalMatrix I = identity(kernel.rows()), K = kernel - I;
  return kernel == kernel.transpose() && is_positive_semidefinite(delta2 * I - K * K);
}

RationalMatrix hessian_at(const RationalMatrix& kernel, const RationalMatrix& S, const RationalMatrix& U,
                          const Rational& scale) {
  const long n = U.rows(), r = U.cols();
  RationalMatrix moved(n * n, n * r);  // column (i, k): UDᵀ + DUᵀ for D = E_ik
  for (long i = 0; i < n; ++i) {
    for (long k = 0; k < r; ++k) {
      for (long j = 0; j < n; ++j) {
        moved.add(j * n + i, i * r + k, U(j, k));
        moved.add(i * n + j, i * r + k, U(j, k));
      }
    }
  }
  RationalMatrix Q = scale * (moved.transpose() * (kernel * moved));
  for (long i = 0; i < n; ++i)
    for (long j = 0; j < n; ++j)
      for (long k = 0; k < r; ++k) Q.add(i * r + k, j * r + k, S(i, j) + S(j, i));
  return Q;
}

Matrix random_kernel(Random& random, Index order, double delta) {
  const Eigen::HouseholderQR<Eigen::MatrixXd> qr(random_signs(random, order, order));
  const Eigen::MatrixXd Q = qr.householderQ();
  Vector values(order);
  for (Index i = 0; i < order; ++i) values[i] = 2 * random.uniform() - 1;
  values[0] = random.uniform() < 0.5 ? -1 : 1;
  const Eigen::MatrixXd K = Q * values.asDiagonal() * Q.transpose();
  return Eigen::MatrixXd::Identity(order, order) + delta / 2 * (K + K.transpose());
}

Problem kernel_problem(const Matrix& kernel, const Matrix& truth) {
  Problem problem;
  problem.symmetric = true;
  problem.rank = truth.cols();
  problem.measurement = std::make_shared<const DenseKernelMeasurement>(truth.rows(), truth.rows(), kernel);
  problem.truth = Factors{truth, {}};
  return problem;
}

Matrix descend(const Objective& objective, Matrix U, bool nonnegative) {
  double step = 0.1, value = objective.value(U);
  for (int i = 0; i < 20000; ++i) {
    Matrix next = U - step * objective.gradient(U);
    if (nonnegative) next = next.cwiseMax(0.0);
    const double moved = (next - U).squaredNorm(), lower = objective.value(next);
    if (moved <= 1e-28) break;
    if (lower > value - 0.1 * moved / step) {
      step /= 2;
      if (step < 1e-10) break;
      continue;
    }
    U = std::move(next), value = lower, step = std::min(1.0, 1.2 * step);
  }
  return U;
}

}  // namespace orthant::paper
