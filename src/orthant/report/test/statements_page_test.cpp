#include "orthant/report/paper/statements.hpp"

#include <gtest/gtest.h>

#include <regex>

#include "orthant/report/report.hpp"
#include "orthant/report/test/page_text.hpp"
#include "orthant/report/test/sample_statements.hpp"

namespace orthant::report {
namespace {

using nlohmann::json;
using testing::contains;
using testing::occurrences;

std::string without_tags(const std::string& html) {
  return std::regex_replace(html, std::regex("<[^>]*>"), "");
}

json embedded(const std::string& page) {
  const std::string open = "<script type=\"application/json\" id=\"paper\">";
  const auto from = page.find(open) + open.size();
  return json::parse(page.substr(from, page.find("</script>", from) - from));
}

/// The sample with its second statement alone, of this verdict.
ReproductionDocument only(paper::Outcome verdict) {
  ReproductionDocument document = testing::sample_statements();
  document.statements = {document.statements[1]};
  document.statements[0].verdict = verdict;
  return document;
}

TEST(StatementsPage, CarriesTheWholeDocumentButTheSpecifications) {
  const ReproductionDocument document = testing::sample_statements();
  const std::string page = statements_page(document);
  json expected = as_json(document);
  for (auto& figure : expected["figures"]) figure.erase("spec");
  EXPECT_EQ(embedded(page), expected);
  EXPECT_EQ(occurrences(page, "class='chart'"),
            occurrences(page, "<script type='application/json' data-chart="));
  EXPECT_EQ(occurrences(page, "class='chart'"), 2U);
  EXPECT_TRUE(contains(page, "<span data-field='claims.0.rows.1.measured'>-2.0000000000000004</span>"));
}

TEST(StatementsPage, SaysInOneSentenceWhatCameOut) {
  ReproductionDocument document = testing::sample_statements();
  EXPECT_EQ(without_tags(statements_sentence(document).text),
            "9 statements evaluated on these instances: 5 hold as stated, 2 hold with a corrected "
            "formula, 1 conjecture is refuted and 1 fails. 2 more were not reached in the time allowed.");
  document = only(paper::Outcome::corrected);
  document.left_out.clear();
  EXPECT_EQ(without_tags(statements_sentence(document).text),
            "1 statement evaluated on this instance: 1 holds with a corrected formula.");
}

TEST(StatementsPage, EveryVerdictHasItsWord) {
  using enum paper::Outcome;
  for (const auto& [verdict, tag] : {std::pair{holds, "<span class='tag good'>Holds</span>"},
                                     {corrected, "<span class='tag corrected'>Holds, corrected</span>"},
                                     {refuted, "<span class='tag refuted'>Refuted</span>"},
                                     {fails, "<span class='tag bad'>Fails</span>"}}) {
    const ReproductionDocument document = only(verdict);
    EXPECT_TRUE(contains(overview_table(document).text, tag)) << tag;
    EXPECT_TRUE(contains(statement_article(document, 0, {}).text, tag)) << tag;
  }
}

TEST(StatementsPage, CorrectionsShowBothReadingsWithASign) {
  const ReproductionDocument document = testing::sample_statements();
  const std::string lemma_6 = without_tags(statement_article(document, 2, {}).text);
  EXPECT_TRUE(contains(lemma_6, "printed:α² = 0.25 (version 2) ✗ disagreesright:2α² = 0.5 ✓ agrees"));
  EXPECT_TRUE(contains(lemma_6, "printed:2α² = 0.5 (version 1) ✓ agreesright:2α² = 0.5 ✓ agrees"));
  EXPECT_FALSE(contains(without_tags(statement_article(document, 0, {}).text), "printed:"));
}

TEST(StatementsPage, ComparisonsSayWhetherTheyHold) {
  const ReproductionDocument document = testing::sample_statements();
  const std::string failing = without_tags(statement_article(document, 5, {}).text);
  EXPECT_TRUE(contains(failing, "00.25numeric✗ fails"));
  EXPECT_TRUE(contains(failing, "yesnonumeric✗ fails"));
  EXPECT_TRUE(
      contains(without_tags(statement_article(document, 0, {}).text), "-2.0000000000000004numeric✓ holds"));
}

TEST(StatementsPage, SaysHowEveryComparisonIsKnown) {
  ReproductionDocument document = testing::sample_statements();
  const std::string lemma_5 = statement_article(document, 1, {}).text;
  EXPECT_TRUE(contains(without_tags(lemma_5), "15/16exact✓ holds")) << "no error where nothing is rounded";
  EXPECT_TRUE(
      contains(without_tags(statement_article(document, 0, {}).text), "200 of 200 globalsampled✓ holds"));
  const std::string theorem_3 = statement_article(document, 6, {}).text;
  EXPECT_TRUE(contains(theorem_3, "href='certificates/theorem-3-symmetric/certificate.json'"));
  EXPECT_TRUE(contains(without_tags(overview_table(document).text), "1 exact, 1 numeric"));
  document.statements[6].rows[2].certificate = "theorem-4-lambda-0.25";
  EXPECT_TRUE(contains(statement_article(document, 6, {}).text, "certificates/theorem-4-lambda-0.25/"));
  document.statements[6].rows[2].certificate = "../../elsewhere";
  EXPECT_FALSE(contains(statement_article(document, 6, {}).text, "elsewhere"));
}

TEST(StatementsPage, IndicesStandBelowAndTheTextStaysWhatItIs) {
  ReproductionDocument document = only(paper::Outcome::holds);
  document.statements[0].text = "Y_ij of ℝ^{m×r}, D_L, g_λ, e_{m+1}; second_order <b>";
  const std::string article = statement_article(document, 0, {}).text;
  EXPECT_TRUE(contains(article, "Y<span class='tex'>_</span><sub>ij</sub>"));
  EXPECT_TRUE(contains(article, "ℝ<span class='tex'>^{</span><sup>m×r</sup><span class='tex'>}</span>"));
  EXPECT_TRUE(contains(without_tags(article), "Y_ij of ℝ^{m×r}, D_L, g_λ, e_{m+1}; second_order &lt;b&gt;"));
  EXPECT_TRUE(contains(article, "<sub>λ</sub>"));
  EXPECT_TRUE(contains(article, "<sub>m+1</sub>"));
  EXPECT_FALSE(contains(article, "second<span"));
}

TEST(StatementsPage, DataCannotLeaveItsPlace) {
  const std::string evil = "</script><b>&\"'";
  ReproductionDocument document = testing::sample_statements();
  document.command = document.version = evil;
  for (paper::Statement& each : document.statements) {
    for (std::string* text : {&each.id, &each.place, &each.text, &each.parameters, &each.note, &each.command})
      *text = evil;
    for (paper::Row& row : each.rows)
      for (std::string* text : {&row.quantity, &row.expected, &row.measured, &row.printed, &row.certificate})
        *text = evil;
  }
  for (DrawnFigure& figure : document.figures) {
    figure.title = figure.caption = figure.id = evil;
    figure.spec["description"] = evil;
  }
  const std::string page = statements_page(document);
  EXPECT_FALSE(contains(page, "</script><b>"));
  EXPECT_FALSE(contains(page, "<b>&\""));
  EXPECT_TRUE(contains(page, "&lt;/script&gt;&lt;b&gt;&amp;&quot;&#39;"));
  EXPECT_EQ(embedded(page)["claims"], json(as_json(document))["claims"]);
}

TEST(StatementsPage, WithoutFiguresThereIsNoChart) {
  ReproductionDocument document = testing::sample_statements();
  document.figures.clear();
  document.statements = {document.statements[4]};
  const std::string page = statements_page(document);
  EXPECT_EQ(occurrences(page, "class='chart'"), 0U);
  EXPECT_FALSE(contains(page, "<a href=\"#figures\""));
  EXPECT_TRUE(contains(page, "id='lemma-12'"));
}

TEST(StatementsPage, AFigureStandsWithItsStatementOrAfterAll) {
  const std::string page = statements_page(testing::sample_statements());
  const auto claim = page.find("<article class='statement' id='figure-1'>");
  const auto next = page.find("<article", claim + 1);
  const auto figure = page.find("data-field='figures.0.title'");
  EXPECT_TRUE(claim < figure && figure < next);
  EXPECT_GT(page.find("data-field='figures.1.title'"), page.find("<section id=\"figures\""));
}

TEST(StatementsPage, AnchorsAreWordsAndDifferent) {
  ReproductionDocument document = testing::sample_statements();
  EXPECT_EQ(statement_anchor(document, 3), "lemma-10");
  document.statements[4].id = "lemma-10";
  EXPECT_EQ(statement_anchor(document, 4), "statement-5");
  for (const char* id : {"overview", "chart-1", "command-2", "statement-9", "Lemma 10", "a'b-c", ""}) {
    document.statements[0].id = id;
    EXPECT_EQ(statement_anchor(document, 0), "statement-1") << id;
  }
}

}  // namespace
}  // namespace orthant::report
