#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "checker/read/claims.hpp"
#include "checker/read/document.hpp"
#include "checker/read/files.hpp"

namespace orthant::checker {
namespace {

/// M⋆ = diag(4, 1) at U₀ = (2, 0):  f − ½ = ½(x² − 4)² + x²z² + ½z⁴ − z²,  x, z the two entries. No lower
/// point as long as x ≥ 1, which is a radius of 1.
Problem two_rows() {
  Problem p;
  p.rows = p.cols = 2;
  p.rank = 1;
  p.point.L = Numbers{2, 1, {2, 0}, {}};
  p.truth = Factors{Numbers{2, 2, {2, 0, 0, 1}, {}}, {}};
  return p;
}

Claims claims(const std::string& radius) {
  Claims out;
  out.verdict = "local_minimizer";
  out.objective_low = out.objective_high = Rational(1) / Rational(2);
  out.radius = Rational::parse(radius);
  return out;
}

/// The two squares, and `rest` for z²(x² − 1).
Json evidence(const std::string& radius, const std::string& rest) {
  return Json::parse(R"({"radius": ")" + radius + R"(", "terms": [
    {"coefficient": "1/2", "squares": ["x0_0^2-4"]},
    {"coefficient": "1/2", "squares": ["x1_0^2"]}, )" +
                     rest + "]}");
}

std::string checked(const Problem& problem, const Claims& claims, const Json& evidence) {
  Work work;
  return check_local_squares(problem, claims, evidence, work);
}

/// The reason, or "" when accepted.
std::string refusal(const std::string& radius, const std::string& rest) {
  try {
    EXPECT_NE(checked(two_rows(), claims(radius), evidence(radius, rest)), "");
    return "";
  } catch (const Rejected& rejected) {
    return rejected.what();
  }
}

const char* const by_bound = R"({"coefficient": "1", "squares": ["x1_0"], "bounds": ["x0_0^2-1"]})";

TEST(CheckLocalSquares, ABoundIsTakenToTheLastPointWhereItHolds) {
  EXPECT_EQ(refusal("1", by_bound), "");
  EXPECT_EQ(refusal("1/2", by_bound), "");
  EXPECT_NE(refusal("1001/1000", by_bound), "");
}

/// z²(x² − 1) = z²(¼ − (x − 2)² − z²) + 2z²(x − 1)² + ¾z² + z⁴
TEST(CheckLocalSquares, TheBallIsAFactor) {
  const std::string rest = R"({"coefficient": "1", "squares": ["x1_0"], "ball": 1},
    {"coefficient": "2", "squares": ["x1_0", "x0_0-1"]}, {"coefficient": "3/4", "squares": ["x1_0"]},
    {"coefficient": "1", "squares": ["x1_0^2"]})";
  EXPECT_EQ(refusal("1/2", rest), "");
  EXPECT_NE(refusal("1/3", rest).find("differ"), std::string::npos);
}

/// z² (x − 1)(x + 1) with the bounds one by one, and z·z as a variable times a square root of nothing.
TEST(CheckLocalSquares, BoundsOfDegreeOneAndEntriesMultiply) {
  EXPECT_EQ(refusal("1", R"({"coefficient": "1", "squares": ["x1_0"], "bounds": ["x0_0-1", "x0_0+1"]})"), "");
  EXPECT_EQ(
      refusal("1", R"({"coefficient": "1", "squares": ["x1_0"], "entries": [[0, 0]], "bounds": ["x0_0-1"]},
                             {"coefficient": "1", "squares": ["x1_0"], "bounds": ["x0_0-1"]})"),
      "");
  EXPECT_NE(refusal("1", R"({"coefficient": "1", "entries": [[1, 0], [1, 0]], "bounds": ["x0_0^2-1"]})"), "");
}

/// Bounds that fail somewhere in the ball: every sort of term counts.
TEST(CheckLocalSquares, BoundsThatFailInTheBallAreRefused) {
  const auto refused = [](const std::string& bound) {
    const std::string reason =
        refusal("1", R"({"coefficient": "1", "squares": ["x1_0"], "bounds": [")" + bound + R"("]})");
    return reason.find("not shown to be ≥ 0") != std::string::npos;
  };
  EXPECT_TRUE(refused("-1"));
  EXPECT_TRUE(refused("x0_0-2"));
  EXPECT_TRUE(refused("x0_0-101/100"));
  EXPECT_TRUE(refused("x0_0^2-101/100"));
  EXPECT_TRUE(refused("99/100-x1_0^2"));
  EXPECT_TRUE(refused("-x0_0^2+8"));
  EXPECT_TRUE(refused("x0_0^2-4*x0_0+3"));
  EXPECT_TRUE(refused("99/100+x0_0*x1_0-2*x1_0"));
  EXPECT_TRUE(refused("x0_0*x1_0+1"));
  EXPECT_TRUE(refused("99/100-x1_0^3"));
  // Those that hold are then found not to be the identity.
  EXPECT_FALSE(refused("0"));
  EXPECT_FALSE(refused("x0_0-1"));
  EXPECT_FALSE(refused("x0_0^2-4*x0_0+4"));
  EXPECT_FALSE(refused("1-x1_0^2"));
  EXPECT_FALSE(refused("-x0_0^2+9"));
  EXPECT_FALSE(refused("x0_0^2-2*x0_0+1+x1_0^2"));
}

TEST(CheckLocalSquares, ClaimsThatDoNotBelongAreRefused) {
  const Json good = evidence("1", by_bound);
  const auto refused = [&](const auto& change) {
    Claims changed = claims("1");
    change(changed);
    EXPECT_THROW(checked(two_rows(), changed, good), Rejected);
  };
  refused([](Claims& c) { c.verdict = "strict_local_minimizer"; });
  refused([](Claims& c) { c.verdict = "global_minimizer"; });
  refused([](Claims& c) { c.modulus = Rational(1); });
  refused([](Claims& c) { c.global_low = Rational(0); });
  refused([](Claims& c) { c.radius.reset(); });
  refused([](Claims& c) { c.radius = Rational(2); });
  refused([](Claims& c) { c.objective_low = Rational(1); });
  refused([](Claims& c) { c.spurious = false; });
  refused([](Claims& c) { c.spurious = true; });  // the truth has two columns
}

TEST(CheckLocalSquares, EvidenceOfAnotherFormIsRefused) {
  for (const char* text :
       {R"([])", R"({})", R"({"radius": "1"})", R"({"radius": 1, "terms": []})",
        R"({"radius": "1", "terms": {}})", R"({"radius": "1", "terms": [1]})",
        R"({"radius": "1", "terms": [{}]})", R"({"radius": "1", "terms": [{"coefficient": 1}]})",
        R"({"radius": "1", "terms": [{"coefficient": "0"}]})",
        R"({"radius": "1", "terms": [{"coefficient": "1", "squares": "x0_0"}]})",
        R"({"radius": "1", "terms": [{"coefficient": "1", "squares": [1]}]})",
        R"({"radius": "1", "terms": [{"coefficient": "1", "entries": [[0]]}]})",
        R"({"radius": "1", "terms": [{"coefficient": "1", "entries": [[0, 1]]}]})",
        R"({"radius": "1", "terms": [{"coefficient": "1", "entries": [[0, -1]]}]})",
        R"({"radius": "1", "terms": [{"coefficient": "1", "ball": true}]})",
        R"({"radius": "1", "terms": [], "more": 1})"})
    EXPECT_THROW(checked(two_rows(), claims("1"), Json::parse(text)), Rejected) << text;
}

}  // namespace
}  // namespace orthant::checker
