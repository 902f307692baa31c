// The rule that chooses a rank, on held-out errors that are given.

#include "orthant/recover/rank_choice.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "orthant/base/random.hpp"

namespace orthant {
namespace {

/// Errors of ranks 1, 2, … in five folds: `level` of each rank, times what a fold has in common, times a little of
/// its own.
CrossValidation errors_of(const std::vector<double>& level, double own = 0.01, double constant = 100) {
  CrossValidation out;
  out.folds = 5;
  out.share = 0.2;
  out.loss = Matrix(5, static_cast<Index>(level.size()));
  Random random(3);
  out.constant = Vector::Constant(5, constant);
  for (Index f = 0; f < 5; ++f) {
    const double common = std::exp(random.normal());
    out.constant(f) *= common;
    for (size_t c = 0; c < level.size(); ++c)
      out.loss(f, static_cast<Index>(c)) = level[c] * common * std::exp(own * random.normal());
  }
  for (size_t c = 0; c < level.size(); ++c) out.ranks.push_back(static_cast<Index>(c) + 1);
  return out;
}

TEST(RankChoice, StandardErrorCountsOverlappingTrainingData) {
  Vector d(4);
  d << 2, 4, 4, 6;  // mean 4, variance 8/3
  FoldDifference got = fold_difference(d, 0.25);
  EXPECT_DOUBLE_EQ(got.mean, 4);
  EXPECT_DOUBLE_EQ(got.standard_error, std::sqrt(8.0 / 3 * (1.0 / 4 + 1.0 / 3)));
  // What is beyond twice the median counts as that, on either side.
  d << 2, 4, 4, 1e9;
  got = fold_difference(d, 0.25);
  EXPECT_DOUBLE_EQ(got.mean, (2 + 4 + 4 + 8) / 4.0);
  EXPECT_DOUBLE_EQ(fold_difference(-d, 0.25).mean, -got.mean);
  EXPECT_DOUBLE_EQ(fold_difference(-d, 0.25).standard_error, got.standard_error);
}

TEST(RankChoice, SaysPercentagesWithoutPowersOfTen) {
  // Beyond 99.5 % two digits would be 1e+02, and an error above 9.5 % with one digit 1e+01.
  const std::string all = choose_rank(errors_of({1e9, 1, 1.1, 1.2}), 2).sentence,
                    wide = choose_rank(errors_of({90, 80, 30, 31, 32}, 0.3), 2).sentence;
  EXPECT_NE(all.find("more than 99 % below"), std::string::npos) << all;
  EXPECT_NE(wide.find(" % (± "), std::string::npos) << wide;
  EXPECT_EQ(wide.find("e+"), std::string::npos) << wide;
}

TEST(RankChoice, TakesTheSmallestRankThatNoOtherBeats) {
  // The folds' common factor e^{N(0,1)} is far larger than what tells ranks 3 and 4 apart: only pairs see it.
  EXPECT_EQ(choose_rank(errors_of({50, 20, 10, 5, 5.3, 5.6}), 2).rank, 4);
  // A little lower further on, by chance: one standard error.
  CrossValidation close = errors_of({50, 20, 10, 5, 5, 5.2});
  Vector chance(5);
  chance << 0.02, -0.03, 0.01, -0.02, 0.01;  // mean −0.002, standard error 0.014
  close.loss.col(4) = close.loss.col(3).array() * chance.array().exp();
  EXPECT_EQ(choose_rank(close, 2).rank, 4);
  // One fold in which rank 3 went astray does not hide that it is worse in all.
  CrossValidation astray = errors_of({50, 20, 10, 5, 5.3, 5.6});
  astray.loss(2, 2) *= 100;
  EXPECT_EQ(choose_rank(astray, 2).rank, 4);
}

TEST(RankChoice, DoesNotDependOnUnitsNorTheOrderOfFolds) {
  CrossValidation errors = errors_of({50, 20, 10, 5, 5.3, 5.6});
  const std::string before = choose_rank(errors, 2).sentence;
  errors.loss *= 1024;
  errors.constant *= 1024;
  EXPECT_EQ(choose_rank(errors, 2).sentence, before);
  errors.loss = errors.loss.colwise().reverse().eval();
  errors.constant = errors.constant.reverse().eval();
  EXPECT_EQ(choose_rank(errors, 2).rank, 4);
}

TEST(RankChoice, SaysWhyNoneIsClear) {
  const auto sentence = [](const CrossValidation& errors, Index smallest) {
    const RankChoice choice = choose_rank(errors, smallest);
    EXPECT_FALSE(choice.rank.has_value()) << choice.sentence;
    return choice.sentence;
  };
  const std::vector<double> rising = {5, 5.2, 5.4, 5.6};
  EXPECT_EQ(sentence(errors_of(rising), 2),
            "Not clear: no rank from 2 to 4 predicts held-out entries better than one part does.");
  EXPECT_EQ(sentence(errors_of(rising, 0.01, 4.9), 1),
            "Not clear: no rank from 1 to 4 predicts held-out entries better than their mean.");
  EXPECT_NE(sentence(errors_of({50, 40, 30, 20, 10}), 2).find("still falls at rank 5"), std::string::npos);
  EXPECT_NE(sentence(errors_of({50, 5.05, 5, 5.02, 5.05}, 0.02), 3).find("better than 2 parts do"),
            std::string::npos);
  EXPECT_NE(sentence(errors_of({9, 8.9, 8.5, 8.3, 8.4, 8.6}, 0.05), 2).find("may be chance"),
            std::string::npos);
  CrossValidation none;
  none.folds = 0;
  EXPECT_EQ(sentence(none, 2), "Not clear: nothing was held out.");
}

TEST(RankChoice, KnowsARankOneStructureAndARankAtTheSmallest) {
  EXPECT_EQ(choose_rank(errors_of({5, 5.2, 5.4}), 1).rank, 1);  // the mean of the data leaves 100
  EXPECT_EQ(choose_rank(errors_of({50, 5, 5.2, 5.4}), 2).rank, 2);
}

TEST(RankChoice, PassesOverRanksThatWereNotFittedInEveryFold) {
  CrossValidation errors = errors_of({50, 20, 10, 5, 5.3, 1});
  errors.loss(1, 5) = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(choose_rank(errors, 2).rank, 4);
}

TEST(RankChoice, ErrorsOfAnExactFitAreNotCompared) {
  // Ranks 3 to 5 fit exactly; what is left there is where iterations ended.
  EXPECT_EQ(choose_rank(errors_of({50, 20, 1e-9, 1e-11, 1e-13}), 2).rank, 3);
}

}  // namespace
}  // namespace orthant
