/// From a table with names to an answer: parts in words first, labels of both sides in files, agreement with known
/// labels, and what is refused.

#include <gtest/gtest.h>

#include "refusal.hpp"

namespace orthant::cli {
namespace {

/// Three topics of two words each and a word that is in all documents.
const std::string texts =
    ",the,ball,goal,vote,law,stock,price\nd1,9,5,4,0,0,0,0\nd2,8,4,6,0,0,0,0\nd3,9,0,0,5,4,0,0\nd4,7,0,0,3,5,0,0\n"
    "d5,8,0,0,0,0,6,5\nd6,9,0,0,0,0,4,6\n";

TEST(Parts, AreSaidInWordsBeforeTheVerdict) {
  const Folder folder;
  folder.write("texts.csv", texts);
  folder.write("known.tsv",
               "name\ttopic\nd6\tmoney\nd5\tmoney\nd1\tsport\nd2\tsport\nd3\tstate\nd4\tstate\n");
  const std::string out =
      run_well(folder, "recover texts.csv --rank 3 --starts 4 --labels known.tsv --out o --csv").out;
  EXPECT_TRUE(tells(
      out, "parts     share of the sum of the fit, and the columns and rows that tell it from the others\n"));
  EXPECT_LT(out.find("that tell it from the others"), out.find("verdict   "));
  EXPECT_TRUE(tells(out, "goal, ball, the") || tells(out, "ball, goal, the")) << out;
  EXPECT_TRUE(tells(
      out,
      "labels    known.tsv: 6 rows in 3 classes; adjusted Rand index 1.000, mutual information 1.000, 0 errors\n"))
      << out;
  EXPECT_FALSE(tells(out, "% of the sum of the fit"));

  const Json document = folder.json("o/solution.json");
  EXPECT_EQ(document["parts"].size(), 3u);
  EXPECT_EQ(document["agreement"]["errors"], 0);
  EXPECT_EQ(document["groups"]["rows"]["counts"], (Json{2, 2, 2}));
  EXPECT_EQ(document["files"]["L_csv"], "L.csv");
  EXPECT_EQ(folder.read("o/labels.csv").substr(0, 24), "row,label,clarity,known\n");
  EXPECT_TRUE(tells(folder.read("o/column_labels.csv"), "\nstock,"));
  EXPECT_TRUE(tells(folder.read("o/L.csv"), ",part 1,part 2,part 3\nd1,"));
  EXPECT_TRUE(tells(folder.read("o/report.html"), "<span class='name'>goal</span>"));

  // What the files say can be read again, with its names.
  const Json again = run_well(folder, "recover o/L.csv --rank 1 --starts 1 --json").json();
  EXPECT_EQ(again["data"]["row_names"], (Json{"d1", "d2", "d3", "d4", "d5", "d6"}));
  EXPECT_EQ(again["data"]["column_names"], (Json{"part 1", "part 2", "part 3"}));
}

TEST(Parts, WithoutNamesAreAsCompactAsBefore) {
  const Folder folder;
  folder.write("plain.csv", "9,5,4,0\n8,4,6,0\n9,0,0,5\n1,0,0,3\n");
  const std::string out = run_well(folder, "recover plain.csv --rank 2 --starts 2 --top 2").out;
  EXPECT_TRUE(tells(out, "% of the sum of the fit\ngroups    rows ")) << out;
  EXPECT_FALSE(tells(out, "that tell"));
  const Json parts = run_well(folder, "recover plain.csv --rank 2 --starts 2 --top 2 --json").json()["parts"];
  for (const Json& part : parts) {
    EXPECT_EQ(part["columns"].size(), 2u);
    EXPECT_EQ(part["columns"][0]["name"], nullptr);
  }
}

TEST(Parts, OfAGraphAreNamedOnce) {
  const Folder folder;
  folder.write("graph.csv", ",p,q,r,s\np,3,2,0,0\nq,2,3,0,0\nr,0,0,4,3\ns,0,0,3,4\n");
  const std::string out =
      run_well(folder, "recover graph.csv --model symmetric --rank 2 --starts 3 --out o").out;
  EXPECT_TRUE(tells(out, "and the rows that tell it")) << out;
  EXPECT_TRUE(tells(out, "groups    rows 2, 2 (4 of 4 clear)\n")) << out;
  EXPECT_TRUE(folder.has("o/labels.csv"));
  EXPECT_FALSE(folder.has("o/column_labels.csv"));
}

TEST(Parts, LabelsThatDoNotFitAreRefusedBeforeTheSearch) {
  const Folder folder;
  folder.write("known.txt", "1\n2\n");
  folder.write("texts.csv", texts);
  const auto refused = [&](const std::string& flags, const std::string& said) {
    const Outcome result = run(folder, "recover digits --rank 30 --starts 100000 " + flags, {.seconds = 10});
    EXPECT_EQ(result.exit_code, 2);
    expect_one_line(result.err);
    EXPECT_TRUE(tells(result.err, said)) << result.err;
  };
  refused("--labels known.txt",
          "known.txt: 2 labels; expected 1797, one for each row, or 64, one for each column of the data");
  refused("--labels none.txt", "none.txt");
  folder.write("empty.txt", "");
  refused("--labels empty.txt",
          "empty.txt: is empty (0 bytes); expected labels, one a line, or a name and a label");
  refused("--row-names empty.txt", "empty.txt: is empty (0 bytes); expected 1797 names, one for each row");
  refused("--labels known.txt --labels-of all", "labels_of = all; expected auto, rows or columns");
  refused("--top 0", "top = 0; expected 1 ≤ top ≤ 1000");
}

}  // namespace
}  // namespace orthant::cli
