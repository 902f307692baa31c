// The page of an atlas: from a map that was made, and from documents that lack what a page could show.

#include <gtest/gtest.h>

#include <cmath>

#include "orthant/base/random.hpp"
#include "orthant/report/atlas/atlas_parts.hpp"
#include "orthant/report/page/page.hpp"
#include "orthant/report/report.hpp"
#include "orthant/report/test/page_text.hpp"

namespace orthant::report {
namespace {

using testing::contains;
using testing::occurrences;

Data random_data(Index rows, Index cols) {
  Random random(5);
  Matrix X(rows, cols);
  for (Index e = 0; e < X.size(); ++e) X.data()[e] = std::pow(random.uniform(), 4);
  return data_in_memory(DataMatrix::dense(X));
}

AtlasDocument map_of(const Data& data) {
  AtlasOptions options;
  options.recover.rank = 5;
  options.recover.search.starts = 40;
  options.recover.numeric = true;
  options.within = 100;
  options.barriers = 3;
  return atlas_document(atlas(data, options), "orthant atlas <data>");
}

TEST(AtlasPage, LeadsWithThePartsThenTheMinimaThenTheWalls) {
  Data data = random_data(20, 16);
  data.image_shape = ImageShape{4, 4};
  const AtlasDocument map = map_of(data);
  ASSERT_GE(map.atlas.minima.size(), 2u);
  ASSERT_TRUE(map.atlas.passes);
  EXPECT_EQ(map.atlas.passes->objective.size(), std::min<std::size_t>(3, map.atlas.minima.size()));
  EXPECT_EQ(map.atlas.passes->joins.size(), map.atlas.passes->objective.size() - 1);
  const std::string page = atlas_page(map);
  EXPECT_LT(page.find("Of the "), page.find("The parts side by side"));
  EXPECT_LT(page.find("The parts side by side"), page.find("aria-label='The minima'"));
  EXPECT_LT(page.find("aria-label='The minima'"), page.find("How high the walls"));
  EXPECT_TRUE(contains(page, "orthant atlas &lt;data&gt;"));
  EXPECT_EQ(occurrences(page, "class='trust'"), 5u);
  EXPECT_EQ(occurrences(page, "<tr class='best'>"), 1u);
  EXPECT_GE(occurrences(page, "<canvas"), 6u);
  EXPECT_TRUE(contains(page, "width='4' height='4'"));
  if (has_charts()) {
    EXPECT_TRUE(contains(page, "data-chart='chart-hits'"));
    EXPECT_TRUE(contains(page, "data-chart='chart-passes'"));
  }
}

TEST(AtlasPage, ShowsNamesOrStripsWhereThereAreNoPictures) {
  Data data = random_data(20, 16);
  EXPECT_TRUE(contains(atlas_page(map_of(data)), " strips'"));
  for (int j = 0; j < 16; ++j) data.column_names.push_back(j == 0 ? "<i>" : "word" + std::to_string(j));
  const std::string page = atlas_page(map_of(data));
  EXPECT_TRUE(contains(page, "<ul class='sides'>"));
  EXPECT_TRUE(contains(page, "word"));
  EXPECT_FALSE(contains(page, "<i>"));
}

TEST(AtlasPage, LeavesOutWhatIsNotKnown) {
  AtlasDocument map = map_of(random_data(20, 16));
  map.atlas.passes.reset();
  map.atlas.left_out = {"Something <is> missing."};
  std::string page = atlas_page(map);
  EXPECT_FALSE(contains(page, "How high the walls"));
  EXPECT_TRUE(contains(page, "<li>Something &lt;is&gt; missing.</li>"));
  map.atlas.minima.clear();
  map.atlas.trust = {};
  page = atlas_page(map);
  EXPECT_TRUE(contains(page, "ended in a minimum."));
  EXPECT_FALSE(contains(page, "What the minima share"));
}

TEST(AtlasPage, SaysWhichPartsAreShared) {
  Atlas map;
  map.trust.within = 0.01;
  map.trust.starts = 20;
  map.trust.parts = {{.mean = 1, .share = 1, .lowest = 0.95, .trust = Trust::all},
                     {.mean = 0.5, .share = 0.1, .lowest = 0, .trust = Trust::few},
                     {.mean = 1, .share = 1, .lowest = 0.95, .trust = Trust::all}};
  EXPECT_EQ(
      shared_parts_sentence(map),
      "Of the 20 starts that came within 1 % of the best, parts 1 and 3 are in all of them; part 2 is in less than "
      "half.");
  map.trust.starts = 1;
  EXPECT_TRUE(contains(shared_parts_sentence(map), "is not known."));
}

}  // namespace
}  // namespace orthant::report
