/// Tables as text: what was taken for names is said in words and in JSON, and reaches factors and report.

#include <gtest/gtest.h>

#include <algorithm>

#include "run.hpp"

namespace orthant::cli {
namespace {

const std::string genes =
    "\"\",\"s1\",\"s2\",\"s3\"\n\"g1\",\"443.8\",\"410.7\",\"429.6\"\n\"g2\",\" 17.6\",\"  8.6\",\" 12.6\"\n"
    "\"g3\",\"19.5\",\"404.7\",\"321.8\"\n";

bool says(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

TEST(Table, NamesAreSaidAndKept) {
  const Folder folder;
  folder.write("genes.csv", genes);
  const Json document = run_well(folder, "recover genes.csv --rank 2 --starts 2 --json --out o").json();
  const Json& data = document["data"];
  EXPECT_EQ(data["rows"], 3);
  EXPECT_EQ(data["cols"], 3);
  EXPECT_EQ(data["column_names"], (Json{"s1", "s2", "s3"}));
  EXPECT_EQ(data["row_names"], (Json{"g1", "g2", "g3"}));
  EXPECT_EQ(data["text"], Json::parse(R"({"names_line": 1, "names_column": true, "triplets": false,
                                          "decimal_comma": false, "marks_of_thousands": false,
                                          "empty_last_column": false})"));
  EXPECT_TRUE(says(folder.read("o/report.html"), "the names of rows are those of the first column"));
  const std::string line = "data      3 × 3 in genes.csv: column names in line 1, row names in column 1\n";
  EXPECT_TRUE(says(run_well(folder, "recover genes.csv --rank 2 --starts 2").out, line));
  EXPECT_TRUE(says(run_well(folder, "certify genes.csv --factors o").out, line));
  EXPECT_EQ(run_well(folder, "certify genes.csv --factors o --json").json()["text"], data["text"]);
  folder.write("plain.csv", "443.8,410.7,429.6\n17.6,8.6,12.6\n19.5,404.7,321.8\n");
  const Json plain = run_well(folder, "recover plain.csv --rank 2 --starts 2 --json").json();
  EXPECT_EQ(plain["objective"], document["objective"]);
  EXPECT_EQ(plain["data"]["column_names"], nullptr);
  EXPECT_FALSE(says(run_well(folder, "recover plain.csv --rank 2 --starts 2").out, "data "));
}

TEST(Table, NamesThatAreNoUtf8) {
  const Folder folder;
  folder.write("a.csv",
               "gr\xf6\xdf"
               "e,b\n1,2\n3,1\n");
  const Json document = run_well(folder, "recover a.csv --rank 1 --starts 1 --json --out o").json();
  EXPECT_EQ(document["data"]["column_names"][0],
            "gr\xef\xbf\xbd\xef\xbf\xbd"
            "e");
}

TEST(Table, MissingEntriesBesideAnIndex) {
  const Folder folder;
  folder.write("a.csv", ",a,b,c\nr1,1,,3\nr2,NA,5,6\nr3,7,8,9\n");
  const Json document = run_well(folder, "recover a.csv --rank 1 --missing nan --starts 1 --json").json();
  EXPECT_EQ(document["model"], "completion");
  EXPECT_EQ(document["data"]["stored"], 7);
  folder.write("first.csv", "NA,NA\n1,2\n3,4\n5,6\n");
  const Json first = run_well(folder, "recover first.csv --rank 1 --missing nan --starts 1 --json").json();
  EXPECT_EQ(first["data"]["rows"], 4);
  EXPECT_EQ(first["data"]["stored"], 6);
}

/// Weights are text of the same kind, and their names are said too.
TEST(Table, WeightsWithNames) {
  const Folder folder;
  folder.write("a.csv", "1,2\n3,1\n");
  folder.write("w.csv", "a,b\n1,1\n1,0\n");
  EXPECT_TRUE(says(run_well(folder, "recover a.csv --rank 1 --weights w.csv --starts 1").out,
                   "data      2 × 2 in w.csv: column names in line 1\n"));
}

TEST(Table, Triplets) {
  const Folder folder;
  folder.write("t.csv", "user,item,rating\n10,1,5\n10,3,2\n20,2,4\n30,1,1\n30,3,3\n40,2,5\n");
  const Json zeros = run_well(folder, "recover t.csv --rank 2 --format triplets --starts 2 --json").json();
  EXPECT_EQ(zeros["model"], "nmf");
  EXPECT_EQ(zeros["data"]["rows"], 4);
  EXPECT_EQ(zeros["data"]["cols"], 3);
  EXPECT_EQ(zeros["data"]["row_names"], (Json{"10", "20", "30", "40"}));
  const Json completion =
      run_well(folder, "recover t.csv --rank 2 --format triplets --model completion --starts 2 --json")
          .json();
  EXPECT_EQ(completion["data"]["stored"], 6);
  EXPECT_EQ(completion["data"]["observed"], "entries");
  EXPECT_LE(completion["relative_error"].get<double>(), 1e-6);
  folder.write(
      "t.mtx",
      "%%MatrixMarket matrix coordinate real general\n4 3 6\n1 1 5\n1 3 2\n2 2 4\n3 1 1\n3 3 3\n4 2 5\n");
  EXPECT_EQ(zeros["objective"],
            run_well(folder, "recover t.mtx --rank 2 --starts 2 --json").json()["objective"]);
}

/// Beside a best of zero there is no relative gap: the difference is said.
TEST(Table, GapsBesideAnExactFit) {
  const Folder folder;
  folder.write("a.csv", "1,0,0\n0,2,0\n0,0,3\n");
  const std::string line = "recover a.csv --rank 3 --starts 30 --seed 1";
  const Json document = run_well(folder, line + " --json").json();
  ASSERT_LE(document["objective"].get<double>(), 1e-12);
  for (const Json& minimum : document["minima"]) {
    EXPECT_EQ(minimum["relative_gap"], nullptr);
    EXPECT_EQ(minimum["gap"].get<double>(),
              minimum["objective"].get<double>() - document["objective"].get<double>());
  }
  const std::string out = run_well(folder, line).out;
  EXPECT_TRUE(says(out, "   objective        above   hits  verdict\n")) << out;
  EXPECT_FALSE(says(out, "%   hits")) << out;
}

/// The example of the README, which says that these lines are the same on every machine.
TEST(Table, ExampleOfTheReadme) {
  const Folder folder;
  folder.write("counts.csv",
               "3,9,8,2,5,9\n7,9,1,9,0,7\n4,8,3,3,7,8\n8,7,6,2,3,2\n8,6,0,1,2,9\n0,4,0,4,7,9\n6,6,6,9,7,2\n"
               "5,1,0,2,7,3\n");
  const std::string best = run_well(folder, "recover counts.csv --rank 3 --starts 4 --out best").out;
  for (const char* line :
       {"objective 64.34199629, relative error 0.2854, ", "verdict   strict local minimizer, verified",
        "modulus at least 0.7535", "   64.3419963       0.000      1  strict local minimizer, verified",
        "   64.991232        1.009      3  strict local minimizer, spurious, verified"})
    EXPECT_TRUE(says(best, line)) << line << "\n" << best;
  EXPECT_TRUE(verify(folder, "best/certificate.json").out.starts_with("accepted (verified"));
  run_well(folder, "recover counts.csv --rank 3 --starts 1 --out A --quiet");
  const std::string other = run_well(folder, "certify counts.csv --factors A --witness best").out;
  for (const char* line : {"verdict   strict local minimizer, spurious, verified", "objective 64.99123201, ",
                           "cone      33 free, 0 nonnegative, 9 fixed entries", "modulus at least 0.91",
                           "The witness is lower by 0.999 % (objective 64.34199629)."})
    EXPECT_TRUE(says(other, line)) << line << "\n" << other;
}

TEST(Table, SharesOfComponents) {
  const Folder folder;
  folder.write("a.csv", "3,0\n0,1\n");
  const Json document = run_well(folder, "recover a.csv --rank 2 --starts 3 --json").json();
  std::vector<double> shares;
  for (const Json& component : document["components"]) shares.push_back(component["share"]);
  std::sort(shares.begin(), shares.end());
  ASSERT_EQ(shares.size(), 2U);
  EXPECT_NEAR(shares[0], 0.25, 1e-9);
  EXPECT_NEAR(shares[1], 0.75, 1e-9);
  EXPECT_TRUE(
      says(run_well(folder, "recover a.csv --rank 2 --starts 3").out, "parts     75.0, 25.0 % of the sum"));
}

}  // namespace
}  // namespace orthant::cli
