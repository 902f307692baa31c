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

/// The sample with one statement, of this verdict.
json only(const std::string& verdict) {
  json document = testing::sample_statements();
  json claim = document["claims"][1];
  claim["verdict"] = verdict;
  document["claims"] = json::array({claim});
  return document;
}

TEST(StatementsPage, CarriesTheWholeDocumentButTheSpecifications) {
  const json document = testing::sample_statements();
  const std::string page = statements_page(document);
  json expected = document;
  for (auto& figure : expected["figures"]) figure.erase("spec");
  EXPECT_EQ(embedded(page), expected);
  EXPECT_EQ(occurrences(page, "class='chart'"),
            occurrences(page, "<script type='application/json' data-chart="));
  EXPECT_EQ(occurrences(page, "class='chart'"), 2U);
  EXPECT_TRUE(contains(page, "<span data-field='claims.0.rows.1.measured'>-2.0000000000000004</span>"));
}

TEST(StatementsPage, SaysInOneSentenceWhatCameOut) {
  json document = testing::sample_statements();
  EXPECT_EQ(without_tags(statements_sentence(document).text),
            "9 statements evaluated on these instances: 5 hold as stated, 2 hold with a corrected "
            "formula, 1 conjecture is refuted and 1 fails. 2 more were not reached in the time allowed.");
  document["counts"] = {{"claims", 22}, {"holds", 17}, {"corrected", 4},
                        {"refuted", 1}, {"fails", 0},  {"not_evaluated", 0}};
  EXPECT_EQ(without_tags(statements_sentence(document).text),
            "22 statements evaluated on these instances: 17 hold as stated, 4 hold with a corrected "
            "formula and 1 conjecture is refuted.");
  document["counts"] = {{"claims", 1}, {"corrected", 1}};
  EXPECT_EQ(without_tags(statements_sentence(document).text),
            "1 statement evaluated on this instance: 1 holds with a corrected formula.");
  document.erase("counts");
  EXPECT_TRUE(statements_sentence(document).empty());
}

TEST(StatementsPage, EveryVerdictHasItsWordAndUnknownOnesStandAsTheyAre) {
  for (const auto& [verdict, tag] :
       {std::pair{"holds", "<span class='tag good'>Holds</span>"},
        {"holds, corrected", "<span class='tag corrected'>Holds, corrected</span>"},
        {"refuted", "<span class='tag refuted'>Refuted</span>"},
        {"fails", "<span class='tag bad'>Fails</span>"},
        {"<new>", "<span class='tag open'>&lt;new&gt;</span>"},
        {"", "<span class='tag open'>Not evaluated</span>"}}) {
    const json document = only(verdict);
    EXPECT_TRUE(contains(overview_table(document).text, tag)) << verdict;
    EXPECT_TRUE(contains(statement_article(document, 0, {}).text, tag)) << verdict;
  }
}

TEST(StatementsPage, CorrectionsShowBothReadingsWithASign) {
  const json document = testing::sample_statements();
  const std::string lemma_6 = without_tags(statement_article(document, 2, {}).text);
  EXPECT_TRUE(contains(lemma_6, "printed:α² = 0.25 (version 2) ✗ disagreesright:2α² = 0.5 ✓ agrees"));
  EXPECT_TRUE(contains(lemma_6, "printed:2α² = 0.5 (version 1) ✓ agreesright:2α² = 0.5 ✓ agrees"));
  EXPECT_FALSE(contains(without_tags(statement_article(document, 0, {}).text), "printed:"));
}

TEST(StatementsPage, ComparisonsSayWhetherTheyHold) {
  const json document = testing::sample_statements();
  const std::string failing = without_tags(statement_article(document, 5, {}).text);
  EXPECT_TRUE(contains(failing, "00.25numeric✗ fails"));
  EXPECT_TRUE(contains(failing, "yesnonumeric✗ fails"));
  EXPECT_TRUE(
      contains(without_tags(statement_article(document, 0, {}).text), "-2.0000000000000004numeric✓ holds"));
}

TEST(StatementsPage, SaysHowEveryComparisonIsKnown) {
  json document = testing::sample_statements();
  const std::string lemma_5 = statement_article(document, 1, {}).text;
  EXPECT_TRUE(contains(without_tags(lemma_5), "15/16exact✓ holds")) << "no error where nothing is rounded";
  EXPECT_TRUE(
      contains(without_tags(statement_article(document, 0, {}).text), "200 of 200 globalsampled✓ holds"));
  const std::string theorem_3 = statement_article(document, 6, {}).text;
  EXPECT_TRUE(contains(theorem_3, "href='certificates/theorem-3-symmetric/certificate.json'"));
  EXPECT_TRUE(contains(without_tags(overview_table(document).text), "1 exact, 1 numeric"));
  document["claims"][6]["rows"][2]["certificate"] = "theorem-4-lambda-0.25";
  EXPECT_TRUE(contains(statement_article(document, 6, {}).text, "certificates/theorem-4-lambda-0.25/"));
  document["claims"][6]["rows"][2]["certificate"] = "../../elsewhere";
  EXPECT_FALSE(contains(statement_article(document, 6, {}).text, "elsewhere"));
}

TEST(StatementsPage, IndicesStandBelowAndTheTextStaysWhatItIs) {
  json document = only("holds");
  document["claims"][0]["statement"] = "Y_ij of ℝ^{m×r}, D_L, g_λ, e_{m+1}; second_order <b>";
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
  json document = testing::sample_statements();
  document["command"] = document["version"] = evil;
  document["parameters"][evil] = evil;
  for (auto& claim : document["claims"]) {
    for (const char* name : {"id", "place", "statement", "parameters", "verdict", "note", "command"})
      claim[name] = evil;
    for (auto& row : claim["rows"])
      for (const char* name : {"quantity", "expected", "measured", "printed", "rigor", "certificate"})
        row[name] = evil;
  }
  for (auto& figure : document["figures"]) {
    figure["title"] = figure["caption"] = figure["id"] = evil;
    figure["spec"]["description"] = evil;
  }
  const std::string page = statements_page(document);
  EXPECT_FALSE(contains(page, "</script><b>"));
  EXPECT_FALSE(contains(page, "<b>&\""));
  EXPECT_TRUE(contains(page, "&lt;/script&gt;&lt;b&gt;&amp;&quot;&#39;"));
  EXPECT_EQ(embedded(page)["claims"], document["claims"]);
}

TEST(StatementsPage, CopesWithEveryMissingAndEveryNullField) {
  json whole = testing::sample_statements();
  whole["claims"] = json::array({whole["claims"][2]});
  whole["figures"][0]["spec"] = {{"width", 10}};
  whole["figures"][1]["spec"] = {{"width", "container"}};
  const json flat = whole.flatten();
  for (const auto& [path, unused] : flat.items()) {
    for (json::json_pointer at(path); !at.empty(); at = at.parent_pointer()) {
      for (const json& replacement : {json(nullptr), json("text"), json::array()}) {
        json document = whole;
        document[at] = replacement;
        EXPECT_NO_THROW(statements_page(document)) << at.to_string();
      }
      json document = whole;
      auto& parent = document[at.parent_pointer()];
      if (parent.is_object()) parent.erase(at.back());
      EXPECT_NO_THROW(statements_page(document)) << at.to_string();
    }
  }
  EXPECT_NO_THROW(statements_page(json::object()));
  EXPECT_NO_THROW(statements_page(json()));
}

TEST(StatementsPage, WithoutFiguresThereIsNoChart) {
  json document = testing::sample_statements();
  document.erase("figures");
  document["claims"] = json::array({document["claims"][4]});
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
  json document = testing::sample_statements();
  EXPECT_EQ(statement_anchor(document, 3), "lemma-10");
  document["claims"][4]["id"] = "lemma-10";
  EXPECT_EQ(statement_anchor(document, 4), "statement-5");
  for (const char* id : {"overview", "chart-1", "command-2", "statement-9", "Lemma 10", "a'b-c", ""}) {
    document["claims"][0]["id"] = id;
    EXPECT_EQ(statement_anchor(document, 0), "statement-1") << id;
  }
}

}  // namespace
}  // namespace orthant::report
