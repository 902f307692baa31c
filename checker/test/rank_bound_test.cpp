// Bounds of all factors of a rank, against sums of eigenvalues that are known or that Jacobi's rotations find.
#include "checker/spectral/rank_bound.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <random>

#include "checker/read/files.hpp"

namespace orthant::checker::rank_bound_test {
namespace {

using Json = nlohmann::json;

Numbers table(long m, long n, const std::vector<double>& values) {
  return {m, n, values, {}};
}

Problem problem_of(bool symmetric, long m, long n, const std::vector<double>& A, long rank,
                   const Numbers& evidence) {
  Problem p;
  p.symmetric = symmetric;
  p.rows = m;
  p.cols = n;
  p.rank = rank;
  p.measurements = table(m, n, A);
  p.dual = evidence;
  return p;
}

/// The same data, its zeros left out, entries in an order of no meaning.
Problem sparse(const Problem& dense) {
  Problem p = dense;
  p.sparse = true;
  p.measurements = Numbers{0, 1, {}, {}};
  for (long t = p.rows * p.cols - 1; t >= 0; --t) {
    const double a = dense.measurements->values[static_cast<std::size_t>(t)];
    if (a == 0) continue;
    p.index.at.emplace_back(t / p.cols, t % p.cols);
    p.measurements->values.push_back(a);
  }
  p.measurements->rows = static_cast<long>(p.measurements->values.size());
  return p;
}

const Json perron = {{"kind", "perron"}, {"vector", "v.npy"}};

Json shift(const std::string& tau) {
  return {{"kind", "shift"}, {"shift", tau}, {"factor", "F.npy"}};
}

/// Empty when `low` is accepted as a bound of the problem's rank.
std::string rank_refusal(const Problem& problem, const Rational& low, const Json& gap) {
  Claims claims;
  claims.global_low = low;
  claims.global_rank = problem.rank;
  try {
    Work work;
    EXPECT_FALSE(check_rank_gap(problem, claims, gap, work).empty());
  } catch (const Rejected& rejected) {
    return rejected.what();
  }
  return "";
}

const Rational almost = Rational::parse("999999999/1000000000");

TEST(RankBound, PerronIsSharpAndNoMore) {
  // Singular values 3 and 1: ½·1² is left by the best matrix of rank one.
  for (const bool symmetric : {false, true}) {
    const Problem p = problem_of(symmetric, 2, 2, {2, 1, 1, 2}, 1, table(2, 1, {1, 1}));
    EXPECT_EQ(rank_refusal(p, Rational::parse("1/2") * almost, perron), "");
    EXPECT_NE(rank_refusal(p, Rational::parse("500001/1000000"), perron).find("is above the bound"),
              std::string::npos);
    EXPECT_EQ(rank_refusal(sparse(p), Rational::parse("1/2") * almost, perron), "");
    const Problem other = problem_of(symmetric, 2, 2, {2, 1, 1, 2}, 1, table(2, 1, {1, 2}));
    EXPECT_NE(rank_refusal(other, Rational::parse("1/2") * almost, perron), "")
        << "a vector that is not Perron's";
  }
}

TEST(RankBound, PerronTakesReducibleMatricesAndZeros) {
  // Blocks (3) and (2 1; 1 1) beside a zero row and column: σ₁ = 3, any v > 0 that is Perron's on each block.
  const double golden = (std::sqrt(5.0) - 1) / 2;
  const Problem p = problem_of(false, 4, 4, {3, 0, 0, 0, 0, 2, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0}, 1,
                               table(4, 1, {1, 1, golden, 7}));
  const Rational bound = Rational::parse("7/2");  // ½(9 + 7 − 9)
  EXPECT_EQ(rank_refusal(p, bound * almost, perron), "");
  EXPECT_EQ(rank_refusal(sparse(p), bound * almost, perron), "");
  EXPECT_NE(rank_refusal(p, bound * Rational::parse("1000001/1000000"), perron), "");
}

TEST(RankBound, PerronOfDataWithNegativeEntriesTakesTheirPositivePart) {
  const Problem p = problem_of(false, 2, 2, {2, -5, -5, 1}, 1, table(2, 1, {1, 1}));
  // Nonnegative factors of rank one reach 2 at most: ½(4 + 50 + 1 − 4).
  EXPECT_EQ(rank_refusal(p, Rational::parse("51/2") * almost, perron), "");
  EXPECT_NE(rank_refusal(p, 26, perron), "");
}

TEST(RankBound, PerronRefusesWhatIsNoPositiveVector) {
  Problem p = problem_of(false, 2, 2, {2, 1, 1, 2}, 1, table(2, 1, {1, 0}));
  EXPECT_NE(rank_refusal(p, 0, perron).find("not positive"), std::string::npos);
  p.dual = table(2, 1, {1, -1});
  EXPECT_NE(rank_refusal(p, 0, perron).find("not positive"), std::string::npos);
  p.dual = table(1, 2, {1, 1});
  EXPECT_NE(rank_refusal(p, 0, perron).find("column of 2"), std::string::npos);
  p.dual.reset();
  EXPECT_NE(rank_refusal(p, 0, perron).find("column of 2"), std::string::npos);
  p.dual = table(2, 1, {1, 1});
  p.rank = 2;
  EXPECT_NE(rank_refusal(p, 0, perron).find("expected 1"), std::string::npos);
}

TEST(RankBound, ShiftIsSharpAndNoMore) {
  // Singular values 3, 2, 1 at rank one: ½(4 + 1). AᵀA ⪯ 4I + FFᵀ with F = √5 e₁.
  const std::vector<double> A = {3, 0, 0, 0, 2, 0, 0, 0, 1};
  const Problem p = problem_of(false, 3, 3, A, 1, table(3, 1, {std::sqrt(5.0), 0, 0}));
  const Json good = shift("40000000001/10000000000");
  EXPECT_EQ(rank_refusal(p, Rational::parse("5/2") * almost, good), "");
  EXPECT_EQ(rank_refusal(sparse(p), Rational::parse("5/2") * almost, good), "");
  EXPECT_NE(rank_refusal(p, Rational::parse("2500001/1000000"), good).find("is above the bound"),
            std::string::npos);
  EXPECT_NE(rank_refusal(p, 0, shift("39/10")).find("not above the data"), std::string::npos);
  EXPECT_NE(rank_refusal(p, 0, shift("-1")).find("negative"), std::string::npos);
  Problem weak = p;
  weak.dual = table(3, 1, {2, 0, 0});
  EXPECT_NE(rank_refusal(weak, 0, good).find("not above the data"), std::string::npos);
}

TEST(RankBound, SymmetricProblemsCountPositiveEigenvaluesOnly) {
  // Eigenvalues 3, −2, 1: UUᵀ of rank one leaves ½(4 + 1), and at rank two ½·4.
  const std::vector<double> A = {3, 0, 0, 0, -2, 0, 0, 0, 1};
  const Problem one = problem_of(true, 3, 3, A, 1, table(3, 1, {std::sqrt(2.0), 0, 0}));
  EXPECT_EQ(rank_refusal(one, Rational::parse("5/2") * almost, shift("10000000001/10000000000")), "");
  EXPECT_NE(rank_refusal(one, Rational::parse("2500001/1000000"), shift("10000000001/10000000000")), "");
  const Problem two = problem_of(true, 3, 3, A, 2, table(3, 2, {std::sqrt(3.0), 0, 0, 0, 0, 1}));
  EXPECT_EQ(rank_refusal(two, 2 * almost, shift("1/100000000000")), "");
  EXPECT_NE(rank_refusal(two, Rational::parse("2000001/1000000"), shift("1/100000000000")), "");
  EXPECT_NE(rank_refusal(one, 0, shift("9/10")).find("not above the data"), std::string::npos);
}

/// Eigenvalues of a symmetric matrix by Jacobi's rotations, descending.
std::vector<double> eigenvalues(std::vector<std::vector<double>> H) {
  const std::size_t n = H.size();
  for (int sweep = 0; sweep < 60; ++sweep)
    for (std::size_t p = 0; p < n; ++p)
      for (std::size_t q = p + 1; q < n; ++q) {
        if (H[p][q] == 0) continue;
        const double theta = (H[q][q] - H[p][p]) / (2 * H[p][q]);
        const double t = (theta >= 0 ? 1 : -1) / (std::fabs(theta) + std::sqrt(theta * theta + 1));
        const double c = 1 / std::sqrt(t * t + 1), s = t * c;
        for (std::size_t k = 0; k < n; ++k) {
          const double x = H[k][p], y = H[k][q];
          H[k][p] = c * x - s * y;
          H[k][q] = s * x + c * y;
        }
        for (std::size_t k = 0; k < n; ++k) {
          const double x = H[p][k], y = H[q][k];
          H[p][k] = c * x - s * y;
          H[q][k] = s * x + c * y;
        }
      }
  std::vector<double> out;
  for (std::size_t k = 0; k < n; ++k) out.push_back(H[k][k]);
  std::sort(out.rbegin(), out.rend());
  return out;
}

TEST(RankBound, NoEvidenceGetsAboveTheSpectrum) {
  std::mt19937 random(5);
  std::uniform_real_distribution<double> uniform(-1, 1);
  int accepted = 0;
  for (int trial = 0; trial < 60; ++trial) {
    const bool symmetric = trial % 3 == 0;
    const long n = 4, m = symmetric ? n : (trial % 3 == 1 ? 6 : 3), order = std::min(m, n),
               rank = 1 + trial % 2;
    std::vector<double> A(static_cast<std::size_t>(m * n));
    for (double& a : A) a = uniform(random);
    const auto at = [&](long i, long j) { return A[static_cast<std::size_t>(i * n + j)]; };
    std::vector<std::vector<double>> H(static_cast<std::size_t>(order), std::vector<double>(order));
    double squares = 0;
    for (const double a : A) squares += a * a;
    for (long a = 0; a < order; ++a)
      for (long b = 0; b < order; ++b) {
        if (symmetric) H[a][b] = (at(a, b) + at(b, a)) / 2;
        for (long i = 0; !symmetric && i < std::max(m, n); ++i)
          H[a][b] += m < n ? at(a, i) * at(b, i) : at(i, a) * at(i, b);
      }
    const std::vector<double> lambda = eigenvalues(H);
    double best = 0;
    for (long k = 0; k < rank; ++k)
      best += symmetric ? std::pow(std::max(lambda[static_cast<std::size_t>(k)], 0.0), 2) : lambda[k];
    const double true_low = (squares - best) / 2;
    std::vector<double> F(static_cast<std::size_t>(order * rank));
    for (double& f : F) f = uniform(random);
    const Problem p = problem_of(symmetric, m, n, A, rank, table(order, rank, F));
    for (const char* tau : {"1/10", "1/2", "1", "2", "4", "8"}) {
      Work work;
      try {
        require_above_data(p, Rational::parse(tau), work);
      } catch (const Rejected&) {
        continue;
      }
      ++accepted;
      EXPECT_LE(shift_bound(p, Rational::parse(tau), work).lower(), true_low + 1e-12);
      EXPECT_LE(shift_bound(sparse(p), Rational::parse(tau), work).lower(), true_low + 1e-12);
    }
  }
  EXPECT_GT(accepted, 60);
}

TEST(RankBound, TheObjectiveThroughProductsIsTheObjective) {
  // ½‖A − LRᵀ‖² entry by entry: A = (1 2; 0 4), L = (1, 2), R = (1, 1).
  Problem p = problem_of(false, 2, 2, {1, 2, 0, 4}, 1, {});
  p.dual.reset();
  p.point.L = table(2, 1, {1, 2});
  p.point.R = table(2, 1, {1, 1});
  Work work;
  EXPECT_EQ(full_objective(p, p.point, work).text(12), "4.5");  // ½(0 + 1 + 4 + 4)
  EXPECT_EQ(full_objective(sparse(p), p.point, work).text(12), "4.5");
  // Sparse data without a zero, in another order: f = ½(4 + 0 + 9 + 4).
  Problem full = problem_of(false, 2, 2, {3, 1, 5, 4}, 1, {});
  full.dual.reset();
  full.point = p.point;
  full.point.L = table(2, 1, {1, 2});
  EXPECT_EQ(full_objective(full, full.point, work).text(12), "8.5");
  EXPECT_EQ(full_objective(sparse(full), full.point, work).text(12), "8.5");
  p.balance = 2;  // ‖LᵀL − RᵀR‖² = 9
  EXPECT_EQ(full_objective(p, p.point, work).text(12), "13.5");
}

/// A = (1 2; 2 4) at L = (1, 2), R = (1, 2)·x.
Problem exact_fit(double x = 1) {
  Problem p = problem_of(false, 2, 2, {1, 2, 2, 4}, 1, {});
  p.dual.reset();
  p.point.L = table(2, 1, {1, 2});
  p.point.R = table(2, 1, {x, 2 * x});
  return p;
}

std::string bound_refusal(const Problem& problem, const Claims& claims, const char* kind) {
  try {
    Work work;
    EXPECT_FALSE(check_bound(problem, claims, {{"kind", kind}}, work).empty());
  } catch (const Rejected& rejected) {
    return rejected.what();
  }
  return "";
}

TEST(Bound, AFitOfZeroIsGlobalAndWorseOnesAreNot) {
  Claims claims;
  claims.verdict = "global_minimizer";
  claims.spurious = false;
  EXPECT_EQ(bound_refusal(exact_fit(), claims, "zero"), "");
  EXPECT_NE(bound_refusal(exact_fit(1 + 1e-6), claims, "zero").find("claims.objective ends"),
            std::string::npos);
  claims.objective_high = Rational::parse("1/1000000000");
  EXPECT_NE(bound_refusal(exact_fit(), claims, "zero").find("expected at most"), std::string::npos);
  claims.objective_high = Rational();
  EXPECT_NE(bound_refusal(exact_fit(), claims, "gap").find("without a proof.gap"), std::string::npos);
  EXPECT_NE(bound_refusal(exact_fit(), claims, "other").find("expected zero or gap"), std::string::npos);
  claims.gap_low = 0;
  EXPECT_NE(bound_refusal(exact_fit(), claims, "zero").find("with a proof.gap"), std::string::npos);
  claims.gap_low.reset();
  claims.global_low = 1;
  EXPECT_NE(bound_refusal(exact_fit(), claims, "gap").find("without a proof.gap"), std::string::npos);
  claims.global_low.reset();
  claims.spurious = true;
  EXPECT_NE(bound_refusal(exact_fit(), claims, "zero").find("spurious"), std::string::npos);
  claims.spurious = false;
  claims.modulus = 1;
  EXPECT_NE(bound_refusal(exact_fit(), claims, "zero").find("modulus"), std::string::npos);
}

TEST(Bound, APointOnTheBoundIsGlobalAndOneAboveIsNot) {
  // (2 1; 1 2) at ½·3·(1 1; 1 1): the bound of rank one, ½.
  Problem p = problem_of(false, 2, 2, {2, 1, 1, 2}, 1, {});
  p.point.L = table(2, 1, {1.5, 1.5});
  p.point.R = table(2, 1, {1, 1});
  Claims claims;
  claims.verdict = "global_minimizer";
  claims.gap_low = claims.objective_low = claims.objective_high = Rational::parse("1/2");
  EXPECT_EQ(bound_refusal(p, claims, "gap"), "");
  p.point.L = table(2, 1, {1.5, 1.51});
  claims.objective_high = Rational::parse("2501/5000");
  EXPECT_NE(bound_refusal(p, claims, "gap").find("expected at most"), std::string::npos);
  claims.objective_low = Rational::parse("3/5");
  claims.objective_high = Rational::parse("7/10");
  EXPECT_NE(bound_refusal(p, claims, "gap").find("begins at"), std::string::npos);
}

}  // namespace
}  // namespace orthant::checker::rank_bound_test
