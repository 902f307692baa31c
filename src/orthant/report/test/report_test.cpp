#include "orthant/report/report.hpp"

#include <gtest/gtest.h>

#include "orthant/report/page/page.hpp"
#include "orthant/report/solution/solution.hpp"
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
  const std::string page = solution_page(solution);
  EXPECT_EQ(json::parse(script_after(page, solution_script)), json(as_json(solution)));
  EXPECT_TRUE(contains(page, "data-field='objective' data-value='364109.46465969144'"));
  EXPECT_TRUE(contains(page, "<h1>digits in two nonnegative parts</h1>"));
  EXPECT_EQ(occurrences(page, "class='chart'"),
            occurrences(page, "<script type='application/json' data-chart="));
}

TEST(Report, DataCannotLeaveItsPlace) {
  auto solution = testing::sample_solution();
  const std::string evil = "</script><b>&\"'";
  solution.data.name = solution.command = solution.version = evil;
  solution.data.column_names = {evil, evil, evil, evil, evil, evil};
  solution.certificate.certificate.reasons = solution.left_out = {evil};
  solution.certificate.certificate.second_order.method = evil;
  solution.options.emplace_back(evil, evil);
  solution.files[evil] = evil;
  const std::string page = solution_page(solution);
  EXPECT_FALSE(contains(page, "</script><b>"));
  EXPECT_FALSE(contains(page, "<b>&\""));
  EXPECT_TRUE(contains(page, "&lt;/script&gt;&lt;b&gt;&amp;&quot;&#39; in two nonnegative parts"));
  EXPECT_EQ(json::parse(script_after(page, solution_script)), json(as_json(solution)));
}

TEST(Report, TellsHowHeldOutEntriesArePredicted) {
  Solution solution = testing::sample_solution();
  EXPECT_FALSE(contains(solution_page(solution), "id=\"predictions\""));
  testing::hold_out(solution);
  const std::string page = solution_page(solution);
  for (const char* field :
       {"rmse' data-value='1.25'", "mae' data-value='0.875'", "mean_rmse' data-value='2.5'",
        "training_rmse' data-value='1.125'", "training_mae' data-value='0.75'"})
    EXPECT_TRUE(contains(page, std::string("data-field='completion.") + field)) << field;
  EXPECT_TRUE(contains(page, "data-field='completion.path.1.rmse' data-value='1.375'"));
  EXPECT_EQ(occurrences(page, "id='chart-held-out'"), has_charts() ? 1U : 0U);
  EXPECT_TRUE(contains(page, "data-field='completion.offsets_rmse' data-value='1.75'"));
  EXPECT_LT(page.find("The fit predicts &lt;well&gt;."), page.find("is taken apart"));  // the answer first
  EXPECT_FALSE(contains(page, "<strong><span data-field='completion.sentence'"));
  solution.completion->worse_than = "mean";
  EXPECT_TRUE(contains(solution_page(solution), "<strong><span data-field='completion.sentence'"));
}

TEST(Report, ShowsPicturesOfOtherMinimaBesideThoseOfTheBest) {
  Solution solution = testing::sample_solution();
  solution.data.image_shape = ImageShape{2, 3};
  EXPECT_FALSE(contains(solution_page(solution), "<table class='dense matched'"));
  solution.others = {solution.right};
  solution.others[0](0, 1) = 9;
  const std::string page = solution_page(solution);
  EXPECT_EQ(occurrences(page, "<table class='dense matched'"), 1U);
  EXPECT_EQ(occurrences(page, "<canvas"), 2U + 4U);  // cards, and two parts of two points
  EXPECT_TRUE(contains(page,
                       "aria-label='What matches part 2 in minimum 2, cosine 0.62' width='3' height='2' "
                       "data-pixels='ff0000"));
  EXPECT_EQ(occurrences(page, "<td class='differs'>"), 1U);
}

TEST(Report, LargePicturesOfOtherMinimaAreMadeSmaller) {
  EXPECT_EQ(thumbnail_shape({32, 20}), (ImageShape{32, 20}));
  EXPECT_EQ(thumbnail_shape({100, 50}), (ImageShape{25, 13}));
  Vector pixels = Vector::Zero(66);
  pixels.tail(33).setConstant(2);
  pixels[32] = 4;  // alone in its block of two columns
  const Html small = thumbnail(pixels, {2, 33}, "two rows");
  EXPECT_TRUE(contains(small.text, "width='17' height='1'"));
  EXPECT_TRUE(contains(small.text, "data-pixels='5555"));  // (0 + 0 + 2 + 2) / 4 of (4 + 2) / 2
}

TEST(Report, DrawsPartsOfSoundsOverFrequenciesAndTimes) {
  Solution solution = testing::sample_solution();
  solution.data.hertz_per_row = 10;
  solution.data.seconds_per_column = 0.5;
  solution.data.rows = 900;
  solution.left = Matrix::Zero(900, 2);
  solution.left(42, 0) = 4;
  solution.left(500, 1) = 1;
  const std::string page = solution_page(solution);
  EXPECT_TRUE(contains(page, "</span> times"));
  for (const char* id : {"part-1", "part-1-times", "part-2", "part-2-times"})
    EXPECT_EQ(occurrences(page, std::string("<div class='chart' id='") + id + "'"), 1U) << id;
  solution.left = {};  // the file is not there
  EXPECT_FALSE(contains(solution_page(solution), "part-1-times"));
}

TEST(Report, OffsetsAreNoParts) {
  Solution solution = testing::sample_solution();
  solution.rank = 4;
  solution.offsets = true;
  const std::string page = solution_page(solution);
  EXPECT_TRUE(contains(page, "<h1>digits in two nonnegative parts</h1>"));
  EXPECT_TRUE(
      contains(page,
               "data-field='parts.length' data-value='2'>two</span> parts that only add up, each in an "
               "amount of zero or more, with an offset for each row and column"));
}

TEST(Report, DeadEndsGetNoTick) {
  const auto solution = testing::sample_solution();
  const std::string page = solution_page(solution);
  EXPECT_EQ(occurrences(page, "<span class='tag good'>Strict local minimum</span>"), 2U);  // the best, twice
  EXPECT_EQ(occurrences(page, "<span class='tag bad'>Strict local minimum</span>"), 1U);
}

/// The column is about how many starts ended there, and says which they are in addition.
TEST(Report, StartsAreCountedAndNamed) {
  auto solution = testing::sample_solution();
  solution.minima[1].starts = {1, 3};
  const std::string page = solution_page(solution);
  const std::string cell = page.substr(page.find("data-field='minima.1.hits'"), 600);
  EXPECT_TRUE(contains(cell, "data-value='2'>2</span> of <span")) << cell;
  EXPECT_TRUE(contains(cell, "(numbers <span")) << cell;
  EXPECT_FALSE(contains(page, "Reached by starts"));
}

TEST(Report, GapsBesideAnExactFitAreDifferences) {
  auto solution = testing::sample_solution();
  for (ListedMinimum& minimum : solution.minima) minimum.relative_gap.reset();
  const std::string page = solution_page(solution);
  EXPECT_TRUE(contains(page, "data-field='minima.1.gap' data-value='4543.52534030856'>4,544</span>"));
  EXPECT_FALSE(contains(page, "relative_gap' data-value"));
}

TEST(Report, ThePartsComeFirstAndLargestFirst) {
  auto solution = testing::sample_solution();
  std::swap(solution.parts[0], solution.parts[1]);  // as fixed columns may stand
  const std::string page = solution_page(solution);
  const auto first = page.find("data-field='parts.1.share' data-value='0.7'>");
  const auto second = page.find("data-field='parts.0.share' data-value='0.3'>");
  ASSERT_NE(first, std::string::npos);
  EXPECT_LT(first, second);
  EXPECT_LT(page.find("<h2>The parts</h2>"), page.find("<h2>Can it be trusted?</h2>"));
  EXPECT_LT(page.find("<h2>Can it be trusted?</h2>"), page.find("<h2>The minima</h2>"));
  EXPECT_TRUE(contains(page, "data-field='groups.rows.counts.1' data-value='590'"));
}

/// Names in the place of numbers, with weights, and no chart of columns.
TEST(Report, WordsStandWhereColumnsHaveNames) {
  auto solution = testing::sample_solution();
  solution.data.column_names = {"ant", "bee", "cow", "dog", "eel", "fox"};
  solution.data.row_names = {"row one"};
  for (ListedPart& part : solution.parts)
    for (auto* list : {&part.columns, &part.distinctive_columns})
      for (ListedEntry& entry : *list)
        entry.name = solution.data.column_names[static_cast<std::size_t>(entry.index)];
  std::swap(solution.parts[0].columns[0], solution.parts[0].columns[1]);
  const std::string page = solution_page(solution);
  EXPECT_TRUE(contains(
      page, "<span class='name'>eel</span><span class='meter' aria-hidden='true'><i style='width:100.0%'>"));
  EXPECT_TRUE(contains(page, "data-field='parts.0.distinctive_columns.1.weight' data-value='0.125'>"));
  EXPECT_TRUE(contains(page, "<summary>by weight alone</summary><p>cow, eel, bee</p>"));
  EXPECT_EQ(occurrences(page, "by weight alone"), 1U);  // the other part's lists are the same
  EXPECT_TRUE(contains(page, "<p>rows: row five, row six</p>"));
  EXPECT_FALSE(contains(page, "data-chart='part-"));
  EXPECT_FALSE(contains(page, "strongest columns"));
}

TEST(Report, OtherMinimaStandSideBySideWithTheBest) {
  const auto solution = testing::sample_solution();
  const std::string page = solution_page(solution);
  EXPECT_TRUE(contains(
      page, "One of the two parts is found again in the other minimum; the others depend on where a"));
  EXPECT_TRUE(contains(page, "Part 2 changes most"));
  EXPECT_TRUE(contains(page, "data-field='minima.1.comparison.parts.0.rows' data-value='0.95'>0.95<"));
  EXPECT_TRUE(contains(page, "data-field='minima.1.comparison.parts.1.columns' data-value='0.625'>0.62<"));
  EXPECT_TRUE(contains(page, "data-field='minima.1.comparison.rows_alike' data-value='0.875'"));
  EXPECT_FALSE(contains(page, "side by side"));  // numbers of columns say nothing
  auto words = solution;
  words.data.column_names = {"ant", "bee", "cow", "dog", "eel", "fox"};
  EXPECT_TRUE(contains(solution_page(words), "<b>Part 2</b> 1, 4, 6</p><ul><li><b>2</b> 1</li>"));
  auto alone = solution;
  alone.minima[1].comparison.reset();
  EXPECT_FALSE(contains(solution_page(alone), "class='dense stability'"));
}

TEST(Report, KnownLabelsMakeATable) {
  auto solution = testing::sample_solution();
  EXPECT_FALSE(contains(solution_page(solution), "Known labels"));
  solution.agreement = testing::sample_agreement();
  const std::string page = solution_page(solution);
  EXPECT_TRUE(contains(page, "<h2>Known labels</h2>"));
  EXPECT_TRUE(contains(page, "data-field='agreement.adjusted_rand' data-value='0.375'"));
  EXPECT_TRUE(contains(
      page,
      "<td class='shade s3 matched'><span class='n' data-field='agreement.table.0.0' data-value='6'>6<"));
  EXPECT_TRUE(contains(page, "data-field='agreement.unlabelled.0' data-value='1'"));
  // A document whose lists do not fit each other is shown as far as they do.
  solution.agreement->table = {{6}, {0, 2, 5}, {}};
  solution.agreement->class_of = {5};
  solution.agreement->unlabelled.clear();
  EXPECT_TRUE(contains(solution_page(solution), "<h2>Known labels</h2>"));
}

TEST(Report, NeedsNothingFromOutside) {
  const auto solution = testing::sample_solution();
  const std::string page = solution_page(solution);
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
  const std::string page = solution_page(solution);
  EXPECT_EQ(contains(page, "BSD-3-Clause"), has_charts());
  EXPECT_NE(contains(page, "its charts are missing"), has_charts());
  EXPECT_TRUE(contains(page, "data-chart='chart-minima'"));
}

/// Sections name themselves in the navigation, and those that are left out do not.
TEST(Report, LinksToItsSections) {
  auto solution = testing::sample_solution();
  solution.singular_values.resize(0);
  solution.hessian.resize(0);
  const std::string page = solution_page(solution);
  EXPECT_TRUE(contains(page, "<a href=\"#minima\">minima</a>"));
  EXPECT_FALSE(contains(page, "<a href=\"#spectra\">"));
}

TEST(Report, PicturesWhenThereIsAShapeAndBarsOtherwise) {
  auto solution = testing::sample_solution();
  solution.data.image_shape = ImageShape{2, 3};
  const std::string pictures = solution_page(solution);
  EXPECT_EQ(occurrences(pictures, "<canvas role='img'"), 2U);
  // Column 1 of the components over its largest entry, 5, in 255ths.
  EXPECT_TRUE(contains(pictures, "width='3' height='2' data-pixels='00336600ff33'"));
  EXPECT_TRUE(contains(pictures, "Part 1 as an image of 2 by 3 pixels, darkest in row 2, column 2"));
  for (const auto& shape : {std::optional<ImageShape>{}, {{4, 4}}}) {
    solution.data.image_shape = shape;
    const std::string bars = solution_page(solution);
    EXPECT_EQ(occurrences(bars, "<canvas"), 0U);
    EXPECT_EQ(occurrences(bars, "data-chart='part-"), 2U);
  }
}

/// Numbers that are not finite, starts without a trace, no start and no point at all.
TEST(Report, CopesWithWhatIsMissing) {
  const double nan = std::nan("");
  auto solution = testing::sample_solution();
  Certificate& certificate = solution.certificate.certificate;
  certificate.relative_error = certificate.cone.min_multiplier = nan;
  certificate.second_order.modulus.reset();
  solution.minima[1].modulus.reset();
  for (StartReport& start : solution.starts) start.trace.clear();
  solution.starts[0].stationarity = nan;
  solution.parts.clear();
  const std::string page = solution_page(solution);
  EXPECT_TRUE(contains(page, "<span class='none'>–</span>"));
  EXPECT_FALSE(contains(page, ">nan"));
  EXPECT_FALSE(contains(page, "id='chart-gap'"));
  EXPECT_FALSE(contains(page, "<h2>The parts</h2>"));

  Solution empty;
  empty.data.image_shape = ImageShape{2, 2};
  EXPECT_TRUE(contains(solution_page(empty), "A matrix in zero nonnegative parts</h1>"));
}

TEST(Report, RankOneAndComponentsThatAreNotNumbers) {
  auto solution = testing::sample_solution();
  solution.rank = 1;
  solution.parts.pop_back();
  solution.right = Matrix::Ones(6, 1);
  EXPECT_TRUE(contains(solution_page(solution), "digits in one nonnegative part</h1>"));
  EXPECT_TRUE(contains(solution_page(solution), "data-chart='part-1'"));
  solution.right = Matrix::Constant(6, 1, std::nan(""));
  EXPECT_FALSE(contains(solution_page(solution), "data-chart='part-1'"));
  EXPECT_TRUE(contains(solution_page(solution), "<span class='name'>5</span>"));
}

TEST(Report, StaysSmallWhateverTheSize) {
  auto solution = testing::sample_solution();
  solution.starts[0].trace.clear();
  for (Index i = 0; i < 2000; ++i) {
    const double x = 1.0 / (static_cast<double>(i) + 1.1);
    solution.starts[0].trace.push_back({.iteration = i, .seconds = x, .objective = 1 + x, .stationarity = x});
  }
  while (solution.starts.size() < 100) {
    solution.starts.push_back(solution.starts[0]);
    solution.starts.back().start = static_cast<Index>(solution.starts.size());
  }
  solution.hessian = Vector::LinSpaced(2000, 0.1, 0.9);
  const std::vector<std::pair<Matrix, std::optional<ImageShape>>> cases = {
      {Matrix::Constant(5000, 200, 0.123456789), std::nullopt},
      {Matrix::Constant(200, 200, 0.123456789), std::nullopt},
      {Matrix::Constant(96 * 96, 200, 0.123456789), {{96, 96}}},
      {Matrix::Constant(1000 * 1000, 2, 0.123456789), {{1000, 1000}}}};
  const ListedPart many = testing::sample_part(0.005, std::vector<Index>(400, 3), {"x"});
  for (const auto& [components, shape] : cases) {
    solution.right = components;
    solution.parts.assign(static_cast<std::size_t>(components.cols()), many);
    solution.data.image_shape = shape;
    const std::string page = solution_page(solution);
    EXPECT_LT(page.size(), 3'000'000U);
    const json embedded = json::parse(script_after(page, solution_script));
    EXPECT_EQ(embedded["minima"], json(as_json(solution))["minima"]);
    EXPECT_EQ(embedded["starts"].size(), solution.starts.size());
  }
}

}  // namespace
}  // namespace orthant::report
