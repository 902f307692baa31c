// The proved lower bound of the Hessian against eigenvalues of the matrix made of Hessian products.

#include "orthant/prove/definite_hessian.hpp"

#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>

#include "orthant/certify/definiteness.hpp"
#include "orthant/objectives/recovery.hpp"
#include "support/random_problems.hpp"

namespace orthant {
namespace {

/// Every third entry fixed, the others free.
CriticalCone some_cone(Index rows, Index rank) {
  CriticalCone cone;
  cone.rows = rows;
  cone.rank = rank;
  for (Index e = 0; e < rows * rank; ++e)
    cone.kind.push_back(e % 3 == 2 ? EntryKind::fixed : EntryKind::free);
  return cone;
}

struct Sample {
  std::string name;
  std::shared_ptr<const Observations> observations;
  std::unique_ptr<Objective> objective;
  double balance;
};

/// Random U with the data close to its product: the Hessian is mostly definite once entries are fixed.
std::vector<Sample> samples(Random& random, Matrix& asymmetric_U, Matrix& symmetric_U) {
  asymmetric_U = testing::random_matrix(random, 16, 2);
  symmetric_U = testing::random_matrix(random, 8, 2);
  std::vector<Sample> out;
  const Matrix product = asymmetric_U.topRows(9) * asymmetric_U.bottomRows(7).transpose();
  for (auto& problem : testing::problems_from(random, product, 0.9))
    for (const double balance : {0.0, 0.25})
      out.push_back({problem.name, problem.observations,
                     std::make_unique<AsymmetricRecovery>(problem.observations, 2, balance), balance});
  for (auto& problem : testing::problems_from(random, symmetric_U * symmetric_U.transpose(), 0.9))
    out.push_back({"symmetric " + problem.name, problem.observations,
                   std::make_unique<SymmetricRecovery>(problem.observations, 2), 0});
  return out;
}

TEST(DefiniteHessian, IsBelowTheSmallestEigenvalueAndCloseToTheShift) {
  Random random(11);
  int definite = 0, refused = 0;
  for (int trial = 0; trial < 10; ++trial) {
    Matrix asymmetric_U, symmetric_U;
    for (const Sample& sample : samples(random, asymmetric_U, symmetric_U)) {
      SCOPED_TRACE(sample.name);
      const Matrix& U = sample.objective->is_asymmetric() ? asymmetric_U : symmetric_U;
      const auto data = StoredData::of(*sample.observations);
      const auto expansion = sample.objective->at(U);
      const ConeSubspace subspace(some_cone(U.rows(), 2), true);
      const HessianAt at{*sample.objective, *data, *expansion, U, subspace, sample.balance};
      const Matrix H = reduced_hessian(*expansion, U, 9, subspace, false);
      const double smallest = Eigen::SelfAdjointEigenSolver<Matrix>(H).eigenvalues()(0);
      const bool by_rows = sample.objective->row_blocks() != nullptr;
      for (const double share : {1e-6, 0.3, 0.9, 0.999, 1.001, 1.5}) {
        const double shift = share * std::fabs(smallest);
        std::vector<std::unique_ptr<DefiniteHessian>> found;
        std::string reason;
        found.push_back(factor_dense(at, shift, reason));
        if (by_rows) found.push_back(eliminate_rows(at, shift, reason));
        for (const auto& factor : found) {
          if (smallest < 0 || share > 1) {
            EXPECT_EQ(factor, nullptr);
            EXPECT_FALSE(reason.empty());
            ++refused;
            continue;
          }
          ASSERT_NE(factor, nullptr);
          EXPECT_LE(factor->lower_bound(), smallest);
          EXPECT_LT(factor->lower_bound(), shift);
          EXPECT_GT(factor->lower_bound(), shift - 1e-10 * H.norm());
          // (H − σI)⁻¹ to a few digits
          const Vector f = Vector::LinSpaced(subspace.order(), -1, 1);
          const Vector x = factor->solve(f);
          EXPECT_LT((H * x - shift * x - f).norm(), 1e-8 * f.norm() * (1 + x.norm() / f.norm() * H.norm()));
          ++definite;
        }
      }
    }
  }
  EXPECT_GT(definite, 200);
  EXPECT_GT(refused, 200);
}

}  // namespace
}  // namespace orthant
