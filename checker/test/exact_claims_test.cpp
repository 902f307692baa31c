// The three exact methods on problems that a person can follow.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "checker/read/claims.hpp"
#include "checker/read/files.hpp"
#include "corner.hpp"

namespace orthant::checker {
namespace {

using Json = nlohmann::json;
using Kind = const OperatorKind*;
using ClaimCheck = std::string (*)(const Problem&, const Claims&, const Json&, Work&);

Rational q(long p, long denominator = 1) {
  return Rational(p) / Rational(denominator);
}

/// "" when accepted, otherwise the reason.
std::string refusal(ClaimCheck check, const Problem& p, const Claims& claims, const Json& evidence) {
  try {
    Work work;
    EXPECT_FALSE(check(p, claims, evidence, work).empty());
  } catch (const Rejected& rejected) {
    return rejected.what();
  }
  return "";
}

#define EXPECT_ACCEPTED(...) EXPECT_EQ(refusal(__VA_ARGS__), "")
#define EXPECT_REFUSED(word, ...)                              \
  do {                                                         \
    const std::string reason = refusal(__VA_ARGS__);           \
    EXPECT_NE(reason.find(word), std::string::npos) << reason; \
  } while (false)

Claims claims(const char* verdict, const Rational& objective, std::optional<Rational> modulus = {}) {
  Claims out;
  out.verdict = verdict;
  out.objective_low = out.objective_high = objective;
  out.modulus = std::move(modulus);
  return out;
}

const Json no_split = {{"form", {{"kind", "split"}, {"nonnegative", Json::array()}}}};
const Json keller = {{"form", {{"kind", "keller"}}}};

TEST(SecondOrder, FreeAndDegenerateEntries) {
  for (const auto& [evidence, word] : {std::pair(no_split, "not semidefinite"), {keller, "not copositive"}}) {
    EXPECT_ACCEPTED(check_second_order, corner(0.5), claims("strict_local_minimizer", q(1, 8), q(1)),
                    evidence);
    EXPECT_REFUSED(word, check_second_order, corner(0.5),
                   claims("strict_local_minimizer", q(1, 8), q(1000001, 1000000)), evidence);
    EXPECT_REFUSED(word, check_second_order, corner(1),
                   claims("strict_local_minimizer", q(1, 2), q(1, 1000000)), evidence);
  }
}

TEST(SecondOrder, FixedEntriesDoNotCount) {
  // b = −1: the gradient at y is 2, and a = 100 does no harm.
  EXPECT_ACCEPTED(check_second_order, corner(100, -1), claims("strict_local_minimizer", q(5001), q(4)),
                  no_split);
  EXPECT_REFUSED("gradient there is negative", check_second_order, corner(100, 1),
                 claims("strict_local_minimizer", q(5001), q(4)), no_split);
}

TEST(SecondOrder, ClaimsMustBeThoseOfTheMethod) {
  const Problem p = corner(0.5);
  const Claims right = claims("strict_local_minimizer", q(1, 8), q(1));
  const auto refused = [&](const char* word, auto change) {
    Claims wrong = right;
    change(wrong);
    EXPECT_REFUSED(word, check_second_order, p, wrong, no_split);
  };
  refused("verdict", [](Claims& c) { c.verdict = "global_minimizer"; });
  refused("objective", [](Claims& c) { c.objective_low = c.objective_high = q(1, 9); });
  refused("modulus", [](Claims& c) { c.modulus.reset(); });
  refused("modulus", [](Claims& c) { c.modulus = q(0); });
  refused("radius", [](Claims& c) { c.radius = q(1); });
  refused("global_low", [](Claims& c) { c.global_low = q(0); });
  refused("spurious false", [](Claims& c) { c.spurious = false; });
  refused("without a witness", [](Claims& c) { c.spurious = true; });
}

TEST(SecondOrder, SpuriousNeedsALowerFeasiblePoint) {
  // At (1, 0): f = 9/32; (1, ½) and (0, 0) are higher.
  Problem p = corner(0.75);
  Claims c = claims("strict_local_minimizer", q(9, 32), q(1, 2));
  EXPECT_ACCEPTED(check_second_order, p, c, no_split);
  c.spurious = true;
  for (const std::vector<double>& point : {std::vector<double>{1, 0.5}, {0, 0}, {1, 0}}) {
    p.witness = Factors{numbers(2, 1, point), {}};
    EXPECT_REFUSED("witness: objective", check_second_order, p, c, no_split);
  }
  p.witness = Factors{numbers(2, 2, {1, 0, 0, 1}), {}};  // lower, with more columns
  EXPECT_REFUSED("columns", check_second_order, p, c, no_split);
  p.witness = Factors{numbers(2, 1, {1, -0.5}), {}};
  EXPECT_REFUSED("negative", check_second_order, p, c, no_split);
  // Data 1 and 4: (1, 0) and (0, 2) are stationary, b = −1 makes both strict; f = 9 at (1, 0), 3/2 at (0, 2).
  p = corner(4, -1);
  c = claims("strict_local_minimizer", q(9), q(4));
  c.spurious = true;
  p.witness = Factors{numbers(2, 1, {0, 2}), {}};
  EXPECT_ACCEPTED(check_second_order, p, c, no_split);
  c.objective_low = q(3, 2);  // the witness must be below what is claimed
  EXPECT_REFUSED("witness: objective", check_second_order, p, c, no_split);
}

/// 1×1, rank 1: g = ½(lr − 2)² at l = r = √2: ∇²g = 2[[1, 1], [1, 1]], λ∇²h = 8λ[[1, −1], [−1, 1]]: 4 and
/// 16λ.
Problem scalar(const Rational& balance) {
  Problem p;
  p.symmetric = false;
  p.rows = p.cols = p.rank = 1;
  p.balance = balance;
  p.measurements = numbers(1, 1, {2});
  const Scale root{Rational(2), true, 1};
  p.point = {numbers(1, 1, {1}, root), numbers(1, 1, {1}, root)};
  return p;
}

TEST(SecondOrder, BalanceAndRootScales) {
  const auto accepted = [](const Rational& balance, const Rational& modulus) {
    return refusal(check_second_order, scalar(balance), claims("strict_local_minimizer", q(0), modulus),
                   no_split)
        .empty();
  };
  EXPECT_TRUE(accepted(q(1, 100), q(16, 100)));
  EXPECT_FALSE(accepted(q(1, 100), q(16001, 100000)));
  EXPECT_TRUE(accepted(q(2), q(4)));
  EXPECT_FALSE(accepted(q(2), q(4001, 1000)));
  // λ = 0: the gauge has ½(l² − r²)², which is what λ = 1 has: 16.
  EXPECT_TRUE(accepted(q(0), q(4)));
  EXPECT_FALSE(accepted(q(0), q(4001, 1000)));
  Problem p = scalar(q(0));
  p.point.L.scale = {Rational(4), false, 1};
  p.point.R.scale = {q(1, 2), false, 1};
  EXPECT_REFUSED("balanced", check_second_order, p, claims("strict_local_minimizer", q(0), q(1, 100)),
                 no_split);
}

TEST(SecondOrder, EntryWeights) {
  // f = ½(4(x² − 1)² + 9(y² − a)² + w²(xy)²), at (1, 0): ∇²f = diag(16, w² − 18a), f = 9a²/2.
  Problem p;
  p.rows = p.cols = 2;
  p.rank = 1;
  p.kind = &entries_kind;
  p.index.at = {{0, 0}, {1, 1}, {0, 1}};
  p.weight = numbers(3, 1, {2, 3, 5});
  p.measurements = numbers(3, 1, {2, 3, 0});  // a = 1
  p.point.L = numbers(2, 1, {1, 0});
  EXPECT_ACCEPTED(check_second_order, p, claims("strict_local_minimizer", q(9, 2), q(7)), no_split);
  EXPECT_REFUSED("form", check_second_order, p, claims("strict_local_minimizer", q(9, 2), q(7001, 1000)),
                 no_split);
  Json rip = no_split;
  rip["rip"] = {{"rank", 1}, {"delta", "24"}};  // weights 4, 9, 25 and 0
  EXPECT_ACCEPTED(check_second_order, p, claims("strict_local_minimizer", q(9, 2), q(7)), rip);
  rip["rip"]["delta"] = "239/10";
  EXPECT_REFUSED("restricted isometry", check_second_order, p,
                 claims("strict_local_minimizer", q(9, 2), q(7)), rip);
}

/// Symmetric, rank 1, three rows: data with residual S. U = e_0.
Problem residual_problem(const std::vector<double>& minus_S) {
  Problem p;
  p.rows = p.cols = 3;
  p.rank = 1;
  std::vector<double> b = minus_S;
  b[0] += 1;
  p.measurements = numbers(9, 1, b);
  p.point.L = numbers(3, 1, {1, 0, 0});
  return p;
}

TEST(SecondOrder, DegenerateEntriesThatShareANonnegativePart) {
  // ∇²f on (x, y, z) = diag(4, 2, 2) + 2S: S = [[−½, 2], [2, −½]] below: [[1, 4], [4, 1]] on y, z: the cone's
  // minimum is 1, but the form is not semidefinite.
  const Problem p = residual_problem({0, 0, 0, 0, 0.5, -2, 0, -2, 0.5});
  const Claims right = claims("strict_local_minimizer", q(17, 4), q(1));
  EXPECT_REFUSED("not semidefinite", check_second_order, p, right, no_split);
  Json split = {{"form", {{"kind", "split"}, {"nonnegative", {{1, 2, "4"}}}}}};
  EXPECT_ACCEPTED(check_second_order, p, right, split);
  EXPECT_ACCEPTED(check_second_order, p, right, keller);
  const auto refused = [&](const char* word, const Json& entry) {
    split["form"]["nonnegative"] = Json::array({entry});
    EXPECT_REFUSED(word, check_second_order, p, right, split);
  };
  refused("not semidefinite", {1, 2, "3"});
  refused("two degenerate", {0, 1, "4"});
  refused("i < j", {2, 1, "4"});
  refused("positive", {1, 2, "-4"});
  refused("from 0 to 2", {1, 3, "4"});
  refused("lowest terms", {1, 2, "8/2"});
  refused("fraction", {1, 2, 4});
  refused("[i, j", {1, 2});
  split["form"]["nonnegative"] = {{1, 2, "4"}, {1, 2, "4"}};
  EXPECT_REFUSED("once", check_second_order, p, right, split);
  split["form"] = {{"kind", "tree"}};
  EXPECT_REFUSED("split or keller", check_second_order, p, right, split);
}

TEST(Saddle, NeedsADirectionOfTheConeWithNegativeForm) {
  Problem p = corner(2);
  const Claims right = claims("saddle", q(2));
  const Json evidence = {{"direction", {{"U", "D.npy"}}}};
  const auto along = [&](double x, double y, Scale scale = {}) {
    p.direction = Factors{numbers(2, 1, {x, y}, scale), {}};
    return refusal(check_saddle, p, right, evidence);
  };
  EXPECT_EQ(along(0, 1), "");
  EXPECT_EQ(along(0.5, 1), "");                           // 4/4 − 2
  EXPECT_EQ(along(-0.5, 1, {Rational(7), true, 1}), "");  // any scale
  EXPECT_EQ(along(0, -1, {Rational(-3), false, 1}), "");
  EXPECT_NE(along(1, 1).find("expected a negative one"), std::string::npos);
  EXPECT_NE(along(0, 0).find("expected a negative one"), std::string::npos);
  EXPECT_NE(along(0, -1).find("negative where the point is zero"), std::string::npos);
  p = corner(2, -1);  // y is fixed
  p.direction = Factors{numbers(2, 1, {0, 1}), {}};
  EXPECT_REFUSED("not 0 where the gradient is positive", check_saddle, p, claims("saddle", q(3)), evidence);
  p = corner(2, 1);  // not stationary
  p.direction = Factors{numbers(2, 1, {0, 1}), {}};
  EXPECT_REFUSED("gradient there is negative", check_saddle, p, claims("saddle", q(3)), evidence);
  p = corner(2);
  EXPECT_REFUSED("no direction", check_saddle, p, right, evidence);
}

TEST(Saddle, AsymmetricDirectionWithScales) {
  // 2×2, l = r = e_0, data diag(1, 2), λ = 1: the zero entries move as 2·S_11·d_L d_R + d_L² + d_R², S_11 =
  // −2.
  Problem p;
  p.symmetric = false;
  p.rows = p.cols = 2;
  p.rank = 1;
  p.balance = Rational(1);
  p.measurements = numbers(4, 1, {1, 0, 0, 2});
  p.point = {numbers(2, 1, {1, 0}), numbers(2, 1, {1, 0})};
  const Claims right = claims("saddle", q(2));
  const Json evidence = {{"direction", {{"L", "a"}, {"R", "b"}}}};
  const auto along = [&](const Scale& left, const Scale& right_scale) {
    p.direction = Factors{numbers(2, 1, {0, 1}, left), numbers(2, 1, {0, 1}, right_scale)};
    return refusal(check_saddle, p, right, evidence);
  };
  EXPECT_EQ(along({}, {}), "");                                          // 1 + 1 − 4
  EXPECT_EQ(along({Rational(2), true, 1}, {Rational(8), true, 1}), "");  // 2 + 8 − 16
  EXPECT_NE(along({Rational(1), false, 1}, {Rational(4), false, 1}).find("negative one"),
            std::string::npos);  // 17 − 16
  EXPECT_NE(along({Rational(2), true, 1}, {Rational(3), true, 1}).find("not rational"), std::string::npos);
}

TEST(Global, ZeroResidual) {
  Problem p = corner(0);
  Claims c = claims("global_minimizer", q(0));
  c.spurious = false;
  EXPECT_ACCEPTED(check_global, p, c, {{"kind", "zero_residual"}});
  EXPECT_REFUSED("unknown", check_global, p, c, {{"kind", "zero_residual"}, {"form", 1}});
  c.spurious = true;
  EXPECT_REFUSED("spurious", check_global, p, c, {{"kind", "zero_residual"}});
  p = corner(1e-160);  // f = 5e-321, which is not zero
  c = claims("global_minimizer", q(0));
  c.objective_high = q(1);
  EXPECT_REFUSED("expected 0", check_global, p, c, {{"kind", "zero_residual"}});
}

TEST(Global, CopositiveResidual) {
  const auto evidence = [](const Json& form) {
    return Json{{"kind", "copositive_residual"}, {"form", form["form"]}};
  };
  // S = [[1, −1], [−1, 1]] below: semidefinite, singular.
  Claims c = claims("global_minimizer", q(2));
  const Problem semidefinite = residual_problem({0, 0, 0, 0, -1, 1, 0, 1, -1});
  EXPECT_ACCEPTED(check_global, semidefinite, c, evidence(no_split));
  EXPECT_ACCEPTED(check_global, semidefinite, c, evidence(keller));
  c.global_low = q(2);
  EXPECT_ACCEPTED(check_global, semidefinite, c, evidence(keller));
  c.global_low = q(201, 100);
  EXPECT_REFUSED("global_low", check_global, semidefinite, c, evidence(keller));
  // S = [[0, 1], [1, 0]]: nonnegative only.
  const Problem nonnegative = residual_problem({0, 0, 0, 0, 0, -1, 0, -1, 0});
  EXPECT_REFUSED("not semidefinite", check_global, nonnegative, claims("global_minimizer", q(1)),
                 evidence(no_split));
  EXPECT_ACCEPTED(check_global, nonnegative, claims("global_minimizer", q(1)), evidence(keller));
  // S = [[1, −1], [−1, 1 − 1/1024]]: not copositive.
  const Problem worse = residual_problem({0, 0, 0, 0, -1, 1, 0, 1, -1023.0 / 1024});
  Claims wide = claims("global_minimizer", q(0));
  wide.objective_high = q(9);
  EXPECT_REFUSED("not copositive", check_global, worse, wide, evidence(keller));
}

TEST(Global, NonnegativeResidual) {
  Problem p;
  p.symmetric = false;
  p.rows = p.cols = 2;
  p.rank = 1;
  p.measurements = numbers(4, 1, {1, 0, 0, -2});
  p.point = {numbers(2, 1, {1, 0}), numbers(2, 1, {1, 0})};
  const Claims c = claims("global_minimizer", q(2));
  const Json evidence = {{"kind", "nonnegative_residual"}};
  EXPECT_ACCEPTED(check_global, p, c, evidence);
  p.balance = Rational(1);
  EXPECT_ACCEPTED(check_global, p, c, evidence);
  p.measurements->values[3] = 2;
  EXPECT_REFUSED("expected none below 0", check_global, p, c, evidence);
  p.measurements->values = {1, 1, 0, -2};
  EXPECT_REFUSED("gradient", check_global, p, claims("global_minimizer", q(5, 2)), evidence);
  EXPECT_REFUSED("symmetric", check_global, corner(-1), claims("global_minimizer", q(1, 2)), evidence);
}

/// Theorem 3 at n = 2: terms α²(P₂ − εP₁₂) and P₁, δ² = α⁴(1 + 2ε²).
Problem theorem3(const Rational& alpha, const Rational& epsilon) {
  Problem p;
  p.rows = p.cols = 2;
  p.rank = 1;
  p.kind = &kernel_terms_kind;
  const Numbers P1 = numbers(2, 2, {1, 0, 0, 0});
  const Rational square = alpha * alpha;
  p.terms = {{numbers(2, 2, {0, 0, 0, 1}, {square, false, 1}), P1},
             {numbers(2, 2, {0, 1, 1, 0}, {-(square * epsilon), false, 1}), P1}};
  p.truth = Factors{numbers(2, 1, {1, 0}), {}};
  p.point.L = numbers(2, 1, {0, 1}, {alpha, false, 1});
  return p;
}

TEST(SecondOrder, Theorem3UpToItsBoundAndNotBeyond) {
  const Rational epsilon = q(1, 10);
  const auto refused = [&](const Rational& alpha, const Rational& modulus, const char* delta,
                           const Rational& sign = Rational(1)) {
    const Rational square = alpha * alpha;
    Claims c = claims("strict_local_minimizer", (Rational(1) - square * square) / Rational(2), modulus);
    c.spurious = true;
    Json evidence = no_split;
    evidence["rip"] = {{"rank", 2}, {"delta", delta}};
    return refusal(check_second_order, theorem3(alpha, epsilon * sign), c, evidence);
  };
  // α = ½: modulus 4α² = 1, δ² = (51/50)/16.
  EXPECT_EQ(refused(q(1, 2), q(1), "sqrt(51/800)"), "");
  EXPECT_NE(refused(q(1, 2), q(1000001, 1000000), "sqrt(51/800)").find("not semidefinite"),
            std::string::npos);
  EXPECT_NE(refused(q(1, 2), q(1), "sqrt(50999/800000)").find("restricted isometry"), std::string::npos);
  EXPECT_NE(refused(q(1, 2), q(1), "1/4").find("restricted isometry"), std::string::npos);
  // A negative ε turns the gradient around.
  EXPECT_NE(
      refused(q(1, 2), q(1), "sqrt(51/800)", q(-1)).find("(0, 0) is zero and the gradient there is negative"),
      std::string::npos);
  // The bound is (1 + 1/50)^(−1/4) = 0.99506…
  EXPECT_EQ(refused(q(99, 100), q(39204, 10000), "1"), "");
  EXPECT_NE(refused(q(996, 1000), q(1), "1").find("not positive semidefinite"), std::string::npos);
}

}  // namespace
}  // namespace orthant::checker
