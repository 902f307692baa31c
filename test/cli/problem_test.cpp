/// `certify PROBLEM`: a folder with problem.json, written here byte by byte, and what it is refused for.

#include <gtest/gtest.h>

#include "npy_bytes.hpp"
#include "refusal.hpp"
#include "run.hpp"

namespace orthant::cli {
namespace {

/// Theorem 3 of Zhang 2025 with n = 2, r = r⋆ = 1, α = ½, ε = 0.1: a kernel with a spurious strict minimum at
/// (0, ½) for the truth (1, 0), of modulus 4α² = 1 and value ½(1 − α⁴).
std::vector<std::pair<std::string, std::string>> theorem3(const std::string& point = R"({"U": "U_0.npy"})") {
  const double epsilon = 0.1, alpha = 0.5;
  std::string document =
      R"({"format": "orthant-problem/1", "factorization": "symmetric", "rows": 2, "cols": 2,
    "rank": 1, "operator": {"kind": "kernel", "terms": [{"left": "B.npy", "right":
    {"file": "C.npy", "scale": "1/4"}}]}, "truth": {"U": "U_star.npy"}, "instance": {"name": "theorem3"})";
  if (!point.empty()) document += ", \"point\": " + point;
  return {{"t3/problem.json", document + "}"},   {"t3/B.npy", npy(2, 2, {0, -epsilon, -epsilon, 1})},
          {"t3/C.npy", npy(2, 2, {1, 0, 0, 0})}, {"t3/U_star.npy", npy(2, 1, {1, 0})},
          {"t3/U_0.npy", npy(2, 1, {0, alpha})}, {"at_truth/U.npy", npy(2, 1, {1, 0})}};
}

void write(const Folder& folder, const std::vector<std::pair<std::string, std::string>>& files) {
  for (const auto& [name, content] : files) folder.write(name, content);
}

TEST(CertifyProblem, TheoremThreeIsSpurious) {
  const Folder folder;
  write(folder, theorem3());
  const Json certificate = run_well(folder, "certify t3 --json --out o").json();
  EXPECT_EQ(certificate["verdict"], "strict_local_minimizer");
  EXPECT_EQ(certificate["spurious"], true);
  EXPECT_NEAR(certificate["objective"].get<double>(), 0.5 * (1 - 1.0 / 16), 1e-14);
  EXPECT_NEAR(certificate["second_order"]["modulus"].get<double>(), 1, 1e-9);
  EXPECT_NEAR(certificate["first_order"]["min_multiplier"].get<double>(), 2 * 0.125 * 0.1, 1e-14);
  EXPECT_EQ(certificate["witness"]["objective"], 0);
  EXPECT_EQ(folder.json("o/certificate.json")["verdict"], "strict_local_minimizer");
}

TEST(CertifyProblem, OtherFactorsAndWitness) {
  const Folder folder;
  write(folder, theorem3());
  const Json truth = run_well(folder, "certify t3/ --factors at_truth --json").json();
  EXPECT_EQ(truth["verdict"], "global_minimizer");
  folder.write("worse/U.npy", npy(2, 1, {3, 3}));
  const Json compared = run_well(folder, "certify t3 --witness worse --json").json();
  EXPECT_EQ(compared["spurious"], true);  // by the folder's truth, which the proof names
  const Json numeric = run_well(folder, "certify t3 --witness worse --numeric --json").json();
  EXPECT_TRUE(numeric["spurious"].is_null());
}

/// The same kernel with L and R: with λ = 1/16 the modulus is min{8λ, 2}·α² = 1/8.
TEST(CertifyProblem, AsymmetricWithBalance) {
  const Folder folder;
  write(folder, theorem3());
  Json document = folder.json("t3/problem.json");
  document["factorization"] = "asymmetric";
  document["balance"] = 0.0625;
  document["truth"] = {{"L", "U_star.npy"}, {"R", "U_star.npy"}};
  document["point"] = {{"L", "U_0.npy"}, {"R", "U_0.npy"}};
  folder.write("t3/problem.json", document.dump());
  const Json certificate = run_well(folder, "certify t3 --json").json();
  EXPECT_EQ(certificate["verdict"], "strict_local_minimizer");
  EXPECT_EQ(certificate["spurious"], true);
  EXPECT_EQ(certificate["second_order"]["scaling"], "none");
  EXPECT_NEAR(certificate["second_order"]["modulus"].get<double>(), 0.125, 1e-9);
}

/// Completion from a folder is completion from data.
TEST(CertifyProblem, EntriesAgreeWithData) {
  const Folder folder;
  folder.write("a.mtx", "%%MatrixMarket matrix coordinate real general\n3 2 4\n1 1 2\n2 2 1\n3 1 4\n3 2 3\n");
  folder.write("f/L.npy", npy(3, 1, {1, 2, 3}));
  folder.write("f/R.npy", npy(2, 1, {1, 0.5}));
  folder.write("p/index.npy", npy(4, 2, {2, 1, 0, 0, 2, 0, 1, 1}));
  folder.write("p/b.npy", npy(4, 1, {3, 2, 4, 1}));
  folder.write("p/problem.json", R"({"format": "orthant-problem/1", "factorization": "asymmetric", "rows": 3,
    "cols": 2, "rank": 1, "operator": {"kind": "entries", "index": "index.npy"}, "measurements": "b.npy"})");
  Json from_data = run_well(folder, "certify a.mtx --observed entries --factors f --json").json();
  Json from_folder = run_well(folder, "certify p --factors f --json").json();
  from_data.erase("seconds");
  from_data.erase("reasons");  // a folder has a point that may be exact
  from_folder.erase("reasons");
  from_folder.erase("seconds");
  EXPECT_EQ(from_folder, from_data);
}

class ProblemFolderRefusals : public testing::TestWithParam<Refusal> {};

TEST_P(ProblemFolderRefusals, OneLine) {
  expect_refused(GetParam());
}

const Refusal problem_refusals[] = {
    {"NoFolder", "certify absent", {"absent: no such file or folder", "expected a problem folder"}, {}},
    {"NoDocument", "certify point", {"point/problem.json: no such file"}},
    {"NotJson", "certify p", {"p/problem.json: line 1: column 2: found"}, {{"p/problem.json", "{"}}},
    {"NoPoint", "certify t3", {"t3: ", "without a point", "--factors DIR"}, theorem3("")},
    {"BadPoint",
     "certify t3",
     {"t3/problem.json: point.U = 3", "the name of a file"},
     theorem3(R"({"U": 3})")},
    {"PointIsTruth",
     "certify t3",
     {"t3/problem.json: point: unknown field"},
     theorem3(R"({"V": "U_0.npy"})")},
    {"Observed", "certify t3 --observed entries", {"observed with the problem folder t3"}, theorem3()},
    {"Model", "certify t3 --model symmetric", {"model with the problem folder t3"}, theorem3()},
    {"Weight", "certify t3 --l1-left 0", {"l1_left with the problem folder t3"}, theorem3()},
    {"Balance", "certify t3 --balance 0", {"balance with the problem folder t3"}, theorem3()},
    {"Schur", "certify t3 --method schur", {"method = schur", "does not separate by rows"}, theorem3()},
    {"NoFactors", "certify t3 --factors absent", {"absent: no such folder"}, theorem3()},
    {"WrongFactors", "certify t3 --factors point", {"point/U.npy: no such file"}, theorem3()},
    {"FactorsOfData", "certify good.csv", {"--factors"}, {}},
};

INSTANTIATE_TEST_SUITE_P(Certify, ProblemFolderRefusals, testing::ValuesIn(problem_refusals), name_of);

TEST(RecoverProblem, WritesWhatEveryOtherCommandReads) {
  const Folder folder;
  write(folder, theorem3());
  const Json solution = run_well(folder, "recover t3 --starts 8 --json --out o").json();
  EXPECT_EQ(solution["rank"], 1);
  EXPECT_EQ(solution["model"], "symmetric");
  EXPECT_EQ(solution["problem"]["operator"], "kernel");
  EXPECT_EQ(solution["problem"]["truth_rank"], 1);
  EXPECT_EQ(solution["problem"]["distance"], 0);
  EXPECT_EQ(solution["verdict"], "global_minimizer");
  EXPECT_EQ(solution["certificate"]["rigor"], "exact");
  EXPECT_TRUE(solution["parts"].empty());
  EXPECT_TRUE(solution["spectra"]["singular_values"].empty());
  for (const Json& start : solution["starts"]) {
    EXPECT_TRUE(start["distance"].is_number());
    EXPECT_EQ(start["trace"]["distance"].size(), start["trace"]["objective"].size());
  }
  EXPECT_TRUE(folder.has("o/U.npy"));
  EXPECT_TRUE(folder.has("o/report.html"));
  EXPECT_FALSE(folder.has("o/labels.csv"));
  EXPECT_EQ(run_well(folder, "certify t3 --factors o --json").json()["verdict"], "global_minimizer");
  const std::string page = folder.read("o/report.html");
  run_well(folder, "report o/solution.json");
  EXPECT_EQ(folder.json("o/solution.json")["problem"], solution["problem"]);
  EXPECT_NE(page.find("of kind kernel"), std::string::npos);
}

TEST(RecoverProblem, EndsAtTheFoldersPointAndProvesIt) {
  const Folder folder;
  write(folder, theorem3());
  const Outcome run = run_well(folder, "recover t3 --starts 1 --init point --out o");
  EXPECT_NE(run.out.find("strict local minimizer, spurious, exact"), std::string::npos) << run.out;
  EXPECT_NE(run.out.find("0 of 1 starts recovered it"), std::string::npos) << run.out;
  EXPECT_EQ(folder.json("o/solution.json")["starts"][0]["init"], "point");
}

/// Both ends of the way down are told, and what is at the lower one is proved.
TEST(RecoverProblem, LeadsOnFromASaddle) {
  const Folder folder;
  run_well(folder, "instance theorem4 --m 1 --rank 2 --w 1,1 --out s --quiet");
  EXPECT_EQ(run_well(folder, "certify s --json").json()["verdict"], "saddle");
  const Outcome result = run_well(folder, "recover s --init point --starts 1 --out o");
  EXPECT_NE(result.out.find("way down on the data: it had stopped at a saddle, objective 0.5,"),
            std::string::npos)
      << result.out;
  EXPECT_NE(result.out.find("1 start(s) had stopped at a saddle and were led on"), std::string::npos);
  const Json certificate = folder.json("o/certificate.json"), solution = folder.json("o/solution.json");
  EXPECT_EQ(certificate["verdict"], "global_minimizer");
  EXPECT_NE(certificate.dump().find("Start 1 had stopped at a saddle"), std::string::npos);
  EXPECT_EQ(solution["led_on"], 1);
  EXPECT_EQ(solution["saddles"], 0);
  EXPECT_EQ(solution["options"]["init"], "point");
  run_well(folder, "report o/solution.json");
}

TEST(RecoverProblem, LongRowsMayCost) {
  const Folder folder;
  write(folder, theorem3());
  const std::string flags = " --density 2 --density-bound 0.25";
  const Json plain = run_well(folder, "recover t3 --starts 4 --json").json();
  const Json solution = run_well(folder, "recover t3 --starts 4 --json --out o" + flags).json();
  EXPECT_EQ(solution["regularisation"]["density"], 2);
  EXPECT_GT(solution["objective"], plain["objective"].get<double>() + 0.01);
  EXPECT_LE(solution["stationarity"].get<double>(), 1e-9);
  EXPECT_EQ(solution["certificate"]["rigor"], "numeric");
  const Json again = run_well(folder, "certify t3 --factors o --json" + flags).json();
  EXPECT_EQ(again["verdict"], solution["verdict"]);
  EXPECT_NEAR(again["objective"].get<double>(), solution["objective"].get<double>(), 1e-12);
  EXPECT_EQ(again["regularisation"]["density_bound"], 0.25);
}

TEST(RecoverProblem, RefusesWhatIsOfData) {
  const Folder folder;
  write(folder, theorem3());
  const auto refused = [&](const std::string& flags, const std::string& line) {
    const Outcome run = cli::run(folder, "recover t3 " + flags);
    EXPECT_EQ(run.exit_code, 2) << flags;
    EXPECT_EQ(run.err, "orthant: " + line + "\n");
  };
  const std::string of_data = "; expected it with data only, a folder says this itself";
  refused("--balance 0.1", "balance with the problem folder t3" + of_data);
  refused("--model symmetric", "model with the problem folder t3" + of_data);
  refused("--image-shape 1x2", "image_shape with the problem folder t3" + of_data);
  refused("--folds 3", "folds with the problem folder t3" + of_data);
  refused("--rank 1:2", "rank = 1:2 with the problem folder t3; expected one rank");
  refused("--rank 0", "rank = 0; expected 1 ≤ rank ≤ n(n + 1)/2 = 3");
  refused("--rank 4", "rank = 4; expected 1 ≤ rank ≤ n(n + 1)/2 = 3");
  refused("--hold-out 0.1", "hold_out = 0.1 with a problem folder; expected it with data only");
  refused("--out t3", "t3: the folder of the problem itself; expected another one for --out");
}

}  // namespace
}  // namespace orthant::cli
