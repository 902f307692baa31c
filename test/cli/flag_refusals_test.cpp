/// Flags and points that the program cannot take, and command lines that are no command.

#include <gtest/gtest.h>

#include <limits>

#include "refusal.hpp"

namespace orthant::cli {
namespace {

class FlagRefusals : public testing::TestWithParam<Refusal> {};

TEST_P(FlagRefusals, OneLineAndExitCodeTwo) {
  expect_refused(GetParam());
}

Refusal bad_rank(const std::string& name, const std::string& rank, std::vector<std::string> said) {
  said.insert(said.end(), {"rank", rank});
  return {name, "recover good.csv --rank " + rank, std::move(said)};
}

/// `flags` after a command that is good without them.
Refusal bad_recover(const std::string& name, const std::string& flags, std::vector<std::string> said) {
  return {name, "recover good.csv --rank 2 " + flags, std::move(said)};
}

Refusal bad_certify(const std::string& name, const std::string& flags, std::vector<std::string> said) {
  return {name, "certify good.csv --factors point " + flags, std::move(said)};
}

const Refusal recover_flags[] = {
    bad_rank("RankZero", "0", {"expected 1 ≤ rank ≤ min(rows, cols) = 3"}),
    bad_rank("RankNegative", "-3", {"expected 1 ≤ rank ≤ min(rows, cols) = 3"}),
    bad_rank("RankTooLarge", "4", {"expected 1 ≤ rank ≤ min(rows, cols) = 3"}),
    bad_rank("RankBeyondIntegers", "99999999999999999999", {}),
    bad_rank("RankText", "ten", {}),
    bad_rank("RankFraction", "2.5", {}),
    bad_recover("RankTwice", "--rank 3", {"--rank"}),
    bad_recover("StartsZero", "--starts 0", {"starts = 0", "expected 1 ≤ starts"}),
    bad_recover("StartsNegative", "--starts -1", {"starts = -1", "expected 1 ≤ starts"}),
    bad_recover("StartsTooMany", "--starts 2000000", {"starts = ", "≤ starts ≤"}),
    bad_recover("StartsText", "--starts many", {"--starts", "many"}),
    bad_recover("TogetherNegative", "--together -1", {"together = -1", "expected 0 ≤ together"}),
    bad_recover("TogetherTooMany", "--together 1001", {"together = 1001", "≤ together ≤ 1000"}),
    bad_recover("TogetherText", "--together all", {"--together", "all"}),
    bad_recover("TogetherByNewton", "--together 2 --solver newton",
                {"together = 2 with solver = newton", "expected 0 or 1"}),
    bad_recover("ThreadsNegative", "--threads -1", {"threads = -1", "≤ threads ≤ 1024"}),
    bad_recover("ThreadsTooMany", "--threads 5000", {"threads = 5000", "≤ threads ≤ 1024"}),
    bad_recover("ThreadsText", "--threads all", {"--threads", "all"}),
    bad_recover("MaxSecondsZero", "--max-seconds 0", {"max_seconds = 0", "expected max_seconds > 0"}),
    bad_recover("MaxSecondsNegative", "--max-seconds -2", {"max_seconds = -2", "expected max_seconds > 0"}),
    bad_recover("MaxSecondsNan", "--max-seconds nan", {"max_seconds = nan", "expected max_seconds > 0"}),
    bad_recover("MaxSecondsText", "--max-seconds soon", {"--max-seconds", "soon"}),
    bad_recover("SeedNegative", "--seed -1", {"seed = -1", "expected 0 ≤ seed"}),
    bad_recover("SeedTooLarge", "--seed 9007199254740994", {"seed = ", "≤ seed ≤"}),
    bad_recover("SeedOneTooLarge", "--seed 9007199254740993", {"seed = ", "≤ seed ≤"}),
    bad_recover("SeedBeyondIntegers", "--seed 99999999999999999999",
                {"--seed", "99999999999999999999", "64 bits"}),
    bad_recover("SeedText", "--seed lucky", {"--seed", "lucky"}),
    bad_recover("Model", "--model pca",
                {"model = pca", "expected auto, nmf, symmetric, completion, sensing or kmeans"}),
    bad_recover("Kmeans", "--model kmeans --balance 1", {"balance with model = kmeans", "expected none"}),
    bad_recover("Observed", "--observed some", {"observed = some", "expected all or entries"}),
    bad_recover(
        "Init", "--init zeros",
        {"init = zeros", "expected random, nndsvd, spa, rotated, direct, signless, point or a folder"}),
    bad_recover("Solver", "--solver secant",
                {"solver = secant",
                 "expected auto, hals, newton, projected_gradient, coordinate, multiplicative or "
                 "direct"}),
    bad_recover("NotSquare", "--model symmetric", {"good.csv: ", "4×3", "expected a square matrix"}),
    {"NotSymmetric",
     "recover a.csv --rank 1 --model symmetric",
     {"a.csv: entry (2, 1) = 3 differs from entry (1, 2) = 2; expected a symmetric matrix for model "
      "symmetric"},
     {{"a.csv", "1,2\n3,1\n"}}},
    {"SymmetricBalance",
     "recover symmetric.csv --rank 1 --model symmetric --balance 1",
     {"balance = 1", "expected 0 for model symmetric"}},
    bad_recover("BalanceNegative", "--balance -1", {"balance = -1", "expected balance ≥ 0"}),
    bad_recover("BalanceNan", "--balance nan", {"balance = nan", "expected balance ≥ 0"}),
    bad_recover("BalanceInfinite", "--balance inf", {"balance = inf", "expected balance ≥ 0"}),
    bad_recover("BalanceText", "--balance some", {"--balance", "some"}),
    bad_recover("Missing", "--missing blank", {"missing = blank", "expected auto, none or nan"}),
    {"MissingInMtx",
     "recover a.mtx --rank 1 --missing nan",
     {"a.mtx: ", "expected another format"},
     {{"a.mtx", "%%MatrixMarket matrix coordinate real general\n1 1 1\n1 1 2\n"}}},
    bad_recover("CompletionOfEverything", "--model completion",
                {"good.csv: all 4 × 3 entries are there, with model = completion", "--format triplets"}),
    bad_recover("EntriesOfEverything", "--observed entries", {"all 4 × 3 entries", "observed = entries"}),
    {"CompletionOfTriplets",
     "recover t.csv --rank 2 --model completion",
     {"t.csv: all 6 × 3 entries", "expected --format triplets"},
     {{"t.csv", "user,item,rating\n1,1,5\n1,3,2\n2,2,4\n3,1,1\n3,3,3\n4,2,5\n"}}},
    bad_recover("Format", "--format wide", {"format = wide", "expected table, triplets or edges"}),
    bad_recover("FirstLine", "--first-line header", {"first_line = header", "expected auto, names or data"}),
    bad_recover("FirstColumn", "--first-column 1", {"first_column = 1", "expected auto, names or data"}),
    bad_recover("Decimal", "--decimal ;", {"decimal = ;", "expected auto, point or comma"}),
    {"FormatOfNpy",
     "recover a.npy --rank 1 --format triplets",
     {"a.npy: ", "expected a .csv, .tsv or .txt file"},
     {{"a.npy", npy(1, 1, {2})}}},
    {"FirstLineOfDigits",
     "recover digits --rank 1 --first-line data",
     {"digits: ", "expected a .csv, .tsv or .txt"}},
    bad_recover("WeightsMissing", "--weights w.npy", {"w.npy: no such file"}),
    {"WeightsOtherSize",
     "recover good.csv --rank 2 --weights w.csv",
     {"w.csv: size 2×2; expected 4×3"},
     {{"w.csv", "1,1\n1,1\n"}}},
    {"WeightsNegative",
     "recover a.csv --rank 1 --weights w.csv",
     {"w.csv: entry (2, 1) is -1", "expected 0 or a weight"},
     {{"a.csv", "1,2\n3,1\n"}, {"w.csv", "1,1\n-1,1\n"}}},
    {"EverythingMissing",
     "recover a.csv --rank 1 --missing nan",
     {"a.csv: every entry is NaN"},
     {{"a.csv", "nan,nan\nnan,nan\n"}}},
    bad_recover("WeightNegative", "--l1-left -1", {"l1_left = -1", "expected 0 ≤ l1_left"}),
    bad_recover("WeightNan", "--l2-right nan", {"l2_right = nan", "expected 0 ≤ l2_right"}),
    bad_recover("WeightText", "--l2-left some", {"--l2-left", "some"}),
    bad_recover("WeightsOnOneFactor", "--l1-left 1", {"weights on L only", "l1_right or l2_right"}),
    {"SymmetricRightWeight",
     "recover symmetric.csv --rank 1 --model symmetric --l1-right 1",
     {"l1_right = 1", "expected 0 for a symmetric model"}},
    bad_recover("DensityNegative", "--density -1", {"density = -1", "expected 0 ≤ density"}),
    bad_recover("BoundAlone", "--density-bound 1", {"density_bound = 1 with density = 0", "density > 0"}),
    bad_recover("DensityOfDivergence", "--density 1 --loss kullback-leibler",
                {"density = 1 with loss = kullback-leibler", "expected frobenius"}),
    {"DensityWithOffsets", "recover good.csv --rank 1 --density 1 --offsets", {"density = 1", "offsets"}},
    bad_recover("Normalize", "--normalize unit", {"normalize = unit", "expected none, l1, l2, max"}),
    bad_recover("NormalizeLeftNone", "--normalize left-none", {"normalize = left-none"}),
    bad_recover("NormalizeBalanced", "--normalize l1 --balance 1", {"normalize = l1", "not free"}),
    bad_recover("NormalizeWeighted", "--normalize l2 --l2-left 1 --l2-right 1",
                {"normalize = l2", "not free"}),
    {"NormalizeSymmetric",
     "recover symmetric.csv --rank 1 --model symmetric --normalize max",
     {"normalize = max", "not free"}},
    bad_recover("HalsWithBalance", "--solver hals --balance 1", {"solver = hals", "balance = 0"}),
    {"HalsSymmetric",
     "recover symmetric.csv --rank 1 --model symmetric --solver hals",
     {"solver = hals", "expected"}},
    bad_recover("StationarityNegative", "--stationarity -1", {"stationarity = -1", "0 ≤ stationarity ≤ 1"}),
    bad_recover("StationarityTooLarge", "--stationarity 2", {"stationarity = 2", "0 ≤ stationarity ≤ 1"}),
    bad_recover("StationarityNan", "--stationarity nan", {"stationarity = nan", "0 ≤ stationarity ≤ 1"}),
    bad_recover("RelativeChange", "--relative-change 2", {"relative_change = 2", "≤ relative_change ≤ 1"}),
    bad_recover("MaxIterations", "--max-iterations -1", {"max_iterations = -1", "0 ≤ max_iterations"}),
    bad_recover("InnerSweeps", "--inner-sweeps 0", {"inner_sweeps = 0", "1 ≤ inner_sweeps"}),
    bad_recover("ImageShapeNumber", "--image-shape 3", {"image_shape = 3", "expected ROWSxCOLS", "= 3"}),
    bad_recover("ImageShapeOther", "--image-shape 2x2", {"image_shape = 2x2", "ROWS·COLS = 3"}),
    bad_recover("ImageShapeHalf", "--image-shape 3x", {"image_shape = 3x", "ROWS·COLS = 3"}),
    bad_recover("ImageShapeSigns", "--image-shape -1x-3", {"image_shape = -1x-3", "ROWS·COLS = 3"}),
    bad_recover("ImageShapeThree", "--image-shape 3x1x1", {"image_shape = 3x1x1", "ROWS·COLS = 3"}),
    bad_recover("ImageShapeHuge", "--image-shape 99999999999999999999x1",
                {"image_shape = 99999999999999999999x1"}),
    {"OutIsFile",
     "recover good.csv --rank 2 --out taken",
     {"taken: ", "expected a folder"},
     {{"taken", "mine"}}},
    // Said before the work, not after it.
    {"OutBelowFile",
     "recover digits --rank 20 --starts 1000 --out taken/results",
     {"taken/results: ", "expected a folder"},
     {{"taken", "mine"}}},
};
INSTANTIATE_TEST_SUITE_P(Recover, FlagRefusals, testing::ValuesIn(recover_flags), name_of);

const Refusal certify_flags[] = {
    {"NoFactors", "certify good.csv", {"--factors"}},
    bad_certify("Method", "--method newton", {"method = newton", "expected auto, schur or dense"}),
    bad_certify("StationarityZero", "--stationarity 0",
                {"stationarity = 0", "expected 0 < stationarity < 1"}),
    bad_certify("StationarityOne", "--stationarity 1", {"stationarity = 1", "expected 0 < stationarity < 1"}),
    bad_certify("StationarityNan", "--stationarity nan", {"stationarity = nan", "0 < stationarity < 1"}),
    bad_certify("StationarityText", "--stationarity low", {"--stationarity", "low"}),
    bad_certify("SeedNegative", "--seed -1", {"seed = -1", "expected"}),
    bad_certify("SeedTooLarge", "--seed 9007199254740994", {"seed = ", "≤ seed ≤"}),
    bad_certify("ThreadsNegative", "--threads -1", {"threads = -1", "≤ threads ≤ 1024"}),
    bad_certify("MaxSecondsZero", "--max-seconds 0", {"max_seconds = 0", "expected max_seconds > 0"}),
    bad_certify("BalanceNegative", "--balance -1", {"balance = -1", "expected balance ≥ 0"}),
    bad_certify("WeightsOnOneFactor", "--l2-right 1", {"weights on R only", "l1_left or l2_left"}),
    bad_certify("UnboundedBelow", "--l1-left 1 --l1-right 1 --unconstrained", {"l1_left", "no lower bound"}),
    bad_certify("Kmeans", "--model kmeans",
                {"model = kmeans", "expected auto, nmf, symmetric or completion"}),
    bad_certify("NotSquare", "--model symmetric", {"good.csv: ", "4×3", "expected a square matrix"}),
    bad_certify("RankFlag", "--rank 2", {"--rank"}),
    {"OutIsFile",
     "certify good.csv --factors point --out taken",
     {"taken: ", "expected a folder"},
     {{"taken", "mine"}}},
    {"OutBelowFile",
     "certify good.csv --factors point --out taken/results",
     {"taken/results: ", "expected a folder"},
     {{"taken", "mine"}}},
};
INSTANTIATE_TEST_SUITE_P(Certify, FlagRefusals, testing::ValuesIn(certify_flags), name_of);

/// A folder `p` with L for the 4 rows and R for the 3 columns of good.csv; an empty text leaves the file out.
Refusal bad_point(const std::string& name, const std::string& L, const std::string& R,
                  std::vector<std::string> said) {
  Refusal refusal{name, "certify good.csv --factors p", std::move(said), {{"p/", ""}}};
  if (!L.empty()) refusal.files.emplace_back("p/L.npy", L);
  if (!R.empty()) refusal.files.emplace_back("p/R.npy", R);
  return refusal;
}

/// The same folder as witness of a good point.
Refusal bad_witness(const std::string& name, const std::string& L, const std::string& R,
                    std::vector<std::string> said) {
  Refusal refusal = bad_point(name, L, R, std::move(said));
  refusal.command = "certify good.csv --factors point --witness p";
  return refusal;
}

const std::string ones_L = npy(4, 2, std::vector<double>(8, 1)),
                  ones_R = npy(3, 2, std::vector<double>(6, 1));

const Refusal points[] = {
    {"NoFolder", "certify good.csv --factors p", {"p: no such folder", "expected"}},
    {"File", "certify good.csv --factors good.csv", {"good.csv: ", "folder", "expected"}},
    bad_point("NoL", "", ones_R, {"p/L.npy: no such file"}),
    bad_point("NoR", ones_L, "", {"p/R.npy: no such file"}),
    bad_point("WrongRowsOfL", npy(5, 2, std::vector<double>(10, 1)), ones_R,
              {"p/L.npy: 5 rows", "expected 4"}),
    bad_point("WrongRowsOfR", ones_L, npy(4, 2, std::vector<double>(8, 1)),
              {"p/R.npy: 4 rows", "expected 3"}),
    bad_point("Negative", npy(4, 2, {1, 1, 1, -2, 1, 1, 1, 1}), ones_R,
              {"p/L.npy: ", "(2, 2)", "-2", "expected ≥ 0"}),
    bad_point("Nan", ones_L, npy(3, 2, {1, 1, nan, 1, 1, 1}), {"p/R.npy: ", "(2, 1)", "nan", "finite"}),
    bad_point("Truncated", ones_L, npy(3, 2, {1, 1, 1}), {"p/R.npy: ", "24 bytes", "expected 48"}),
    bad_point("RanksDiffer", ones_L, npy(3, 1, {1, 1, 1}),
              {"p: ", "L has 2 columns", "R has 1", "the same number"}),
    bad_point("RankTooLarge", npy(4, 4, std::vector<double>(16, 1)), npy(3, 4, std::vector<double>(12, 1)),
              {"p: ", "rank", "4", "≤ min(rows, cols) = 3"}),
    {"SymmetricWithoutU",
     "certify symmetric.csv --model symmetric --factors point",
     {"point/U.npy: no such file"}},
    {"WitnessMissing", "certify good.csv --factors point --witness p", {"p: no such folder", "expected"}},
    bad_witness("WitnessOfLargerRank", npy(4, 3, std::vector<double>(12, 1)),
                npy(3, 3, std::vector<double>(9, 1)), {"p: ", "rank 3", "expected at most 2"}),
    bad_witness("WitnessOfOtherShape", npy(3, 2, std::vector<double>(6, 1)), ones_R,
                {"p/L.npy: 3 rows", "expected 4"}),
    bad_witness("WitnessNegative", ones_L, npy(3, 2, {1, 1, 1, 1, 1, -1}),
                {"p/R.npy: ", "(3, 2)", "-1", "≥ 0"}),
};
INSTANTIATE_TEST_SUITE_P(Point, FlagRefusals, testing::ValuesIn(points), name_of);

const Refusal command_lines[] = {
    {"NoSubcommand", "", {"subcommand"}},
    {"UnknownSubcommand", "recovr good.csv --rank 2", {"recovr"}},
    {"UnknownFlagFirst", "--bogus", {"--bogus"}},
    {"UnknownFlag", "recover good.csv --rank 2 --bogus 1", {"--bogus"}},
    // Said before what is missing, with the nearest one that is known.
    {"SlipOfRank", "recover good.csv --rnk 2", {"unknown flag '--rnk', the nearest is --rank"}},
    {"RankOfOthers", "recover good.csv --n-components 2", {"flag '--n-components', the nearest is --rank"}},
    {"LetterOfOthers", "recover good.csv -k 2", {"unknown flag '-k', the nearest is --rank"}},
    {"OneHyphen", "recover good.csv -rank 2", {"unknown flag '-rank', the nearest is --rank"}},
    {"Underscore",
     "recover good.csv --rank 2 --max_seconds 3",
     {"'--max_seconds', the nearest is --max-seconds"}},
    {"BeginningOfAFlag", "recover good.csv --rank 2 --max-iter=3", {"nearest is --max-iterations"}},
    {"TwoUnknown",
     "recover good.csv --strats 2 --rnk 2",
     {"'--strats', the nearest is --starts; unknown flag '--rnk', the nearest is --rank"}},
    {"NothingNear",
     "recover good.csv --rank 2 --bogus",
     {"unknown flag '--bogus' (see orthant recover --help)"}},
    {"UnknownForCopositive", "copositive horn --gaps 1", {"'--gaps', the nearest is --gap"}},
    {"UnknownFlagWithValue", "recover good.csv --rank 2 --bogus=1", {"--bogus"}},
    {"UnknownFlagOfCertify", "certify good.csv --factors point --starts 3", {"--starts"}},
    {"OneWordTooMany", "recover good.csv other.csv --rank 2", {"found 'other.csv'; expected one DATA"}},
    {"WordsTooMany", "recover good.csv b --rank 2 c --starts 3 d", {"found 'b' 'c' 'd'; expected one DATA"}},
    {"WordTooManyForRip", "rip a b", {"found 'b'; expected one PROBLEM"}},
    {"NoData", "recover --rank 2", {"data", "required"}},
    {"NoRank", "recover good.csv", {"--rank", "required"}},
    {"RankWithoutValue", "recover good.csv --rank", {"--rank"}},
    {"OutWithoutValue", "recover good.csv --rank 2 --out", {"--out"}},
    {"StartsWithoutValue", "recover good.csv --rank 2 --starts", {"--starts"}},
    {"FactorsWithoutValue", "certify good.csv --factors", {"--factors"}},
    {"WitnessWithoutValue", "certify good.csv --factors point --witness", {"--witness"}},
};
INSTANTIATE_TEST_SUITE_P(Line, FlagRefusals, testing::ValuesIn(command_lines), name_of);

/// A name of control characters cannot break the line, nor colour the terminal.
TEST(Refusals, NameWithControlCharacters) {
  const Folder folder;
  const Outcome result = run(folder, {"recover", "a\nb\x1b[31m.npy", "--rank", "1"}, {.seconds = 10});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.out, "");
  expect_one_line(result.err);
  EXPECT_EQ(result.err.find('\x1b'), std::string::npos) << result.err;
}

TEST(Refusals, NoName) {
  const Folder folder;
  const Outcome result = run(folder, {"recover", "", "--rank", "1"}, {.seconds = 10});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.out, "");
  expect_one_line(result.err);
  EXPECT_NE(result.err.find("no file name"), std::string::npos) << result.err;
}

}  // namespace
}  // namespace orthant::cli
