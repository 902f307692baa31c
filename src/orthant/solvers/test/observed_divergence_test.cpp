// The solvers for divergences with missing entries, weights, L1 and L2 terms: the update rules as defined, descent,
// the same limit by three methods, invariance.

#include <gtest/gtest.h>

#include <functional>

#include "orthant/linalg/threads.hpp"
#include "orthant/objectives/divergence_recovery.hpp"
#include "orthant/objectives/regularised.hpp"
#include "orthant/objectives/stationarity.hpp"
#include "orthant/solvers/divergence_solvers.hpp"
#include "orthant/solvers/row_pass.hpp"
#include "orthant/solvers/starts.hpp"
#include "support/random_problems.hpp"
#include "until.hpp"

namespace orthant {
namespace {

using testing::random_matrix;
using testing::until;

using enum Divergence;

/// A problem with its dense oracle: Σ ω d(a|x) + terms.
struct Observed {
  std::string name;
  Divergence divergence;
  Matrix data, weight;
  std::shared_ptr<const DivergenceRecovery> misfit;
  Regularisation terms;
  std::shared_ptr<const Objective> objective;
};

struct Kind {
  bool missing, weighted, terms;
};

/// Weights are squares of `roots`; ones where there are none.
Observed observed(Divergence divergence, const Matrix& data, const Matrix& mask, const Matrix& roots,
                  Index rank, const Regularisation& terms, bool whole) {
  std::vector<double> by_rows;
  for (Index i = 0; i < data.rows(); ++i)
    for (Index j = 0; j < data.cols(); ++j)
      if (mask(i, j) != 0) by_rows.push_back(roots(i, j));
  std::shared_ptr<const Observations> observations;
  if (whole)
    observations = testing::fully_observed(data);
  else
    observations = std::make_shared<EntriesObservations>(testing::compressed(data, mask), by_rows);
  Observed out{"", divergence, data, mask.cwiseProduct(roots.cwiseAbs2()), {}, terms, {}};
  out.misfit = std::make_shared<DivergenceRecovery>(observations, rank, divergence);
  out.objective = out.misfit;
  if (terms.any()) out.objective = std::make_shared<Regularised>(out.misfit, terms);
  return out;
}

std::vector<Observed> problems(Random& random, Index rows, Index cols, Index rank) {
  std::vector<Observed> out;
  for (const auto divergence : {kullback_leibler, itakura_saito}) {
    for (const Kind& kind : {Kind{true, false, false},
                             {true, true, false},
                             {false, false, true},
                             {true, false, true},
                             {true, true, true}}) {
      Matrix data = random_matrix(random, rows, cols).array() + 0.05;
      const Matrix mask =
          kind.missing ? testing::random_mask(random, rows, cols, 0.7) : Matrix::Ones(rows, cols);
      if (divergence == kullback_leibler) data(1, 2) = data(4, 0) = 0;
      const Matrix roots = kind.weighted ? Matrix(random_matrix(random, rows, cols).array() * 2 + 0.2)
                                         : Matrix::Ones(rows, cols);
      Regularisation terms;
      if (kind.terms) terms = {0.4, 0.1, 0.2, 0.5};
      out.push_back(observed(divergence, data, mask, roots, rank, terms, !kind.missing));
      out.back().name = std::string(to_string(divergence)) + (kind.missing ? " missing" : "") +
                        (kind.weighted ? " weighted" : "") + (kind.terms ? " terms" : "");
    }
  }
  return out;
}

double defined_value(const Observed& problem, const Matrix& U) {
  const Index n1 = problem.data.rows(), n2 = problem.data.cols();
  const Matrix L = U.topRows(n1), R = U.bottomRows(n2), X = L * R.transpose();
  long double total = problem.terms.value(Side::left, L) + problem.terms.value(Side::right, R);
  for (Index e = 0; e < X.size(); ++e) {
    const long double a = problem.data.data()[e], x = X.data()[e];
    if (problem.weight.data()[e] == 0) continue;
    total += problem.weight.data()[e] * (problem.divergence == kullback_leibler
                                             ? (a > 0 ? a * std::log(a / x) : 0) - a + x
                                             : a / x - std::log(a / x) - 1);
  }
  return static_cast<double>(total);
}

/// By definition, at every iterate.
class Falling final : public Observer {
 public:
  explicit Falling(const Observed& problem) : problem_(problem) {}
  void observe(const Progress& progress, const Matrix& U) override {
    EXPECT_GE(U.minCoeff(), 0);
    const double value = defined_value(problem_, U), size = problem_.objective->size();
    EXPECT_NEAR(progress.objective, value, 3e-6 * value + 3e-6 * size);
    if (last_ >= 0) {
      EXPECT_LE(value, last_ + 1e-9 * size) << progress.iteration;
    }
    last_ = value;
  }

 private:
  const Observed& problem_;
  double last_ = -1;
};

TEST(ObservedDivergence, CoordinateDescentArrivesAndNeverClimbs) {
  Random random(171);
  for (const auto& problem : problems(random, 30, 14, 3)) {
    SCOPED_TRACE(problem.name);
    Falling falling(problem);
    const SolveResult result =
        coordinate(*problem.objective, random_start(*problem.objective, 1, 1), {}, until(1e-9), &falling);
    EXPECT_EQ(result.status, Status::stationary) << result.stationarity << " " << result.iterations;
    const Matrix gradient = problem.objective->gradient(result.U);
    EXPECT_LE(stationarity(*problem.objective, result.U, gradient), 1.01e-9);
    const double value = defined_value(problem, result.U);
    EXPECT_NEAR(result.objective, value, 1e-12 * value);
  }
}

TEST(ObservedDivergence, MultiplicativeNeverClimbs) {
  Random random(172);
  for (const auto& problem : problems(random, 20, 12, 2)) {
    SCOPED_TRACE(problem.name);
    Falling falling(problem);
    multiplicative(*problem.objective, random_start(*problem.objective, 1, 1), {}, until(1e-6, 300),
                   &falling);
  }
}

/// One row's update, coordinate by coordinate: its best multiple by bisection, then the minimum of the majoriser by
/// bisection on its slope.
double root_of(const std::function<double(double)>& rising) {
  double low = 0, high = 1;
  while (rising(high) < 0) high *= 2;
  for (int step = 0; step < 200; ++step) {
    const double middle = (low + high) / 2;
    (rising(middle) < 0 ? low : high) = middle;
  }
  return (low + high) / 2;
}

Matrix updated(const Observed& problem, Side side, const Matrix& own, const Matrix& other) {
  const Matrix A = side == Side::left ? problem.data : Matrix(problem.data.transpose());
  const Matrix W = side == Side::left ? problem.weight : Matrix(problem.weight.transpose());
  const double alpha = problem.terms.l1(side), beta = problem.terms.l2(side);
  Matrix X = own;
  for (Index i = 0; i < X.rows(); ++i) {
    const Vector w = W.row(i), a = A.row(i), x = X.row(i);
    const auto y = [&](double tau) -> Vector { return tau * (other * x); };
    const auto slopes = [&](const Vector& at) -> std::pair<Vector, Vector> {  // d⁺ and d⁻
      if (problem.divergence == kullback_leibler) return {w, w.cwiseProduct(a).cwiseQuotient(at)};
      return {w.cwiseQuotient(at), w.cwiseProduct(a).cwiseQuotient(at.cwiseAbs2())};
    };
    const double tau = root_of([&](double t) {
      if (t == 0) return -1.0;
      const auto [up, down] = slopes(y(t));
      return (up - down).dot(y(1)) + alpha * x.sum() + beta * t * x.squaredNorm();
    });
    const Vector z = tau * x;
    const auto [up, down] = slopes(y(tau));
    const Vector P = other.transpose() * up, M = other.transpose() * down;
    for (Index k = 0; k < X.cols(); ++k)
      X(i, k) = z(k) * root_of([&](double m) {
                  if (m == 0) return -1.0;
                  const double power = problem.divergence == kullback_leibler ? m : m * m;
                  return P(k) - M(k) / power + alpha + beta * z(k) * m;
                });
  }
  return X;
}

TEST(ObservedDivergence, OneMultiplicativePassIsTheMinimumOfTheMajoriser) {
  Random random(173);
  for (const auto& problem : problems(random, 21, 15, 3)) {
    SCOPED_TRACE(problem.name);
    const Matrix U = random_matrix(random, 36, 3).array() + 0.1;
    const Matrix L = U.topRows(21), R = U.bottomRows(15);
    for (const Precision precision : {Precision::full, Precision::single}) {
      const RowPassRule rule{.update = RowUpdate::multiplicative, .precision = precision, .steps = 1};
      Matrix left = L, right = R;
      const RowPass pass = row_pass(*problem.misfit, Side::left, left, R, rule, problem.terms);
      row_pass(*problem.misfit, Side::right, right, L, rule, problem.terms);
      const double digits = precision == Precision::full ? 1e-11 : 1e-5;
      const Matrix expected_left = updated(problem, Side::left, L, R),
                   expected_right = updated(problem, Side::right, R, L);
      EXPECT_LE((left - expected_left).norm(), digits * left.norm());
      EXPECT_LE((right - expected_right).norm(), digits * right.norm());
      EXPECT_NEAR(pass.value, defined_value(problem, U), digits * (1 + pass.value));
    }
  }
}

/// Plain projected gradient with halving, with nothing of the library but the oracle above and differences of it.
Matrix descended(const Observed& problem, Matrix U) {
  const Index n1 = problem.data.rows(), n2 = problem.data.cols();
  const auto gradient = [&](const Matrix& at) {
    const Matrix L = at.topRows(n1), R = at.bottomRows(n2), X = L * R.transpose();
    Matrix S = Matrix::Zero(n1, n2);
    for (Index e = 0; e < X.size(); ++e) {
      const double a = problem.data.data()[e], x = X.data()[e], w = problem.weight.data()[e];
      if (w == 0) continue;
      S.data()[e] =
          w * (problem.divergence == kullback_leibler ? 1 - (a > 0 ? a / x : 0) : (x - a) / (x * x));
    }
    Matrix G(n1 + n2, at.cols());
    G << (S * R + problem.terms.l2_left * L).array() + problem.terms.l1_left,
        (S.transpose() * L + problem.terms.l2_right * R).array() + problem.terms.l1_right;
    return G;
  };
  double step = 1e-3, value = defined_value(problem, U);
  for (int iteration = 0; iteration < 30000; ++iteration) {
    const Matrix G = gradient(U);
    for (step *= 2;; step /= 2) {
      const Matrix next = (U - step * G).cwiseMax(0.0);
      const double there = defined_value(problem, next);
      if (there <= value + 0.1 * G.cwiseProduct(next - U).sum()) {
        const bool still = (next - U).norm() <= 1e-14 * U.norm();
        U = next;
        value = there;
        if (still) return U;
        break;
      }
      if (step < 1e-16) return U;
    }
  }
  return U;
}

TEST(ObservedDivergence, ThreeMethodsEndInTheSameMinimum) {
  Random random(174);
  for (const auto& problem : problems(random, 9, 7, 2)) {
    SCOPED_TRACE(problem.name);
    // Near each other at first, so that they end in one minimum.
    const SolveResult near =
        coordinate(*problem.objective, random_start(*problem.objective, 3, 1), {}, iteration_limit(20));
    const Matrix start = near.U.array() + 1e-3;
    const SolveResult fast = coordinate(*problem.objective, start, {}, until(1e-11));
    const SolveResult slow = multiplicative(*problem.objective, start, {.updates = 4}, until(1e-9, 50000));
    const double plain = defined_value(problem, descended(problem, start));
    EXPECT_NEAR(fast.objective, slow.objective, 1e-5 * fast.objective);
    EXPECT_NEAR(fast.objective, plain, 1e-5 * fast.objective);
    EXPECT_LE(fast.objective, std::min(slow.objective, plain) * (1 + 1e-9));
  }
}

TEST(ObservedDivergence, EveryEntryObservedIsTheWholeMatrix) {
  Random random(175);
  for (const auto divergence : {kullback_leibler, itakura_saito}) {
    const Matrix data = random_matrix(random, 40, 25).array() + 0.05, ones = Matrix::Ones(40, 25);
    const Observed whole = observed(divergence, data, ones, ones, 3, {}, true),
                   entries = observed(divergence, data, ones, ones, 3, {}, false);
    const Matrix U = random_matrix(random, 65, 3), R = U.bottomRows(25);
    for (const RowUpdate update : {RowUpdate::multiplicative, RowUpdate::newton}) {
      Matrix X = U.topRows(40), Y = X;
      const RowPass one = row_pass(*whole.misfit, Side::left, X, R, {.update = update, .steps = 2});
      const RowPass two = row_pass(*entries.misfit, Side::left, Y, R, {.update = update, .steps = 2});
      EXPECT_LE((X - Y).norm(), 1e-12 * X.norm());
      EXPECT_NEAR(one.value, two.value, 1e-12 * one.value);
      EXPECT_NEAR(one.squared_errors, two.squared_errors, 1e-10 * one.squared_errors);
    }
  }
}

TEST(ObservedDivergence, RowPassesReportTheStationarityOfTheObjective) {
  Random random(176);
  for (const auto& problem : problems(random, 30, 21, 3)) {
    SCOPED_TRACE(problem.name);
    Matrix U = random_start(*problem.objective, 1, 1);
    U(3, 0) = U(40, 2) = 0;
    const double expected = stationarity(*problem.objective, U, problem.objective->gradient(U));
    for (const Precision precision : {Precision::full, Precision::single}) {
      const RowPassRule look{.precision = precision, .steps = 0, .at_end = true};
      Matrix L = U.topRows(30), R = U.bottomRows(21);
      const double squares = row_pass(*problem.misfit, Side::left, L, R, look, problem.terms).squared_errors +
                             row_pass(*problem.misfit, Side::right, R, L, look, problem.terms).squared_errors;
      EXPECT_NEAR(std::sqrt(squares / static_cast<double>(U.size())), expected,
                  (precision == Precision::full ? 1e-12 : 1e-4) * expected);
    }
  }
}

/// Weights times c, terms times c: the objective times c, and the same way there.
TEST(ObservedDivergence, TheUnitOfTheWeightsDoesNotMatter) {
  Random random(177);
  for (const auto divergence : {kullback_leibler, itakura_saito}) {
    const Matrix data = random_matrix(random, 24, 16).array() + 0.05,
                 mask = testing::random_mask(random, 24, 16, 0.7),
                 roots = random_matrix(random, 24, 16).array() + 0.2;
    const auto run = [&](double root) {
      const double c = root * root;
      const Regularisation terms{0.2 * c, 0.1 * c, 0.3 * c, 0.4 * c};
      const Observed problem = observed(divergence, data, mask, root * roots, 2, terms, false);
      return coordinate(*problem.objective, random_start(*problem.objective, 5, 1), {}, until(1e-8));
    };
    const SolveResult plain = run(1);
    EXPECT_EQ(plain.status, Status::stationary);
    for (const double root : {0x1p-40, 1e-8, 0x1p+30}) {
      const SolveResult other = run(root);
      EXPECT_EQ(other.status, Status::stationary);
      EXPECT_NEAR(other.objective, root * root * plain.objective, 1e-6 * root * root * plain.objective);
      EXPECT_LE(other.iterations, 3 + plain.iterations * 5 / 4);
    }
  }
}

/// A column or row of which nothing is observed has no slope; L1 terms empty it.
TEST(ObservedDivergence, LinesWithoutEntries) {
  Random random(178);
  for (const auto divergence : {kullback_leibler, itakura_saito}) {
    const Matrix data = random_matrix(random, 12, 9).array() + 0.05;
    Matrix mask = testing::random_mask(random, 12, 9, 0.8);
    mask.row(5).setZero();
    mask.col(2).setZero();
    for (const bool terms : {false, true}) {
      const Observed problem = observed(divergence, data, mask, Matrix::Ones(12, 9), 2,
                                        terms ? Regularisation{0.1, 0.1, 0, 0} : Regularisation{}, false);
      const SolveResult result =
          coordinate(*problem.objective, random_start(*problem.objective, 1, 1), {}, until(1e-9));
      EXPECT_EQ(result.status, Status::stationary);
      EXPECT_TRUE(result.U.allFinite());
      if (terms) {
        EXPECT_EQ(result.U.row(5).norm() + result.U.row(14).norm(), 0);
      }
    }
  }
}

TEST(ObservedDivergence, LongLinesAreAsGoodAsShortOnes) {
  const Index rows = 40000;
  Random random(179);
  std::vector<Triplet> triplets;
  for (std::int32_t i = 0; i < rows; ++i) {
    triplets.push_back({i, 0, 0.1 + random.uniform()});
    triplets.push_back({i, 1 + static_cast<std::int32_t>(random.below(4)), 0.1 + random.uniform()});
  }
  const auto observations =
      std::make_shared<EntriesObservations>(compress_rows(rows, 5, std::move(triplets)));
  for (const auto divergence : {kullback_leibler, itakura_saito}) {
    const DivergenceRecovery objective(observations, 1, divergence);
    const SolveResult result = coordinate(objective, random_start(objective, 1, 1), {}, until(1e-8, 500));
    EXPECT_EQ(result.status, Status::stationary);
    EXPECT_LE(result.stationarity, 1.01e-8);
  }
}

TEST(ObservedDivergence, DoesNotDependOnTheNumberOfThreads) {
  Random random(180);
  const int before = threads();
  for (const auto& problem : problems(random, 200, 100, 7)) {
    SCOPED_TRACE(problem.name);
    const Matrix start = random_start(*problem.objective, 1, 1);
    set_threads(1);
    const Matrix one = coordinate(*problem.objective, start, {}, iteration_limit(5)).U;
    set_threads(2);
    EXPECT_EQ(coordinate(*problem.objective, start, {}, iteration_limit(5)).U, one);
  }
  set_threads(before);
}

}  // namespace
}  // namespace orthant
