/// `orthant recover --rank 2:4`: the table, the document, the folder, refusals.

#include <gtest/gtest.h>

#include "orthant/base/random.hpp"
#include "run.hpp"

namespace orthant::cli {
namespace {

/// Two parts and a little noise, 24 × 16.
void write_two_parts(const Folder& folder) {
  Random random(4);
  std::vector<double> L(48), R(32);
  for (auto* factor : {&L, &R})
    for (double& x : *factor) x = random.uniform();
  std::string text;
  for (int i = 0; i < 24; ++i)
    for (int j = 0; j < 16; ++j)
      text += std::to_string(L[2 * i] * R[2 * j] + L[2 * i + 1] * R[2 * j + 1] + 0.01 * random.uniform()) +
              (j < 15 ? "," : "\n");
  folder.write("two.csv", text);
}

TEST(Rank, SurveyRecommendsARankAndWritesIt) {
  const Folder folder;
  write_two_parts(folder);
  const Outcome shown =
      run_well(folder, "recover two.csv --rank 1:4 --starts 2 --numeric --out out --threads 1");
  EXPECT_TRUE(shown.out.starts_with("Rank 2: its held-out error is ")) << shown.out;
  EXPECT_NE(shown.out.find("\n →    2  "), std::string::npos) << shown.out;
  EXPECT_NE(shown.out.find("wrote out/report.html and out/rank_survey.json, and rank 2 in out/rank-2\n"),
            std::string::npos)
      << shown.out;
  const Json survey = folder.json("out/rank_survey.json");
  EXPECT_EQ(survey["recommended_rank"], 2);
  EXPECT_EQ(folder.json("out/rank-2/solution.json")["rank"], 2);
  EXPECT_EQ(folder.json("out/rank-2/solution.json")["objective"], survey["ranks"][1]["objective"]);
  run_well(folder, "report out/rank_survey.json --out again.html");
  EXPECT_EQ(folder.read("again.html"), folder.read("out/report.html"));
  Json again = run_well(folder, "recover two.csv --rank 1:4 --starts 2 --numeric --json --threads 1").json();
  EXPECT_EQ(again["sentence"], survey["sentence"]);
  EXPECT_EQ(again["ranks"][3]["held_out_loss"], survey["ranks"][3]["held_out_loss"]);
}

TEST(Rank, RefusesListsInOneLine) {
  const Folder folder;
  write_two_parts(folder);
  const auto said = [&](const std::string& flags) {
    const Outcome result = run(folder, "recover two.csv " + flags);
    EXPECT_EQ(result.exit_code, 2) << flags;
    return result.err;
  };
  EXPECT_EQ(said("--rank 2:x"),
            "orthant: rank = 2:x; expected a number, FIRST:LAST, FIRST:LAST:STEP or a list as 2,3,5\n");
  EXPECT_EQ(said("--rank 4:2"), "orthant: rank = 4:2; expected 1 ≤ FIRST ≤ LAST and STEP ≥ 1\n");
  EXPECT_EQ(said("--rank 2:17"), "orthant: rank = 17; expected 1 ≤ rank ≤ min(rows, cols) = 16\n");
  EXPECT_EQ(said("--rank 2:3 --folds 1"), "orthant: folds = 1; expected 0 or 2 ≤ folds ≤ 100\n");
  EXPECT_EQ(said("--rank 2:3 --validation rows"),
            "orthant: validation = rows; expected auto, entries or blocks\n");
  EXPECT_EQ(
      said("--rank 2:3 --observed entries --validation blocks").find("orthant: two.csv: all 24 × 16 entries"),
      0u);
}

TEST(Rank, EndsInTime) {
  const Folder folder;
  const Outcome result = run_well(folder, "recover digits --rank 2:40 --starts 30 --json --max-seconds 2");
  EXPECT_FALSE(result.json()["left_out"].empty());
  EXPECT_LT(result.seconds, 30);
}

}  // namespace
}  // namespace orthant::cli
