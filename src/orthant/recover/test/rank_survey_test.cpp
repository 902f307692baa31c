// Surveys of ranks: planted ranks, noise alone, what is said of each rank, budgets.

#include "orthant/recover/rank_survey.hpp"

#include <gtest/gtest.h>

#include "orthant/base/error.hpp"
#include "orthant/recover/hold_out.hpp"
#include "support/random_problems.hpp"

namespace orthant {
namespace {

using testing::random_matrix;

Data noisy(Index rank, double noise, std::uint64_t seed) {
  Random random(seed);
  Matrix X = random_matrix(random, 50, rank) * random_matrix(random, rank, 40);
  const double level = noise * X.norm() / std::sqrt(static_cast<double>(X.size()));
  for (double& x : X.reshaped()) x = std::max(0.0, x + level * random.normal());
  return {.matrix = share(DataMatrix::dense(std::move(X))), .name = "planted"};
}

RankSurveyOptions asked(const char* ranks, long starts = 3) {
  RankSurveyOptions options;
  options.ranks = parse_ranks(ranks);
  options.recover.search.starts = starts;
  options.recover.numeric = true;
  return options;
}

TEST(RankSurvey, RecommendsThePlantedRankAndKeepsItsFactors) {
  const RankSurvey survey = survey_ranks(noisy(4, 0.05, 1), asked("2:6"));
  EXPECT_EQ(survey.choice.rank, 4) << survey.choice.sentence;
  ASSERT_TRUE(survey.recommended.has_value());
  EXPECT_EQ(survey.recommended->left().cols(), 4);
  EXPECT_EQ(survey.recommended->data.rows(), 50);
  EXPECT_NEAR(survey.recommended->objective->value(survey.recommended->best().U),
              survey.recommended->best().objective, 1e-9 * survey.recommended->best().objective);
  ASSERT_EQ(survey.ranks.size(), 5u);
  for (size_t k = 0; k < survey.ranks.size(); ++k) {
    const SurveyedRank& rank = survey.ranks[k];
    EXPECT_EQ(rank.rank, static_cast<Index>(k) + 2);
    EXPECT_EQ(rank.starts, 3);
    EXPECT_GE(rank.hits, 1);
    EXPECT_LE(rank.hits, rank.starts);
    EXPECT_EQ(rank.held_out_by_fold.size(), 5u);
    EXPECT_GE(rank.held_out, survey.ranks[2].held_out);
    if (k > 0) {
      EXPECT_LE(rank.objective, survey.ranks[k - 1].objective);
    }
    for (const double share : {rank.spurious, rank.proved_spurious, rank.dispersion}) {
      EXPECT_GE(share, 0);
      EXPECT_LE(share, 1);
    }
    EXPECT_EQ(rank.proved_spurious, 0);  // numeric
    if (rank.hits == rank.starts) {
      EXPECT_GE(rank.agreement, 1 - 1e-6);
      EXPECT_EQ(rank.dispersion, 1);
    }
  }
}

TEST(RankSurvey, ObjectivesNeverRiseWithTheRank) {
  Random random(5);
  Index from_below = 0;
  for (int data = 0; data < 3; ++data) {
    Matrix X = random_matrix(random, 24, 18);
    RankSurveyOptions options = asked("2:12", 2);
    options.validation.folds = 0;
    const RankSurvey survey = survey_ranks({.matrix = share(DataMatrix::dense(std::move(X)))}, options);
    EXPECT_FALSE(survey.ranks.front().from_below);
    for (size_t k = 0; k < survey.ranks.size(); ++k) {
      const SurveyedRank& rank = survey.ranks[k];
      if (k > 0) {
        EXPECT_LE(rank.objective, survey.ranks[k - 1].objective * (1 + 1e-9)) << rank.rank;
      }
      // The start from below is counted in nothing but the best point.
      EXPECT_EQ(rank.starts, 2);
      EXPECT_LE(rank.hits, 2);
      EXPECT_LE(rank.minima, 2);
      EXPECT_EQ(rank.from_below, rank.hits == 0);
      from_below += rank.from_below ? 1 : 0;
    }
  }
  EXPECT_GT(from_below, 0);  // two random starts do miss the best point
}

TEST(RankSurvey, OffsetsStayTheLastColumns) {
  RankSurveyOptions options = asked("1:3", 1);
  options.recover.model = {.model = Model::completion, .offsets = true};
  const Data data = noisy(2, 0.05, 4);
  const RankSurvey survey = survey_ranks(split(data, random_part(data, {.share = 0.3})).training, options);
  ASSERT_EQ(survey.ranks.size(), 3u);
  for (size_t k = 0; k < survey.ranks.size(); ++k) {
    EXPECT_TRUE(std::isfinite(survey.ranks[k].held_out));
    if (k > 0) {
      EXPECT_LE(survey.ranks[k].objective, survey.ranks[k - 1].objective);
    }
  }
}

TEST(RankSurvey, SaysThatNoiseHasNoStructure) {
  for (const std::uint64_t seed : {1, 2, 3}) {
    Random random(seed);
    Matrix X(40, 30);
    for (double& x : X.reshaped()) x = seed == 2 ? -std::log(1 - random.uniform()) : random.uniform();
    const Data data{.matrix = share(DataMatrix::dense(std::move(X)))};
    const RankSurvey survey = survey_ranks(data, asked("2:5", 1));
    EXPECT_FALSE(survey.choice.rank.has_value());
    EXPECT_FALSE(survey.recommended.has_value());
    EXPECT_TRUE(survey.choice.sentence.starts_with("Not clear: no rank from 2 to 5 predicts"))
        << survey.choice.sentence;
  }
}

TEST(RankSurvey, WithoutFoldsThereIsNoRecommendation) {
  RankSurveyOptions options = asked("2,4", 1);
  options.validation.folds = 0;
  const RankSurvey survey = survey_ranks(noisy(3, 0.05, 2), options);
  EXPECT_EQ(survey.ranks.size(), 2u);
  EXPECT_EQ(survey.choice.sentence, "Not clear: nothing was held out.");
  EXPECT_TRUE(survey.left_out.empty());
}

TEST(RankSurvey, ATimeLimitLeavesRanksOutAndSaysSo) {
  RankSurveyOptions options = asked("2:30", 20);
  const RankSurvey survey = survey_ranks(noisy(4, 0.05, 3), options, Budget(0.2));
  EXPECT_GE(survey.ranks.size(), 1u);
  EXPECT_FALSE(survey.left_out.empty());
  EXPECT_LT(survey.total_seconds, 20);
}

TEST(RankSurvey, ReadsRanks) {
  EXPECT_EQ(parse_ranks("7"), std::vector<Index>{7});
  EXPECT_EQ(parse_ranks("2:4"), (std::vector<Index>{2, 3, 4}));
  EXPECT_EQ(parse_ranks("2:9:3"), (std::vector<Index>{2, 5, 8}));
  EXPECT_EQ(parse_ranks("2,3,12"), (std::vector<Index>{2, 3, 12}));
  EXPECT_TRUE(names_several_ranks("2:4") && names_several_ranks("2,3") && !names_several_ranks("23"));
  for (const char* wrong : {"", "0:3", "2:", ":3", "2:3:0", "2:3:1:1", "4:2", "3,2", "2,2", "2,,3", "2:x",
                            "1e3", "1:100000", "2.5"})
    EXPECT_THROW(parse_ranks(wrong), InputError) << wrong;
  EXPECT_THROW(survey_ranks(noisy(2, 0.1, 1), asked("2,41")), InputError);
  EXPECT_THROW(survey_ranks(noisy(2, 0.1, 1), asked("0,2")), InputError);
}

}  // namespace
}  // namespace orthant
