#include "checker/arithmetic/polynomial.hpp"

#include <gtest/gtest.h>

#include <random>

#include "checker/exact/exact_problem.hpp"
#include "checker/exact/objective_polynomial.hpp"
#include "checker/read/files.hpp"

namespace orthant::checker {
namespace {

constexpr long rows = 3, cols = 2;

class Samples {
 public:
  Rational rational() { return Rational(between(-9, 9)) / Rational(between(1, 9)); }
  long between(long low, long high) { return std::uniform_int_distribution<long>(low, high)(engine_); }
  std::vector<Rational> point() {
    std::vector<Rational> x;
    for (long v = 0; v < rows * cols; ++v) x.push_back(rational());
    return x;
  }
  Polynomial polynomial(int degree) {
    Polynomial p = rational();
    Steps steps;
    for (int t = 0; t < 5; ++t) {
      Polynomial term = rational();
      for (int k = 0; k < degree; ++k)
        if (between(0, 2) > 0)
          term = term.times(Polynomial::variable(between(0, rows - 1), between(0, cols - 1), cols), steps);
      p.add(term, 1, steps);
    }
    return p;
  }
  Numbers numbers(long m, long n, bool nonnegative = false) {
    Numbers out{m, n, {}, {}};
    for (long k = 0; k < m * n; ++k)
      out.values.push_back(static_cast<double>(between(nonnegative ? 0 : -8, 8)) / 4);
    return out;
  }

 private:
  std::mt19937_64 engine_{7};
};

TEST(Polynomial, EvaluationIsARingHomomorphism) {
  Samples samples;
  Steps steps;
  for (int k = 0; k < 50; ++k) {
    const Polynomial p = samples.polynomial(4), q = samples.polynomial(4);
    const std::vector<Rational> x = samples.point();
    const Rational c = samples.rational();
    EXPECT_EQ(p.times(q, steps).at(x), p.at(x) * q.at(x));
    Polynomial sum = p;
    sum.add(q, c, steps);
    EXPECT_EQ(sum.at(x), p.at(x) + c * q.at(x));
    sum.add_product(p, q, c, steps);
    EXPECT_EQ(sum.at(x), p.at(x) + c * q.at(x) + c * p.at(x) * q.at(x));
    const Polynomial copy = sum;
    sum.add(copy, -1, steps);
    EXPECT_TRUE(sum.is_zero());
  }
}

TEST(Polynomial, ShiftingMovesTheOrigin) {
  Samples samples;
  Steps steps;
  for (int k = 0; k < 20; ++k) {
    const Polynomial p = samples.polynomial(5);
    const std::vector<Rational> x = samples.point(), d = samples.point();
    std::vector<Rational> sum;
    for (std::size_t v = 0; v < x.size(); ++v) sum.push_back(x[v] + d[v]);
    EXPECT_EQ(p.shifted(x, steps).at(d), p.at(sum));
  }
}

TEST(Polynomial, TextsReadAsTheyWereWritten) {
  Samples samples;
  for (int k = 0; k < 50; ++k) {
    const Polynomial p = samples.polynomial(6);
    EXPECT_EQ(Polynomial::parse(p.to_string(cols), rows, cols).terms(), p.terms()) << p.to_string(cols);
  }
  const Polynomial p = Polynomial::parse("2/3*x0_1^2*x2_0-x1_1+7", rows, cols);
  EXPECT_EQ(p.at({2, 3, 5, 7, 11, 13}), Rational(66));
  EXPECT_EQ(Polynomial().to_string(cols), "0");
  EXPECT_TRUE(Polynomial::parse("0", rows, cols).is_zero());
  EXPECT_TRUE(Polynomial::parse("x0_0-x0_0", rows, cols).is_zero());
}

TEST(Polynomial, OtherTextsAreRefused) {
  for (const char* text : {"",
                           "-",
                           "+x0_0",
                           "x",
                           "x0",
                           "x0_",
                           "x3_0",
                           "x0_2",
                           "x00_0",
                           "x0_0^0",
                           "x0_0^9",
                           "x0_0^4*x0_1^5",
                           "x0_0^",
                           "2/4",
                           "1/0",
                           "1/-2",
                           "x0_0*2",
                           "2x0_0",
                           "x0_0 ",
                           "x0_0+",
                           "x0_0**x0_1",
                           "1e3",
                           "0x1",
                           "x99999999_0",
                           "x0_0^99999999999",
                           "(x0_0)",
                           "x-1_0"})
    EXPECT_THROW(Polynomial::parse(text, rows, cols), Rejected) << text;
  EXPECT_THROW(Polynomial::parse(std::string(5001, '9'), rows, cols), Rejected);
  EXPECT_THROW(Polynomial::parse(std::string("x0_0\0", 5), rows, cols), Rejected);
}

TEST(Polynomial, WorkAndSizesAreBounded) {
  Steps few(8);
  const Polynomial p = Polynomial::parse("x0_0+x0_1+1", rows, cols);
  EXPECT_THROW(p.times(p, few), Rejected);
  Steps steps;
  const Polynomial fifth = Polynomial::parse("x0_0^5", rows, cols);
  EXPECT_THROW(fifth.times(fifth, steps), Rejected);
  const Polynomial long_number = Polynomial::parse(std::string(5000, '9'), rows, cols);
  EXPECT_THROW(long_number.times(long_number, steps), Rejected);
}

Problem problem_of(Samples& samples, const OperatorKind* kind, bool symmetric, bool by_truth) {
  Problem p;
  p.symmetric = symmetric;
  p.rows = rows;
  p.cols = symmetric ? rows : 2;
  p.rank = 2;
  p.kind = kind;
  const long n = p.rows * p.cols;
  const auto root = [](const Rational& q, int sign = 1) { return Scale{q, true, sign}; };
  p.point.L = samples.numbers(p.rows, p.rank, true);
  p.point.L.scale = root(Rational(2) / Rational(3));
  if (!symmetric) {
    p.balance = Rational(1) / Rational(3);
    p.point.R = samples.numbers(p.cols, p.rank, true);
    p.point.R.scale = root(Rational(6));
  }
  if (kind == &entries_kind) {
    p.index.at = {{0, 1}, {2, 0}, {1, 1}, {0, 0}};
    p.weight = samples.numbers(4, 1, true);
    for (double& w : p.weight->values) w += 0.5;
    p.weight->scale.value = 5;
  }
  if (kind == &dense_sensing_kind) p.matrix = samples.numbers(4, n);
  if (kind == &kernel_matrix_kind) {
    const Numbers A = samples.numbers(n, n);
    p.matrix = Numbers{n, n, {}, {}};
    for (long i = 0; i < n; ++i)
      for (long j = 0; j < n; ++j) {
        double sum = 0;
        for (long k = 0; k < n; ++k) sum += A(i, k) * A(j, k);
        p.matrix->values.push_back(sum);
      }
  }
  if (kind == &low_rank_kind || kind == &kernel_terms_kind) {
    for (int t = 0; t < 2; ++t) {
      Numbers left = samples.numbers(p.rows, p.cols);
      Numbers right = kind == &kernel_terms_kind ? left : samples.numbers(p.rows, p.cols);
      left.scale = root(Rational(3), -1);
      right.scale = root(Rational(1) / Rational(12), kind == &kernel_terms_kind ? -1 : 1);
      p.terms.emplace_back(left, right);
    }
  }
  if (by_truth) {
    p.truth = Factors{samples.numbers(p.rows, 3, true), {}};
    p.truth->L.scale = root(Rational(1) / Rational(7));
    if (!symmetric) {
      p.truth->R = samples.numbers(p.cols, 3, true);
      p.truth->R.scale = root(Rational(7));
    }
  } else if (kind == &entries_kind) {
    p.measurements = samples.numbers(4, 1);
    p.measurements->scale.value = -Rational(1) / Rational(5);
  } else {
    p.measurements = samples.numbers(kind == &dense_sensing_kind ? 4 : n, 1);
  }
  return p;
}

/// The polynomial and the exact evaluation of objectives are two derivations of the same number.
TEST(ObjectivePolynomial, AgreesWithTheExactObjectiveForEveryKind) {
  Samples samples;
  for (const OperatorKind* kind : {&full_kind, &entries_kind, &dense_sensing_kind, &low_rank_kind,
                                   &kernel_terms_kind, &kernel_matrix_kind})
    for (const bool symmetric : {true, false})
      for (const bool by_truth : {true, false}) {
        if (!by_truth && (kind == &kernel_terms_kind || kind == &kernel_matrix_kind)) continue;
        SCOPED_TRACE(testing::Message() << kind->word << symmetric << by_truth);
        Problem problem = problem_of(samples, kind, symmetric, by_truth);
        Steps steps;
        const Polynomial f = objective_polynomial(problem, steps);
        EXPECT_EQ(f.degree(), 4);
        for (int k = 0; k < 3; ++k) {
          Work work;
          EXPECT_EQ(f.at(scaled_point(problem)), ExactProblem(problem, work).objective());
          problem.point.L.values = samples.numbers(problem.rows, problem.rank, true).values;
        }
      }
}

TEST(ObjectivePolynomial, SparseDataAreZerosElsewhere) {
  Samples samples;
  Problem problem = problem_of(samples, &full_kind, false, false);
  problem.measurements->values = {0, 3, 0, 0, 0.5, 0};
  Steps steps;
  const Polynomial dense = objective_polynomial(problem, steps);
  problem.sparse = true;
  problem.index.at = {{2, 0}, {0, 1}};
  problem.measurements = Numbers{2, 1, {0.5, 3}, {}};
  EXPECT_EQ(objective_polynomial(problem, steps).terms(), dense.terms());
}

TEST(ObjectivePolynomial, IrrationalProductsAndLargePointsAreRefused) {
  Samples samples;
  Steps steps;
  Problem problem = problem_of(samples, &full_kind, false, true);
  problem.point.R.scale = Scale{Rational(5), true, 1};
  EXPECT_THROW(objective_polynomial(problem, steps), Rejected);
  problem = problem_of(samples, &full_kind, true, true);
  problem.point.L.scale = Scale{Rational(5), true, -1};
  EXPECT_THROW(scaled_point(problem), Rejected);
  problem.rows = problem.cols = 40'000;
  EXPECT_THROW(objective_polynomial(problem, steps), Rejected);
}

}  // namespace
}  // namespace orthant::checker
