#include "orthant/report/report.hpp"

#include <gtest/gtest.h>

#include "orthant/report/page/page.hpp"
#include "orthant/report/test/page_text.hpp"
#include "orthant/report/test/sample_solution.hpp"

namespace orthant::report {
namespace {

using nlohmann::json;
using testing::contains;
using testing::occurrences;

/// The text of the element that starts with `open`, up to the end of the script.
std::string script_after(const std::string& page, const std::string& open) {
  const auto from = page.find(open) + open.size();
  return page.substr(from, page.find("</script>", from) - from);
}

constexpr const char* solution_script = "<script type=\"application/json\" id=\"solution\">";

TEST(Report, CarriesTheWholeDocument) {
  const auto solution = testing::sample_solution();
  const std::string page = solution_page({solution, testing::sample_components(), std::nullopt});
  EXPECT_EQ(json::parse(script_after(page, solution_script)), solution);
  EXPECT_TRUE(contains(page, "data-field='objective' data-value='364109.46465969144'"));
  EXPECT_TRUE(contains(page, "<h1>digits in two nonnegative parts</h1>"));
  EXPECT_EQ(occurrences(page, "class='chart'"),
            occurrences(page, "<script type='application/json' data-chart="));
}

TEST(Report, DataCannotLeaveItsPlace) {
  auto solution = testing::sample_solution();
  const std::string evil = "</script><b>&\"'";
  solution["data"]["name"] = evil;
  solution["data"]["column_names"] = {evil, evil, evil, evil, evil, evil};
  solution["command"] = evil;
  solution["certificate"]["reasons"] = {evil};
  solution["certificate"]["verdict"] = evil;
  solution["starts"][0]["status"] = evil;
  solution["options"][evil] = 3;
  const std::string page = solution_page({solution, testing::sample_components(), std::nullopt});
  EXPECT_FALSE(contains(page, "</script><b>"));
  EXPECT_FALSE(contains(page, "<b>&\""));
  EXPECT_TRUE(contains(page, "&lt;/script&gt;&lt;b&gt;&amp;&quot;&#39; in two nonnegative parts"));
  EXPECT_EQ(json::parse(script_after(page, solution_script)), solution);
}

TEST(Report, DeadEndsGetNoTick) {
  const auto solution = testing::sample_solution();
  const std::string page = solution_page({solution, testing::sample_components(), std::nullopt});
  EXPECT_EQ(occurrences(page, "<span class='tag good'>Strict local minimum</span>"), 2U);  // the best, twice
  EXPECT_EQ(occurrences(page, "<span class='tag bad'>Strict local minimum</span>"), 1U);
}

/// The column is about how many starts ended there, and says which they are in addition.
TEST(Report, StartsAreCountedAndNamed) {
  auto solution = testing::sample_solution();
  solution["minima"][1]["hits"] = 2;
  solution["minima"][1]["starts"] = {1, 3};
  const std::string page = solution_page({solution, testing::sample_components(), std::nullopt});
  const std::string cell = page.substr(page.find("data-field='minima.1.hits'"), 600);
  EXPECT_TRUE(contains(cell, "data-value='2'>2</span> of <span")) << cell;
  EXPECT_TRUE(contains(cell, "(numbers <span")) << cell;
  EXPECT_FALSE(contains(page, "Reached by starts"));
}

TEST(Report, GapsBesideAnExactFitAreDifferences) {
  auto solution = testing::sample_solution();
  for (auto& minimum : solution["minima"]) minimum["relative_gap"] = nullptr;
  const std::string page = solution_page({solution, testing::sample_components(), std::nullopt});
  EXPECT_TRUE(contains(page, "data-field='minima.1.gap' data-value='4543.5'>4,544</span>"));
  EXPECT_FALSE(contains(page, "relative_gap' data-value"));
}

TEST(Report, SharesStandBesideWeights) {
  const auto solution = testing::sample_solution();
  const std::string page = solution_page({solution, testing::sample_components(), std::nullopt});
  const auto first = page.find("data-field='components.0.share' data-value='0.7'>");  // the heavier part
  const auto second = page.find("data-field='components.1.share' data-value='0.3'>");
  ASSERT_NE(first, std::string::npos);
  EXPECT_LT(first, second);
  EXPECT_TRUE(contains(page, "shares of the sum of all entries of the fit"));
}

TEST(Report, NeedsNothingFromOutside) {
  const auto solution = testing::sample_solution();
  const std::string page = solution_page({solution, testing::sample_components(), {{2, 3}}});
  for (const char* part :
       {"<script src", "<link rel=\"stylesheet\"", "@import", "url(http", "sourceMappingURL"}) {
    EXPECT_FALSE(contains(page, part)) << part;
  }
  EXPECT_TRUE(contains(page, "default-src 'none'"));
}

TEST(Report, ScriptsCannotCloseTheirElement) {
  ChartLibraries libraries = chart_libraries();
  ASSERT_EQ(libraries.scripts.size(), has_charts() ? 3U : 0U);
  libraries.scripts.push_back(assets::script());
  for (const auto script : libraries.scripts) {
    EXPECT_GT(script.size(), 500U);
    EXPECT_EQ(script.find("</script"), std::string_view::npos);
    EXPECT_EQ(script.find("<!--"), std::string_view::npos);
  }
  EXPECT_EQ(libraries.licences.find("--"), std::string_view::npos) << "the licences stand in an HTML comment";
}

TEST(Report, SaysWhetherItHasCharts) {
  const auto solution = testing::sample_solution();
  const std::string page = solution_page({solution, testing::sample_components(), std::nullopt});
  EXPECT_EQ(contains(page, "BSD-3-Clause"), has_charts());
  EXPECT_NE(contains(page, "its charts are missing"), has_charts());
  EXPECT_TRUE(contains(page, "data-chart='chart-minima'"));
}

/// Sections name themselves in the navigation, and those that are left out do not.
TEST(Report, LinksToItsSections) {
  auto solution = testing::sample_solution();
  solution["spectra"] = nullptr;
  const std::string page = solution_page({solution, testing::sample_components(), std::nullopt});
  EXPECT_TRUE(contains(page, "<a href=\"#minima\">minima</a>"));
  EXPECT_FALSE(contains(page, "<a href=\"#spectra\">"));
}

TEST(Report, PicturesWhenThereIsAShapeAndBarsOtherwise) {
  const auto solution = testing::sample_solution();
  const std::string pictures = solution_page({solution, testing::sample_components(), {{2, 3}}});
  EXPECT_EQ(occurrences(pictures, "<canvas role='img'"), 2U);
  // Column 1 of the components over its largest entry, 5, in 255ths.
  EXPECT_TRUE(contains(pictures, "width='3' height='2' data-pixels='00336600ff33'"));
  EXPECT_TRUE(contains(pictures, "Component 1 as an image of 2 by 3 pixels, darkest in row 2, column 2"));
  for (const auto& shape : {std::optional<std::pair<Index, Index>>{}, {{4, 4}}}) {
    const std::string bars = solution_page({solution, testing::sample_components(), shape});
    EXPECT_EQ(occurrences(bars, "<canvas"), 0U);
    EXPECT_EQ(occurrences(bars, "data-chart='component-"), 2U);
  }
}

TEST(Report, CopesWithEveryMissingAndEveryNullField) {
  const json whole = testing::sample_solution();
  const Matrix components = testing::sample_components();
  const auto flat = whole.flatten();
  for (const auto& [path, unused] : flat.items()) {
    for (json::json_pointer at(path); !at.empty(); at = at.parent_pointer()) {
      for (const json& replacement : {json(nullptr), json("text"), json::array()}) {
        json solution = whole;
        solution[at] = replacement;
        EXPECT_NO_THROW(solution_page({solution, components, std::nullopt})) << at.to_string();
      }
      if (!at.parent_pointer().empty() || at.back() != "starts") {
        json solution = whole;
        auto& parent = solution[at.parent_pointer()];
        if (parent.is_object()) parent.erase(at.back());
        EXPECT_NO_THROW(solution_page({solution, components, std::nullopt})) << at.to_string();
      }
    }
  }
  EXPECT_NO_THROW(solution_page({json::object(), Matrix(0, 0), std::nullopt}));
  EXPECT_NO_THROW(solution_page({json(), Matrix::Zero(4, 1), {{2, 2}}}));
}

TEST(Report, RankOneAndComponentsThatAreNotNumbers) {
  auto solution = testing::sample_solution();
  solution["rank"] = 1;
  const std::string page = solution_page({solution, Matrix::Ones(6, 1), std::nullopt});
  EXPECT_TRUE(contains(page, "digits in one nonnegative part</h1>"));
  const std::string none = solution_page({solution, Matrix::Constant(6, 1, std::nan("")), std::nullopt});
  EXPECT_FALSE(contains(none, "<div class='gallery"));
}

TEST(Report, StaysSmallWhateverTheSize) {
  auto solution = testing::sample_solution();
  json series = json::array();
  for (int i = 0; i < 2000; ++i) series.push_back(1.0 / (i + 1.1));
  for (auto& start : solution["starts"]) {
    for (auto& values : start["trace"]) values = series;
  }
  for (int s = 3; s < 100; ++s) {
    solution["starts"].push_back(solution["starts"][0]);
    solution["starts"].back()["start"] = s + 1;
  }
  solution["spectra"]["hessian"] = series;
  const std::vector<std::pair<Matrix, std::optional<std::pair<Index, Index>>>> cases = {
      {Matrix::Constant(5000, 200, 0.123456789), std::nullopt},
      {Matrix::Constant(200, 200, 0.123456789), std::nullopt},
      {Matrix::Constant(96 * 96, 200, 0.123456789), {{96, 96}}},
      {Matrix::Constant(1000 * 1000, 2, 0.123456789), {{1000, 1000}}}};
  for (const auto& [components, shape] : cases) {
    const std::string page = solution_page({solution, components, shape});
    EXPECT_LT(page.size(), 3'000'000U);
    const auto embedded = json::parse(script_after(page, solution_script));
    EXPECT_EQ(embedded["minima"], solution["minima"]);
    EXPECT_EQ(embedded["starts"].size(), solution["starts"].size());
  }
}

}  // namespace
}  // namespace orthant::report
