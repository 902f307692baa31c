/// `orthant recover`: what it prints, what it writes, how it ends.

#include <gtest/gtest.h>

#include <set>

#include "factors.hpp"
#include "orthant/base/random.hpp"
#include "run.hpp"

namespace orthant::cli {
namespace {

TEST(Recover, WritesEverythingToOut) {
  const Folder folder;
  const Outcome result =
      run_well(folder, "recover digits --rank 10 --starts 1 --threads 2 --image-shape 8x8 --json --out a/b");
  const Json document = result.json();
  const std::set<std::string> expected = {"L.npy",
                                          "R.npy",
                                          "L_certified.npy",
                                          "R_certified.npy",
                                          "certificate.json",
                                          "data_certified.npy",
                                          "factor_certified.npy",
                                          "column_labels.csv",
                                          "labels.csv",
                                          "report.html",
                                          "solution.json"};
  std::set<std::string> found;
  for (const auto& entry : std::filesystem::directory_iterator(folder.root() / "a/b"))
    found.insert(entry.path().filename());
  EXPECT_EQ(found, expected);

  EXPECT_EQ(folder.json("a/b/solution.json"), document);
  EXPECT_EQ(folder.json("a/b/certificate.json"), document["certificate"]);
  EXPECT_EQ(document["files"], (Json{{"L", "L.npy"},
                                     {"R", "R.npy"},
                                     {"certificate", "certificate.json"},
                                     {"column_labels", "column_labels.csv"},
                                     {"labels", "labels.csv"},
                                     {"report", "report.html"}}));
  const std::string page = folder.read("a/b/report.html");
  EXPECT_LT(page.size(), 3'000'000U);
  EXPECT_NE(page.find("</html>"), std::string::npos);

  const Factors factors = read_factors(folder, "a/b");
  ASSERT_EQ(factors.L.rows(), 1797);
  ASSERT_EQ(factors.L.cols(), 10);
  ASSERT_EQ(factors.R.rows(), 64);
  ASSERT_EQ(factors.R.cols(), 10);
  EXPECT_GE(factors.L.minCoeff(), 0);
  EXPECT_GE(factors.R.minCoeff(), 0);
  const double objective = half_squared_distance(entries_of("digits"), factors);
  EXPECT_NEAR(document["objective"].get<double>(), objective, 1e-12 * objective);
}

TEST(Recover, SameSeedSameResult) {
  const Folder folder;
  const std::string line = "recover digits --rank 6 --starts 3 --threads 2 --json --seed ";
  const Json first = run_well(folder, line + "7 --out first").json();
  const Json second = run_well(folder, line + "7 --out second").json();
  const Json other = run_well(folder, line + "8 --out other").json();
  EXPECT_EQ(first["objective"].get<double>(), second["objective"].get<double>());
  EXPECT_EQ(first["best_start"], second["best_start"]);
  ASSERT_EQ(first["minima"].size(), second["minima"].size());
  for (size_t m = 0; m < first["minima"].size(); ++m) {
    EXPECT_EQ(first["minima"][m]["objective"].get<double>(), second["minima"][m]["objective"].get<double>());
    EXPECT_EQ(first["minima"][m]["starts"], second["minima"][m]["starts"]);
  }
  EXPECT_TRUE(folder.read("first/L.npy") == folder.read("second/L.npy"));
  EXPECT_TRUE(folder.read("first/R.npy") == folder.read("second/R.npy"));
  EXPECT_FALSE(folder.read("first/L.npy") == folder.read("other/L.npy"));
}

TEST(Recover, StartsThatShareTheirPassesFindTheSame) {
  const Folder folder;
  const std::string line =
      "recover digits --rank 5 --starts 5 --seed 1 --threads 2 --numeric --json --together ";
  const Json alone = run_well(folder, line + "1").json(), shared = run_well(folder, line + "3").json();
  const std::vector<int> groups{2, 2, 3, 3, 3};
  for (size_t s = 0; s < 5; ++s) {
    EXPECT_EQ(alone["starts"][s]["together"], 1);
    EXPECT_EQ(shared["starts"][s]["together"], groups[s]);
    const double objective = alone["starts"][s]["objective"];
    EXPECT_NEAR(shared["starts"][s]["objective"].get<double>(), objective, 1e-9 * objective);
  }
}

TEST(Recover, ExactIsFoundProvedAndChecked) {
  const Folder folder;
  folder.write("thomas.csv", "1,1,0,0\n1,0,1,0\n0,1,0,1\n0,0,1,1\n");
  const std::string line = "recover thomas.csv --exact --starts 5 --json --out out --first-line data --rank ";
  const Json four = run_well(folder, line + "4").json();
  EXPECT_EQ(four["certificate"]["verdict"], "global_minimizer");
  EXPECT_EQ(four["certificate"]["rigor"], "exact");
  EXPECT_EQ(four["certificate"]["proved"]["method"], "exact_factorization");
  EXPECT_EQ(four["objective"], 0.0);
  const Outcome checked = verify(folder, "out --data thomas.csv");
  EXPECT_NE(checked.out.find("the nonnegative rank of the data is 4"), std::string::npos) << checked.out;
  const Json three = run_well(folder, line + "3").json();
  EXPECT_EQ(three["left_out"][0], "No exact fit was found: none of 5 starts came to an objective of zero.");
}

TEST(Recover, QuietPrintsNothing) {
  const Folder folder;
  EXPECT_EQ(run_well(folder, "recover digits --rank 3 --starts 1 --quiet --out o").out, "");
  EXPECT_TRUE(folder.has("o/solution.json"));
  EXPECT_EQ(run_well(folder, "certify digits --factors o --quiet").out, "");
}

TEST(Recover, WritesNothingWithoutOut) {
  const Folder folder;
  EXPECT_NE(run_well(folder, "recover digits --rank 3 --starts 1").out, "");
  run_well(folder, "recover digits --rank 3 --starts 1 --json");
  EXPECT_TRUE(folder.content().empty());
}

/// A folder of an earlier run is taken again, and other files in it stay.
TEST(Recover, OutMayExist) {
  const Folder folder;
  folder.write("o/notes.txt", "mine");
  run_well(folder, "recover digits --rank 2 --starts 1 --quiet --out o");
  run_well(folder, "recover digits --rank 3 --starts 1 --quiet --out o");
  EXPECT_EQ(folder.read("o/notes.txt"), "mine");
  EXPECT_EQ(folder.json("o/solution.json")["rank"], 3);
  EXPECT_EQ(read_factors(folder, "o").L.cols(), 3);
}

TEST(Recover, MaxSecondsEndsWithAnAnswer) {
  const Folder folder;
  const Outcome result =
      run_well(folder, "recover digits --rank 20 --starts 100000 --threads 2 --max-seconds 2 --json --out o",
               {.seconds = 120});
  EXPECT_FALSE(result.timed_out);
  EXPECT_LT(result.seconds, 90);
  const Json document = result.json();
  EXPECT_GE(document["starts"].size(), 1U);
  EXPECT_LT(document["starts"].size(), 100000U);
  EXPECT_EQ(document["options"]["max_seconds"], 2.0);
  const double objective = half_squared_distance(entries_of("digits"), read_factors(folder, "o"));
  EXPECT_NEAR(document["objective"].get<double>(), objective, 1e-12 * objective);
}

TEST(Recover, NoTimeForAnyAnswer) {
  const Folder folder;
  const Outcome result = run(folder, "recover digits --rank 20 --max-seconds 1e-9 --json", {.seconds = 60});
  EXPECT_EQ(result.exit_code, 3) << result.err;
}

TEST(Recover, InterruptWritesTheBestSoFar) {
  const Folder folder;
  const Outcome result = run(folder, "recover digits --rank 10 --starts 100000 --threads 2 --json --out o",
                             {.seconds = 120, .interrupt_after = 4});
  EXPECT_FALSE(result.timed_out);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.err, "");
  EXPECT_LT(result.seconds, 60);
  const Json document = result.json();
  EXPECT_LT(document["starts"].size(), 100000U);
  EXPECT_EQ(folder.json("o/solution.json"), document);
  EXPECT_TRUE(folder.has("o/report.html"));
  EXPECT_TRUE(folder.has("o/certificate.json"));
  const double objective = half_squared_distance(entries_of("digits"), read_factors(folder, "o"));
  EXPECT_NEAR(document["objective"].get<double>(), objective, 1e-12 * objective);
}

TEST(Recover, HelpAndVersion) {
  const Folder folder;
  for (const char* line : {"--help", "-h", "recover --help", "certify --help", "--version"})
    EXPECT_NE(run_well(folder, line).out, "") << line;
  const std::string version = run_well(folder, "--version").out;
  EXPECT_TRUE(version.starts_with("orthant "));
  EXPECT_EQ(verify(folder, "--version").out, "orthant-verify " + version.substr(8));
  const Outcome unknown = verify(folder, "certificate.json --dta a.npy --jsn");
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_EQ(unknown.err,
            "orthant-verify: unknown flag '--dta', the nearest is --data; unknown flag '--jsn', the nearest "
            "is --json "
            "(see orthant-verify --help)\n");
  const std::string general = run_well(folder, "--help").out;
  EXPECT_NE(general.find("recover"), std::string::npos);
  EXPECT_NE(general.find("certify"), std::string::npos);
  const std::string recover = run_well(folder, "recover --help").out;
  for (const char* flag : {"--rank", "--starts", "--seed", "--threads", "--max-seconds", "--json", "--out",
                           "--quiet", "--observed", "--model", "--image-shape", "--init", "--solver"})
    EXPECT_NE(recover.find(flag), std::string::npos) << flag;
  EXPECT_TRUE(folder.content().empty());
}

Matrix random_nonnegative(Random& random, Index rows, Index cols) {
  return Matrix::NullaryExpr(rows, cols, [&] { return random.uniform(); });
}

/// About half of the entries are 0. Zeros in the factors leave no (LT, RT⁻¹) but scaling, so minima are
/// strict.
Matrix random_with_zeros(Random& random, Index rows, Index cols) {
  return (2 * random_nonnegative(random, rows, cols).array() - 1).cwiseMax(0.0);
}

/// A rank-2 matrix of which 60 % is known, one of the known entries being 0: the rest is found.
TEST(Recover, CompletesAbsentEntries) {
  Random random(11);
  const Matrix X = [&] {
    Matrix L = random_nonnegative(random, 30, 2);
    L.row(3).setZero();
    return Matrix(L * random_nonnegative(random, 20, 2).transpose());
  }();
  std::ostringstream lines;
  lines.precision(17);
  int count = 0;
  for (Index i = 0; i < X.rows(); ++i) {
    for (Index j = 0; j < X.cols(); ++j) {
      if (random.uniform() > 0.6) continue;
      lines << i + 1 << ' ' << j + 1 << ' ' << X(i, j) << '\n';
      ++count;
    }
  }
  const Folder folder;
  folder.write("a.mtx", "%%MatrixMarket matrix coordinate real general\n30 20 " + std::to_string(count) +
                            "\n" + lines.str());
  const Json document =
      run_well(folder, "recover a.mtx --rank 2 --observed entries --starts 8 --json --out o").json();
  EXPECT_EQ(document["model"], "completion");
  EXPECT_EQ(document["data"]["observed"], "entries");
  EXPECT_EQ(document["data"]["storage"], "sparse");
  EXPECT_EQ(document["data"]["stored"], count);
  EXPECT_LT(document["relative_error"], 1e-7);
  const Factors factors = read_factors(folder, "o");
  EXPECT_LT((X - factors.L * factors.R.transpose()).norm(), 1e-5 * X.norm());

  const Json zeros = run_well(folder, "recover a.mtx --rank 2 --starts 2 --json --out zeros").json();
  EXPECT_EQ(zeros["model"], "nmf");
  const double objective =
      half_squared_distance(entries_of(folder.path("a.mtx")), read_factors(folder, "zeros"));
  EXPECT_NEAR(zeros["objective"].get<double>(), objective, 1e-12 * objective);
}

TEST(Recover, SymmetricModelWritesU) {
  Random random(12);
  const Matrix U = random_with_zeros(random, 9, 2);
  const Matrix X = U * U.transpose() + Matrix::Identity(9, 9);
  const Folder folder;
  folder.write("a.csv", csv_of((X + X.transpose()) / 2));
  const Json document =
      run_well(folder, "recover a.csv --rank 2 --model symmetric --starts 4 --json --out o").json();
  EXPECT_EQ(document["model"], "symmetric");
  EXPECT_EQ(document["files"]["U"], "U.npy");
  EXPECT_FALSE(folder.has("o/L.npy"));
  EXPECT_FALSE(folder.has("o/R.npy"));
  const Matrix found = read_dense(folder.path("o/U.npy"));
  ASSERT_EQ(found.rows(), 9);
  ASSERT_EQ(found.cols(), 2);
  EXPECT_GE(found.minCoeff(), 0);
  const double objective = half_squared_distance(X, {found, found});
  EXPECT_NEAR(document["objective"].get<double>(), objective, 1e-11 * objective);
  EXPECT_EQ(document["certificate"]["second_order"]["scaling"], "none");
  EXPECT_EQ(document["verdict"], "strict_local_minimizer");

  const Json again = run_well(folder, "certify a.csv --model symmetric --factors o --json").json();
  EXPECT_EQ(again["verdict"], document["verdict"]);
  EXPECT_NEAR(again["objective"].get<double>(), objective, 1e-11 * objective);
}

TEST(Recover, NndsvdIsTheFirstStart) {
  const Folder folder;
  const Json document =
      run_well(folder, "recover digits --rank 5 --init nndsvd --starts 2 --threads 2 --json").json();
  EXPECT_EQ(document["options"]["init"], "nndsvd");
  EXPECT_EQ(document["starts"][0]["init"], "nndsvd");
  EXPECT_EQ(document["starts"][1]["init"], "random");
  EXPECT_LE(document["starts"][0]["stationarity"], 1e-12);
}

/// Another way to the same points.
TEST(Recover, SolversAgree) {
  Random random(13);
  const Folder folder;
  folder.write("a.csv", csv_of(random_with_zeros(random, 12, 9)));
  const std::string line = "recover a.csv --rank 2 --starts 20 --json --solver ";
  const Json hals = run_well(folder, line + "hals").json();
  const Json gradient = run_well(folder, line + "projected_gradient").json();
  EXPECT_EQ(hals["options"]["solver"], "hals");
  EXPECT_EQ(gradient["options"]["solver"], "projected_gradient");
  EXPECT_LE(gradient["stationarity"], 1e-12);
  EXPECT_NEAR(hals["objective"].get<double>(), gradient["objective"].get<double>(),
              1e-9 * hals["objective"].get<double>());
  EXPECT_EQ(hals["verdict"], gradient["verdict"]);
}

/// The same numbers in every format, one answer.
TEST(Recover, FormatsAgree) {
  Random random(15);
  const Matrix X = random_with_zeros(random, 10, 7);
  const Folder folder;
  folder.write("a.csv", csv_of(X));
  write_npy(folder.path("a.npy"), X);
  std::ostringstream array, coordinates;
  array.precision(17);
  coordinates.precision(17);
  array << "%%MatrixMarket matrix array real general\n10 7\n";
  coordinates << "%%MatrixMarket matrix coordinate real general\n10 7 70\n";
  for (Index j = 0; j < X.cols(); ++j) {
    for (Index i = 0; i < X.rows(); ++i) {
      array << X(i, j) << '\n';
      coordinates << i + 1 << ' ' << j + 1 << ' ' << X(i, j) << '\n';
    }
  }
  folder.write("array.mtx", array.str());
  folder.write("coordinates.mtx", coordinates.str());
  std::optional<double> expected;
  for (const char* name : {"a.csv", "a.npy", "array.mtx", "coordinates.mtx"}) {
    const Json document =
        run_well(folder, std::string("recover ") + name + " --rank 2 --starts 10 --json").json();
    const double objective = document["objective"];
    if (!expected) expected = objective;
    EXPECT_NEAR(objective, *expected, 1e-9 * *expected) << name;
    EXPECT_EQ(document["verdict"], "strict_local_minimizer") << name;
  }
}

/// Numbers whose squares leave the range of doubles: the same answer as at ordinary size, or a refusal; never
/// a claim that rests on an overflow or an underflow.
TEST(Recover, ExtremeNumbersAreJudgedOrRefused) {
  for (const char* scale : {"e200", "e140", "e-140", "e-200"}) {
    SCOPED_TRACE(scale);
    const std::string e = scale;
    const Folder folder;
    folder.write("a.csv",
                 "1" + e + ",1" + e + ",0\n1" + e + ",3" + e + ",1" + e + "\n0,1" + e + ",2" + e + "\n");
    const Outcome result = run(folder, "recover a.csv --rank 1 --starts 3 --json", {.seconds = 60});
    if (result.exit_code == 2) {
      EXPECT_EQ(result.out, "");
      EXPECT_NE(result.err.find("a.csv: "), std::string::npos) << result.err;
      continue;
    }
    ASSERT_EQ(result.exit_code, 0) << result.err;
    const Json document = result.json();
    EXPECT_EQ(document["verdict"], "strict_local_minimizer");
    EXPECT_NE(document["certificate"]["spurious"], false);
    const Json error = document["relative_error"];
    EXPECT_TRUE(error.is_number() && error > 0.1 && error < 0.9) << error.dump();
  }
}

}  // namespace
}  // namespace orthant::cli
