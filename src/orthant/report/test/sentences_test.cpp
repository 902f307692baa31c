#include "orthant/report/solution/solution.hpp"

#include <gtest/gtest.h>

#include <regex>

#include "orthant/report/solution/checks.hpp"
#include "orthant/report/solution/words.hpp"
#include "orthant/report/test/sample_solution.hpp"

namespace orthant {
namespace {

std::string without_tags(const Html& html) {
  return std::regex_replace(html.text, std::regex("<[^>]*>"), "");
}

bool says(const Html& html, const std::string& words) {
  return without_tags(html).find(words) != std::string::npos;
}

/// Every start ended with `verdict`, of which nothing else is known.
nlohmann::json only_verdict(const std::string& verdict) {
  auto solution = testing::sample_solution();
  solution["minima"] = nlohmann::json::array();
  solution["certificate"] = {{"verdict", verdict},
                             {"rigor", "numeric"},
                             {"spurious", nullptr},
                             {"first_order", {{"stationarity", 0.5}}}};
  return solution;
}

TEST(Sentences, SayWhatWasFoundAndHowWellItIsKnown) {
  const auto solution = testing::sample_solution();
  EXPECT_EQ(
      without_tags(answer_sentence(solution)),
      "Three starts found two different minima; one did not finish. The best one, start 2, is a strict local "
      "minimum: apart from rescaling the factors against each other, every small change that keeps them "
      "nonnegative makes the fit worse.");
  EXPECT_TRUE(says(knowledge_sentence(solution), "not a proof"));
  EXPECT_TRUE(says(knowledge_sentence(solution), "Nobody knows whether anything lower exists."));
  EXPECT_EQ(without_tags(example_sentence(solution)),
            "Start 1, for example, ended in a strict local minimum that is not the best: its objective is "
            "1.2\u202F% "
            "above that of start 2.");
  EXPECT_TRUE(says(minima_sentence(solution), "The other is a dead end spurious local minimum"));
}

TEST(Sentences, BesideAnExactFitADifferenceIsSaid) {
  auto solution = testing::sample_solution();
  solution["minima"][1]["relative_gap"] = nullptr;
  EXPECT_TRUE(says(example_sentence(solution), "its objective is 4,544 above that of start 2."));
}

TEST(Sentences, OneStart) {
  auto solution = testing::sample_solution();
  solution["starts"] = {solution["starts"][1]};
  solution["minima"] = {solution["minima"][0]};
  EXPECT_TRUE(says(answer_sentence(solution), "One start was run. It ended at a strict local minimum"));
  EXPECT_TRUE(says(minima_sentence(solution), "One start cannot tell"));
}

TEST(Sentences, UnanimousStarts) {
  auto solution = testing::sample_solution();
  solution["minima"] = {solution["minima"][0]};
  solution["minima"][0]["hits"] = 3;
  EXPECT_TRUE(says(answer_sentence(solution), "All three starts found the same minimum. It is a strict"));
}

TEST(Sentences, SaddleUndecidedAndNotStationaryPromiseNothing) {
  auto saddle = only_verdict("saddle");
  saddle["saddles"] = 3;
  saddle["unfinished"] = 0;
  EXPECT_TRUE(
      says(answer_sentence(saddle), "All three starts ended at saddles. The best one, start 2, is a saddle"));
  EXPECT_TRUE(
      says(answer_sentence(only_verdict("undecided")), "is undecided: the checks ran but could not tell"));
  auto unfinished = only_verdict("not_stationary");
  unfinished["unfinished"] = 3;
  EXPECT_TRUE(says(answer_sentence(unfinished), "None of three starts came to rest"));
  EXPECT_TRUE(knowledge_sentence(unfinished).empty());
  for (const char* verdict : {"saddle", "undecided", "not_stationary", "second_order_critical"}) {
    EXPECT_FALSE(says(answer_sentence(only_verdict(verdict)), "local minimum")) << verdict;
  }
}

TEST(Sentences, ProofsAreCalledProofsOnlyWhenTheyAre) {
  auto solution = testing::sample_solution();
  for (const char* rigor : {"verified", "exact"}) {
    solution["certificate"]["rigor"] = rigor;
    EXPECT_TRUE(says(knowledge_sentence(solution), "This is proved")) << rigor;
  }
  EXPECT_FALSE(says(Html{rigor_words("numeric").meaning}, "proved"));
}

TEST(Sentences, AnUnknownVerdictIsShownAsItIs) {
  EXPECT_EQ(verdict_words("new_word").label, "new_word");
  EXPECT_TRUE(says(answer_sentence(only_verdict("<new>")), "&lt;new&gt;"));
}

TEST(Checks, FollowTheCertificate) {
  auto solution = testing::sample_solution();
  auto steps = checks(solution);
  ASSERT_EQ(steps.size(), 4U);
  EXPECT_TRUE(says(steps[1].answer, "12,973 free"));
  EXPECT_TRUE(says(steps[2].answer, "curvature at least 3.1"));
  EXPECT_TRUE(says(steps[2].answer, "as far as floating point can tell"));
  EXPECT_TRUE(says(steps[2].answer, "up to such rescaling"));
  EXPECT_TRUE(says(steps[3].answer, "Not known"));

  EXPECT_EQ(steps[1].mark, "note");  // a count neither holds nor fails

  solution["certificate"]["verdict"] = "saddle";
  solution["certificate"]["escape"] = {
      {"curvature", -1.2}, {"step", 0.03}, {"objective", 363000.0}, {"decrease", 12.0}};
  steps = checks(solution);
  ASSERT_EQ(steps.size(), 3U);
  EXPECT_EQ(steps[2].mark, "bad");
  EXPECT_TRUE(says(steps[2].answer, "curvature −1.2"));
  EXPECT_TRUE(says(steps[2].answer, "lowers the objective by 12, to 363,000."));

  // Undecided because the slope is too large: no tick.
  auto steep = only_verdict("undecided");
  steep["certificate"]["first_order"]["tolerance"] = 1e-7;
  EXPECT_EQ(checks(steep).front().mark, "bad");

  steps = checks(only_verdict("not_stationary"));
  ASSERT_EQ(steps.size(), 1U);
  EXPECT_EQ(steps[0].mark, "bad");
  EXPECT_TRUE(checks(nlohmann::json::object()).empty());
}

}  // namespace
}  // namespace orthant
