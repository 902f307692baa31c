/// orthant-verify as a user meets it: which data it compares, what it refuses, and when it ends.

#include "checker/read/files.hpp"

#include <gtest/gtest.h>

#include "npy_bytes.hpp"
#include "run.hpp"

namespace orthant::cli {
namespace {

void expect_answer(const Outcome& outcome, int exit_code, const std::string& part) {
  EXPECT_EQ(outcome.exit_code, exit_code) << outcome.out << outcome.err;
  const std::string& said = exit_code == 2 ? outcome.err : outcome.out;
  EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 1) << said;
  EXPECT_NE(said.find(part), std::string::npos) << said;
}

/// 6×4, positive: one isolated minimizer of rank one.
const std::string table = "5,2,1,3\n1,7,2,2\n3,1,6,1\n2,2,3,9\n1,4,1,2\n6,1,2,3\n";

TEST(Verify, DataInEveryFormat) {
  const Folder folder;
  folder.write("a.csv", table);
  folder.write("names.csv",
               ",a,b,c,d\nr1,5,2,1,3\nr2,1,7,2,2\nr3,3,1,6,1\nr4,2,2,3,9\nr5,1,4,1,2\nr6,6,1,2,3\n");
  folder.write("other.csv", "5,2,1,3\n1,7,2,2\n3,1,6,1\n2,2,3,8\n1,4,1,2\n6,1,2,3\n");
  folder.write("a.npy", npy(6, 4, {5, 2, 1, 3, 1, 7, 2, 2, 3, 1, 6, 1, 2, 2, 3, 9, 1, 4, 1, 2, 6, 1, 2, 3}));
  std::string mtx = "%%MatrixMarket matrix array integer general\n6 4\n";
  for (const char* column : {"5 1 3 2 1 6", "2 7 1 2 4 1", "1 2 6 3 1 2", "3 2 1 9 2 3"})
    mtx += std::string(column) + "\n";
  folder.write("a.mtx", mtx);
  run_well(folder, "recover a.csv --rank 1 --starts 1 --out o --quiet");
  for (const char* data : {"a.csv", "names.csv", "a.npy", "a.mtx"})
    expect_answer(verify(folder, std::string("o --data ") + data), 0, "accepted (verified");
  expect_answer(verify(folder, "o --data other.csv"), 1,
                "the data differ at entry (3, 3): 9 in the certificate, 8 in the file");
  expect_answer(verify(folder, "o --data digits"), 1, "the data have 1797×64 entries, the certificate 6×4");
  expect_answer(verify(folder, "o --data missing.csv"), 2, "missing.csv: No such file");
  expect_answer(verify(folder, "o --data a.txt"), 2, "a.txt");
  folder.write("text.csv", "1,2\n3,x\n");
  expect_answer(verify(folder, "o --data text.csv"), 2,
                "text.csv: line 2: column 2: \"x\"; expected a number");
}

TEST(Verify, MissingEntries) {
  const Folder folder;
  folder.write("a.csv", "5,2,1,3\n1,NaN,2,2\n3,1,6,1\n2,2,3,9\n1,4,1,2\n6,1,2,NaN\n");
  run_well(folder, "recover a.csv --missing nan --rank 1 --starts 1 --out o --quiet");
  expect_answer(verify(folder, "o --data a.csv"), 0, "accepted (verified");
  folder.write("full.csv", table);
  expect_answer(verify(folder, "o --data full.csv"), 1,
                "the data differ at entry (1, 1): none in the certificate, 7 in the file");
}

TEST(Verify, ProblemFoldersAreData) {
  const Folder folder;
  run_well(folder, "instance theorem3 --n 4 --alpha 1/3 --epsilon 1/7 --out t3");
  run_well(folder, "instance theorem3 --n 4 --alpha 1/3 --epsilon 1/8 --out other");
  run_well(folder, "certify t3 --out c --quiet");
  expect_answer(verify(folder, "c --data t3"), 0, "accepted (exact");
  expect_answer(verify(folder, "c --data other"), 1, "in the certificate");
  folder.write("empty/a", "");
  expect_answer(verify(folder, "c --data empty"), 2, "empty/problem.json: No such file");
}

/// Data whose copy would take more than 8 MiB are named by their hash: .npy, and .mtx with the same values.
TEST(Verify, LargeDataAreNamedByTheirHash) {
  const Folder folder;
  constexpr long rows = 1500, cols = 720;
  std::vector<double> X(rows * cols);
  std::string mtx = "%%MatrixMarket matrix array integer general\n1500 720\n";
  for (long j = 0; j < cols; ++j)
    for (long i = 0; i < rows; ++i) {
      const long value = 1 + (i % 7) * (j % 5) + (i * j) % 3;
      X[static_cast<std::size_t>(i * cols + j)] = static_cast<double>(value);
      mtx += std::to_string(value) + "\n";
    }
  folder.write("x.npy", npy(rows, cols, X));
  folder.write("x.mtx", mtx);
  run_well(folder, "recover x.npy --rank 1 --starts 1 --threads 1 --out o --quiet");
  const Json certificate = folder.json("o/certificate.json");
  EXPECT_EQ(certificate["checked"], true);
  EXPECT_EQ(certificate["proof"]["problem"]["measurements"]["data"], "x.npy");
  EXPECT_EQ(certificate["proof"]["files"].size(), 3u);  // the point, and a vector for the bound of the rank
  expect_answer(verify(folder, "o"), 2,
                "the certificate names its data by hash and does not hold them: give x.npy");
  expect_answer(verify(folder, "o --data x.npy"), 0, "accepted (verified");
  expect_answer(verify(folder, "o --data x.mtx"), 0, "accepted (verified");
  expect_answer(verify(folder, "o --data digits"), 1, "the data are not those of the certificate");
  run_well(folder, "certify x.npy --factors o --threads 1 --out c --quiet");
  expect_answer(verify(folder, "c"), 2, "give x.npy");
  folder.write("c/x.npy", npy(rows, cols, X));
  expect_answer(verify(folder, "c"), 0, "accepted (verified");
  run_well(folder, "certify x.npy --factors o --threads 1 --self-contained --out s --quiet");
  EXPECT_EQ(folder.json("s/certificate.json")["proof"]["files"].size(), 4u);
  expect_answer(verify(folder, "s"), 0, "accepted (verified");
}

TEST(Verify, DigitsByTheirName) {
  const Folder folder;
  run_well(folder, "recover digits --rank 1 --starts 1 --out o --quiet");
  expect_answer(verify(folder, "o --data digits"), 0, "accepted (verified");
  // Without vector instructions: the same integers.
  expect_answer(verify(folder, "o --data digits --plain"), 0, "accepted (verified");
}

/// A certificate that is about another loss than its proof, or has a field that nobody knows.
TEST(Verify, WhatStandsBesideTheProofIsKnown) {
  const Folder folder;
  folder.write("a.csv", table);
  run_well(folder, "recover a.csv --rank 1 --starts 1 --out o --quiet");
  const Json good = folder.json("o/certificate.json");
  EXPECT_EQ(good["checked"], true);
  const auto with = [&](const char* name, const Json& value) {
    Json changed = good;
    changed[name] = value;
    folder.write("o/changed.json", changed.dump());
    return verify(folder, "o/changed.json");
  };
  expect_answer(with("loss", "frobenius"), 0, "accepted");
  expect_answer(with("loss", "kullback-leibler"), 1,
                "loss \"kullback-leibler\": the certificate is about another loss");
  expect_answer(with("weights", Json::array()), 1, "the certificate has the unknown field \"weights\"");
  expect_answer(with("escape", Json{{"curvature", -1}}), 1, "escape: a direction of descent");
}

/// The radius was once printed as 4.45e-15, below the proved 4.45446e-15.
TEST(Verify, SentencesRoundOutwards) {
  const Folder folder;
  folder.write(
      "X.csv",
      "3,9,8,2,5,9\n7,9,1,9,0,7\n4,8,3,3,7,8\n8,7,6,2,3,2\n8,6,0,1,2,9\n0,4,0,4,7,9\n6,6,6,9,7,2\n5,1,0,2,7,3\n");
  const Json certificate =
      run_well(folder, "recover X.csv --rank 3 --starts 4 --out o --json --quiet").json()["certificate"];
  ASSERT_EQ(certificate["rigor"], "verified");
  std::string sentence;
  for (const Json& reason : certificate["reasons"])
    if (reason.get<std::string>().find("exactly one") != std::string::npos) sentence = reason;
  const std::size_t at = sentence.find("lies within ") + 12;
  const std::string radius = sentence.substr(at, sentence.find(' ', at) - at);
  EXPECT_EQ(std::stod(radius), certificate["proved"]["radius"].get<double>()) << sentence;
  EXPECT_LE(radius.size(), 8u) << sentence;
  expect_answer(verify(folder, "o"), 0, "lies within " + radius + " of that point");
}

/// A truth of `side` numbers with side² entries: hours of arithmetic from a few megabytes.
std::string long_check(const Folder& folder, int side) {
  const std::vector<double> entries(static_cast<std::size_t>(side), 1);
  folder.write("L.npy", npy(side, 1, entries));
  const Json factors = {{"L", "L.npy"}, {"R", "L.npy"}};
  const Json certificate = {
      {"format", "orthant-certificate/1"},
      {"verdict", "strict_local_minimizer"},
      {"rigor", "verified"},
      {"spurious", nullptr},
      {"objective", 0.0},
      {"proof",
       {{"method", "isolated_minimizer"},
        {"problem",
         {{"format", "orthant-problem/1"},
          {"factorization", "asymmetric"},
          {"rows", side},
          {"cols", side},
          {"rank", 1},
          {"operator", {{"kind", "full"}}},
          {"truth", factors},
          {"point", factors}}},
        {"files", {{"L.npy", checker::sha256(folder.read("L.npy"))}}},
        {"claims",
         {{"verdict", "strict_local_minimizer"},
          {"spurious", nullptr},
          {"objective", {"0", "0"}},
          {"radius", "1"}}},
        {"evidence", {{"hessian", "1"}, {"pins", {{0, 0}}}, {"degenerate", Json::array()}}}}}};
  folder.write("certificate.json", certificate.dump());
  return "certificate.json";
}

TEST(Verify, WorkIsBoundedBeforeItBegins) {
  const Folder folder;
  const Outcome outcome = cli::verify(folder, long_check(folder, 1 << 20));
  expect_answer(outcome, 3, "not checked: it takes about");
  EXPECT_NE(outcome.out.find("--max-seconds"), std::string::npos) << outcome.out;
  EXPECT_LT(outcome.seconds, 20);
  const Json answer = cli::verify(folder, "certificate.json --json").json();
  EXPECT_EQ(answer["accepted"], false);
  EXPECT_EQ(answer["finished"], false);
  for (const char* seconds : {"0", "-1", "nan", "1e300"})
    expect_answer(cli::verify(folder, std::string("certificate.json --max-seconds ") + seconds), 2, "max");
}

TEST(Verify, EndsAtASignal) {
  const Folder folder;
  long_check(folder, 12000);
  const Outcome stopped =
      run_program(ORTHANT_VERIFY_PROGRAM, folder, words("certificate.json --max-seconds 500"),
                  {.seconds = 240, .interrupt_after = 0.5});
  expect_answer(stopped, 3, "not checked: interrupted");
  EXPECT_LT(stopped.seconds, 10);
}

}  // namespace
}  // namespace orthant::cli
