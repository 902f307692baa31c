/// orthant copositive: verdicts on matrices whose answer is known, what is printed and written, refusals.

#include <gmpxx.h>
#include <gtest/gtest.h>

#include <limits>

#include "npy_bytes.hpp"
#include "refusal.hpp"

namespace orthant::cli {
namespace {

Json answer(const Folder& folder, const std::string& line, const Limits& limits = {}) {
  return run_well(folder, "copositive " + line + " --json", limits).json();
}

double sum_of(const Json& list) {
  double sum = 0;
  for (const Json& x : list) sum += x.get<double>();
  return sum;
}

/// xᵀQx for a matrix of integers, by rows, and the point `witness_exact`.
mpz_class form(const std::vector<std::vector<int>>& Q, const Json& exact) {
  std::vector<mpz_class> x;
  for (const Json& z : exact) x.emplace_back(z.get<std::string>());
  EXPECT_EQ(x.size(), Q.size());
  mpz_class sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    EXPECT_GE(x[i], 0);
    for (std::size_t j = 0; j < x.size(); ++j) sum += Q[i][j] * x[i] * x[j];
  }
  return sum;
}

// ---- verdicts ------------------------------------------------------------------------------------

struct Known {
  std::string name, verdict;
};

class CopositiveNames : public testing::TestWithParam<Known> {};

TEST_P(CopositiveNames, VerdictIsRightForAnyNumberOfThreads) {
  const Folder folder;
  for (const char* threads : {"1", "2"}) {
    const Json json = answer(folder, GetParam().name + " --threads " + threads);
    EXPECT_EQ(json["verdict"], GetParam().verdict);
    EXPECT_TRUE(json["rigor"] == "exact" || json["rigor"] == "verified") << json["rigor"];
    const double lower = json["lower"], upper = json["upper"];
    EXPECT_LE(lower, upper);
    if (json["verdict"] == "strictly_copositive") {
      EXPECT_GE(lower, 0);
      EXPECT_GT(upper, 0);
      EXPECT_TRUE(json["witness"].is_null());
      EXPECT_NEAR(sum_of(json["best"]), 1, 1e-12);
    } else {
      EXPECT_EQ(json["witness"].size(), json["order"]);
      EXPECT_EQ(json["witness_exact"].size(), json["order"]);
      EXPECT_NEAR(sum_of(json["witness"]), 1, 1e-12);
      EXPECT_TRUE(json["best"].is_null());
      if (json["verdict"] == "copositive") {
        EXPECT_EQ(lower, 0);
        EXPECT_EQ(upper, 0);
      } else {
        EXPECT_LT(upper, 0);
      }
    }
    EXPECT_TRUE(json["reason"].is_null());
    EXPECT_TRUE(json["proved_shift"].is_null());
    EXPECT_TRUE(json["method"].is_string());
    EXPECT_TRUE(json["nodes"].is_number_integer());
    EXPECT_GE(json["seconds"], 0);
  }
}

std::string test_name(const testing::TestParamInfo<Known>& info) {
  std::string name = info.param.name;
  for (char& c : name)
    if (!isalnum(static_cast<unsigned char>(c))) c = '_';
  return name;
}

INSTANTIATE_TEST_SUITE_P(
    Gallery, CopositiveNames,
    testing::Values(Known{"horn", "copositive"}, Known{"hoffman-pereira", "copositive"},
                    Known{"odd-cycle-9", "copositive"}, Known{"hamming-6-4", "copositive"},
                    Known{"hamming-6-4@15/4", "not_copositive"},
                    Known{"hamming-6-4@17/4", "strictly_copositive"}, Known{"johnson-8-2-4", "copositive"},
                    Known{"johnson-8-2-4@3", "not_copositive"},
                    Known{"johnson-8-2-4@5", "strictly_copositive"}, Known{"paley-29", "copositive"},
                    Known{"random-graph-30-0.5-1", "copositive"}, Known{"split-20-1", "strictly_copositive"}),
    test_name);

TEST(Copositive, MatricesFromFiles) {
  const Folder folder;
  const std::vector<std::vector<int>> horn = {
      {1, -1, 1, 1, -1}, {-1, 1, -1, 1, 1}, {1, -1, 1, -1, 1}, {1, 1, -1, 1, -1}, {-1, 1, 1, -1, 1}};
  std::string csv;
  std::vector<double> entries;
  for (const auto& row : horn) {
    for (std::size_t j = 0; j < row.size(); ++j) csv += (j > 0 ? "," : "") + std::to_string(row[j]);
    csv += '\n';
    entries.insert(entries.end(), row.begin(), row.end());
  }
  folder.write("horn.csv", csv);
  folder.write("horn.npy", npy(5, 5, entries));
  for (const char* matrix : {"horn.csv", "horn.npy", "horn.csv --rational", "horn.csv --doubles"}) {
    const Json json = answer(folder, matrix);
    EXPECT_EQ(json["verdict"], "copositive") << matrix;
    EXPECT_EQ(json["rigor"], "exact") << matrix;
    EXPECT_EQ(json["order"], 5) << matrix;
    EXPECT_EQ(form(horn, json["witness_exact"]), 0) << matrix;
  }
  // Absent coordinates are zeros.
  folder.write("pair.mtx",
               "%%MatrixMarket matrix coordinate real symmetric\n3 3 4\n1 1 1\n2 2 1\n3 3 1\n3 1 -2\n");
  const Json json = answer(folder, "pair.mtx");
  EXPECT_EQ(json["verdict"], "not_copositive");
  EXPECT_LT(form({{1, 0, -2}, {0, 1, 0}, {-2, 0, 1}}, json["witness_exact"]), 0);
  EXPECT_EQ(json["lower"], -2);
  folder.write("identity.mtx", "%%MatrixMarket matrix array real general\n2 2\n1\n0\n0\n1\n");
  EXPECT_EQ(answer(folder, "identity.mtx")["verdict"], "strictly_copositive");
  folder.write("zero.csv", "0,0\n0,0\n");
  EXPECT_EQ(answer(folder, "zero.csv")["verdict"], "copositive");
  folder.write("one.csv", "-3\n");
  EXPECT_EQ(answer(folder, "one.csv")["verdict"], "not_copositive");
  // A file comes before a name.
  folder.write("keller-2.csv", "1\n");
  EXPECT_EQ(answer(folder, "keller-2.csv")["verdict"], "strictly_copositive");
}

/// 1/3 is not a double: rounded up off the diagonal it would not be copositive, exactly it has a zero.
TEST(Copositive, FractionsAreExact) {
  const Folder folder;
  folder.write("third.csv", "1/3,-1/3\n-1/3,1/3\n");
  folder.write("above.csv", "1/3,-1/3\n-1/3,0.33333333333333333333333333\n");
  folder.write("below.csv", "1/3;-1/3\n-1/3;3333333333333333333334e-22\n");
  for (const char* flag : {"", " --rational"}) {
    EXPECT_EQ(answer(folder, std::string("third.csv") + flag)["verdict"], "copositive");
    EXPECT_EQ(answer(folder, std::string("above.csv") + flag)["verdict"], "not_copositive");
    EXPECT_EQ(answer(folder, std::string("below.csv") + flag)["verdict"], "strictly_copositive");
  }
}

/// 0.1·0.9 = 0.3² in decimals, and not in the doubles nearest to them.
TEST(Copositive, DecimalsAreExact) {
  const Folder folder;
  folder.write("decimal.csv", ",a,b\na,0.1,-0.3\nb,-0.3,0.9\n");
  const Json exact = answer(folder, "decimal.csv");
  EXPECT_EQ(exact["verdict"], "copositive");
  EXPECT_EQ(exact["text"]["names_line"], 1);
  EXPECT_EQ(exact["text"]["names_column"], true);
  EXPECT_NE(answer(folder, "decimal.csv --doubles")["verdict"], "copositive");
  EXPECT_NE(
      run_well(folder, "copositive decimal.csv").out.find("column names in line 1, row names in column 1"),
      std::string::npos);
  // A cell of ten thousand digits, the last of which decides.
  const std::string third(10000, '3');
  folder.write("long.csv", "1/3,-1/3\n-1/3,0." + third + "\n");
  EXPECT_EQ(answer(folder, "long.csv")["verdict"], "not_copositive");
  folder.write("longer.csv", "1/3,-1/3\n-1/3,0." + third + "4\n");
  EXPECT_EQ(answer(folder, "longer.csv")["verdict"], "strictly_copositive");
}

TEST(Copositive, TheLastBitOfADoubleCounts) {
  const Folder folder;
  const double above = std::nextafter(1.0, 2.0), below = std::nextafter(1.0, 0.0);
  folder.write("above.npy", npy(2, 2, {1, -above, -above, 1}));
  folder.write("below.npy", npy(2, 2, {1, -below, -below, 1}));
  folder.write("zero.npy", npy(2, 2, {1, -1, -1, 1}));
  EXPECT_EQ(answer(folder, "above.npy")["verdict"], "not_copositive");
  EXPECT_EQ(answer(folder, "below.npy")["verdict"], "strictly_copositive");
  EXPECT_EQ(answer(folder, "zero.npy")["verdict"], "copositive");
}

// ---- --gap ---------------------------------------------------------------------------------------

/// The minimum of t(I + Ā) − E is t/ω − 1.
TEST(Copositive, GapBracketsTheMinimum) {
  const Folder folder;
  for (const auto& [t, minimum] : {std::pair{"@3", -0.25}, {"@4", 0.0}, {"@5", 0.25}}) {
    const Json json = answer(folder, std::string("hamming-6-4") + t + " --gap 0.001");
    const double lower = json["lower"], upper = json["upper"];
    EXPECT_LE(lower, minimum) << t;
    EXPECT_GE(upper, minimum) << t;
    EXPECT_LE(upper - lower, 0.001) << t;
  }
}

// ---- what is written -----------------------------------------------------------------------------

TEST(Copositive, WritesTheAnswerAndTheProof) {
  const Folder folder;
  const Json json = answer(folder, "johnson-8-2-4 --out results");
  EXPECT_EQ(json["proof"], "recorded");
  EXPECT_EQ(folder.json("results/copositivity.json"), json);
  EXPECT_EQ(folder.json("results/proof.json")["format"], "orthant-copositivity/1");
  EXPECT_TRUE(folder.has("results/matrix_certified.npy"));
  // Another answer must not leave this one's files beside it.
  folder.write("third.csv", "1/3,-1/3\n-1/3,1/3\n");
  EXPECT_EQ(answer(folder, "third.csv --out results")["proof"], "recorded");
  EXPECT_TRUE(folder.has("results/matrix_certified.csv"));
  EXPECT_FALSE(folder.has("results/matrix_certified.npy"));
  run(folder, "copositive mann-9 --max-work 1 --no-split --out results --quiet");
  EXPECT_TRUE(folder.has("results/copositivity.json"));
  EXPECT_FALSE(folder.has("results/proof.json"));
  EXPECT_FALSE(folder.has("results/matrix_certified.csv"));
}

void expect_verified(const Folder& folder, const std::string& line, int exit_code, const std::string& part) {
  const Outcome outcome = verify(folder, line);
  EXPECT_EQ(outcome.exit_code, exit_code) << line << ": " << outcome.out << outcome.err;
  const std::string& said = exit_code == 2 ? outcome.err : outcome.out;
  EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 1) << said;
  EXPECT_NE(said.find(part), std::string::npos) << line << ": " << said;
}

TEST(Copositive, ProofsAreVerifiedByTheOtherProgram) {
  const Folder folder;
  run_well(folder, "copositive keller-4 --out k --quiet");
  expect_verified(folder, "k/proof.json", 0, "accepted (exact, ");
  expect_verified(folder, "k", 0, "the matrix of order 171 is copositive");
  expect_verified(folder, "k --data k/matrix_certified.npy", 0, "accepted");
  expect_verified(folder, "k --data digits", 1,
                  "the matrix has 171×171 entries in the proof, 1797×64 in the file");
  expect_verified(folder, "k --max-seconds 1e-6", 3, "not checked");
  run_well(folder, "copositive hamming-6-4@15/4 --out no --quiet");
  expect_verified(folder, "no", 0, "is not copositive");
  run_well(folder, "copositive split-60-1 --out split --quiet");
  expect_verified(folder, "split", 0, "strictly copositive");
  folder.write("k/matrix_certified.npy", "damaged");
  expect_verified(folder, "k", 1, "its SHA-256 is ");
}

/// Numbers of text are compared as they stand, whatever their form.
TEST(Copositive, VerifiedProofsAreAboutTheDataThatAreGiven) {
  const Folder folder;
  folder.write("a.csv", "0.1,-1/3\n-1/3,2.5e0\n");
  folder.write("same.csv", ",a,b\na,1/10,-2/6\nb,-2/6,2.50\n");
  folder.write("comma.csv", "0,1;-1/3\n-1/3;2,5\n");
  folder.write("other.csv", "0.1,-1/3\n-1/3,2.4\n");
  folder.write("missing.csv", "0.1,-1/3\n-1/3,\n");
  folder.write("doubles.npy", npy(2, 2, {0.1, -1.0 / 3, -1.0 / 3, 2.5}));
  folder.write("doubles.mtx", "%%MatrixMarket matrix coordinate real symmetric\n2 2 2\n1 1 1\n2 2 2\n");
  run_well(folder, "copositive a.csv --out a --quiet");
  for (const char* data : {"a.csv", "same.csv", "comma.csv", "a/matrix_certified.csv"})
    expect_verified(folder, std::string("a --data ") + data, 0, "accepted");
  expect_verified(folder, "a --data other.csv", 1,
                  "the matrices differ at entry (1, 1): 5/2 in the proof, 12/5 in the file");
  expect_verified(folder, "a --data doubles.npy", 1,
                  "the matrices differ at entry (0, 0): 1/10 in the proof");
  expect_verified(folder, "a --data doubles.mtx", 1, "the matrices differ");
  expect_verified(folder, "a --data missing.csv", 2, "expected a number");
  expect_verified(folder, "a --data a.txt", 2, "a.txt");
  run_well(folder, "copositive doubles.npy --out d --quiet");
  expect_verified(folder, "d --data doubles.npy", 0, "accepted");
  run_well(folder, "copositive doubles.mtx --out m --quiet");
  expect_verified(folder, "m --data doubles.mtx", 0, "accepted");
}

TEST(Copositive, SameDocumentTwiceButForTheTime) {
  const Folder folder;
  Json first = answer(folder, "hamming-6-4@5 --threads 1 --seed 3");
  Json second = answer(folder, "hamming-6-4@5 --threads 1 --seed 3");
  for (Json* json : {&first, &second}) {
    json->erase("seconds");
    json->erase("lower");  // as much time again goes into it as the verdict took
  }
  EXPECT_EQ(first, second);
}

TEST(Copositive, SummaryInWords) {
  const Folder folder;
  const Outcome result = run_well(folder, "copositive horn");
  EXPECT_TRUE(result.out.starts_with("matrix    horn, order 5\nverdict   copositive (not strictly), exact\n"))
      << result.out;
  EXPECT_NE(result.out.find("\nwitness   x("), std::string::npos) << result.out;
  EXPECT_EQ(run_well(folder, "copositive horn --quiet").out, "");
}

// ---- no answer -----------------------------------------------------------------------------------

void expect_undecided(const Outcome& result, const std::string& reason) {
  EXPECT_FALSE(result.timed_out);
  EXPECT_EQ(result.exit_code, 3);
  expect_one_line(result.err);
  EXPECT_NE(result.err.find(reason), std::string::npos) << result.err;
  const Json json = result.json();
  EXPECT_EQ(json["verdict"], "undecided");
  EXPECT_EQ(json["rigor"], "numeric");
  EXPECT_EQ(json["reason"], reason);
  EXPECT_LE(json["lower"], json["upper"]);
  EXPECT_TRUE(json["witness"].is_null());
  EXPECT_TRUE(json["proof"].is_null());
}

const std::string hard = "copositive brock-like-200-0.7-20-1@21 --json";

TEST(Copositive, TimeRunsOut) {
  const Folder folder;
  const Outcome result = run(folder, hard + " --max-seconds 0.5 --out results");
  expect_undecided(result, "the time ran out");
  EXPECT_LT(result.seconds, 10);
  EXPECT_EQ(folder.json("results/copositivity.json"), result.json());
}

TEST(Copositive, WorkRunsOut) {
  const Folder folder;
  expect_undecided(run(folder, hard + " --max-work 1e5 --no-split --max-seconds 20"),
                   "the work allowed for the support tree ran out");
}

TEST(Copositive, InterruptedByTheUser) {
  const Folder folder;
  const Outcome result = run(folder, hard, {.seconds = 60, .interrupt_after = 1});
  expect_undecided(result, "interrupted");
  EXPECT_LT(result.seconds, 20);
}

// ---- refusals ------------------------------------------------------------------------------------

class CopositiveRefusals : public testing::TestWithParam<Refusal> {};

TEST_P(CopositiveRefusals, OneLineAndExitCodeTwo) {
  Refusal refusal = GetParam();
  refusal.command +=
      " --json" + std::string(refusal.command.find("--out") == std::string::npos ? " --out results" : "");
  expect_refused(refusal);
}

Refusal bad_matrix(const std::string& name, const std::string& file, const std::string& content,
                   std::vector<std::string> said, const std::string& flags = "") {
  said.push_back(file + ": ");
  return {name, "copositive " + file + flags, std::move(said), {{file, content}}};
}

Refusal bad_flag(const std::string& name, const std::string& flags, std::vector<std::string> said) {
  return {name, "copositive symmetric.csv " + flags, std::move(said)};
}

const Refusal matrices[] = {
    {"NotSquare", "copositive good.csv", {"good.csv: size 4×3; expected a square matrix"}},
    bad_matrix("NotSymmetric", "m.npy", npy(3, 3, {1, 0, 1, 0, 1, 0, 2, 0, 1}),
               {"m.npy: entry (3, 1) = 2 differs from entry (1, 3) = 1; expected a symmetric matrix"}),
    bad_matrix("NotSymmetricByABit", "m.npy", npy(2, 2, {1, 1, 1 + 0x1p-52, 1}),
               {"entry (2, 1) = 1.0000000000000002", "entry (1, 2) = 1;"}),
    bad_matrix("NotSymmetricSparse", "m.mtx",
               "%%MatrixMarket matrix coordinate real general\n2 2 1\n1 2 -3\n",
               {"entry (2, 1) = 0", "entry (1, 2) = -3"}),
    bad_matrix("Empty", "m.csv", "", {"0 bytes"}),
    bad_matrix("NoRows", "m.npy", npy(0, 0, {}), {"0"}),
    bad_matrix("Nan", "m.npy", npy(2, 2, {1, nan, nan, 1}), {"(1, 2)", "nan", "finite"}),
    bad_matrix("Infinite", "m.csv", "1,inf\ninf,1\n", {"line 1", "inf", "finite"}, " --doubles"),
    bad_matrix("InfiniteText", "m.csv", "1,inf\ninf,1\n", {"line 1: column 2: ", "inf", "a decimal number"}),
    bad_matrix("TooLarge", "m.mtx", "%%MatrixMarket matrix coordinate real general\n5001 5001 1\n1 1 1\n",
               {"order 5001; expected at most 5000"}),
    bad_matrix("Extension", "m.dat", "1", {".dat", "expected a file (.npy, "}),
    {"NoSuchFile", "copositive none.npy", {"none.npy: ", "no such file", "expected", ".npy", "horn"}},
    {"NoSuchName", "copositive hron", {"hron: ", "no such name", "horn"}},
    {"Digits", "copositive digits", {"digits: ", "no such name"}},
    {"Folder", "copositive point", {"point: ", "folder"}},
    {"NameWithoutParameters", "copositive hamming", {"hamming: ", "expected hamming-N-D"}},
    {"NameOutOfRange", "copositive random-graph-9-2-1", {"random-graph-9-2-1: ", "0 ≤ p ≤ 1"}},
    {"NameWithZeroDenominator", "copositive hamming-6-4@4/0", {"hamming-6-4@4/0: ", "'4/0'"}},
    {"RationalName", "copositive horn --rational", {"horn: ", "expected a .csv file"}},
    bad_matrix("RationalNpy", "m.npy", npy(1, 1, {1}), {"expected .csv"}, " --rational"),
    bad_matrix("RationalZeroDenominator", "m.csv", "1,1/0\n1/0,1\n", {"line 1: column 2: ", "\"1/0\""},
               " --rational"),
    bad_matrix("RationalNotSymmetric", "m.csv", "1,1/3\n1/4,1\n",
               {"entry (2, 1) = 1/4 differs from entry (1, 2) = 1/3"}, " --rational"),
    bad_matrix("FractionAsDouble", "m.csv", "1,1/3\n1/3,1\n", {"line 1", "\"1/3\""}, " --doubles"),
    {"DoublesOfAName", "copositive horn --doubles", {"horn: ", "expected a .csv file with --doubles"}},
    bad_flag("BothReadings", "--rational --doubles", {"rational and doubles", "expected one of them"}),
};
INSTANTIATE_TEST_SUITE_P(Matrix, CopositiveRefusals, testing::ValuesIn(matrices), name_of);

const Refusal copositive_flags[] = {
    {"NoMatrix", "copositive", {"matrix", "required"}},
    bad_flag("GapZero", "--gap 0", {"gap = 0", "expected gap > 0"}),
    bad_flag("GapNegative", "--gap -1", {"gap = -1", "expected gap > 0"}),
    bad_flag("GapNan", "--gap nan", {"gap = nan", "expected gap > 0"}),
    bad_flag("GapText", "--gap small", {"--gap", "small"}),
    bad_flag("MaxWorkZero", "--max-work 0", {"max_work = 0", "expected max_work > 0"}),
    bad_flag("MaxWorkNan", "--max-work nan", {"max_work = nan", "expected max_work > 0"}),
    bad_flag("SeedNegative", "--seed -1", {"seed = -1", "expected 0 ≤ seed"}),
    bad_flag("SeedTooLarge", "--seed 9007199254740993", {"seed = ", "≤ seed ≤"}),
    bad_flag("ThreadsZero", "--threads 0", {"threads = 0", "≤ threads ≤ 1024"}),
    bad_flag("MaxSecondsZero", "--max-seconds 0", {"max_seconds = 0", "expected max_seconds > 0"}),
    bad_flag("UnknownFlag", "--rank 2", {"--rank"}),
    bad_flag("OneWordTooMany", "other.csv", {"other.csv"}),
    {"OutIsFile", "copositive horn --out taken", {"taken: ", "expected a folder"}, {{"taken", "mine"}}},
};
INSTANTIATE_TEST_SUITE_P(Flags, CopositiveRefusals, testing::ValuesIn(copositive_flags), name_of);

}  // namespace
}  // namespace orthant::cli
