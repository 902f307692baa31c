/// `orthant project` and `predict`, `recover --init`, `--fix-right`, `--offsets` and `--hold-out`: as a user
/// runs them.

#include <gtest/gtest.h>

#include <cmath>

#include "factors.hpp"
#include "orthant/base/random.hpp"
#include "refusal.hpp"
#include "run.hpp"

namespace orthant::cli {
namespace {

Matrix random_counts(Index rows, Index cols, std::uint64_t seed) {
  Random random(seed);
  Matrix A(rows, cols);
  for (Index e = 0; e < A.size(); ++e) A.data()[e] = std::floor(10 * random.uniform());
  return A;
}

TEST(Project, TakesNanForMissingInBlocksToo) {
  const Folder folder;
  const double nan = std::numeric_limits<double>::quiet_NaN();
  folder.write("R.npy", npy(3, 1, {1, 2, 3}));
  folder.write("new.npy", npy(2, 3, {2, nan, 6, 1, 2, 3}));
  run_well(folder, "project new.npy --factors . --out out");
  EXPECT_LE((read_dense(folder.path("out/L.npy")) - Matrix{{2.0}, {1.0}}).norm(), 1e-12);
}

TEST(Project, TrainingRowsGiveLBack) {
  const Folder folder;
  folder.write("a.csv", csv_of(random_counts(30, 12, 5)));
  run_well(folder, "recover a.csv --rank 3 --starts 2 --quiet --out found");
  const Json document = run_well(folder, "project a.csv --factors found --json --out again").json();
  const Factors found = read_factors(folder, "found");
  const Matrix L = read_dense(folder.path("again/L.npy"));
  EXPECT_LE((L - found.L).norm(), 1e-10 * found.L.norm());
  EXPECT_EQ(folder.json("again/projection.json"), document);
  EXPECT_EQ(document["format"], "orthant-projection/1");
  EXPECT_EQ(document["lines"], 30);
  EXPECT_EQ(document["files"], (Json{{"L", "L.npy"}}));
  const double objective = half_squared_distance(entries_of(folder.path("a.csv")), found);
  EXPECT_NEAR(document["objective"].get<double>(), objective, 1e-10 * objective);
  const Json columns = run_well(folder, "project a.csv --factors found --side right --json").json();
  EXPECT_EQ(columns["lines"], 12);
  const Outcome told = run_well(folder, "project a.csv --factors found");
  EXPECT_NE(told.out.find("projected 30 rows of length 12 on 3 parts"), std::string::npos) << told.out;
  EXPECT_NE(told.out.find("worst"), std::string::npos);
}

TEST(Project, WorstRowsHaveTheirNames) {
  const Folder folder;
  folder.write("a.csv", ",x,y,z\nann,1,2,3\nbob,2,4,6\neve,9,0,1\n");
  folder.write("b.csv", ",x,y,z\nkim,2,4,6\nlee,0,9,0\n");
  run_well(folder, "recover a.csv --rank 1 --starts 1 --quiet --out found");
  const Json document = run_well(folder, "project b.csv --factors found --json").json();
  EXPECT_EQ(document["worst_names"], (Json{"lee", "kim"}));
}

TEST(Project, MatchesColumnsByName) {
  const Folder folder;
  folder.write("a.csv", ",x,y,z\nann,1,2,3\nbob,2,4,7\neve,9,0,1\n");
  folder.write("turned.csv", ",z,x,y\nann,3,1,2\nbob,7,2,4\neve,1,9,0\n");
  run_well(folder, "recover a.csv --rank 2 --starts 1 --quiet --out found");
  const Json same = run_well(folder, "project a.csv --factors found --json --out one").json();
  const Json turned = run_well(folder, "project turned.csv --factors found --json --out two").json();
  EXPECT_EQ(same["reordered"], false);
  EXPECT_EQ(turned["reordered"], true);
  EXPECT_LE((read_dense(folder.path("one/L.npy")) - read_dense(folder.path("two/L.npy"))).norm(), 1e-12);
  EXPECT_NE(
      run_well(folder, "project turned.csv --factors found")
          .out.find(
              "names     columns of the data stand in another order than those of the factors: matched by "
              "name\n"),
      std::string::npos);
  const auto refused = [&](const std::string& columns, const std::string& said) {
    folder.write("b.csv", columns);
    const Outcome result = run(folder, "project b.csv --factors found");
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_EQ(result.err, "orthant: b.csv: " + said + "\n");
  };
  refused(
      ",x,w,z\nkim,2,4,6\n",
      "column 2 is \"w\", which the factors do not have; expected the 3 columns of found/solution.json, from \"x\" "
      "on");
  refused(",x,z\nkim,2,4\n", "there is no column \"y\"; expected the 3 columns of found/solution.json");
  refused(",x,y,x\nkim,2,4,6\n",
          "column 3 is \"x\" again; expected the names of found/solution.json, in the order there");
  // Without names they are matched by position, and so are other rows, which are new.
  folder.write("plain.csv", "1,2,3\n");
  EXPECT_EQ(run_well(folder, "project plain.csv --factors found --json").json()["reordered"], false);
  folder.write("columns.csv", ",new\neve,1\nann,2\nbob,3\n");
  EXPECT_EQ(run_well(folder, "project columns.csv --factors found --side right --json").json()["reordered"],
            true);
}

TEST(Project, TakesTheLossOfTheSolution) {
  const Folder folder;
  folder.write("a.csv", csv_of(random_counts(20, 8, 6)));
  run_well(folder, "recover a.csv --rank 2 --starts 1 --loss kullback-leibler --quiet --out found");
  const Json document = run_well(folder, "project a.csv --factors found --json --out again").json();
  EXPECT_EQ(document["loss"], "kullback-leibler");
  EXPECT_LE(document["stationarity"].get<double>(), 1e-10);
  const Matrix L = read_dense(folder.path("again/L.npy")), before = read_factors(folder, "found").L;
  EXPECT_LE((L - before).norm(), 1e-6 * before.norm());
  EXPECT_EQ(run_well(folder, "project a.csv --factors found --json --loss frobenius").json()["loss"],
            "frobenius");
}

TEST(Init, ContinuesWhereItIs) {
  const Folder folder;
  folder.write("a.csv", csv_of(random_counts(30, 12, 7)));
  const Json first = run_well(folder, "recover a.csv --rank 3 --starts 1 --json --out found").json();
  const Json again = run_well(folder, "recover a.csv --rank 3 --starts 1 --json --init found").json();
  EXPECT_EQ(again["starts"][0]["init"], "factors");
  EXPECT_EQ(again["options"]["init"], "found");
  EXPECT_LE(again["starts"][0]["iterations"].get<int>(), 2);
  EXPECT_NEAR(again["objective"].get<double>(), first["objective"].get<double>(),
              1e-12 * first["objective"].get<double>());
  // One more column, at random.
  const Json wider = run_well(folder, "recover a.csv --rank 4 --starts 1 --json --init found").json();
  EXPECT_LT(wider["objective"].get<double>(), first["objective"].get<double>());
}

TEST(FixedColumns, AreHeldAndCertified) {
  const Folder folder;
  folder.write("a.csv", csv_of(random_counts(30, 12, 8)));
  Random random(9);
  Matrix L(30, 3), R(12, 3);
  for (Matrix* factor : {&L, &R})
    for (Index e = 0; e < factor->size(); ++e) factor->data()[e] = random.uniform();
  write_factors(folder, "known", L, R);
  const Json found =
      run_well(folder, "recover a.csv --rank 3 --starts 3 --json --init known --fix-right 0-1 --out found")
          .json();
  EXPECT_EQ(found["fix_right"], "0-1");
  EXPECT_EQ(read_factors(folder, "found").R.leftCols(2), R.leftCols(2));
  EXPECT_EQ(found["certificate"]["rigor"], "numeric");
  const Json judged = run_well(folder, "certify a.csv --factors found --fix-right 0-1 --json").json();
  EXPECT_EQ(judged["verdict"], found["verdict"]);
  EXPECT_TRUE(found["verdict"] == "strict_local_minimizer" || found["verdict"] == "local_minimizer");
  EXPECT_EQ(judged["proof"], nullptr);
}

/// Ratings by name, a quarter of all pairs: offsets and a little more.
std::string ratings(Index rows, Index cols) {
  Random random(10);
  std::vector<double> b(static_cast<std::size_t>(rows)), c(static_cast<std::size_t>(cols));
  for (double& x : b) x = random.normal();
  for (double& x : c) x = random.normal();
  std::ostringstream out;
  out << "student,lecturer,y\n";
  for (Index i = 0; i < rows; ++i)
    for (Index j = 0; j < cols; ++j)
      if (random.uniform() < 0.25)
        out << "s" << i << ",l" << j << ","
            << std::max(0.5, 4 + b[static_cast<std::size_t>(i)] + c[static_cast<std::size_t>(j)] +
                                 0.3 * random.normal())
            << "\n";
  return out.str();
}

TEST(HoldOut, SaysWhatAbsentPairsAreAndWhatAnEmptyFileLacks) {
  const Folder folder;
  folder.write("r.csv", "who,what,stars\na,x,3\nb,y,4\nc,x,2\nc,y,1\n");
  const std::string line = "recover r.csv --format triplets --rank 1 --starts 1 --numeric ";
  const std::string said =
      "          33 % of the pairs are absent and count as zero (--observed entries: as missing)\n";
  EXPECT_NE(run_well(folder, line).out.find(said), std::string::npos);
  EXPECT_EQ(run_well(folder, line + "--observed entries").out.find(said), std::string::npos);
  folder.write("empty.csv", "");
  const Outcome none = run(folder, line + "--hold-out empty.csv");
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_EQ(none.err, "orthant: empty.csv: is empty (0 bytes); expected lines of a row and a column\n");
}

TEST(HoldOut, DefaultsBeatTheMeanAndPredictionsHaveNames) {
  const Folder folder;
  folder.write("r.csv", ratings(40, 30));
  const std::string line = "recover r.csv --format triplets --rank 2 --starts 2 --hold-out 0.1 ";
  const Json found = run_well(folder, line + "--json --out found").json();
  const Json& completion = found["completion"];
  EXPECT_LT(completion["rmse"].get<double>(), 0.6 * completion["mean_rmse"].get<double>());
  EXPECT_EQ(completion["offsets"], true);
  EXPECT_EQ(found["offsets"], true);
  EXPECT_EQ(found["rank"], 4);
  EXPECT_EQ(completion["chosen"].size(), 4U);
  EXPECT_TRUE(found["starts"][0]["trace"].contains("held_out_rmse"));
  EXPECT_EQ(run_well(folder, line + "--json --observed entries --offsets=false --l2 1")
                .json()["completion"]["chosen"]
                .size(),
            0U);
  EXPECT_TRUE(found["starts"][0]["trace"].contains("held_out_mae"));
  const Outcome told = run_well(folder, line);
  EXPECT_NE(told.out.find("held out"), std::string::npos) << told.out;
  const auto sentence = told.out.find(completion["sentence"].get<std::string>());
  EXPECT_LT(sentence, told.out.find("objective")) << told.out;
  EXPECT_NE(told.out.find("--offsets=false"), std::string::npos) << told.out;

  // The certificate is about the fitted entries.
  const Json& weights = found["regularisation"];
  const Json judged =
      run_well(
          folder,
          "certify r.csv --format triplets --observed entries --factors found --offsets --hold-out 0.1 --json "
          "--l2-left " +
              weights["l2_left"].dump() + " --l2-right " + weights["l2_right"].dump() + " --l2-centre " +
              weights["l2_centre"].dump())
          .json();
  EXPECT_EQ(judged["verdict"], found["verdict"]);

  folder.write("pairs.csv", "student,lecturer\ns3,l4\ns0,l29\n");
  const Outcome predicted = run_well(folder, "predict pairs.csv --factors found");
  const Factors factors = read_factors(folder, "found");
  const auto& rows = found["data"]["row_names"];
  const auto at = [](const Json& names, const char* name) {
    return static_cast<Index>(std::find(names.begin(), names.end(), name) - names.begin());
  };
  const double value =
      factors.L.row(at(rows, "s3")).dot(factors.R.row(at(found["data"]["column_names"], "l4")));
  std::istringstream lines(predicted.out);
  std::string header, first;
  std::getline(lines, header);
  std::getline(lines, first);
  EXPECT_EQ(header, "row,column,prediction");
  ASSERT_TRUE(first.starts_with("s3,l4,")) << first;
  EXPECT_NEAR(std::stod(first.substr(6)), value, 1e-12 * value);
  run_well(folder, "predict pairs.csv --factors found --out p.csv");
  EXPECT_EQ(folder.read("p.csv"), predicted.out);
}

class ProjectRefusals : public testing::TestWithParam<Refusal> {};

TEST_P(ProjectRefusals, OneLineAndExitCodeTwo) {
  expect_refused(GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    All, ProjectRefusals,
    testing::Values(
        Refusal{"ProjectNoFactors", "project good.csv --factors nowhere", {"nowhere: no such folder"}},
        Refusal{"ProjectLength",
                "project symmetric.csv --factors short",
                {"short/R.npy: 2 rows; expected 3, one for each column of symmetric.csv"},
                {{"short/R.npy", npy(2, 2, {1, 2, 3, 4})}}},
        Refusal{"ProjectNegative",
                "project bad.npy --factors point",
                {"bad.npy: ", "entry (2, 1) is -1", "≥ 0"},
                {{"bad.npy", npy(2, 3, {1, 2, 3, -1, 2, 3})}}},
        Refusal{"ProjectNan",
                "project bad.npy --factors point --missing none",
                {"bad.npy: entry (1, 2) is nan"},
                {{"bad.npy", npy(1, 3, {1, nan, 3})}}},
        Refusal{"ProjectSide",
                "project good.csv --factors point --side up",
                {"side = up; expected left or right"}},
        Refusal{"ProjectLoss",
                "project good.csv --factors point --loss kullback-leibler --l2 1",
                {"loss = kullback-leibler with l1, l2"}},
        Refusal{"ProjectInto", "project good.csv --factors point --out point", {"the folder of the factors"}},
        Refusal{
            "InitWord",
            "recover good.csv --rank 2 --init best",
            {"init = best; expected random, nndsvd, spa, rotated, direct, signless, point or a folder with factors"}},
        Refusal{"InitRank", "recover good.csv --rank 1 --init point", {"point: rank 2; expected at most 1"}},
        Refusal{"FixWithoutValues", "recover good.csv --rank 2 --fix-right 0", {"fix_right", "init"}},
        Refusal{"FixColumn",
                "recover good.csv --rank 2 --init point --fix-right 2",
                {"fix_right = 2; expected columns from 0 to 1"}},
        Refusal{"FixSymmetric",
                "recover symmetric.csv --model symmetric --rank 2 --fix-left 0",
                {"fix_left with model symmetric"}},
        Refusal{"FixWithNndsvd",
                "recover good.csv --rank 1 --offsets --init nndsvd",
                {"init = nndsvd with fixed"}},
        Refusal{"OffsetsRank", "recover good.csv --rank 2 --offsets", {"rank = 2 with offsets", "− 2 = 1"}},
        Refusal{
            "HoldOutShare", "recover good.csv --rank 1 --hold-out 2", {"hold_out = 2; expected 0 < share"}},
        Refusal{"HoldOutFile", "recover good.csv --rank 1 --hold-out none.csv", {"hold_out = none.csv"}},
        Refusal{"L2Word", "recover good.csv --rank 1 --l2 some", {"l2 = some; expected auto or a number"}},
        Refusal{
            "L2Twice", "recover good.csv --rank 1 --l2 1 --l2-left 1 --l2-right 1", {"l2 = 1 with l2_left"}},
        Refusal{"PredictRow",
                "predict pairs.csv --factors point",
                {"pairs.csv: line 2: row \"9\"", "from 1 to 4"},
                {{"pairs.csv", "1,1\n9,2\n"}}},
        Refusal{"PredictNothing",
                "predict pairs.csv --factors point",
                {"pairs.csv: no pairs"},
                {{"pairs.csv", "row,column\n"}}}),
    name_of);

}  // namespace
}  // namespace orthant::cli
