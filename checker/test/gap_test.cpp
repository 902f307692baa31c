// A problem whose best value over all ranks is known: A = [1 −1; −1 1]. For X = UUᵀ with U ≥ 0 the entry X_12
// ≥ 0 is at least 1 from A_12, so ½‖X − A‖² ≥ 1, attained by X = I.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "checker/read/claims.hpp"
#include "checker/read/files.hpp"
#include "corner.hpp"

namespace orthant::checker {
namespace {

using Json = nlohmann::json;

Problem opposed(const std::vector<double>& dual = {0, 1, 1, 0}) {
  Problem p;
  p.rows = p.cols = 2;
  p.rank = 1;
  p.measurements = numbers(4, 1, {1, -1, -1, 1});
  p.point.L = numbers(2, 1, {1, 0});
  p.dual = numbers(2, 2, dual);
  return p;
}

const Json whole_T = {{"dual", "T.npy"}, {"form", {{"kind", "split"}, {"nonnegative", {{0, 1, "1"}}}}}};
const Json keller_proof = {{"dual", "T.npy"}, {"form", {{"kind", "keller"}}}};

std::string refusal(const Problem& problem, const Rational& low, const Json& gap) {
  try {
    Work work;
    EXPECT_FALSE(check_gap(problem, low, gap, work).empty());
  } catch (const Rejected& rejected) {
    return rejected.what();
  }
  return "";
}

TEST(Gap, TheBestValueOfAllRanksIsProvedAndNoMore) {
  EXPECT_EQ(refusal(opposed(), 1, whole_T), "");
  EXPECT_EQ(refusal(opposed(), 1, keller_proof), "");
  EXPECT_EQ(refusal(opposed(), Rational::parse("1/2"), whole_T), "");
  EXPECT_NE(refusal(opposed(), Rational::parse("1000001/1000000"), whole_T).find("is above"),
            std::string::npos);
}

TEST(Gap, AnotherPointAndAScaleGiveTheSameBound) {
  Problem p = opposed();
  p.point.L = numbers(2, 1, {3, 5});
  p.point.L.scale = {Rational::parse("1/7"), true, 1};
  EXPECT_EQ(refusal(p, 1, whole_T), "");
  EXPECT_NE(refusal(p, Rational::parse("1000001/1000000"), whole_T), "");
}

TEST(Gap, TheDualMustBeCopositive) {
  // −⟨T, A⟩ − ½‖T‖² = 5/2 − 3/2 for T = [0 1; 1 −1], which is not.
  const Problem p = opposed({0, 1, 1, -1});
  EXPECT_NE(refusal(p, 1, whole_T).find("not semidefinite"), std::string::npos);
  EXPECT_NE(refusal(p, 1, keller_proof).find("not copositive"), std::string::npos);
}

TEST(Gap, DamageIsRefused) {
  EXPECT_NE(refusal(opposed({0, 1, 2, 0}), 0, whole_T).find("not symmetric"), std::string::npos);
  Problem p = opposed();
  p.dual = numbers(1, 4, {0, 1, 1, 0});
  EXPECT_NE(refusal(p, 0, whole_T).find("order 2"), std::string::npos);
  p.dual.reset();
  EXPECT_NE(refusal(p, 0, whole_T).find("order 2"), std::string::npos);
  Json more = whole_T;
  more["epsilon"] = "1";
  EXPECT_NE(refusal(opposed(), 0, more).find("unknown field"), std::string::npos);
  p = opposed();
  p.symmetric = false;
  EXPECT_NE(refusal(p, 0, whole_T).find("not symmetric"), std::string::npos);
}

}  // namespace
}  // namespace orthant::checker
