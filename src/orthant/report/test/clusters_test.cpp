#include <gtest/gtest.h>

#include "orthant/report/page/page.hpp"
#include "orthant/report/report.hpp"
#include "orthant/report/test/page_text.hpp"

namespace orthant::report {
namespace {

using testing::contains;

ClustersDocument sample_clusters() {
  ClustersDocument out;
  out.data = "<b>points";
  out.rows = 6;
  out.cols = 2;
  out.column_names = {"east & west", "north"};
  out.sentence = "at most 0.8 % above the optimum: proved";
  out.inertia = 3.5;
  out.total = 100;
  out.gap = 0.008;
  out.relaxed = 3.48;
  out.best_start = 1;
  KMeansStart& start = out.starts.emplace_back();
  start.start = 1;
  start.lloyd = 3.6;
  start.moved = start.inertia = 3.5;
  start.relaxed = 3.48;
  start.rounded = 3.5;
  start.converged = true;
  out.clusters = {
      {.size = 4, .clear = 4, .inertia = 2.5, .centre = {1, 2}, .nearest = 2, .nearest_name = "<i>third"},
      {.size = 2, .clear = 1, .inertia = 1, .centre = {-5, 0.5}, .nearest = 5, .nearest_name = ""}};
  out.picture = {{"east & west", "north"}, {{1, 2, 0, 0}, {-5, 0, 5, 1}}, {{1, 2}, {-5, 0.5}}};
  out.certificate = {{"reasons", {"A <reason>."}}};
  out.left_out = {"Something <was>."};
  return out;
}

TEST(ClustersPage, SaysWhatIsProvedFirstAndEscapes) {
  ClustersDocument document = sample_clusters();
  const std::string page = clusters_page(document);
  EXPECT_TRUE(contains(page, "At most 0.8 % above the optimum: proved."));
  EXPECT_TRUE(contains(page, "&lt;b&gt;points in two clusters"));
  EXPECT_TRUE(contains(page, "&lt;i&gt;third"));
  EXPECT_TRUE(contains(page, "A &lt;reason&gt;."));
  EXPECT_TRUE(contains(page, "Something &lt;was&gt;."));
  EXPECT_TRUE(contains(page, "data-field='clusters.1.centre.0' data-value='-5.0'"));
  EXPECT_TRUE(contains(page, "data-chart='chart-clusters'"));
  EXPECT_FALSE(contains(page, "{{"));
  document.picture.reset();
  document.gap = 0;
  const std::string other = clusters_page(document);
  EXPECT_FALSE(contains(other, "data-chart='chart-clusters'"));
  EXPECT_TRUE(contains(other, "it is the optimum"));
}

}  // namespace
}  // namespace orthant::report
