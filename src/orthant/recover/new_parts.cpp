#include "orthant/recover/new_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "orthant/base/error.hpp"
#include "orthant/objectives/fixed_columns.hpp"

namespace orthant {

namespace {

/// σ[u]₊[v]₊ᵀ or σ[u]₋[v]₋ᵀ as a column [l; r], or u alone; `otherwise` where both are zero. `residual` is −E.
Vector nonnegative_piece(const ImplicitMatrix& residual, bool symmetric, double otherwise, Random& random,
                         int steps = 15) {
  const Index rows = residual.rows(), cols = residual.cols();
  Vector v(cols), u(rows);
  for (Index j = 0; j < cols; ++j) v(j) = random.uniform();
  double size = 0;
  for (int step = 0; step < steps; ++step) {
    u = -residual.times(v);
    u /= std::max(u.norm(), std::numeric_limits<double>::min());
    v = -residual.transpose_times(u);
    size = v.norm();
    v /= std::max(size, std::numeric_limits<double>::min());
  }
  const Vector u_plus = u.cwiseMax(0), v_plus = v.cwiseMax(0), u_minus = (-u).cwiseMax(0),
               v_minus = (-v).cwiseMax(0);
  const bool plus = u_plus.norm() * v_plus.norm() >= u_minus.norm() * v_minus.norm();
  const Vector l = plus ? u_plus : u_minus, r = plus ? v_plus : v_minus;
  const double product = l.norm() * r.norm();
  Vector column(symmetric ? rows : rows + cols);
  if (!(product > 0)) {
    column.setConstant(otherwise);
    return column;
  }
  const double scale = std::sqrt(size * product);
  column.head(rows) = (scale / l.norm()) * l;
  if (!symmetric) column.tail(cols) = (scale / r.norm()) * r;
  return column;
}

/// Which columns of a point are new.
struct NewColumns {
  Index first, count;
};

NewColumns new_columns(const Objective& objective, const Matrix& V) {
  const FixedColumns* fixed = objective.fixed_columns();
  const Index offsets = fixed != nullptr && fixed->offsets ? objective.rank() - *fixed->offsets : 0;
  if (V.rows() == objective.rows() && V.cols() > offsets && V.cols() <= objective.rank())
    return {V.cols() - offsets, objective.rank() - V.cols()};
  throw InputError(fmt::format("a point of size {}×{}; expected {} rows and {} to {} columns", V.rows(),
                               V.cols(), objective.rows(), offsets + 1, objective.rank()));
}

/// V with zeros for them.
Matrix with_room(const Matrix& V, NewColumns added) {
  const Index behind = V.cols() - added.first;
  Matrix out = Matrix::Zero(V.rows(), V.cols() + added.count);
  out.leftCols(added.first) = V.leftCols(added.first);
  out.rightCols(behind) = V.rightCols(behind);
  return out;
}

}  // namespace

Matrix with_new_parts(const Objective& objective, const Matrix& V, Random& random) {
  const NewColumns added = new_columns(objective, V);
  const bool symmetric = !objective.is_asymmetric();
  const Index rows = objective.observations().rows(), cols = objective.observations().cols();
  const double small = 1e-3 * V.mean();
  Matrix out = with_room(V, added);
  for (Index k = added.first; k < added.first + added.count; ++k) {
    const Matrix U = objective.factors(out);
    const Matrix L = U.topRows(rows), R = symmetric ? L : Matrix(U.bottomRows(cols));
    const auto residual = objective.observations().residual(L, R);  // LRᵀ − A
    out.col(k) = nonnegative_piece(*residual, symmetric, small, random);
  }
  return out;
}

Matrix pieces_of_residual(const Objective& objective, const Matrix& U, Index count, Random& random) {
  const bool symmetric = !objective.is_asymmetric();
  const Index rows = objective.observations().rows();
  const Matrix L = U.topRows(rows), R = symmetric ? L : Matrix(U.bottomRows(U.rows() - rows));
  const auto residual = objective.observations().residual(L, R);
  Matrix out(U.rows(), count);
  for (Index k = 0; k < count; ++k)
    out.col(k) = nonnegative_piece(*residual, symmetric, 1e-3 * U.mean(), random,
                                   1 + static_cast<int>(random.below(5)));
  return out;
}

Matrix start_from_below(const Objective& objective, const Matrix& below, Random& random) {
  const NewColumns added = new_columns(objective, below);
  const auto free = [&](Matrix V) {
    if (const FixedColumns* fixed = objective.fixed_columns()) fixed->clear(V);
    return V;
  };
  const Matrix without = free(with_room(below, added));
  const double highest = objective.value(without);
  Matrix out = free(with_new_parts(objective, below, random));
  constexpr int halvings = 20;
  for (int k = 0; k < halvings; ++k) {
    if (objective.value(out) <= highest) return out;
    out.middleCols(added.first, added.count) *= 0.5;
  }
  return without;
}

}  // namespace orthant
