/// `orthant recover --model kmeans`: what is printed and written, its proof, refusals.

#include <gtest/gtest.h>

#include "run.hpp"

namespace orthant::cli {
namespace {

/// Three groups of five points in the plane, with names; negative entries.
void write_groups(const Folder& folder) {
  std::string text = "name,east,north\n", labels = "kind\n";
  for (int i = 0; i < 15; ++i) {
    const int group = i % 3;
    text += "p" + std::to_string(i) + "," + std::to_string(10 * group - 10 + 0.1 * i) + "," +
            std::to_string(group == 1 ? -9 : 0.2 * (i % 5)) + "\n";
    labels += group == 0 ? "a\n" : group == 1 ? "b\n" : "c\n";
  }
  folder.write("groups.csv", text);
  folder.write("kinds.csv", labels);
}

TEST(Clusters, AreProvedOptimalAndWritten) {
  const Folder folder;
  write_groups(folder);
  const Outcome shown =
      run_well(folder, "recover groups.csv --model kmeans --rank 3 --labels kinds.csv --out out --threads 1");
  EXPECT_NE(shown.out.find(
                "optimal: proved; no clustering into 3 groups has a smaller sum of squares, and no other "
                "one has the same\n"),
            std::string::npos)
      << shown.out;
  EXPECT_NE(shown.out.find("adjusted Rand index 1.000"), std::string::npos) << shown.out;
  EXPECT_NE(shown.out.find("   cluster  "), std::string::npos) << shown.out;
  const Json solution = folder.json("out/solution.json");
  EXPECT_EQ(solution["optimal"], true);
  EXPECT_EQ(solution["gap"], 0.0);
  EXPECT_EQ(solution["clusters"].size(), 3u);
  EXPECT_EQ(solution["relaxed_order"]["clustering"], true);
  EXPECT_NE(solution["relaxed_order"]["verdict"], "saddle");
  EXPECT_EQ(solution["agreement"]["errors"], 0);
  EXPECT_EQ(solution["picture"]["axes"], Json({"east", "north"}));
  EXPECT_TRUE(folder.read("out/labels.csv").starts_with("row,label,clarity,known\np0,"))
      << folder.read("out/labels.csv");
  EXPECT_EQ(verify(folder, "out/certificate.json").exit_code, 0);
  run_well(folder, "report out/solution.json --out again.html");
  EXPECT_EQ(folder.read("again.html"), folder.read("out/report.html"));
  const Json numeric = run_well(folder, "recover groups.csv --model kmeans --rank 3 --numeric --json").json();
  EXPECT_EQ(numeric["inertia"], solution["inertia"]);
  EXPECT_TRUE(numeric["certificate"].is_null());
  EXPECT_TRUE(numeric["gap"].is_null());
}

/// Points that are no clusters: the relaxation ends in saddles on the way, and its last point is described.
TEST(Clusters, SayWhatTheRelaxedPointIs) {
  const Folder folder;
  std::string text;
  for (int i = 0; i < 60; ++i)
    text += std::to_string((i * 37) % 101) + "," + std::to_string((i * i * 13) % 97) + "\n";
  folder.write("points.csv", text);
  const Outcome shown = run_well(folder, "recover points.csv --model kmeans --rank 4 --out out --threads 1");
  const Json solution = folder.json("out/solution.json"), order = solution["relaxed_order"];
  EXPECT_NE(shown.out.find(order["sentence"].get<std::string>()), std::string::npos) << shown.out;
  EXPECT_NE(folder.read("out/report.html").find("to second order"), std::string::npos);
  EXPECT_GE(solution["saddles_left"].get<int>(), 0);
  EXPECT_TRUE(order["verdict"] == "second_order" || order["verdict"] == "first_order") << order;
  run_well(folder, "report out/solution.json --out again.html");
  EXPECT_EQ(folder.read("again.html"), folder.read("out/report.html"));
}

TEST(Clusters, RefusesWhatDoesNotBelong) {
  const Folder folder;
  write_groups(folder);
  folder.write("holes.csv", "1,2\nNA,3\n2,1\n");
  const auto said = [&](const std::string& command) {
    const Outcome result = run(folder, command);
    EXPECT_EQ(result.exit_code, 2) << command;
    return result.err;
  };
  const std::string kmeans = "recover groups.csv --model kmeans ";
  EXPECT_EQ(said(kmeans), "orthant: rank is missing; expected the number of clusters\n");
  EXPECT_EQ(said(kmeans + "--rank 2:4"),
            "orthant: rank = 2:4 with model = kmeans; expected one number of clusters\n");
  EXPECT_EQ(said(kmeans + "--rank 16"),
            "orthant: rank = 16; expected 1 ≤ rank ≤ rows = 15, the number of clusters\n");
  EXPECT_EQ(said(kmeans + "--rank 0"),
            "orthant: rank = 0; expected 1 ≤ rank ≤ rows = 15, the number of clusters\n");
  EXPECT_EQ(said(kmeans + "--rank 3 --lifted-rank 7"),
            "orthant: lifted_rank = 7; expected rank = 3 ≤ lifted_rank ≤ 6\n");
  EXPECT_EQ(said(kmeans + "--rank 3 --hold-out 10%"),
            "orthant: hold_out with model = kmeans; expected none\n");
  EXPECT_EQ(said(kmeans + "--rank 3 --solver hals"), "orthant: solver with model = kmeans; expected none\n");
  EXPECT_EQ(said(kmeans + "--rank 3 --l2-left 1"), "orthant: l2_left with model = kmeans; expected none\n");
  EXPECT_EQ(said("recover groups.csv --rank 2 --lifted-rank 4"),
            "orthant: lifted_rank with model = auto; expected it with model kmeans\n");
  EXPECT_EQ(said("recover holes.csv --model kmeans --rank 2"),
            "orthant: holes.csv: missing or weighted entries with model = kmeans; expected all entries\n");
  EXPECT_NE(said("recover groups.csv --rank 2").find("negative"), std::string::npos);
}

}  // namespace
}  // namespace orthant::cli
