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
  RationalMatrix x(X.rows() * X.cols(), 1);
  for (long i = 0; i < X.rows(); ++i)
    for (long j = 0; j < X.cols(); ++j) x.set(i * X.cols() + j, 0, X(i, j));
  return x;
}

RationalMatrix identity_of(long n) {
  RationalMatrix I(n, n);
  for (long i = 0; i < n; ++i) I.set(i, i, 1);
  return I;
}

}  // namespace

RationalMatrix ball_kernel(const RationalMatrix& E, const RationalMatrix& P) {
  const RationalMatrix e = column_of(E), p = column_of(P);
  const Rational ee = dot(e, e), pp = dot(p, p), ep = dot(e, p);
  const Rational kappa = Rational(1) / (ee * (Rational(1) - ep * ep / (ee * pp)));
  RationalMatrix H = product(e, p.transpose());
  H += H.transpose();
  H -= scaled(product(e, e.transpose()), ep / ee);
  H -= scaled(product(p, p.transpose()), ep / pp);
  H *= kappa;
  return sum(std::move(H), identity_of(e.rows()));
}

RationalMatrix apply(const RationalMatrix& kernel, const RationalMatrix& X) {
  const RationalMatrix y = product(kernel, column_of(X));
  RationalMatrix Y(X.rows(), X.cols());
  for (long i = 0; i < X.rows(); ++i)
    for (long j = 0; j < X.cols(); ++j) Y.set(i, j, y(i * X.cols() + j, 0));
  return Y;
}

bool is_positive_semidefinite(const RationalMatrix& Q) {
  checker::Work work({.poll = check_budget});
  return Q == Q.transpose() && !checker::negative_direction(Q, work);
}

bool within(const RationalMatrix& kernel, const Rational& delta2) {
  RationalMatrix K = kernel;
  K -= identity_of(kernel.rows());
  RationalMatrix rest = scaled(identity_of(kernel.rows()), delta2);
  rest -= product(K, K);
  return kernel == kernel.transpose() && is_positive_semidefinite(rest);
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
  RationalMatrix Q = scaled(product(moved.transpose(), product(kernel, moved)), scale);
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
