#include "orthant/objectives/squared_variables.hpp"

#include <gtest/gtest.h>

#include "orthant/base/error.hpp"
#include "orthant/objectives/derivative_check.hpp"
#include "orthant/objectives/recovery.hpp"
#include "support/random_problems.hpp"

namespace orthant {
namespace {

using testing::random_matrix;
using testing::random_problems;

TEST(SquaredVariables, DerivativesHaveTheirTaylorSlopes) {
  Random random(21);
  for (const auto& problem : random_problems(random, 6, 6)) {
    const auto asymmetric = std::make_shared<AsymmetricRecovery>(problem.observations, 2, 0.3);
    const auto symmetric = std::make_shared<SymmetricRecovery>(problem.observations, 2);
    for (const std::shared_ptr<const Objective>& base :
         {std::shared_ptr<const Objective>(asymmetric), std::shared_ptr<const Objective>(symmetric)}) {
      const SquaredVariables phi(base);
      const Matrix V = random_matrix(random, base->rows(), 2, true),
                   D = random_matrix(random, base->rows(), 2, true);
      EXPECT_DOUBLE_EQ(phi.value(V), base->value(V.cwiseAbs2()));
      const DerivativeCheck check = derivative_check(phi, V, D);
      EXPECT_GE(check.gradient_slope, 1.9) << problem.name;
      EXPECT_GE(check.hessian_slope, 2.8) << problem.name;
      EXPECT_LE(check.product_error, 1e-9) << problem.name;
    }
  }
}

TEST(SquaredVariables, HessianIsSymmetric) {
  Random random(22);
  const auto problem = random_problems(random, 5, 4).front();
  const SquaredVariables phi(std::make_shared<AsymmetricRecovery>(problem.observations, 2, 0.25));
  const Matrix V = random_matrix(random, 9, 2, true);
  const auto expansion = phi.at(V);
  const Matrix A = random_matrix(random, 9, 2, true), B = random_matrix(random, 9, 2, true);
  const double forward = expansion->hessian_cross(A, B);
  EXPECT_NEAR(forward, expansion->hessian_cross(B, A), 1e-11 * (1 + std::abs(forward)));
  EXPECT_NEAR(forward, expansion->hessian_vector(A).cwiseProduct(B).sum(), 1e-11 * (1 + std::abs(forward)));
}

TEST(SquaredVariables, ZeroEntriesAreAlwaysStationaryThere) {
  Random random(23);
  const auto problem = random_problems(random, 5, 5).front();
  const SquaredVariables phi(std::make_shared<SymmetricRecovery>(problem.observations, 2));
  Matrix V = random_matrix(random, 5, 2, true);
  V(2, 1) = V(4, 0) = 0;
  const Matrix gradient = phi.gradient(V);
  EXPECT_EQ(gradient(2, 1), 0);
  EXPECT_EQ(gradient(4, 0), 0);
  EXPECT_EQ(root_point(V.cwiseAbs2()).isApprox(V.cwiseAbs(), 1e-15), true);
  EXPECT_THROW(root_point(V), InputError);
}

}  // namespace
}  // namespace orthant
