// Kullback–Leibler and Itakura–Saito objectives against their definitions in long double, Taylor slopes, and
// the row-separable terms against the Hessian.

#include "orthant/objectives/divergence_recovery.hpp"

#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>

#include "orthant/base/error.hpp"
#include "orthant/objectives/derivative_check.hpp"
#include "orthant/objectives/stationarity.hpp"
#include "support/random_problems.hpp"

namespace orthant {
namespace {

using testing::random_matrix;

constexpr auto kl = Divergence::kullback_leibler;
constexpr auto is = Divergence::itakura_saito;

/// The definitions, in long double.
long double defined_value(Divergence divergence, long double a, long double x) {
  if (divergence == kl) return a > 0 ? a * std::log(a / x) - a + x : x;
  return a / x - std::log(a / x) - 1;
}

struct Case {
  std::string name;
  Divergence divergence;
  Matrix data;
  std::shared_ptr<const Observations> observations;
  Matrix weight = {};  ///< ω, 0 where unobserved
};

/// Dense by columns and by rows, sparse with absent and with stored zeros, observed entries with and without
/// weights.
std::vector<Case> cases(Random& random, Index rows, Index cols) {
  const Matrix positive = random_matrix(random, rows, cols).array() + 0.05;
  const Matrix mask = testing::random_mask(random, rows, cols, 0.4);
  Matrix holes = positive.cwiseProduct(mask);
  Matrix stored_zero = holes;
  Matrix pattern = mask;
  pattern(1, 2) = 1, stored_zero(1, 2) = 0;
  std::vector<double> roots;
  Matrix omega = Matrix::Zero(rows, cols);
  for (Index i = 0; i < rows; ++i)
    for (Index j = 0; j < cols; ++j)
      if (pattern(i, j) != 0) {
        roots.push_back(0.3 + 2 * random.uniform());
        omega(i, j) = roots.back() * roots.back();
      }
  Matrix with_zero = positive;
  with_zero(1, 2) = 0;
  const CompressedLines zeros = testing::compressed(with_zero, pattern),
                        observed = testing::compressed(positive, pattern);
  std::vector<Case> out{
      {"kl dense", kl, positive, testing::fully_observed(DataMatrix::dense(positive))},
      {"kl dense with zeros", kl, holes,
       testing::fully_observed(DataMatrix::dense_row_major(holes.transpose()))},
      {"kl sparse", kl, stored_zero,
       testing::fully_observed(DataMatrix::sparse_rows(testing::compressed(stored_zero, pattern)))},
      {"is dense", is, positive, testing::fully_observed(DataMatrix::dense(positive))},
      {"is dense by rows", is, positive,
       testing::fully_observed(DataMatrix::dense_row_major(positive.transpose()))},
      {"kl entries", kl, with_zero, std::make_shared<EntriesObservations>(zeros), pattern},
      {"kl weighted", kl, with_zero, std::make_shared<EntriesObservations>(zeros, roots), omega},
      {"is entries", is, positive, std::make_shared<EntriesObservations>(observed), pattern},
      {"is weighted", is, positive, std::make_shared<EntriesObservations>(observed, roots), omega},
  };
  for (Case& problem : out)
    if (problem.weight.size() == 0) problem.weight = Matrix::Ones(rows, cols);
  return out;
}

TEST(Divergence, ValuesKeepTheirDigitsNearAPerfectFit) {
  for (const auto divergence : {kl, is}) {
    for (const double relative : {-0.99, -0.3, -1e-2, -1e-5, -1e-9, 1e-9, 1e-5, 1e-2, 0.3, 5.0, 1e6}) {
      const double a = 3, x = a * (1 + relative);
      // d = a(δ − log(1 + δ)) by the series of the logarithm when δ is small.
      const long double delta =
          divergence == kl ? (static_cast<long double>(x) - a) / a : (static_cast<long double>(a) - x) / x;
      long double expected = 0, power = delta;
      if (std::abs(delta) < 1e-3L) {
        for (int n = 2; n < 12; ++n) expected += (power *= -delta) / -n;
        expected *= divergence == kl ? a : 1;
      } else {
        expected = defined_value(divergence, a, x);
      }
      const double value = divergence_value(divergence, a, x);
      EXPECT_NEAR(value, static_cast<double>(expected), 1e-13 * value) << to_string(divergence) << relative;
      EXPECT_GT(value, 0);
    }
    EXPECT_EQ(divergence_value(divergence, 2, 2), 0);
    EXPECT_TRUE(std::isinf(divergence_value(divergence, 2, 0)));
  }
  EXPECT_EQ(divergence_value(kl, 0, 0.5), 0.5);
  EXPECT_EQ(divergence_value(kl, 0, 0), 0);
  EXPECT_TRUE(std::isinf(divergence_value(is, 0, 1)));
  // Far from each other, where a ratio is not a number of the right size.
  EXPECT_NEAR(divergence_value(kl, 1, 1e-30), 30 * std::log(10) - 1, 1e-12);
  EXPECT_NEAR(divergence_value(kl, 1e-310, 1), 1, 1e-12);
  EXPECT_NEAR(divergence_value(is, 1e-30, 1), 30 * std::log(10) - 1, 1e-12);
}

TEST(Divergence, DerivativesAreThoseOfTheDefinition) {
  for (const auto divergence : {kl, is}) {
    for (const double x : {0.1, 0.7, 2.0, 9.0}) {
      const long double a = 1.3L, h = 1e-3L * x;
      const auto f = [&](long double t) { return defined_value(divergence, a, x + t); };
      const auto d = divergence_derivatives(divergence, 1.3, x);
      const double constant = divergence == kl ? 1 : 0;
      const double size = 10 / (x * x * x);
      EXPECT_NEAR(d.first + constant, static_cast<double>((f(h) - f(-h)) / (2 * h)), 1e-5 * size);
      EXPECT_NEAR(d.second, static_cast<double>((f(h) - 2 * f(0) + f(-h)) / (h * h)), 1e-4 * size / x);
      EXPECT_NEAR(d.third,
                  static_cast<double>((f(2 * h) - 2 * f(h) + 2 * f(-h) - f(-2 * h)) / (2 * h * h * h)),
                  1e-3 * size / (x * x));
    }
  }
}

TEST(DivergenceRecovery, ValueAndGradientMatchTheDefinition) {
  Random random(61);
  for (const auto& problem : cases(random, 7, 6)) {
    SCOPED_TRACE(problem.name);
    const DivergenceRecovery objective(problem.observations, 3, problem.divergence);
    const Matrix U = random_matrix(random, 13, 3);
    const Matrix L = U.topRows(7), R = U.bottomRows(6), X = L * R.transpose();
    long double value = 0;
    Matrix S(7, 6);
    for (Index i = 0; i < 7; ++i)
      for (Index j = 0; j < 6; ++j) {
        const double a = problem.data(i, j), x = X(i, j);
        value += problem.weight(i, j) * defined_value(problem.divergence, a, x);
        S(i, j) = problem.weight(i, j) * (problem.divergence == kl ? 1 - a / x : (x - a) / (x * x));
      }
    const auto expansion = objective.at(U);
    EXPECT_NEAR(expansion->value(), static_cast<double>(value), 1e-12 * static_cast<double>(value));
    EXPECT_EQ(objective.value(U), expansion->value());
    Matrix G(13, 3);
    G << S * R, S.transpose() * L;
    EXPECT_LE((expansion->gradient() - G).norm(), 1e-12 * G.norm());
    const Matrix V = random_matrix(random, 6, 2, true), W = random_matrix(random, 7, 2, true);
    EXPECT_LE((expansion->residual().times(V) - S * V).norm(), 1e-12 * S.norm());
    EXPECT_LE((expansion->residual().transpose_times(W) - S.transpose() * W).norm(), 1e-12 * S.norm());
    EXPECT_LE(objective.value_error(U), 1e-13 * (1 + static_cast<double>(value)));
    EXPECT_GE(objective.value_error(U), std::abs(objective.value(U) - static_cast<double>(value)));
    const double size =
        (problem.divergence == kl ? problem.weight.cwiseProduct(problem.data) : problem.weight).sum();
    EXPECT_NEAR(objective.size(), size, 1e-12 * size);
  }
}

TEST(DivergenceRecovery, DerivativesHaveTheirTaylorSlopes) {
  Random random(62);
  for (const auto& problem : cases(random, 6, 5)) {
    SCOPED_TRACE(problem.name);
    const DivergenceRecovery objective(problem.observations, 2, problem.divergence);
    const Matrix U = random_matrix(random, 11, 2).array() + 0.5;
    // The step of length ‖U‖ stays where the logarithms are defined.
    Matrix D = random_matrix(random, 11, 2, true);
    D *= 0.05 / D.norm() * U.norm();
    const DerivativeCheck check =
        derivative_check(objective, U, D.cwiseMax(-0.02) + Matrix::Constant(11, 2, 0.05));
    EXPECT_TRUE(check.passed()) << check.gradient_slope << " " << check.hessian_slope << " "
                                << check.product_error;
    const auto expansion = objective.at(U);
    const Matrix E = random_matrix(random, 11, 2, true);
    const double cross = expansion->hessian_cross(D, E);
    EXPECT_NEAR(cross, expansion->hessian_vector(D).cwiseProduct(E).sum(), 1e-11 * (1 + std::abs(cross)));
    EXPECT_NEAR(cross, expansion->hessian_cross(E, D), 1e-11 * (1 + std::abs(cross)));
  }
}

TEST(DivergenceRecovery, HessianMatchesTheDefinition) {
  Random random(63);
  for (const auto& problem : cases(random, 5, 6)) {
    SCOPED_TRACE(problem.name);
    const DivergenceRecovery objective(problem.observations, 2, problem.divergence);
    const Matrix U = random_matrix(random, 11, 2), D = random_matrix(random, 11, 2, true);
    const Matrix L = U.topRows(5), R = U.bottomRows(6), DL = D.topRows(5), DR = D.bottomRows(6);
    const Matrix X = L * R.transpose(), moved = L * DR.transpose() + DL * R.transpose(),
                 bent = DL * DR.transpose();
    long double form = 0;
    for (Index e = 0; e < X.size(); ++e) {
      const long double a = problem.data.data()[e], x = X.data()[e];
      const long double first = problem.divergence == kl ? 1 - a / x : 1 / x - a / (x * x);
      const long double second = problem.divergence == kl ? a / (x * x) : 2 * a / (x * x * x) - 1 / (x * x);
      form += problem.weight.data()[e] *
              (second * moved.data()[e] * moved.data()[e] + 2 * first * bent.data()[e]);
    }
    EXPECT_NEAR(objective.at(U)->hessian_form(D), static_cast<double>(form),
                1e-11 * (1 + std::abs(static_cast<double>(form))));
  }
}

TEST(DivergenceRecovery, RowSeparableTermsRebuildTheHessian) {
  Random random(64);
  for (const auto& problem : cases(random, 5, 6)) {
    SCOPED_TRACE(problem.name);
    const DivergenceRecovery objective(problem.observations, 2, problem.divergence);
    const Matrix U = random_matrix(random, 11, 2), L = U.topRows(5), R = U.bottomRows(6);
    const auto expansion = objective.at(U);
    const auto terms = expansion->row_separable();
    ASSERT_TRUE(terms.has_value());
    Vector s, omega;
    for (Index i = 0; i < 11; ++i) {
      const Side side = i < 5 ? Side::left : Side::right;
      const Index row = i < 5 ? i : i - 5;
      const Matrix gram = terms->blocks->gram(side, row, i < 5 ? R : L);
      terms->blocks->residual_row(side, row, L, R, s, omega);
      EXPECT_LE(omega.cwiseAbs().maxCoeff(), terms->largest_weight * (1 + 1e-14));
      for (Index k = 0; k < 2; ++k) {
        Matrix unit = Matrix::Zero(11, 2);
        unit(i, k) = 1;
        const Matrix column = expansion->hessian_vector(unit);
        for (Index l = 0; l < 2; ++l) EXPECT_NEAR(column(i, l), gram(l, k), 1e-10 * (1 + gram.norm()));
        const Index begin = i < 5 ? 5 : 0;
        const Matrix &own = i < 5 ? L : R, &other = i < 5 ? R : L;
        for (Index j = 0; j < other.rows(); ++j)
          for (Index l = 0; l < 2; ++l) {
            const double expected = (k == l ? s(j) : 0) + omega(j) * own(row, l) * other(j, k);
            EXPECT_NEAR(column(begin + j, l), expected, 1e-10 * (1 + std::abs(expected)));
          }
      }
    }
    const Matrix P = random_matrix(random, 5, 3, true), Q = random_matrix(random, 6, 3, true);
    const auto weighted = terms->kernel_product(P, Q);
    const Matrix X = L * R.transpose(), Z = P * Q.transpose();
    Matrix W(5, 6);
    for (Index e = 0; e < W.size(); ++e)
      W.data()[e] = Z.data()[e] * problem.weight.data()[e] *
                    divergence_derivatives(problem.divergence, problem.data.data()[e], X.data()[e]).second;
    EXPECT_LE((weighted->times(Matrix::Identity(6, 6)) - W).norm(), 1e-12 * (1 + W.norm()));
    EXPECT_LE((weighted->transpose_times(Matrix::Identity(5, 5)) - W.transpose()).norm(),
              1e-12 * (1 + W.norm()));
  }
}

TEST(DivergenceRecovery, SparseDataKeepTheirDigitsAtAPerfectFit) {
  // X vanishes off the pattern, so the sum over absent entries is a difference of equal numbers.
  Matrix data = Matrix::Zero(6, 4);
  data.topLeftCorner(3, 2).setConstant(0.7);
  data.bottomRightCorner(3, 2).setConstant(1.9);
  const auto data_observed =
      testing::fully_observed(DataMatrix::sparse_rows(testing::compressed(data, data)));
  const DivergenceRecovery objective(data_observed, 2, kl);
  Matrix U = Matrix::Zero(10, 2);
  U.col(0).head(3).setConstant(0.7), U.col(0).segment(6, 2).setConstant(1);
  U.col(1).segment(3, 3).setConstant(1.9), U.col(1).tail(2).setConstant(1);
  EXPECT_LE(objective.value(U), 1e-30);
  U(0, 0) = 0;
  EXPECT_TRUE(std::isinf(objective.value(U)));
  EXPECT_TRUE(std::isinf(objective.at(U)->value()));
}

TEST(DivergenceRecovery, CurvatureFallsNoFasterThanTheLipschitzEstimate) {
  Random random(66);
  for (const auto& problem : cases(random, 5, 4)) {
    SCOPED_TRACE(problem.name);
    const DivergenceRecovery objective(problem.observations, 2, problem.divergence);
    const auto least = [&](const Matrix& U) {
      const auto expansion = objective.at(U);
      Matrix H(18, 18), unit = Matrix::Zero(9, 2);
      for (Index e = 0; e < 18; ++e) {
        unit.data()[e] = 1;
        H.col(e) = expansion->hessian_vector(unit).reshaped();
        unit.data()[e] = 0;
      }
      return Eigen::SelfAdjointEigenSolver<Matrix>(H).eigenvalues()(0);
    };
    Matrix U = random_matrix(random, 9, 2).array() + 0.02;
    const double before = least(U), rate = objective.hessian_lipschitz(U, before), radius = 1e-4 / rate;
    for (int trial = 0; trial < 20; ++trial) {
      const Matrix D = random_matrix(random, 9, 2, true);
      EXPECT_GE(least(U + radius / D.norm() * D), before - radius * rate);
    }
    EXPECT_LT(rate, 1e8);
  }
}

TEST(ObservedEntries, OfEveryEntryAreTheWholeMatrix) {
  Random random(61);
  Matrix data = random_matrix(random, 7, 5).array() + 0.05;
  for (const auto divergence : {kl, is}) {
    if (divergence == kl)
      data(2, 3) = 0;
    else
      data(2, 3) = 0.4;
    const DivergenceRecovery whole(testing::fully_observed(data), 3, divergence);
    const DivergenceRecovery entries(
        std::make_shared<EntriesObservations>(testing::compressed(data, Matrix::Ones(7, 5))), 3, divergence);
    const Matrix U = random_matrix(random, 12, 3), D = random_matrix(random, 12, 3, true);
    const auto near = [](double computed, double expected) {
      EXPECT_NEAR(computed, expected, 1e-13 * std::abs(expected));
    };
    near(entries.value(U), whole.value(U));
    near(entries.size(), whole.size());
    near(entries.gradient_scale(U), whole.gradient_scale(U));
    near(entries.hessian_lipschitz(U, 0.1), whole.hessian_lipschitz(U, 0.1));
    near(stationarity(entries, U, entries.gradient(U)), stationarity(whole, U, whole.gradient(U)));
    EXPECT_NEAR(entries.value_error(U), whole.value_error(U), 1e-3 * whole.value_error(U));
    const Matrix gradient = whole.gradient(U), product = whole.at(U)->hessian_vector(D);
    EXPECT_LE((entries.gradient(U) - gradient).norm(), 1e-13 * gradient.norm());
    EXPECT_LE((entries.at(U)->hessian_vector(D) - product).norm(), 1e-13 * product.norm());
  }
}

/// A row of weight 2 is a row that is there twice.
TEST(ObservedEntries, WeightsAreRepetitions) {
  Random random(60);
  const Matrix data = random_matrix(random, 5, 6).array() + 0.05;
  const Matrix mask = testing::random_mask(random, 5, 6, 0.7);
  Matrix twice(6, 6), mask_twice(6, 6);
  twice << data, data.row(1);
  mask_twice << mask, mask.row(1);
  std::vector<double> roots;
  for (Index i = 0; i < 5; ++i)
    for (Index j = 0; j < 6; ++j)
      if (mask(i, j) != 0) roots.push_back(i == 1 ? std::sqrt(2.0) : 1);
  for (const auto divergence : {kl, is}) {
    const DivergenceRecovery weighted(
        std::make_shared<EntriesObservations>(testing::compressed(data, mask), roots), 2, divergence);
    const DivergenceRecovery repeated(
        std::make_shared<EntriesObservations>(testing::compressed(twice, mask_twice)), 2, divergence);
    const Matrix U = random_matrix(random, 11, 2), D = random_matrix(random, 11, 2, true);
    const auto with_copy = [](const Matrix& of) {
      Matrix out(12, 2);
      out << of.topRows(5), of.row(1), of.bottomRows(6);
      return out;
    };
    const Matrix V = with_copy(U);
    EXPECT_NEAR(weighted.value(U), repeated.value(V), 1e-13 * repeated.value(V));
    EXPECT_NEAR(weighted.size(), repeated.size(), 1e-13 * repeated.size());
    const double form = repeated.at(V)->hessian_form(with_copy(D));
    EXPECT_NEAR(weighted.at(U)->hessian_form(D), form, 1e-12 * (1 + std::abs(form)));
    const Matrix G = weighted.gradient(U), H = repeated.gradient(V);
    EXPECT_LE((G.bottomRows(6) - H.bottomRows(6)).norm(), 1e-12 * H.norm());
    EXPECT_LE((G.row(1) - H.row(1) - H.row(5)).norm(), 1e-12 * H.norm());
  }
}

double stationarity_of(Divergence divergence, const Matrix& data, const Matrix& U, bool sparse = false) {
  const auto observed = testing::fully_observed(
      sparse ? DataMatrix::sparse_rows(testing::compressed(data, data)) : DataMatrix::dense(data));
  const DivergenceRecovery objective(observed, U.cols(), divergence);
  return stationarity(objective, U, objective.gradient(U));
}

/// Positive numbers over `decades`, or the powers of two next to them.
Vector units(Random& random, Index count, double decades, bool powers) {
  Vector out(count);
  for (double& unit : out) {
    unit = std::pow(10, decades * (random.uniform() - 0.5));
    if (powers) unit = std::exp2(std::round(std::log2(unit)));
  }
  return out;
}

TEST(DivergenceStationarity, IsThatOfItsDefinition) {
  Random random(67);
  for (const auto& problem : cases(random, 7, 6)) {
    SCOPED_TRACE(problem.name);
    const DivergenceRecovery objective(problem.observations, 3, problem.divergence);
    Matrix U = random_matrix(random, 13, 3);
    U(2, 1) = U(9, 0) = 0;
    const Matrix L = U.topRows(7), R = U.bottomRows(6);
    double squares = 0;
    for (Index i = 0; i < 13; ++i) {
      Vector plus = Vector::Zero(3), minus = Vector::Zero(3);
      for (Index j = 0; j < (i < 7 ? 6 : 7); ++j) {
        const Index row = i < 7 ? i : j, col = i < 7 ? j : i - 7;
        const double a = problem.data(row, col), x = L.row(row).dot(R.row(col));
        const Vector v = problem.weight(row, col) * (i < 7 ? R.row(j) : L.row(j)).transpose();
        plus += (problem.divergence == kl ? 1 : 1 / x) * v;
        minus += (problem.divergence == kl ? a / x : a / (x * x)) * v;
      }
      const double weight = U.row(i).dot(plus + minus);
      for (Index k = 0; k < 3; ++k) {
        const double g = plus(k) - minus(k);
        squares += std::pow(g < 0 ? g / (plus(k) + minus(k)) : U(i, k) * g / weight, 2);
      }
    }
    const double expected = std::sqrt(squares / 39);
    EXPECT_NEAR(stationarity(objective, U, objective.gradient(U)), expected, 1e-12 * expected);
    EXPECT_LE(expected, 1);
  }
}

TEST(DivergenceStationarity, OfItakuraSaitoDoesNotSeeTheScalingOfRowsAndColumns) {
  Random random(68);
  const Matrix data = random_matrix(random, 7, 5).array() + 0.05;
  Matrix U = random_matrix(random, 12, 3);
  U(0, 2) = U(8, 1) = 0;
  const double reference = stationarity_of(is, data, U);
  EXPECT_GT(reference, 1e-3);
  for (const double decades : {2.0, 30.0, 100.0}) {
    for (const bool powers : {true, false}) {
      const Vector D = units(random, 7, decades, powers), E = units(random, 5, decades, powers),
                   T = units(random, 3, decades, powers);
      Matrix V = U;
      V.topRows(7) = D.asDiagonal() * U.topRows(7) * T.asDiagonal();
      V.bottomRows(5) = E.asDiagonal() * U.bottomRows(5) * T.cwiseInverse().asDiagonal();
      const double scaled = stationarity_of(is, D.asDiagonal() * data * E.asDiagonal(), V);
      EXPECT_NEAR(scaled, reference, powers ? 0 : 1e-12 * reference) << decades;
    }
  }
}

TEST(DivergenceStationarity, OfKullbackLeiblerDoesNotSeeTheUnitsOfTheDataOrOfABlock) {
  Random random(69);
  Matrix data = Matrix::Zero(7, 6), U = Matrix::Zero(13, 3);
  data.topLeftCorner(4, 3) = random_matrix(random, 4, 3),
                        data.bottomRightCorner(3, 3) = random_matrix(random, 3, 3);
  U.topLeftCorner(4, 1) = random_matrix(random, 4, 1), U.block(7, 0, 3, 1) = random_matrix(random, 3, 1);
  U.block(4, 1, 3, 2) = random_matrix(random, 3, 2), U.bottomRightCorner(3, 2) = random_matrix(random, 3, 2);
  for (const bool sparse : {false, true}) {
    const double reference = stationarity_of(kl, data, U, sparse);
    EXPECT_GT(reference, 1e-3);
    for (const double unit : {0x1p-100, 0x1p+100, 1e-30, 1e30}) {
      const bool power = std::log2(unit) == std::round(std::log2(unit));
      Matrix V = U, scaled = unit * data;
      V.topRows(7) *= unit;
      EXPECT_NEAR(stationarity_of(kl, scaled, V, sparse), reference, power ? 0 : 1e-12 * reference);
      scaled = data, V = U;
      scaled.topRows(4) *= unit;
      V.topRows(4) *= unit;
      EXPECT_NEAR(stationarity_of(kl, scaled, V, sparse), reference, power ? 0 : 1e-12 * reference);
    }
  }
}

TEST(DivergenceStationarity, CountsWhatIsSmallAndOnlyDescentAtZeros) {
  // Rank one: the margins are stationary for Kullback–Leibler, in a row of any size.
  Matrix data(3, 2);
  data << 2, 1, 3e-30, 1e-30, 1, 4;
  Matrix U(5, 1);
  U << data.rowwise().sum(), data.colwise().sum().transpose() / data.sum();
  EXPECT_LE(stationarity_of(kl, data, U), 1e-15);
  U(1, 0) *= 0.5;
  EXPECT_GT(stationarity_of(kl, data, U), 0.05);
  // A column that is there twice, once empty on the left: growth is free there, and counts nothing.
  U(1, 0) *= 2;
  Matrix twice(5, 2);
  twice << U, U;
  twice.col(1).head(3).setZero();
  EXPECT_LE(stationarity_of(kl, data, twice), 1e-15);
  // One that would lower the objective counts although it is zero.
  twice.col(1).tail(2) << 1, 0;
  EXPECT_GT(stationarity_of(kl, data, twice), 1e-3);
}

TEST(DivergenceRecovery, RefusesWhatItCannotMean) {
  Random random(65);
  const Matrix positive = random_matrix(random, 4, 3).array() + 0.1;
  const auto said = [](const auto& make) -> std::string {
    try {
      make();
    } catch (const InputError& error) {
      return error.what();
    }
    return "nothing";
  };
  Matrix zero = positive, negative = positive;
  zero(2, 1) = 0, negative(1, 2) = -1;
  EXPECT_NE(said([&] {
              DivergenceRecovery(testing::fully_observed(DataMatrix::dense(zero)), 2, is);
            }).find("entry (3, 2)"),
            std::string::npos);
  EXPECT_NE(said([&] {
              DivergenceRecovery(testing::fully_observed(DataMatrix::dense(negative)), 2, kl);
            }).find("entry (2, 3)"),
            std::string::npos);
  const CompressedLines lines = testing::compressed(positive, Matrix::Ones(4, 3));
  EXPECT_NE(said([&] {
              DivergenceRecovery(testing::fully_observed(DataMatrix::sparse_rows(lines)), 2, is);
            }).find("sparse"),
            std::string::npos);
  const auto missing_zero =
      std::make_shared<EntriesObservations>(testing::compressed(zero, Matrix::Ones(4, 3)));
  EXPECT_NE(said([&] { DivergenceRecovery(missing_zero, 2, is); }).find("entry (3, 2)"), std::string::npos);
  EXPECT_EQ(said([&] { DivergenceRecovery(missing_zero, 2, kl); }), "nothing");
  const auto sums =
      std::make_shared<MeasuredObservations>(std::make_shared<FullMeasurement>(4, 3), Vector::Ones(12));
  EXPECT_NE(said([&] { DivergenceRecovery(sums, 2, kl); }).find("expected full observations or entries"),
            std::string::npos);
  EXPECT_NE(said([&] {
              DivergenceRecovery(testing::fully_observed(DataMatrix::dense(positive)), 5, kl);
            }).find("rank = 5"),
            std::string::npos);
}

}  // namespace
}  // namespace orthant
