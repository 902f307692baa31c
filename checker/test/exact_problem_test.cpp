#include "checker/exact/exact_problem.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <iterator>
#include <random>

#include "checker/read/files.hpp"
#include "corner.hpp"

namespace orthant::checker {
namespace {

using Kind = const OperatorKind*;

Scale root(long q) {
  return {Rational(q), true, 1};
}

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  Numbers integers(long rows, long cols, int low, int high, Scale scale = {}) {
    Numbers out{rows, cols, {}, scale};
    for (long k = 0; k < rows * cols; ++k)
      out.values.push_back(std::uniform_int_distribution<int>(low, high)(engine_));
    return out;
  }

 private:
  std::mt19937 engine_;
};

/// Rank 2, a positive point of integers, scale √2 (and √8, for L and R: the product is rational).
Problem problem_of(Kind kind, bool symmetric, const Rational& balance, unsigned seed) {
  Random random(seed);
  Problem p;
  p.symmetric = symmetric;
  p.rows = 4;
  p.cols = symmetric ? 4 : 3;
  p.rank = 2;
  p.balance = balance;
  p.kind = kind;
  p.point.L = random.integers(p.rows, 2, 3, 9, root(2));
  if (!symmetric) p.point.R = random.integers(p.cols, 2, 3, 9, root(8));
  Factors truth;
  truth.L = random.integers(p.rows, 3, 0, 4);
  if (!symmetric) truth.R = random.integers(p.cols, 3, 0, 4);
  const long size = p.rows * p.cols;
  if (kind == &full_kind) {
    p.measurements = random.integers(size, 1, -5, 5);
  } else if (kind == &entries_kind) {
    p.index.at = {{0, 0}, {1, 2}, {2, 1}, {3, 0}, {2, 2}};
    p.weight = random.integers(5, 1, 1, 3);
    p.measurements = random.integers(5, 1, -5, 5);
  } else if (kind == &dense_sensing_kind) {
    p.matrix = random.integers(6, size, -2, 2);
    p.measurements = random.integers(6, 1, -5, 5);
  } else if (kind == &low_rank_kind) {
    for (int t = 0; t < 2; ++t)
      p.terms.emplace_back(random.integers(p.rows, p.cols, -1, 1, root(3)),
                           random.integers(p.rows, p.cols, -1, 1, root(12)));
    p.measurements = random.integers(size, 1, -5, 5);
  } else if (kind == &kernel_terms_kind) {
    Scale small;
    small.value = Rational(1) / Rational(100);
    for (int t = 0; t < 2; ++t)
      p.terms.emplace_back(random.integers(p.rows, p.cols, -1, 1),
                           random.integers(p.rows, p.cols, -1, 1, small));
    p.truth = truth;
  } else if (kind == &kernel_matrix_kind) {
    Numbers H{size, size, std::vector<double>(size * size), {}};
    for (long i = 0; i < size; ++i)
      for (long j = 0; j < size; ++j)
        H.values[static_cast<std::size_t>(i * size + j)] = i == j ? 3 : std::abs(i - j) == 1 ? -1 : 0;
    p.matrix = H;
    p.truth = truth;
  }
  return p;
}

/// 𝒜(X) by its definition, for kinds that have one, X the matrix of a pair of factors, in doubles.
double objective_in_doubles(const Problem& p) {
  const auto scale = [](const Scale& s) { return s.root ? std::sqrt(s.value.approx()) : s.value.approx(); };
  const Numbers& L = p.point.L;
  const Numbers& R = p.symmetric ? L : p.point.R;
  const double c = scale(L.scale) * scale(R.scale);
  const auto X = [&](long i, long j) {
    double sum = 0;
    for (long k = 0; k < p.rank; ++k) sum += L(i, k) * R(j, k);
    return c * sum;
  };
  const Numbers& b = *p.measurements;
  double total = 0;
  if (p.kind == &full_kind) {
    for (long i = 0; i < p.rows; ++i)
      for (long j = 0; j < p.cols; ++j) total += std::pow(X(i, j) - b.values[i * p.cols + j], 2);
  } else if (p.kind == &entries_kind) {
    for (std::size_t t = 0; t < p.index.at.size(); ++t)
      total += std::pow(p.weight->values[t] * X(p.index.at[t].first, p.index.at[t].second) - b.values[t], 2);
  } else if (p.kind == &dense_sensing_kind) {
    for (long t = 0; t < p.matrix->rows; ++t) {
      double value = -b.values[t];
      for (long e = 0; e < p.rows * p.cols; ++e) value += (*p.matrix)(t, e) * X(e / p.cols, e % p.cols);
      total += value * value;
    }
  } else {  // identity_plus_low_rank
    std::vector<double> weight;
    for (const auto& [left, right] : p.terms) {
      double sum = 0;
      for (long e = 0; e < p.rows * p.cols; ++e) sum += right.values[e] * X(e / p.cols, e % p.cols);
      weight.push_back(sum * scale(left.scale) * scale(right.scale));
    }
    for (long e = 0; e < p.rows * p.cols; ++e) {
      double value = X(e / p.cols, e % p.cols) - b.values[e];
      for (std::size_t t = 0; t < p.terms.size(); ++t) value += weight[t] * p.terms[t].first.values[e];
      total += value * value;
    }
  }
  if (!p.symmetric)
    for (long k = 0; k < p.rank; ++k)
      for (long l = 0; l < p.rank; ++l) {
        double B = 0;
        for (long i = 0; i < p.rows; ++i) B += 2 * L(i, k) * L(i, l);  // the squares of the scales: 2 and 8
        for (long i = 0; i < p.cols; ++i) B -= 8 * R(i, k) * R(i, l);
        total += p.balance.approx() * B * B;
      }
  return total / 2;
}

/// The point moved by t·c·D, c its scale.
Factors moved(const Factors& at, const Factors& D, int t) {
  Factors out = at;
  for (std::size_t k = 0; k < out.L.values.size(); ++k) out.L.values[k] += t * D.L.values[k];
  for (std::size_t k = 0; k < out.R.values.size(); ++k) out.R.values[k] += t * D.R.values[k];
  return out;
}

ExactCone everything(const Problem& p) {
  ExactCone cone;
  for (long i = 0; i < p.stacked_rows(); ++i)
    for (long k = 0; k < p.rank; ++k) {
      cone.kind.push_back(Entry::free);
      cone.kept.push_back({i, k});
      cone.degenerate.push_back(false);
    }
  return cone;
}

const Kind kinds[] = {&full_kind,     &entries_kind,      &dense_sensing_kind,
                      &low_rank_kind, &kernel_terms_kind, &kernel_matrix_kind};

// f along a line is a quartic, whose second derivative five values give exactly:
//   12 p″(0) = −p(2) + 16p(1) − 30p(0) + 16p(−1) − p(−2).
TEST(ExactProblem, HessianIsTheSecondDerivativeExactly) {
  for (unsigned place = 0; place < std::size(kinds); ++place)
    for (const bool symmetric : {true, false})
      for (unsigned seed = 0; seed < 3; ++seed) {
        const Kind kind = kinds[place];
        const Rational balance = symmetric || seed == 0 ? Rational(0) : Rational(3) / Rational(7);
        const Problem p = problem_of(kind, symmetric, balance, 10 * seed + place);
        Work work;
        const ExactProblem exact(p, work);
        Random random(seed + 100);
        Factors D;
        D.L = random.integers(p.rows, 2, -1, 1);
        if (!symmetric) D.R = random.integers(p.cols, 2, -1, 1);
        const auto f = [&](int t) { return exact.value(moved(p.point, D, t), "moved"); };
        const Rational second =
            (Rational(16) * (f(1) + f(-1)) - f(2) - f(-2) - Rational(30) * f(0)) / Rational(12);
        EXPECT_EQ(f(0), exact.objective());
        // In the original variables the move is (√2 D_L, √8 D_R) = √2 (D_L, 2 D_R).
        std::vector<Rational> x;
        for (const double d : D.L.values) x.push_back(Rational::from_double(d));
        for (const double d : D.R.values) x.push_back(Rational::from_double(2 * d));
        EXPECT_EQ(Rational(2) * form(exact.hessian(everything(p), false), x), second)
            << "kind " << kind->word << " symmetric " << symmetric << " seed " << seed;
      }
}

TEST(ExactProblem, ObjectiveIsTheOneOfTheDefinition) {
  for (const Kind kind : {&full_kind, &entries_kind, &dense_sensing_kind, &low_rank_kind})
    for (const bool symmetric : {true, false}) {
      const Problem p = problem_of(kind, symmetric, symmetric ? Rational(0) : Rational(3) / Rational(7), 5);
      Work work;
      const double f = objective_in_doubles(p);
      EXPECT_NEAR(ExactProblem(p, work).objective().approx() / f, 1, 1e-12)
          << "kind " << kind->word << " symmetric " << symmetric;
    }
}

TEST(ExactProblem, GaugeIsTheSecondDerivativeOfTheDiagonalBalance) {
  // l = r = (1, 2), ½(‖l‖² − ‖r‖²)² has the Hessian 4(l, −r)(l, −r)ᵀ.
  Problem p;
  p.symmetric = false;
  p.rows = p.cols = 2;
  p.rank = 1;
  p.point = {numbers(2, 1, {1, 2}), numbers(2, 1, {1, 2})};
  p.truth = p.point;
  Work work;
  const ExactProblem exact(p, work);
  RationalMatrix difference = exact.hessian(everything(p), true);
  difference -= exact.hessian(everything(p), false);
  const long w[] = {1, 2, -1, -2};
  for (long i = 0; i < 4; ++i)
    for (long j = 0; j < 4; ++j) EXPECT_EQ(difference(i, j), Rational(4 * w[i] * w[j]));
}

std::string rejection(const Problem& p) {
  try {
    Work work;
    const ExactProblem exact(p, work);
    (void)exact.hessian(exact.first_order(), exact.scaling_is_free());
  } catch (const Rejected& rejected) {
    return rejected.what();
  }
  return "";
}

TEST(ExactProblem, ClassifiesEntriesByTheirExactSigns) {
  Work work;
  const auto second_entry = [&](double b) { return ExactProblem(corner(0, b), work).first_order().kind[1]; };
  EXPECT_EQ(second_entry(0), Entry::degenerate);
  EXPECT_EQ(second_entry(-1e-300), Entry::fixed);
  EXPECT_EQ(rejection(corner(0, 1e-300)), "entry (1, 0) is zero and the gradient there is negative, -2e-300");
  Problem p = corner(0, 0);
  p.point.L.values[0] = 1 + 0x1p-52;
  EXPECT_NE(rejection(p).find("entry (0, 0) is positive and the gradient there is not zero"),
            std::string::npos);
}

TEST(ExactProblem, RefusesInOneLine) {
  const auto expect = [](const Problem& p, const char* word) {
    EXPECT_NE(rejection(p).find(word), std::string::npos) << rejection(p);
  };
  Problem p = problem_of(&full_kind, false, Rational(0), 1);
  p.point.R.scale = root(3);
  expect(p, "the product of the two scales is not rational");
  p = problem_of(&full_kind, false, Rational(0), 1);
  p.point.L.scale.value = Rational(-2);
  expect(p, "negative");
  p = problem_of(&full_kind, true, Rational(0), 1);
  p.point.L.values[3] = -1;
  expect(p, "(1, 1) is negative");
  p = problem_of(&kernel_matrix_kind, true, Rational(0), 1);
  p.matrix->values[1] = 7;
  expect(p, "not symmetric");
  p.matrix->values[16] = 7;
  expect(p, "not positive semidefinite");
  p = problem_of(&kernel_terms_kind, true, Rational(0), 1);
  p.terms[0].second = p.terms[0].first;
  p.terms[0].second.scale.value = Rational(-1);
  expect(p, "not positive semidefinite");
  p = problem_of(&kernel_terms_kind, true, Rational(0), 1);
  p.terms[0].first.scale = root(3);
  expect(p, "the kernel of the operator is not rational");
  p.terms[1].first.scale = root(5);
  expect(p, "no rational multiples");
  p = problem_of(&low_rank_kind, true, Rational(0), 1);
  p.terms[0].first.scale = root(5);
  expect(p, "is not rational");
  p = problem_of(&kernel_terms_kind, true, Rational(0), 1);
  p.truth.reset();
  p.measurements = numbers(16, 1, std::vector<double>(16));
  expect(p, "measurements");
  p = problem_of(&entries_kind, true, Rational(0), 1);
  p.index.at[1] = p.index.at[0];
  expect(p, "twice");
  p = corner(0, 0);
  p.rows = p.cols = 100000000;
  expect(p, "at most 250000 entries");
  // A zero column in both factors can be balanced; norms that differ cannot.
  p = problem_of(&full_kind, false, Rational(0), 1);
  Work work;
  EXPECT_THROW((void)ExactProblem(p, work).hessian(everything(p), true), Rejected);
}

}  // namespace
}  // namespace orthant::checker
