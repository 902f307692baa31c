// New rows on fixed factors: the training rows give L back, every loss against an independent search, files
// in blocks.

#include "orthant/recover/project.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "orthant/base/error.hpp"
#include "orthant/files/npy.hpp"
#include "orthant/objectives/divergence.hpp"
#include "orthant/recover/recover.hpp"
#include "support/random_problems.hpp"

namespace orthant {
namespace {

using testing::random_matrix;

Data dense_data(const Matrix& A) {
  return Data{.matrix = share(DataMatrix::dense(A))};
}

/// A third of the entries missing, of others weights.
Data observed_data(const Matrix& A, Random& random, bool weighted) {
  const Matrix mask = testing::random_mask(random, A.rows(), A.cols(), 0.7);
  Data out{.matrix = share(DataMatrix::sparse_rows(testing::compressed(A, mask))),
           .observed = Observed::entries};
  if (weighted)
    for (Index p = 0; p < out.matrix->stored(); ++p) out.weights.push_back(0.5 + random.uniform());
  return out;
}

TEST(Project, AFeatureOfNoPartChangesNothing) {
  const Matrix R = Matrix{{1.0, 0.0}, {2.0, 1.0}, {0.0, 3.0}, {0.0, 0.0}};
  Matrix seen{{2.0, 5.0, 3.0, 0.0}, {4.0, 9.0, 3.0, 0.0}}, unseen = seen;
  unseen(0, 3) = 7;
  const ProjectOptions options{.loss = Loss::kullback_leibler};
  const auto projected = [&](const Matrix& X, Projection& found) {
    const Data data{.matrix = share(DataMatrix::dense(X))};
    Matrix L;
    found = project(*lines_of(data, Side::left), R, options, [&](const ConstMatrixRef& rows) { L = rows; });
    return L;
  };
  Projection known, more;
  const Matrix L = projected(seen, known);
  EXPECT_EQ(projected(unseen, more), L);
  EXPECT_EQ(known.unexplained, 0);
  EXPECT_EQ(more.unexplained, 1);
  EXPECT_TRUE(std::isfinite(more.objective));
  EXPECT_LE((L * R.transpose() - seen).norm(), 1e-8);  // these rows are products
}

TEST(Project, TrainingRowsAndColumnsGiveTheFactorsBack) {
  Random random(81);
  const Matrix A = (random_matrix(random, 40, 25, true).array() - 0.3).cwiseMax(0.0);
  for (const double weight : {0.0, 0.05}) {
    for (int kind = 0; kind < 3; ++kind) {
      const Data data = kind == 0 ? dense_data(A) : observed_data(A, random, kind == 2);
      RecoverOptions options{.rank = 3, .search = {.starts = 2}, .numeric = true};
      options.model.regularisation = {weight, weight, weight, weight};
      const Recovery found = recover(data, options);
      const Matrix L = found.left(), R = found.right();
      const Matrix again = project(data, R, {.l1 = weight, .l2 = weight});
      EXPECT_LE((again - L).norm(), 1e-10 * L.norm()) << "kind " << kind << ", weight " << weight;
      const Matrix columns = project(data, L, {.side = Side::right, .l1 = weight, .l2 = weight});
      EXPECT_LE((columns - R).norm(), 1e-6 * R.norm());
    }
  }
}

TEST(Project, RowsOfFactorsWithOffsets) {
  Random random(82);
  const Matrix A = random_matrix(random, 30, 20);
  const Data data = observed_data(A, random, false);
  RecoverOptions options{.rank = 2, .search = {.starts = 1}, .numeric = true};
  options.model.offsets = true;
  options.model.regularisation = {0, 0, 0.5, 0.5};
  const Recovery found = recover(data, options);
  ASSERT_EQ(found.right().cols(), 4);
  EXPECT_TRUE((found.right().col(2).array() == 1).all());
  EXPECT_TRUE((found.left().col(3).array() == 1).all());
  const Matrix again =
      project(data, found.right(),
              {.l2 = 0.5, .offsets = 2, .l2_centre = found.options.model.regularisation.l2_centre});
  EXPECT_LE((again - found.left()).norm(), 1e-10 * found.left().norm());
}

/// Multiplicative updates, a million of them if need be: another way to the same minimum.
Vector by_multiplication(Divergence divergence, const Vector& a, const Vector& w, const Matrix& V) {
  Vector x = Vector::Ones(V.cols());
  for (int step = 0; step < 200000; ++step) {
    const Vector y = V * x;
    Vector up(V.cols()), down(V.cols());
    if (divergence == Divergence::kullback_leibler) {
      up = V.transpose() * (w.array() * a.array() / y.array()).matrix();
      down = V.transpose() * w;
    } else {
      up = V.transpose() * (w.array() * a.array() / y.array().square()).matrix();
      down = V.transpose() * (w.array() / y.array()).matrix();
      up = (up.array() / down.array()).sqrt() * down.array();
    }
    const Vector next = (x.array() * up.array() / down.array()).matrix();
    const double moved = (next - x).norm();
    x = next;
    if (moved <= 1e-15 * x.norm()) break;
  }
  return x;
}

double divergence_of(Divergence divergence, const Vector& a, const Vector& w, const Vector& y) {
  double sum = 0;
  for (Index p = 0; p < a.size(); ++p)
    if (w(p) > 0) sum += w(p) * divergence_value(divergence, a(p), y(p));
  return sum;
}

TEST(Project, DivergencesAgreeWithMultiplicativeUpdates) {
  Random random(83);
  const Matrix V = random_matrix(random, 15, 3);
  const Matrix A = random_matrix(random, 8, 15).array() + 0.05;
  for (const Loss loss : {Loss::kullback_leibler, Loss::itakura_saito}) {
    const Divergence divergence =
        loss == Loss::kullback_leibler ? Divergence::kullback_leibler : Divergence::itakura_saito;
    for (int kind = 0; kind < 3; ++kind) {
      const Data data = kind == 0 ? dense_data(A) : observed_data(A, random, kind == 2);
      Matrix weight = Matrix::Zero(8, 15);
      Index p = 0;
      data.matrix->for_each([&](Index i, Index j, double) {
        const double w = data.weights.empty() ? 1 : data.weights[static_cast<size_t>(p)];
        weight(i, j) = w * w;
        ++p;
      });
      ProjectOptions options{.loss = loss};
      Matrix X;
      const Projection projection =
          project(*lines_of(data, Side::left), V, options, [&](const ConstMatrixRef& rows) { X = rows; });
      EXPECT_LE(projection.stationarity, 1e-10);
      for (Index i = 0; i < 8; ++i) {
        const Vector a = A.row(i), w = weight.row(i), x = X.row(i),
                     other = by_multiplication(divergence, a, w, V);
        const double value = divergence_of(divergence, a, w, V * x);
        EXPECT_LE(value, divergence_of(divergence, a, w, V * other) * (1 + 1e-12)) << to_string(loss);
        EXPECT_GE(x.minCoeff(), 0);
      }
    }
  }
}

TEST(Project, CountsWithZerosAreWholeRows) {
  // Sparse counts whose absent coordinates are zeros, by Kullback–Leibler: as when they are stored.
  Random random(84);
  const Matrix V = random_matrix(random, 12, 3);
  Matrix A = (4 * random_matrix(random, 10, 12)).array().floor();
  A.row(3).setZero();
  const Matrix mask = (A.array() > 0).select(1.0, Matrix::Zero(10, 12));
  const Data sparse{.matrix = share(DataMatrix::sparse_rows(testing::compressed(A, mask)))};
  for (const Loss loss : {Loss::frobenius, Loss::kullback_leibler}) {
    const Matrix from_dense = project(dense_data(A), V, {.loss = loss});
    const Matrix from_sparse = project(sparse, V, {.loss = loss});
    EXPECT_LE((from_dense - from_sparse).norm(), 1e-8 * from_dense.norm());
    EXPECT_TRUE(from_dense.row(3).isZero(0));
  }
  EXPECT_THROW(project(dense_data(A), V, {.loss = Loss::itakura_saito}), InputError);
}

TEST(Project, FilesComeInBlocksAndGiveTheSame) {
  Random random(85);
  // More than one block of 16 MB.
  const Index rows = 3000, cols = 1500;
  const Matrix A = random_matrix(random, rows, cols), V = random_matrix(random, cols, 4);
  const std::string path = ::testing::TempDir() + "/orthant-project-blocks.npy";
  write_npy(path, A);
  const auto lines = open_lines(path, {}, Side::left);
  Matrix X(rows, 4);
  Index at = 0, blocks = 0;
  const Projection projection = project(*lines, V, {}, [&](const ConstMatrixRef& block) {
    X.middleRows(at, block.rows()) = block;
    at += block.rows();
    ++blocks;
  });
  std::filesystem::remove(path);
  EXPECT_EQ(at, rows);
  EXPECT_GT(blocks, 1);
  const Matrix whole = project(dense_data(A), V);
  EXPECT_LE((X - whole).norm(), 1e-12 * whole.norm());
  const Matrix residual = A - whole * V.transpose();
  EXPECT_NEAR(projection.objective, residual.squaredNorm() / 2, 1e-10 * projection.objective);
  EXPECT_NEAR(projection.relative_error, residual.norm() / A.norm(), 1e-10);
  ASSERT_EQ(projection.worst.size(), 5U);
  Index worst = 0;
  (residual.rowwise().norm().array() / A.rowwise().norm().array()).maxCoeff(&worst);
  EXPECT_EQ(projection.worst.front().line, worst);
}

TEST(Project, SaysWhereRowsAreNotUniqueAndRefusesWhatDoesNotFit) {
  Random random(86);
  const Matrix A = random_matrix(random, 5, 6);
  Matrix V = random_matrix(random, 6, 2);
  V.col(1) = 2 * V.col(0);
  Matrix X;
  const Projection projection =
      project(*lines_of(dense_data(A), Side::left), V, {}, [&](const ConstMatrixRef& rows) { X = rows; });
  EXPECT_GT(projection.not_unique, 0);
  // Still least squares: no slope down.
  EXPECT_GE(((X * V.transpose() - A) * V).minCoeff(), -1e-9);
  EXPECT_THROW(project(dense_data(A), Matrix::Ones(5, 2)), InputError);
  EXPECT_THROW(project(dense_data(A), Matrix::Ones(6, 2), {.loss = Loss::kullback_leibler, .l2 = 1}),
               InputError);
}

}  // namespace
}  // namespace orthant
