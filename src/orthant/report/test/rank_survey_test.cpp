#include <gtest/gtest.h>

#include "orthant/report/page/page.hpp"
#include "orthant/report/report.hpp"
#include "orthant/report/test/page_text.hpp"

namespace orthant::report {
namespace {

using testing::contains;
using testing::occurrences;

RankSurveyDocument sample_survey() {
  RankSurveyDocument out;
  out.data = "<b>counts";
  out.rows = 30;
  out.cols = 20;
  out.asked = {2, 3, 4};
  out.folds = 5;
  out.held_out_share = 0.2;
  out.starts = 10;
  out.recommended = 3;
  out.sentence = "Rank 3: <because>.";
  for (const Index rank : out.asked)
    out.ranks.push_back({.rank = rank,
                         .objective = 12.5 / static_cast<double>(rank),
                         .relative_error = 0.1,
                         .verdict = Verdict::strict_local_minimizer,
                         .rigor = Rigor::verified,
                         .from_below = rank == 4,
                         .starts = 10,
                         .minima = 2,
                         .hits = 7,
                         .spurious = 0.3,
                         .proved_spurious = 0.3,
                         .agreement = 0.95,
                         .least_agreement = 0.8,
                         .cophenetic = 0.99,
                         .dispersion = 0.9,
                         .held_out = 0.25,
                         .standard_error = 0.02,
                         .held_out_by_fold = {},
                         .seconds = 0});
  out.files = {{"solution", "rank-3/solution.json"}};
  return out;
}

TEST(RankSurveyPage, SaysTheSentenceFirstAndMarksTheRank) {
  const std::string page = rank_survey_page(sample_survey());
  EXPECT_TRUE(contains(page, "Rank 3: &lt;because&gt;."));
  EXPECT_LT(page.find("&lt;because&gt;"), page.find("<table"));
  EXPECT_TRUE(contains(page, "<h1>&lt;b&gt;counts: three parts</h1>"));
  EXPECT_FALSE(contains(page, "<b>counts"));
  EXPECT_EQ(occurrences(page, "<tr class='best'>"), 1u);
  EXPECT_EQ(occurrences(page, "data-field='ranks.1.hits' data-value='7'"), 2u);  // key figure and table
  EXPECT_TRUE(contains(page, "href=\"rank-3/report.html\""));
  EXPECT_TRUE(contains(page, "<p>At rank 4 only the start from the best point of the rank before"));
  EXPECT_TRUE(contains(page, "<span class='tag good'>Clear</span>"));
  if (has_charts()) {
    EXPECT_EQ(occurrences(page, "class='chart'"), 5u);
    EXPECT_EQ(occurrences(page, "<script type='application/json' data-chart="), 5u);
  }
}

TEST(RankSurveyPage, LeavesOutWhatIsNotKnown) {
  RankSurveyDocument survey = sample_survey();
  survey.recommended.reset();
  survey.files.clear();
  survey.left_out = {"Rank 5 is left out."};
  for (SurveyedRank& rank : survey.ranks)
    rank.held_out = rank.cophenetic = rank.dispersion = SurveyedRank::unknown;
  const std::string page = rank_survey_page(survey);
  EXPECT_TRUE(contains(page, "how many parts?</h1>"));
  EXPECT_TRUE(contains(page, "<span class='tag open'>Not clear</span>"));
  EXPECT_FALSE(contains(page, "report.html\">"));
  EXPECT_EQ(occurrences(page, "<tr class='best'>"), 0u);
  EXPECT_TRUE(contains(page, "<li>Rank 5 is left out.</li>"));
  if (has_charts()) {
    EXPECT_EQ(occurrences(page, "class='chart'"), 3u);
  }
  survey.ranks.resize(1);  // nothing to draw a line through
  EXPECT_EQ(occurrences(rank_survey_page(survey), "class='chart'"), 0u);
}

}  // namespace
}  // namespace orthant::report
