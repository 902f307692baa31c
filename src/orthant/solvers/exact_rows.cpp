#include "orthant/solvers/exact_rows.hpp"

#include <algorithm>
#include <atomic>

#include "orthant/linalg/exact_nnls.hpp"
#include "orthant/objectives/stationarity.hpp"

namespace orthant {

Index solve_rows_exactly(const RowBlocks& blocks, Side side, MatrixRef X, const ConstMatrixRef& C,
                         const ConstMatrixRef& V) {
  const Index n = X.rows(), r = X.cols();
  const bool shared = blocks.shared_gram();
  const Matrix shared_gram = shared ? blocks.gram(side, 0, V) : Matrix();
  std::atomic<Index> unsolved{0};
#pragma omp parallel if (n * r * r > 20000)
  {
    ExactNnls row(r);
    Vector x(r), c(r);
    bool same = false;
#pragma omp for schedule(dynamic, 64)
    for (Index i = 0; i < n; ++i) {
      x = X.row(i);
      c = C.row(i);
      const bool good =
          shared ? row.solve(shared_gram, c, x, same) : row.solve(blocks.gram(side, i, V), c, x);
      same = shared;
      if (good && x.allFinite())
        X.row(i) = x;
      else
        ++unsolved;
    }
  }
  return unsolved;
}

namespace {

/// Dependent columns cost many failed factorizations: one of the whole shows them where rows share it.
bool may_be_unique(const RowBlocks& blocks, const ConstMatrixRef& R, Index rank) {
  if (!blocks.shared_gram()) return true;
  ExactNnls row(rank);
  Vector x = Vector::Ones(rank);
  return row.solve(blocks.gram(Side::left, 0, R), Vector::Zero(rank), x);
}

}  // namespace

bool make_left_exact(const Objective& objective, double enough, Matrix& U, double& value,
                     double& stationarity) {
  const RowBlocks* blocks = objective.row_blocks();
  if (blocks == nullptr) return false;
  const Index n1 = objective.observations().rows(), n2 = U.rows() - n1;
  Matrix next = U;
  if (!may_be_unique(*blocks, next.bottomRows(n2), next.cols())) return false;
  // What rounding may add; beside a nearly perfect fit that has to be looked at entry by entry.
  const bool ordinary = value > 1e-6 * objective.size();
  const double most = value + (ordinary ? 1e-13 * value : objective.value_error(U));
  for (int round = 0; round < 3; ++round) {
    auto L = next.topRows(n1), R = next.bottomRows(n2);
    if (round > 0) solve_rows_exactly(*blocks, Side::right, R, blocks->linear(Side::right, L), L);
    if (solve_rows_exactly(*blocks, Side::left, L, blocks->linear(Side::left, R), R) == L.rows())
      return false;
    balance(objective, next);
    const auto at = objective.at(next);
    if (!(at->value() <= most)) return false;
    const double reached = orthant::stationarity(objective, next, at->gradient());
    if (reached > std::max(stationarity, enough)) continue;
    U = std::move(next);
    value = at->value();
    stationarity = reached;
    return true;
  }
  return false;
}

}  // namespace orthant
