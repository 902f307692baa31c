/// Starts with more parts: no higher than the fit they come from, whatever is minimised.

#include "orthant/recover/new_parts.hpp"

#include <gtest/gtest.h>

#include "orthant/base/error.hpp"
#include "orthant/recover/model.hpp"
#include "support/random_problems.hpp"

namespace orthant {
namespace {

using testing::random_matrix;

Data data_of(Matrix X) {
  return {.matrix = share(DataMatrix::dense(std::move(X)))};
}

/// Three more parts on U are no worse than none, and the columns of U stay.
void expect_no_higher(const Data& data, const ModelOptions& model, const Matrix& U, double gain) {
  const auto below = make_objective(data, model, U.cols()), above = make_objective(data, model, U.cols() + 3);
  Random random(9);
  const Matrix start = start_from_below(*above, U, random);
  ASSERT_EQ(start.cols(), U.cols() + 3);
  EXPECT_EQ(start.leftCols(U.cols()), U);
  EXPECT_GE(start.minCoeff(), 0);
  EXPECT_LE(above->value(start), (1 - gain) * below->value(U));
}

TEST(NewParts, StartNoHigherThanTheFitBelow) {
  Random random(3);
  const Matrix X = random_matrix(random, 12, 9), U = random_matrix(random, 21, 2);
  const double some = 1e-3, none = -1e-12;
  expect_no_higher(data_of(X), {}, 0.5 * U, some);
  expect_no_higher(data_of(X), {.regularisation = {.l1_left = 0.01, .l2_right = 0.01}}, 0.5 * U, some);
  // Weights so large that any new part costs more than it fits.
  expect_no_higher(data_of(X), {.regularisation = {.l1_left = 100, .l1_right = 100}}, U, none);
  for (const Loss loss : {Loss::kullback_leibler, Loss::itakura_saito})
    expect_no_higher(data_of(X), {.loss = loss}, U, none);
  const Matrix S = X * X.transpose();
  expect_no_higher(data_of(S), {.model = Model::symmetric}, U.topRows(12), none);
}

TEST(NewParts, RefusesPointsOfAnotherShape) {
  Random random(3);
  const auto objective = make_objective(data_of(random_matrix(random, 12, 9)), {}, 3);
  EXPECT_THROW(start_from_below(*objective, Matrix::Ones(21, 4), random), InputError);
  EXPECT_THROW(start_from_below(*objective, Matrix::Ones(20, 2), random), InputError);
  EXPECT_THROW(start_from_below(*objective, Matrix(21, 0), random), InputError);
}

}  // namespace
}  // namespace orthant
