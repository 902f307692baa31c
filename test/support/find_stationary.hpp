/// A stationary point to judge, by plain alternating coordinate descent written here for the tests of layers
/// that must not see the solvers: row-separable objectives only, balanced on return when scaling is
/// free.
#pragma once

#include "orthant/objectives/objective.hpp"
#include "orthant/objectives/stationarity.hpp"
#include "support/random_problems.hpp"

namespace orthant::testing {

inline Matrix find_stationary(const Objective& objective, int seed, int iterations = 20000,
                              double tolerance = 1e-13) {
  Random random(static_cast<std::uint64_t>(seed), 99);
  const RowBlocks* blocks = objective.row_blocks();
  const Index n1 = objective.observations().rows();
  Matrix U = random_matrix(random, objective.rows(), objective.rank());
  auto L = U.topRows(n1);
  auto R = U.bottomRows(U.rows() - n1);
  for (int i = 0; i < iterations; ++i) {
    blocks->sweep(Side::left, L, blocks->linear(Side::left, R), R, {3, 0});
    blocks->sweep(Side::right, R, blocks->linear(Side::right, L), L, {3, 0});
    balance(objective, U);
    if (i % 20 == 0 && stationarity(objective, U, objective.gradient(U)) <= tolerance) break;
  }
  return U;
}

/// The same for any objective (λ > 0, symmetric) by projected gradient with a fixed step estimated from the
/// Hessian.
inline Matrix find_stationary_by_gradient(const Objective& objective, int seed, int iterations = 200000,
                                          double tolerance = 1e-13) {
  Random random(static_cast<std::uint64_t>(seed), 98);
  Matrix U = random_matrix(random, objective.rows(), objective.rank());
  double step = 1.0 / (objective.observations().back_projection_norm() * 8);
  auto expansion = objective.at(U);
  for (int i = 0; i < iterations; ++i) {
    const Matrix next = (U - step * expansion->gradient()).cwiseMax(0.0);
    auto ahead = objective.at(next);
    if (ahead->value() > expansion->value() * (1 + 1e-15)) {
      step /= 2;
      continue;
    }
    U = next;
    expansion = std::move(ahead);
    step *= 1.01;
    if (stationarity(objective, U, expansion->gradient()) <= tolerance) break;
  }
  return U;
}

}  // namespace orthant::testing
