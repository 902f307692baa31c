// The solvers for divergences: closed forms, the update rules as defined, descent, arrival, invariance.

#include <gtest/gtest.h>

#include <functional>
#include <limits>

#include "orthant/base/error.hpp"
#include "orthant/linalg/threads.hpp"
#include "orthant/objectives/divergence_recovery.hpp"
#include "orthant/objectives/recovery.hpp"
#include "orthant/objectives/stationarity.hpp"
#include "orthant/solvers/divergence_solvers.hpp"
#include "orthant/solvers/projected_gradient.hpp"
#include "orthant/solvers/row_pass.hpp"
#include "orthant/solvers/starts.hpp"
#include "support/random_problems.hpp"
#include "until.hpp"

namespace orthant {
namespace {

using testing::fully_observed;
using testing::random_matrix;
using testing::until;

constexpr auto kl = Divergence::kullback_leibler;
constexpr auto is = Divergence::itakura_saito;

struct Case {
  std::string name;
  Divergence divergence;
  Matrix data;
  std::shared_ptr<const Observations> observations;
};

/// Sparse data have an empty row, an empty column, and one line longer than a tile of the row pass.
std::vector<Case> cases(Random& random, Index rows, Index cols) {
  const Matrix positive = random_matrix(random, rows, cols).array() + 0.02;
  Matrix holes = positive.cwiseProduct(testing::random_mask(random, rows, cols, 0.3));
  holes.row(1).setZero();
  holes.col(2).setZero();
  holes.col(3) = positive.col(3);
  holes(1, 3) = 0;
  return {
      {"kl dense by columns", kl, positive, fully_observed(DataMatrix::dense(positive))},
      {"kl dense by rows with zeros", kl, holes,
       fully_observed(DataMatrix::dense_row_major(holes.transpose()))},
      {"kl sparse", kl, holes, fully_observed(DataMatrix::sparse_rows(testing::compressed(holes, holes)))},
      {"is dense by columns", is, positive, fully_observed(DataMatrix::dense(positive))},
      {"is dense by rows", is, positive, fully_observed(DataMatrix::dense_row_major(positive.transpose()))}};
}

/// The objective at every iterate, from the objective itself.
class Watch final : public Observer {
 public:
  explicit Watch(const Objective& objective) : objective_(objective) {}
  void observe(const Progress& progress, const Matrix& U) override {
    EXPECT_GE(U.minCoeff(), 0);
    const double value = objective_.value(U);
    // Told from sums in the arithmetic of the pass.
    EXPECT_NEAR(progress.objective, value, 3e-6 * value + 1e-6 * objective_.size());
    if (!values.empty()) {
      EXPECT_LE(value, values.back() + 1e-9 * objective_.size()) << progress.iteration;
    }
    values.push_back(value);
    last = progress;
  }
  std::vector<double> values;
  Progress last;

 private:
  const Objective& objective_;
};

TEST(CoordinateDescent, ArrivesAndNeverClimbs) {
  Random random(71);
  for (const auto& problem : cases(random, 30, 14)) {
    SCOPED_TRACE(problem.name);
    const DivergenceRecovery objective(problem.observations, 3, problem.divergence);
    Watch watch(objective);
    const SolveResult result = coordinate(objective, random_start(objective, 1, 1), {}, until(1e-9), &watch);
    EXPECT_EQ(result.status, Status::stationary) << result.stationarity << " " << result.iterations;
    const auto expansion = objective.at(result.U);
    EXPECT_LE(stationarity(objective, result.U, expansion->gradient()), 1.01e-9);
    EXPECT_NEAR(result.objective, expansion->value(), 1e-13 * expansion->value());
    EXPECT_NEAR(watch.last.stationarity, result.stationarity, 0.2 * result.stationarity + 1e-13);
    EXPECT_LT(watch.values.back(), watch.values.front());
  }
}

TEST(RowPass, PutsEntriesToZeroThatNothingNotices) {
  // A step that is cut short only shrinks the entries on their way to zero, pass after pass.
  Random random(74);
  const Index rows = 200, cols = 30, r = 5;
  Matrix data = random_matrix(random, rows, cols).cwiseProduct(testing::random_mask(random, rows, cols, 0.3));
  data.col(0).array() += 0.1;
  const DivergenceRecovery objective(fully_observed(DataMatrix::sparse_rows(testing::compressed(data, data))),
                                     r, kl);
  const Matrix V = random_matrix(random, cols, r).array().square();
  Matrix X = random_matrix(random, rows, r);
  const double tiny = 1e-40;
  for (Index i = 0; i < rows; ++i) X(i, i % r) = tiny;
  for (int pass = 0; pass < 4; ++pass) row_pass(objective, Side::left, X, V, {});
  EXPECT_EQ((X.array() > 0 && X.array() < 1e-9).count(), 0);
  EXPECT_GT((X.array() == 0).count(), rows / 4);
}

TEST(CoordinateDescent, ArrivesWithAnyNumberOfStepsAndWithoutMomentum) {
  Random random(72);
  const auto problem = cases(random, 20, 12)[2];
  const DivergenceRecovery objective(problem.observations, 2, kl);
  const Matrix start = random_start(objective, 1, 1);
  for (const CoordinateOptions& options :
       {CoordinateOptions{.newton_steps = 5}, {.model_sweeps = 1}, {.momentum = 0.0}, {.momentum = 1.0}}) {
    Watch watch(objective);
    EXPECT_EQ(coordinate(objective, start, options, until(1e-8), &watch).status, Status::stationary);
  }
}

/// Without extrapolation nothing is done twice: the value and the slope of R at the start, one pass over L
/// and one over R an iteration, L's once more to judge the last point, and three for the result.
TEST(DivergenceSolvers, PassesOverTheDataAreCounted) {
  Random random(73);
  const auto problem = cases(random, 20, 12)[2];
  const DivergenceRecovery objective(problem.observations, 2, kl);
  const Matrix start = random_start(objective, 1, 1);
  for (const Index iterations : {0, 1, 7}) {
    Watch watch(objective);
    const SolveResult result = coordinate(objective, start, {.momentum = 0}, until(0, iterations), &watch);
    EXPECT_EQ(result.iterations, iterations);
    EXPECT_EQ(watch.last.passes, 2 * iterations + 3);
    EXPECT_EQ(result.passes, 2 * iterations + 6);
  }
  // A point that is given up took a pass too.
  const SolveResult momentum = coordinate(objective, start, {.momentum = 1}, until(0, 50));
  EXPECT_GE(momentum.passes, 2 * 50 + 6);
  EXPECT_GE(multiplicative(objective, start, {}, until(0, 50)).passes, 2 * 50 + 6);
  // A trial point of projected gradient takes three, as one of Newton does.
  const AsymmetricRecovery squares(problem.observations, 2);
  EXPECT_GE(projected_gradient(squares, start, {}, until(0, 5)).passes, 3 * (5 + 2));
}

TEST(CoordinateDescent, RankOneIsTheProductOfTheMargins) {
  // The minimiser over rank 1 of Kullback–Leibler is (A1)(Aᵀ1)ᵀ / ΣA: independence of rows and columns.
  Random random(73);
  for (const auto& problem : cases(random, 40, 25)) {
    if (problem.divergence != kl) continue;
    SCOPED_TRACE(problem.name);
    const DivergenceRecovery objective(problem.observations, 1, kl);
    const Vector rows = problem.data.rowwise().sum(), cols = problem.data.colwise().sum();
    Matrix U(65, 1);
    U << rows, cols / problem.data.sum();
    const double lowest = objective.value(U);
    for (const bool multiplicatively : {false, true}) {
      const Matrix start = random_start(objective, 2, 1);
      const SolveResult result = multiplicatively ? multiplicative(objective, start, {}, until(1e-12, 50))
                                                  : coordinate(objective, start, {}, until(1e-12, 50));
      EXPECT_EQ(result.status, Status::stationary);
      EXPECT_LE(result.iterations, 10);
      EXPECT_NEAR(result.objective, lowest, 1e-12 * lowest);
      EXPECT_LE((result.U.topRows(40) * result.U.bottomRows(25).transpose() -
                 rows * cols.transpose() / problem.data.sum())
                    .norm(),
                1e-10 * problem.data.norm());
    }
  }
}

/// One multiplicative update of the rows of X, V fixed, as defined; the rows scaled to their best multiples
/// first.
Matrix updated(Divergence divergence, const Matrix& A, Matrix X, const Matrix& V) {
  Matrix Y = X * V.transpose();
  for (Index i = 0; i < X.rows(); ++i) {
    const double scale =
        divergence == kl ? A.row(i).sum() / Y.row(i).sum() : A.row(i).cwiseQuotient(Y.row(i)).mean();
    X.row(i) *= scale;
    Y.row(i) *= scale;
  }
  const Matrix ratio = (A.array() > 0).select(A.cwiseQuotient(Y), 0);
  if (divergence == kl) {
    const Vector sums = V.colwise().sum();
    return X.cwiseProduct(ratio * V) * sums.cwiseInverse().asDiagonal();
  }
  const Matrix up = ratio.cwiseQuotient(Y) * V, down = Y.cwiseInverse() * V;
  return X.cwiseProduct(up.cwiseQuotient(down).cwiseSqrt());
}

TEST(Multiplicative, OneIterationIsTheDefinition) {
  Random random(74);
  for (const auto& problem : cases(random, 21, 35)) {
    SCOPED_TRACE(problem.name);
    const DivergenceRecovery objective(problem.observations, 3, problem.divergence);
    const Matrix start = random_start(objective, 3, 1);
    Matrix U = start;
    balance_columns(U, 21);
    U.topRows(21) = updated(problem.divergence, problem.data, U.topRows(21), U.bottomRows(35));
    U.bottomRows(35) = updated(problem.divergence, problem.data.transpose(), U.bottomRows(35), U.topRows(21));
    balance_columns(U, 21);
    const SolveResult result = multiplicative(objective, start, {.updates = 1}, iteration_limit(1));
    EXPECT_LE((result.U - U).norm(), 1e-5 * U.norm());  // the first passes are in single precision
  }
}

TEST(Multiplicative, NeverClimbs) {
  Random random(75);
  for (const auto& problem : cases(random, 30, 14)) {
    SCOPED_TRACE(problem.name);
    const DivergenceRecovery objective(problem.observations, 3, problem.divergence);
    Watch watch(objective);
    const SolveResult result =
        multiplicative(objective, random_start(objective, 1, 1), {}, until(1e-5, 3000), &watch);
    EXPECT_LT(result.objective, watch.values.front());
    // An entry on its way to zero keeps its slope until it is there.
    const Matrix arrived = (result.U.array() > 1e-4 * result.U.maxCoeff()).select(result.U, 0);
    ASSERT_TRUE(std::isfinite(objective.value(arrived)));
    EXPECT_LE(stationarity(objective, arrived, objective.gradient(arrived)), 0.02);
  }
}

TEST(DivergenceSolvers, LongLinesAreAsGoodAsShortOnes) {
  // A column with 40,000 entries does not fit a kept block in double; the gradient there is the objective's.
  const Index rows = 40000;
  Random random(76);
  std::vector<Triplet> triplets;
  for (std::int32_t i = 0; i < rows; ++i) {
    triplets.push_back({i, 0, 0.1 + random.uniform()});
    triplets.push_back({i, 1 + static_cast<std::int32_t>(random.below(4)), 0.1 + random.uniform()});
  }
  const DivergenceRecovery objective(
      fully_observed(DataMatrix::sparse_rows(compress_rows(rows, 5, std::move(triplets)))), 2, kl);
  Watch watch(objective);
  const SolveResult result =
      coordinate(objective, random_start(objective, 1, 1), {}, until(1e-6, 500), &watch);
  EXPECT_EQ(result.status, Status::stationary);
  EXPECT_LE(result.stationarity, 1.01e-6);
}

TEST(DivergenceSolvers, AreEquivariantUnderScaling) {
  Random random(77);
  for (const auto& problem : cases(random, 24, 16)) {
    SCOPED_TRACE(problem.name);
    const auto run = [&](double unit, double column) {
      const Matrix data = unit * problem.data;
      const bool sparse = problem.name == "kl sparse";
      const DivergenceRecovery objective(
          fully_observed(sparse ? DataMatrix::sparse_rows(testing::compressed(data, data))
                                : DataMatrix::dense(data)),
          2, problem.divergence);
      Matrix U = random_start(objective, 5, 1);
      U.col(1).head(24) *= column;
      U.col(1).tail(16) /= column;
      return coordinate(objective, U, {}, until(1e-8));
    };
    const SolveResult plain = run(1, 1);
    EXPECT_EQ(plain.status, Status::stationary);
    for (const double unit : {1e-6, 1.0, 1e6}) {
      const SolveResult other = run(unit, 1e4);
      EXPECT_EQ(other.status, Status::stationary);
      EXPECT_NEAR(static_cast<double>(other.iterations), static_cast<double>(plain.iterations),
                  3 + 0.2 * static_cast<double>(plain.iterations));
      const double factor = problem.divergence == kl ? unit : 1;
      EXPECT_NEAR(other.objective, factor * plain.objective, 1e-6 * factor * plain.objective);
    }
  }
}

/// 10^−(3i + 5j) down to 1e-38 and around again, so that every row and column goes over all those orders;
/// with a larger `stretch` they are more, down to denormals.
Matrix over_forty_orders(double largest, double stretch) {
  return Matrix::NullaryExpr(9, 6, [=](Index i, Index j) {
    const Index down = (3 * i + 5 * j) % 39;
    return largest * std::pow(10.0, -stretch * static_cast<double>(down));
  });
}

using Solve = std::function<SolveResult(const Objective&, Matrix, const StoppingRule&)>;

const std::vector<std::pair<std::string, Solve>> divergence_solvers = {
    {"coordinate", [](const Objective& f, Matrix U,
                      const StoppingRule& stop) { return coordinate(f, std::move(U), {}, stop); }},
    {"multiplicative", [](const Objective& f, Matrix U,
                          const StoppingRule& stop) { return multiplicative(f, std::move(U), {}, stop); }},
    {"projected_gradient", [](const Objective& f, Matrix U, const StoppingRule& stop) {
       return projected_gradient(f, std::move(U), {}, stop);
     }}};

TEST(DivergenceSolvers, StayFiniteOverFortyOrdersAndAmongDenormals) {
  const std::pair<double, double> ranges[] = {{1, 1}, {1e4, 1}, {1e-60, 1}, {1e60, 1}, {1, 4}, {1, 8.4}};
  for (const auto& [largest, stretch] : ranges) {
    for (const auto divergence : {kl, is}) {
      const DivergenceRecovery objective(
          fully_observed(DataMatrix::dense(over_forty_orders(largest, stretch))), 2, divergence);
      for (const auto& [name, solve] : divergence_solvers) {
        for (std::uint64_t start = 1; start <= 3; ++start) {
          SCOPED_TRACE(name + " " + std::string(to_string(divergence)) + " " +
                       std::to_string(std::log10(largest)) + " " + std::to_string(stretch));
          const Matrix U = random_start(objective, 1, start);
          ASSERT_TRUE(std::isfinite(objective.value(U)));
          const SolveResult result = solve(objective, U, until(1e-9, 300));
          EXPECT_TRUE(std::isfinite(result.objective));
          EXPECT_TRUE(result.stationarity <= 1);
          EXPECT_TRUE(result.U.allFinite() && (result.U.array() >= 0).all());
          EXPECT_LE(result.objective, objective.value(U));
        }
      }
    }
  }
}

TEST(CoordinateDescent, ArrivesWhateverTheUnitsOfRowsAndColumns) {
  // Itakura–Saito does not see them: every start ends where it does in even units.
  Random random(75);
  const Matrix data = random_matrix(random, 12, 9).array() + 0.05;
  Vector rows(12), cols(9);
  for (double& unit : rows) unit = std::pow(10, 30 * random.uniform() - 20);
  for (double& unit : cols) unit = std::pow(10, 30 * random.uniform() - 20);
  const DivergenceRecovery even(fully_observed(DataMatrix::dense(data)), 2, is);
  const DivergenceRecovery uneven(
      fully_observed(DataMatrix::dense(rows.asDiagonal() * data * cols.asDiagonal())), 2, is);
  for (std::uint64_t start = 1; start <= 4; ++start) {
    const Matrix U = random_start(even, 1, start);
    Matrix V = U;
    V.topRows(12) = rows.asDiagonal() * U.topRows(12);
    V.bottomRows(9) = cols.asDiagonal() * U.bottomRows(9);
    const SolveResult here = coordinate(even, U, {.momentum = 0.0}, until(1e-10));
    const SolveResult there = coordinate(uneven, V, {.momentum = 0.0}, until(1e-10));
    EXPECT_EQ(here.status, Status::stationary);
    EXPECT_EQ(there.status, Status::stationary) << there.stationarity;
    EXPECT_NEAR(there.objective, here.objective, 1e-9 * here.objective);
  }
}

TEST(CoordinateDescent, ArrivesOnDataWithAFloor) {
  // Two patterns in turns, with silence in other places.
  Matrix data(8, 6);
  data << 0, 0.8, 0.05, 0.002, 9, 0, 0.03, 0.01, 7, 0.4, 0, 0.008, 0, 0.1, 0.08, 0.005, 2, 0, 0.06, 0.003, 10,
      0.7, 0, 0.001, 0, 0.4, 0.01, 0.008, 5, 0, 0.09, 0.006, 3, 1, 0, 0.004, 0, 0.7, 0.04, 0.001, 8, 0, 0.02,
      0.009, 6, 0.3, 0, 0.007;
  for (const double floor : {1e-6, 1e-10, 1e-15, 1e-20, 1e-30}) {
    const DivergenceRecovery objective(fully_observed(DataMatrix::dense(data.cwiseMax(floor))), 2, is);
    for (std::uint64_t start = 1; start <= 3; ++start) {
      const SolveResult result = coordinate(objective, random_start(objective, 1, start), {}, until(1e-9));
      EXPECT_EQ(result.status, Status::stationary) << floor << " " << result.stationarity;
    }
  }
}

TEST(RowPass, ReportsTheStationarityOfTheObjective) {
  Random random(80);
  for (const auto& problem : cases(random, 30, 21)) {
    SCOPED_TRACE(problem.name);
    const DivergenceRecovery objective(problem.observations, 3, problem.divergence);
    Matrix U = random_start(objective, 1, 1);
    U(3, 0) = U(40, 2) = 0;
    const double expected = stationarity(objective, U, objective.gradient(U));
    for (const Precision precision : {Precision::full, Precision::single}) {
      const RowPassRule look{.precision = precision, .steps = 0, .at_end = true};
      Matrix L = U.topRows(30), R = U.bottomRows(21);
      const double squares = row_pass(objective, Side::left, L, R, look).squared_errors +
                             row_pass(objective, Side::right, R, L, look).squared_errors;
      EXPECT_NEAR(std::sqrt(squares / static_cast<double>(U.size())), expected,
                  (precision == Precision::full ? 1e-12 : 1e-4) * expected);
      EXPECT_EQ(L, U.topRows(30));
    }
  }
}

TEST(RowPass, LeavesSinglePrecisionWhereItHasNotTheRange) {
  Random random(81);
  Matrix data = random_matrix(random, 40, 8).array() + 0.1;
  data(5, 3) = 1e-36;
  data(17, 0) = 1e30;
  for (const auto divergence : {kl, is}) {
    const DivergenceRecovery objective(fully_observed(DataMatrix::dense(data)), 2, divergence);
    const Matrix U = random_start(objective, 1, 1), V = U.bottomRows(8);
    Matrix X = U.topRows(40), Y = X;
    const RowPass single = row_pass(objective, Side::left, X, V, {.precision = Precision::single});
    const RowPass full = row_pass(objective, Side::left, Y, V, {.precision = Precision::full});
    EXPECT_GE(single.refused, 2);
    EXPECT_NEAR(single.value, full.value, 1e-5 * full.value);
    for (const Index i : {5, 17}) EXPECT_EQ(X.row(i), Y.row(i));
    EXPECT_LE((X - Y).norm(), 1e-4 * Y.norm());
  }
}

TEST(DivergenceSolvers, DoNotDependOnTheNumberOfThreads) {
  Random random(78);
  const int before = threads();
  for (const auto& problem : cases(random, 300, 200)) {
    SCOPED_TRACE(problem.name);
    const DivergenceRecovery objective(problem.observations, 9, problem.divergence);
    const Matrix start = random_start(objective, 1, 1);
    set_threads(1);
    const Matrix one = coordinate(objective, start, {}, iteration_limit(6)).U;
    set_threads(2);
    EXPECT_EQ(coordinate(objective, start, {}, iteration_limit(6)).U, one);
  }
  set_threads(before);
}

TEST(DivergenceSolvers, KeepWhatTheyAreToldAndRefuseTheRest) {
  Random random(79);
  const Matrix data = random_matrix(random, 8, 6).array() + 0.1;
  const DivergenceRecovery objective(fully_observed(DataMatrix::dense(data)), 2, kl);
  const AsymmetricRecovery squares(fully_observed(DataMatrix::dense(data)), 2);
  Matrix U = random_start(objective, 1, 1);
  StopRequest request;
  const Budget none(0, &request);
  EXPECT_EQ(coordinate(objective, U, {}, within(none)).status, Status::time_limit);
  EXPECT_EQ(coordinate(objective, U, {}, small_change(1e-3)).status, Status::small_change);
  EXPECT_EQ(coordinate(objective, U, {}, stalled(50)).status, Status::no_progress);
  EXPECT_EQ(multiplicative(objective, U, {}, iteration_limit(0)).iterations, 0);
  EXPECT_THROW(coordinate(squares, U, {}, iteration_limit(1)), InputError);
  EXPECT_THROW(multiplicative(squares, U, {}, iteration_limit(1)), InputError);
  EXPECT_THROW(coordinate(objective, U, {.newton_steps = 0}, iteration_limit(1)), InputError);
  U.row(0).setZero();
  EXPECT_THROW(coordinate(objective, U, {}, iteration_limit(1)), InputError);
  EXPECT_TRUE(std::isfinite(objective.value(nndsvd_start(objective, 1))));
}

}  // namespace
}  // namespace orthant
