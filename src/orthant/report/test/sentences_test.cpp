#include <gtest/gtest.h>

#include <regex>

#include "orthant/report/solution/solution.hpp"
#include "orthant/report/test/sample_solution.hpp"

namespace orthant::report {
namespace {

std::string without_tags(const Html& html) {
  return std::regex_replace(html.text, std::regex("<[^>]*>"), "");
}

bool says(const Html& html, const std::string& words) {
  return without_tags(html).find(words) != std::string::npos;
}

/// Every start ended with `verdict`, of which nothing else is known.
Solution only_verdict(Verdict verdict) {
  Solution solution = testing::sample_solution();
  solution.minima.clear();
  Certificate certificate;
  certificate.verdict = verdict;
  certificate.first_order.stationarity = 0.5;
  certificate.first_order.tolerance = 1;
  solution.certificate.certificate = certificate;
  return solution;
}

TEST(Sentences, SayWhatWasFoundAndHowWellItIsKnown) {
  const Solution solution = testing::sample_solution();
  EXPECT_EQ(
      without_tags(answer_sentence(solution)),
      "Three starts found two different minima; one did not finish. The best one, start 2, is a strict local "
      "minimum: apart from rescaling the factors against each other, every small change that keeps them "
      "nonnegative makes the fit worse.");
  EXPECT_TRUE(says(knowledge_sentence(solution), "not a proof"));
  EXPECT_TRUE(says(knowledge_sentence(solution), "Nobody knows whether anything lower exists."));
  EXPECT_EQ(without_tags(example_sentence(solution)),
            "Start 1, for example, ended in a strict local minimum that is not the best: its objective is "
            "1.2\u202F% above that of start 2.");
  EXPECT_TRUE(says(minima_sentence(solution), "The other is a dead end spurious local minimum"));
}

TEST(Sentences, BesideAnExactFitADifferenceIsSaid) {
  Solution solution = testing::sample_solution();
  solution.minima[1].relative_gap.reset();
  EXPECT_TRUE(says(example_sentence(solution), "its objective is 4,544 above that of start 2."));
}

TEST(Sentences, OneStart) {
  Solution solution = testing::sample_solution();
  solution.starts = {solution.starts[1]};
  solution.minima = {solution.minima[0]};
  EXPECT_TRUE(says(answer_sentence(solution), "One start was run. It ended at a strict local minimum"));
  EXPECT_TRUE(says(minima_sentence(solution), "One start cannot tell"));
}

TEST(Sentences, TellMovesFromStarts) {
  Solution solution = testing::sample_solution();
  EffortReport& effort = solution.effort.emplace();
  effort.before = 2;
  effort.after = 1;
  EXPECT_TRUE(
      says(answer_sentence(solution), "Three starts found two different minima"));  // they led nowhere
  effort.ends = {solution.starts[1]};
  effort.ends[0].start = 4;
  solution.minima[0].starts = {};
  solution.minima[0].by_moves = {4};
  solution.best_start = 4;
  EXPECT_TRUE(
      says(answer_sentence(solution),
           "Three starts and moves from where they ended found two different minima; one did not finish. The "
           "best one, to which moves from the ends of starts led, is a strict local minimum"));
  EXPECT_TRUE(says(minima_sentence(solution), "No start reached the best"));
  EXPECT_FALSE(says(example_sentence(solution), "start 4"));
  solution.starts = {solution.starts[0]};
  EXPECT_TRUE(says(
      answer_sentence(solution),
      "One start was run, and moves from where it ended led lower. What they led to is a strict local minimum"));
}

TEST(Sentences, UnanimousStarts) {
  Solution solution = testing::sample_solution();
  solution.minima = {solution.minima[0]};
  solution.minima[0].starts = {1, 2, 3};
  EXPECT_TRUE(says(answer_sentence(solution), "All three starts found the same minimum. It is a strict"));
  EXPECT_TRUE(says(minima_sentence(solution), "Every start ended here."));
}

TEST(Sentences, DeadEndsAreCounted) {
  Solution solution = testing::sample_solution();
  solution.minima.push_back(solution.minima[1]);
  EXPECT_TRUE(
      says(minima_sentence(solution), "of three starts. The other two are dead ends spurious local minima"));
  solution.minima[2].spurious.reset();
  EXPECT_TRUE(says(minima_sentence(solution), "of three starts. One of the others is a dead end"));
}

TEST(Sentences, SaddleUndecidedAndNotStationaryPromiseNothing) {
  Solution saddle = only_verdict(Verdict::saddle);
  saddle.saddles = 3;
  saddle.unfinished = 0;
  EXPECT_TRUE(
      says(answer_sentence(saddle), "All three starts ended at saddles. The best one, start 2, is a saddle"));
  EXPECT_TRUE(says(answer_sentence(only_verdict(Verdict::undecided)),
                   "is undecided: the checks ran but could not tell"));
  Solution unfinished = only_verdict(Verdict::not_stationary);
  unfinished.unfinished = 3;
  EXPECT_TRUE(says(answer_sentence(unfinished), "None of three starts came to rest"));
  EXPECT_TRUE(knowledge_sentence(unfinished).empty());
  for (const Verdict verdict :
       {Verdict::saddle, Verdict::undecided, Verdict::not_stationary, Verdict::second_order_critical})
    EXPECT_FALSE(says(answer_sentence(only_verdict(verdict)), "local minimum")) << to_string(verdict);
}

TEST(Sentences, ProofsAreCalledProofsOnlyWhenTheyAre) {
  Solution solution = testing::sample_solution();
  for (const Rigor rigor : {Rigor::verified, Rigor::exact}) {
    solution.certificate.certificate.rigor = rigor;
    EXPECT_TRUE(says(knowledge_sentence(solution), "This is proved")) << to_string(rigor);
  }
  EXPECT_FALSE(says(Html{rigor_words(Rigor::numeric).meaning}, "proved"));
}

/// A bound says nothing of a point near the stored one.
TEST(Sentences, AGapThatIsProvedIsSaid) {
  Solution solution = testing::sample_solution();
  Certificate& best = solution.certificate.certificate;
  best.verdict = Verdict::global_minimizer;
  best.rigor = Rigor::verified;
  best.proved.emplace();
  best.proved->objective_high = 2.5e-23;
  EXPECT_TRUE(says(knowledge_sentence(solution), "none is below zero"));
  EXPECT_FALSE(says(knowledge_sentence(solution), "next to these factors"));
  EXPECT_TRUE(says(answer_sentence(solution), "up to the gap"));
  best.proved->global_low = 1e-23;
  EXPECT_TRUE(says(knowledge_sentence(solution), "no factors of this rank have one below"));
  best.proved->radius = 1e-9;
  EXPECT_TRUE(says(knowledge_sentence(solution), "next to these factors"));
  EXPECT_FALSE(says(answer_sentence(solution), "gap"));
}

TEST(Sentences, PartsThatMixAreNamedByTheirNumbers) {
  Solution solution = testing::sample_solution();
  EXPECT_TRUE(uniqueness_sentence(solution).empty());
  solution.certificate.certificate.unique = false;
  solution.certificate.certificate.mixed = {{.gives = 1, .grows = 0, .change = 0.25},
                                            {.gives = 0, .grows = 1}};
  EXPECT_TRUE(says(uniqueness_sentence(solution), "can be mixed: 1 with 2; one can take in as much"));
}

TEST(Sentences, NamesAreEscaped) {
  Solution solution = testing::sample_solution();
  solution.data.name = "<new>\xff";
  EXPECT_EQ(escape(solution_title(solution)).text, "&lt;new&gt;\xEF\xBF\xBD in two nonnegative parts");
}

TEST(Checks, FollowTheCertificate) {
  Solution solution = testing::sample_solution();
  Certificate& certificate = solution.certificate.certificate;
  auto steps = checks(solution);
  ASSERT_EQ(steps.size(), 4U);
  EXPECT_TRUE(says(steps[1].answer, "12,973 free"));
  EXPECT_TRUE(says(steps[2].answer, "curvature at least 3.1"));
  EXPECT_TRUE(says(steps[2].answer, "as far as floating point can tell"));
  EXPECT_TRUE(says(steps[2].answer, "up to such rescaling"));
  EXPECT_TRUE(says(steps[3].answer, "Not known"));

  EXPECT_EQ(steps[1].mark, "note");  // a count neither holds nor fails

  certificate.verdict = Verdict::saddle;
  certificate.escape = Escape{{}, -1.2, 0.03, 363000.0, 12.0};
  steps = checks(solution);
  ASSERT_EQ(steps.size(), 3U);
  EXPECT_EQ(steps[2].mark, "bad");
  EXPECT_TRUE(says(steps[2].answer, "curvature −1.2"));
  EXPECT_TRUE(says(steps[2].answer, "lowers the objective by 12, to 363,000."));

  certificate = testing::sample_certificate();
  certificate.rigor = Rigor::verified;
  certificate.proved.emplace().radius = 1.87e-13;
  certificate.checked = true;
  steps = checks(solution);
  ASSERT_EQ(steps.size(), 5U);
  EXPECT_TRUE(says(steps[4].answer, "within 1.87×10−13 of these factors"));
  EXPECT_TRUE(says(steps[4].answer, "That check has accepted it"));

  // Undecided because the slope is too large: no tick.
  Solution steep = only_verdict(Verdict::undecided);
  steep.certificate.certificate.first_order.tolerance = 1e-7;
  EXPECT_EQ(checks(steep).front().mark, "bad");

  steps = checks(only_verdict(Verdict::not_stationary));
  ASSERT_EQ(steps.size(), 1U);
  EXPECT_EQ(steps[0].mark, "bad");
}

TEST(Sentences, AProblemIsAboutMeasurements) {
  Solution solution = testing::sample_solution();
  EXPECT_TRUE(is_about_entries(solution));
  solution.problem = {.measured_by = "dense_sensing",
                      .measurements = 540,
                      .truth_rank = 3,
                      .distance = 2e-11,
                      .recovered = 4};
  solution.parts.clear();
  solution.row_groups.reset();
  solution.column_groups.reset();
  EXPECT_FALSE(is_about_entries(solution));
  EXPECT_EQ(model_formula(solution), "𝒜(L Rᵀ) ≈ b with L ≥ 0 and R ≥ 0");
  EXPECT_EQ(objective_formula(solution), "½‖𝒜(L Rᵀ) − b‖²");
  const std::string page = solution_page(solution);
  for (const char* words :
       {"is recovered from", "its distance from the truth is", "of which an operator of kind dense_sensing",
        "starts recovered the known truth", "Distance from the truth"})
    EXPECT_NE(page.find(words), std::string::npos) << words;
}

}  // namespace
}  // namespace orthant::report
