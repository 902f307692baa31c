// Clusters as a document and as a folder: what is written is read again, and what is none is refused.

#include "orthant/documents/clusters.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "orthant/files/npy.hpp"
#include "orthant/files/read_matrix.hpp"
#include "orthant/files/test/refusal.hpp"

namespace orthant {
namespace {

Clusters small_clusters(Index cols, bool numeric = false) {
  Random random(1);
  Matrix X(30, cols);
  for (double& x : X.reshaped()) x = random.normal();
  for (Index i = 0; i < 30; ++i) X(i, 0) += i < 12 ? -20 : 20;
  return recover_clusters({.matrix = share(DataMatrix::dense(std::move(X))), .name = "small"},
                          {.rank = 2, .search = {.starts = 3}, .numeric = numeric});
}

TEST(ClustersDocument, IsReadAsItWasWritten) {
  const TemporaryFolder folder;
  for (const Index cols : {1, 2, 5}) {
    const ClustersDocument written = document_of(small_clusters(cols, cols == 5), "orthant recover small");
    const Json document = as_json(written);
    const std::string file = folder.write("solution.json", document.dump());
    EXPECT_TRUE(is_clusters(file));
    EXPECT_EQ(json_text(as_json(read_clusters(file))), json_text(document));
    EXPECT_EQ(document["optimal"], cols != 5);
    EXPECT_EQ(document["picture"].is_null(), cols == 1);
    EXPECT_EQ(document["clusters"][0]["size"], 18);
    EXPECT_NEAR(document["clusters"][0]["centre"][0].get<double>(), 20, 1);
  }
  const std::string other = folder.write("other.json", "{\"format\": \"orthant-solution/1\"}");
  EXPECT_FALSE(is_clusters(other));
  expect_one_line(refusal([&] { read_clusters(other); }));
}

TEST(ClustersDocument, WritesTheFolder) {
  const TemporaryFolder folder;
  const Clusters clusters = small_clusters(3);
  ClustersDocument document = document_of(clusters);
  write(clusters, document, folder.path("out"));
  const std::filesystem::path at(folder.path("out"));
  EXPECT_EQ(read_dense((at / "centres.npy").string()), clusters.found.centres);
  EXPECT_TRUE(std::filesystem::exists(at / "certificate.json"));
  EXPECT_EQ(document.files.count("report"), 0u);
  const Clusters numeric = small_clusters(3, true);
  ClustersDocument again = document_of(numeric);
  write(numeric, again, folder.path("out"), [](const ClustersDocument&) { return std::string("page"); });
  EXPECT_FALSE(std::filesystem::exists(at / "certificate.json")) << "of the clustering before";
  EXPECT_EQ(read_clusters((at / "solution.json").string()).files.at("report"), "report.html");
}

TEST(ClustersDocument, RoundsGapsUp) {
  EXPECT_EQ(gap_in_words(0.008), "0.8 %");
  EXPECT_EQ(gap_in_words(0.04321), "4.4 %");
  EXPECT_EQ(gap_in_words(0.12301), "13 %");
  EXPECT_EQ(gap_in_words(1e-12), "1e-07 %");
}

TEST(Clusters, SayHowClearEachRowIs) {
  const Clusters clusters = small_clusters(2);
  for (const Label& label : clusters.labels) {
    EXPECT_GT(label.clarity, 0.9);
    EXPECT_LE(label.clarity, 1);
  }
  EXPECT_EQ(clusters.gap(), 0);
  EXPECT_TRUE(clusters.proof->unique);
  EXPECT_FALSE(small_clusters(2, true).gap());
}

TEST(Clusters, EndWithTheirBudget) {
  Random random(2);
  Matrix X(500, 4);
  for (double& x : X.reshaped()) x = random.normal();
  const Budget budget(0, nullptr, 0.5);
  const Clusters clusters =
      recover_clusters({.matrix = share(DataMatrix::dense(std::move(X))), .name = "small"},
                       {.rank = 5, .search = {.starts = 50}}, budget);
  EXPECT_EQ(clusters.found.starts.size(), 1u);
  EXPECT_EQ(clusters.left_out.front(), "49 of 50 starts were left out: the time ran out.");
}

}  // namespace
}  // namespace orthant
