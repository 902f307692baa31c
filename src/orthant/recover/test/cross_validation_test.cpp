// Held-out errors of ranks: exact data, sparse against dense, losses, what does not count.

#include "orthant/recover/cross_validation.hpp"

#include <gtest/gtest.h>

#include "orthant/base/error.hpp"
#include "orthant/linalg/threads.hpp"
#include "support/random_problems.hpp"

namespace orthant {
namespace {

using testing::random_matrix;

Matrix exact_product(Index rows, Index cols, Index rank, std::uint64_t seed = 1) {
  Random random(seed);
  return random_matrix(random, rows, rank) * random_matrix(random, rank, cols);
}

Data full_data(Matrix X) {
  return {.matrix = share(DataMatrix::dense(std::move(X))), .name = "data"};
}

Data stored_data(const Matrix& X, Observed observed = Observed::all) {
  std::vector<Triplet> triplets;
  for (Index i = 0; i < X.rows(); ++i)
    for (Index j = 0; j < X.cols(); ++j)
      if (X(i, j) != 0)
        triplets.push_back({static_cast<std::int32_t>(i), static_cast<std::int32_t>(j), X(i, j)});
  return {.matrix = share(DataMatrix::sparse_rows(compress_rows(X.rows(), X.cols(), std::move(triplets)))),
          .observed = observed,
          .name = "data"};
}

TEST(CrossValidation, PredictsExactDataAtTheirRankAndNotBelow) {
  // Half of the factors is zero, so that their cones are known from half of the rows.
  Random random(2);
  const auto half_empty = [&](Index rows, Index cols) {
    return Matrix((random_matrix(random, rows, cols).array() - 0.5).cwiseMax(0));
  };
  const Matrix L = half_empty(40, 3), R = half_empty(30, 3);
  const Data data = full_data(L * R.transpose());
  for (const Validation by : {Validation::entries, Validation::blocks}) {
    const CrossValidation got = cross_validate(data, {}, {2, 3}, {.validation = by, .folds = 4});
    EXPECT_EQ(got.folds, 4);
    EXPECT_EQ(got.by, by);
    ASSERT_TRUE(got.loss.allFinite());
    for (Index f = 0; f < 4; ++f) {
      EXPECT_LT(got.loss(f, 1), 0.02 * got.loss(f, 0)) << to_string(by);
      EXPECT_LT(got.loss(f, 0), got.constant(f)) << to_string(by);
    }
  }
}

TEST(CrossValidation, TheMeanLeavesTheVariance) {
  // All entries are held out once; with folds this even, the mean of the others is nearly the mean.
  const Matrix X = exact_product(60, 50, 2);
  const CrossValidation got =
      cross_validate(full_data(X), {}, {1}, {.validation = Validation::entries, .folds = 10});
  EXPECT_NEAR(got.constant.mean(), (X.array() - X.mean()).square().mean(), 1e-3 * got.constant.mean());
}

TEST(CrossValidation, SparseBlocksAreTheDenseOnes) {
  Matrix X = exact_product(40, 30, 3, 4);
  X = (X.array() < 0.6).select(0, X);
  for (const Loss loss : {Loss::frobenius, Loss::kullback_leibler}) {
    const ModelOptions model{.loss = loss};
    const CrossValidationOptions options{.validation = Validation::blocks, .folds = 4, .seed = 3};
    const CrossValidation a = cross_validate(full_data(X), model, {1, 2}, options),
                          b = cross_validate(stored_data(X), model, {1, 2}, options);
    EXPECT_LE((a.constant - b.constant).norm(), 1e-9 * a.constant.norm());
    EXPECT_LE((a.loss - b.loss).norm(), 2e-2 * a.loss.norm()) << to_string(loss);
  }
  EXPECT_EQ(chosen_validation(stored_data(X), {}, Validation::automatic), Validation::blocks);
  EXPECT_EQ(chosen_validation(full_data(X), {}, Validation::automatic), Validation::entries);
  EXPECT_EQ(chosen_validation(stored_data(X, Observed::entries), {}, Validation::automatic),
            Validation::entries);
}

TEST(CrossValidation, WorksForDivergencesGraphsAndWeights) {
  const Matrix X = exact_product(30, 24, 2) + Matrix::Constant(30, 24, 0.01);
  for (const Loss loss : {Loss::kullback_leibler, Loss::itakura_saito}) {
    const CrossValidation got = cross_validate(full_data(X), {.loss = loss}, {1, 2}, {.folds = 4});
    EXPECT_EQ(got.by, Validation::blocks);
    EXPECT_FALSE(got.squares);
    ASSERT_TRUE(got.loss.allFinite());
    EXPECT_LT(got.loss.col(1).mean(), 0.2 * got.loss.col(0).mean()) << to_string(loss);
    EXPECT_GE(got.loss.minCoeff(), 0);
  }
  Random random(8);
  const Matrix U = random_matrix(random, 30, 2);
  for (const Validation by : {Validation::entries, Validation::blocks}) {
    const CrossValidation graph = cross_validate(full_data(U * U.transpose()), {.model = Model::symmetric},
                                                 {1, 2}, {.validation = by, .folds = 3});
    EXPECT_EQ(graph.folds, 3);
    EXPECT_LT(graph.loss.col(1).mean(), 0.05 * graph.loss.col(0).mean()) << to_string(by);
  }
  Data weighted = stored_data(X, Observed::entries);
  for (Index e = 0; e < weighted.matrix->stored(); ++e) weighted.weights.push_back(0.5 + random.uniform());
  EXPECT_TRUE(
      cross_validate(weighted, {.regularisation = {.l2_left = 0.01, .l2_right = 0.01}}, {1, 2}, {.folds = 3})
          .loss.allFinite());
}

TEST(CrossValidation, DoesNotDependOnThreads) {
  const Data data = full_data(exact_product(40, 30, 3));
  const int before = threads();
  set_threads(1);
  const Matrix alone = cross_validate(data, {}, {1, 2, 3}, {.folds = 3}).loss;
  set_threads(2);
  EXPECT_LE((cross_validate(data, {}, {1, 2, 3}, {.folds = 3}).loss - alone).norm(), 1e-6 * alone.norm());
  set_threads(before);
}

TEST(CrossValidation, LeavesOutWhatDoesNotFitAndWhatThereIsNoTimeFor) {
  const Data data = full_data(exact_product(12, 8, 2));
  const CrossValidation got =
      cross_validate(data, {}, {2, 6}, {.validation = Validation::blocks, .folds = 4});
  EXPECT_TRUE(got.loss.col(0).allFinite());
  EXPECT_TRUE(got.loss.col(1).array().isNaN().all());  // the core has 4 columns
  EXPECT_TRUE(cross_validate(data, {}, {2}, {}, Budget(0)).loss.array().isNaN().all());
}

TEST(CrossValidation, RefusesWhatItCannotHoldOut) {
  const Matrix X = exact_product(20, 20, 2);
  EXPECT_THROW(cross_validate(stored_data(X), {}, {2}, {.validation = Validation::entries}), InputError);
  EXPECT_THROW(cross_validate(stored_data(X, Observed::entries), {}, {2}, {.validation = Validation::blocks}),
               InputError);
  EXPECT_THROW(cross_validate(full_data(X), {.loss = Loss::kullback_leibler}, {2},
                              {.validation = Validation::entries}),
               InputError);
  EXPECT_THROW(cross_validate(full_data(X), {}, {2}, {.folds = 1}), InputError);
  EXPECT_THROW(cross_validate(full_data(X), {}, {2}, {.folds = 101}), InputError);
  EXPECT_THROW(cross_validate(full_data(exact_product(18, 18, 2)), {}, {2},
                              {.validation = Validation::blocks, .folds = 100}),
               InputError);
  EXPECT_EQ(cross_validate(full_data(X), {}, {2}, {.folds = 0}).loss.size(), 0);
}

}  // namespace
}  // namespace orthant
