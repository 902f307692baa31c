// Factorizations that a person can multiply, and nonnegative ranks that are known.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "checker/exact/rectangle_cover.hpp"
#include "checker/read/claims.hpp"
#include "checker/read/files.hpp"
#include "corner.hpp"

namespace orthant::checker {
namespace {

using Json = nlohmann::json;

/// [1 2; 3 6] = [1; 3]·[1 2], of rank one.
Problem rank_one() {
  Problem p;
  p.symmetric = false;
  p.rows = p.cols = 2;
  p.rank = 1;
  p.measurements = numbers(2, 2, {1, 2, 3, 6});
  p.point.L = numbers(2, 1, {1, 3});
  p.point.R = numbers(2, 1, {1, 2});
  return p;
}

/// Of lists in braces nlohmann makes objects where it can.
Json table(const char* text) {
  return Json::parse(text);
}

const Json whole = {{"left", {{"1"}, {"3"}}}, {"right", {{"1"}, {"2"}}}};

Claims claims(const char* radius = "0") {
  Claims out;
  out.verdict = "global_minimizer";
  out.radius = Rational::parse(radius);
  return out;
}

std::string answer(const Problem& problem, const Json& evidence, const Claims& said = claims()) {
  try {
    Work work;
    return check_exact_factorization(problem, said, evidence, work);
  } catch (const Rejected& rejected) {
    return std::string("refused: ") + rejected.what();
  }
}

TEST(ExactFactorization, IsAccepted) {
  EXPECT_EQ(
      answer(rank_one(), whole),
      "The data are LRᵀ exactly, with nonnegative fractions L and R, the stored factors: a global minimizer, "
      "objective 0.");
}

TEST(ExactFactorization, ASpoiledFactorIsRefused) {
  Json spoiled = whole;
  spoiled["left"][1][0] = "3000000000000001/1000000000000000";
  EXPECT_NE(answer(rank_one(), spoiled).find("LRᵀ differs from the data at (1, 0)"), std::string::npos);
  spoiled = whole;
  spoiled["left"] = {{"-1"}, {"-3"}};
  spoiled["right"] = {{"-1"}, {"-2"}};
  EXPECT_NE(answer(rank_one(), spoiled).find("(0, 0) is negative"), std::string::npos);
  spoiled = whole;
  spoiled["right"] = {{"1"}};
  EXPECT_NE(answer(rank_one(), spoiled).find("1 elements; expected 2"), std::string::npos);
  spoiled = whole;
  spoiled["left"][0] = {"1", "0"};
  EXPECT_NE(answer(rank_one(), spoiled).find("refused"), std::string::npos);
  spoiled = whole;
  spoiled["scale"] = "2";
  EXPECT_NE(answer(rank_one(), spoiled).find("unknown field"), std::string::npos);
}

TEST(ExactFactorization, OtherProblemsAndOtherClaimsAreRefused) {
  Problem p = rank_one();
  p.balance = 1;
  EXPECT_NE(answer(p, whole).find("λ = 0"), std::string::npos);
  p = rank_one();
  p.kind = &entries_kind;
  EXPECT_NE(answer(p, whole).find("all entries"), std::string::npos);
  Claims said = claims();
  said.objective_low = said.objective_high = 1;
  EXPECT_NE(answer(rank_one(), whole, said).find("objective is 0"), std::string::npos);
  said = claims();
  said.radius.reset();
  EXPECT_NE(answer(rank_one(), whole, said).find("radius"), std::string::npos);
  said = claims();
  said.modulus = 1;
  EXPECT_NE(answer(rank_one(), whole, said).find("modulus"), std::string::npos);
}

TEST(ExactFactorization, ThePointIsWithinTheRadius) {
  Problem p = rank_one();
  p.point.L = numbers(2, 1, {1, 3.25});
  EXPECT_NE(answer(p, whole, claims("1/4")).find("within 1/4 of"), std::string::npos);
  EXPECT_NE(answer(p, whole, claims("249/1000")).find("are farther than"), std::string::npos);
}

TEST(ExactFactorization, FractionsMustRoundToTheData) {
  Problem p = rank_one();
  p.measurements = numbers(2, 2, {0.1, 0.2, 0.3, 0.6});
  Json evidence = {{"left", {{"1"}, {"3"}}}, {"right", {{"1/10"}, {"1/5"}}}};
  p.point.R = numbers(2, 1, {0.1, 0.2});
  // 0.3 is not three times 0.1 in doubles.
  EXPECT_NE(answer(p, evidence, claims("1/1000000000")).find("differs"), std::string::npos);
  evidence["data"] = table(R"([["1/10", "1/5"], ["3/10", "3/5"]])");
  EXPECT_NE(answer(p, evidence, claims("1/1000000000")).find("as fractions that round to"),
            std::string::npos);
  evidence["data"][1][0] = "30000000000000001/100000000000000000";
  EXPECT_NE(answer(p, evidence, claims("1/1000000000")).find("differs"), std::string::npos);
  evidence["data"][1][0] = "3000000000000001/10000000000000000";
  EXPECT_NE(answer(p, evidence, claims("1/1000000000")).find("(1, 0) does not round"), std::string::npos);
}

TEST(ExactFactorization, SparseDataAreZeroElsewhere) {
  Problem p = rank_one();
  p.sparse = true;
  p.index.at = {{0, 0}};
  p.measurements = numbers(1, 1, {1});
  p.point.L = p.point.R = numbers(2, 1, {1, 0});
  EXPECT_NE(answer(p, {{"left", {{"1"}, {"0"}}}, {"right", {{"1"}, {"0"}}}}).find("objective 0"),
            std::string::npos);
  EXPECT_NE(answer(p, whole).find("differs"), std::string::npos);
}

TEST(ExactFactorization, FewerPartsAreExcluded) {
  Problem p = rank_one();
  p.rank = 2;
  p.measurements = numbers(2, 2, {1, 0, 0, 1});
  p.point.L = p.point.R = numbers(2, 2, {1, 0, 0, 1});
  Json evidence = {{"left", table(R"([["1", "0"], ["0", "1"]])")},
                   {"right", table(R"([["1", "0"], ["0", "1"]])")}};
  evidence["bound"] = {{"kind", "minor"}, {"parts", 2}, {"rows", {0, 1}}, {"cols", {0, 1}}};
  EXPECT_NE(answer(p, evidence).find("; the nonnegative rank of the data is 2."), std::string::npos);
  evidence["bound"]["rows"] = {0, 0};
  EXPECT_NE(answer(p, evidence).find("the minor is zero"), std::string::npos);
  evidence["bound"]["rows"] = {0, 2};
  EXPECT_NE(answer(p, evidence).find("refused"), std::string::npos);
  evidence["bound"] = {{"kind", "minor"}, {"parts", 1}, {"rows", {1}}, {"cols", {1}}};
  EXPECT_NE(answer(p, evidence).find("is at least 1."), std::string::npos);
  evidence["bound"] = {{"kind", "rectangles"}, {"parts", 2}};
  EXPECT_NE(answer(p, evidence).find("; the nonnegative rank of the data is 2."), std::string::npos);
  evidence["bound"] = {{"kind", "rectangles"}, {"parts", 3}};
  EXPECT_NE(answer(p, evidence).find("refused"), std::string::npos);
  evidence["bound"] = {{"kind", "fooling"}, {"parts", 2}};
  EXPECT_NE(answer(p, evidence).find("expected minor or rectangles"), std::string::npos);
}

TEST(ExactFactorization, ABoundThatDoesNotHoldIsRefused) {
  Problem p = rank_one();
  p.rank = 2;
  p.point.L = numbers(2, 2, {1, 0, 3, 0});
  p.point.R = numbers(2, 2, {1, 0, 2, 0});
  Json evidence = {{"left", table(R"([["1", "0"], ["3", "0"]])")},
                   {"right", table(R"([["1", "0"], ["2", "0"]])")}};
  EXPECT_NE(answer(p, evidence).find("objective 0"), std::string::npos);
  evidence["bound"] = {{"kind", "rectangles"}, {"parts", 2}};
  EXPECT_NE(answer(p, evidence).find("1 rectangles suffice"), std::string::npos);
  evidence["bound"] = {{"kind", "minor"}, {"parts", 2}, {"rows", {0, 1}}, {"cols", {0, 1}}};
  EXPECT_NE(answer(p, evidence).find("the minor is zero"), std::string::npos);
}

RationalMatrix matrix(long rows, long cols, const std::vector<long>& values) {
  RationalMatrix out(rows, cols);
  for (long i = 0; i < rows; ++i)
    for (long j = 0; j < cols; ++j) out.set(i, j, values[static_cast<std::size_t>(i * cols + j)]);
  return out;
}

/// The fewest rectangles.
long fewest(const RationalMatrix& A) {
  Work work;
  long count = 0;
  while (!rectangles_suffice(A, count, work)) ++count;
  return count;
}

TEST(RectangleCover, KnownNonnegativeRanksAreAttained) {
  // Thomas 1974: rank 3, nonnegative rank 4.
  EXPECT_EQ(fewest(matrix(4, 4, {1, 1, 0, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 0, 1, 1})), 4);
  // Slacks of the regular hexagon: rank 3, nonnegative rank 5.
  std::vector<long> hexagon, distances;
  constexpr long slack[] = {0, 1, 2, 2, 1, 0};
  for (long i = 0; i < 6; ++i)
    for (long j = 0; j < 6; ++j) {
      hexagon.push_back(slack[(j - i + 6) % 6]);
      distances.push_back((i - j) * (i - j));
    }
  EXPECT_EQ(fewest(matrix(6, 6, hexagon)), 5);
  // (i − j)², rank 3: four rectangles cover the support, and five are needed for the numbers in it.
  EXPECT_EQ(fewest(matrix(6, 6, distances)), 5);
  std::vector<long> support;
  for (const long d : distances) support.push_back(d > 0 ? 1 : 0);
  EXPECT_EQ(fewest(matrix(6, 6, support)), 4);
}

TEST(RectangleCover, NeverExceedsTheTermsOfASum) {
  // Sums of k rank-one terms with small integers: k rectangles must do.
  unsigned state = 1;
  const auto draw = [&] { return static_cast<long>((state = state * 1103515245u + 12345u) >> 16) % 3; };
  for (int trial = 0; trial < 200; ++trial) {
    const long terms = 1 + trial % 4;
    std::vector<long> values(25, 0);
    for (long k = 0; k < terms; ++k) {
      long l[5], r[5];
      for (long i = 0; i < 5; ++i) l[i] = draw(), r[i] = draw();
      for (long i = 0; i < 5; ++i)
        for (long j = 0; j < 5; ++j) values[static_cast<std::size_t>(5 * i + j)] += l[i] * r[j];
    }
    Work work;
    EXPECT_TRUE(rectangles_suffice(matrix(5, 5, values), terms, work)) << trial;
  }
}

TEST(RectangleCover, RefusesAndCounts) {
  Work work;
  EXPECT_THROW(rectangles_suffice(matrix(1, 2, {1, -1}), 1, work), Rejected);
  EXPECT_THROW(rectangles_suffice(RationalMatrix(1, 65), 1, work), Rejected);
  EXPECT_TRUE(rectangles_suffice(RationalMatrix(2, 2), 0, work));
  std::vector<long> distances;
  for (long i = 0; i < 12; ++i)
    for (long j = 0; j < 12; ++j) distances.push_back((i - j) * (i - j));
  Work little(1e6);
  EXPECT_THROW(rectangles_suffice(matrix(12, 12, distances), 6, little), Unfinished);
}

}  // namespace
}  // namespace orthant::checker
