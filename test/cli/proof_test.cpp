/// Proofs as a user meets them: certify and recover write them, orthant-verify accepts them and nothing else.

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <sstream>

#include "npy_bytes.hpp"
#include "run.hpp"

namespace orthant::cli {
namespace {

/// 14×9, half of it zeros: the factors have zeros too, which fix their rotation, and there are several
/// minima.
std::string sample_csv() {
  std::string out;
  unsigned state = 1;
  for (int i = 0; i < 14; ++i)
    for (int j = 0; j < 9; ++j) {
      state = 1664525 * state + 1013904223;
      const unsigned digit = (state >> 16) % 20;
      out += std::to_string(digit < 10 ? 0 : digit - 9) + (j < 8 ? "," : "\n");
    }
  return out;
}

void expect_one_line(const std::string& text) {
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1) << text;
}

TEST(Proof, OfMoreColumnsThanRows) {
  // Completely positive; its graph K(2, 3) has no triangle, so each of its six edges needs a column.
  const Folder folder;
  folder.write("k.csv", "3,0,1,1,1\n0,3,1,1,1\n1,1,2,0,0\n1,1,0,2,0\n1,1,0,0,2\n");
  const std::string line = "recover k.csv --model symmetric --seed 1 --starts 10 --json --quiet ";
  const Json five = run_well(folder, line + "--rank 5 --out five").json();
  EXPECT_GT(five["objective"], 0.01);
  const Json six = run_well(folder, line + "--rank 6 --out six").json();
  EXPECT_LT(six["objective"], 1e-10);
  EXPECT_EQ(verify(folder, "five").exit_code, 0);
  EXPECT_EQ(cli::run(folder, "recover k.csv --model symmetric --rank 16").err,
            "orthant: rank = 16; expected 1 ≤ rank ≤ n(n + 1)/2 = 15\n");
  // As a problem folder, with a point in integers: its objective is exactly zero.
  std::vector<double> U(30, 0.0),
      K = {3, 0, 1, 1, 1, 0, 3, 1, 1, 1, 1, 1, 2, 0, 0, 1, 1, 0, 2, 0, 1, 1, 0, 0, 2};
  for (std::size_t k = 0; k < 6; ++k) U[(k % 2) * 6 + k] = U[(2 + k / 2) * 6 + k] = 1;
  folder.write("f/U.npy", npy(5, 6, U));
  folder.write("f/b.npy", npy(25, 1, K));
  folder.write(
      "f/problem.json",
      R"({"format": "orthant-problem/1", "factorization": "symmetric", "rows": 5, "cols": 5, "rank": 6,
                   "operator": {"kind": "full"}, "measurements": "b.npy", "point": {"U": "U.npy"}})");
  EXPECT_TRUE(tells(run_well(folder, "certify f --out fo").out, "global minimizer, exact"));
  EXPECT_EQ(verify(folder, "fo").exit_code, 0);
}

TEST(Proof, RecoverProvesAndTheCheckerAccepts) {
  const Folder folder;
  folder.write("a.csv", sample_csv());
  const Json solution = run_well(folder, "recover a.csv --rank 3 --starts 6 --out o --json --quiet").json();
  EXPECT_EQ(solution["certificate"]["rigor"], "verified");
  EXPECT_EQ(solution["certificate"]["proved"]["method"], "isolated_minimizer");
  for (const Json& minimum : solution["minima"]) EXPECT_EQ(minimum["rigor"], "verified");
  const Json certificate = folder.json("o/certificate.json");
  EXPECT_EQ(certificate["format"], "orthant-certificate/1");
  const Outcome outcome = verify(folder, "o/certificate.json");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out;
  expect_one_line(outcome.out);
  EXPECT_EQ(verify(folder, "o").exit_code, 0);  // its folder will do
  const Json answer = verify(folder, "o --json").json();
  EXPECT_EQ(answer["accepted"], true);
  EXPECT_EQ(answer["rigor"], "verified");
}

/// A float is the double it widens to, 0.1f and not 0.1: certificates and the checker speak of that number.
TEST(Proof, FloatsAreProvedAsTheNumbersTheyAre) {
  const Folder folder;
  std::vector<double> widened;
  std::string floats;
  std::istringstream sample(sample_csv());
  for (std::string field; std::getline(sample, field, widened.size() % 9 < 8 ? ',' : '\n');) {
    const float value = 0.1F * std::stof(field);
    widened.push_back(value);
    char raw[sizeof value];
    std::memcpy(raw, &value, sizeof value);
    floats.append(raw, sizeof value);
  }
  ASSERT_EQ(widened.size(), 14U * 9U);
  folder.write("narrow.npy", npy_bytes("<f4", "(14, 9)", {}) + floats);
  folder.write("wide.npy", npy(14, 9, widened));
  const Json narrow =
      run_well(folder, "recover narrow.npy --rank 3 --starts 6 --out n --json --quiet").json();
  const Json wide = run_well(folder, "recover wide.npy --rank 3 --starts 6 --out w --json --quiet").json();
  EXPECT_EQ(narrow["certificate"]["rigor"], "verified");
  const double objective = wide["certificate"]["objective"];
  EXPECT_NEAR(narrow["certificate"]["objective"].get<double>(), objective, 1e-12 * objective);
  EXPECT_EQ(verify(folder, "n").exit_code, 0);
  // What was proved of the floats holds for the same doubles, and for no others.
  EXPECT_EQ(verify(folder, "n --data wide.npy").exit_code, 0);
  for (double& value : widened) value = std::round(10 * value) / 10;
  folder.write("decimal.npy", npy(14, 9, widened));
  EXPECT_EQ(verify(folder, "n --data decimal.npy").exit_code, 1);
}

TEST(Proof, AWorsePointIsProvedToBeSpurious) {
  const Folder folder;
  folder.write("a.csv", sample_csv());
  const Json many =
      run_well(folder, "recover a.csv --rank 4 --starts 20 --seed 1 --out best --json --quiet").json();
  ASSERT_GE(many["minima"].size(), 2U);
  int spurious = 0;
  for (int seed = 0; seed < 8 && spurious == 0; ++seed) {
    run_well(folder, "recover a.csv --rank 4 --starts 1 --quiet --out one --seed " + std::to_string(seed));
    const Json certificate =
        run_well(folder, "certify a.csv --factors one --witness best --out c --json").json();
    if (certificate["spurious"] != true) continue;
    ++spurious;
    EXPECT_EQ(certificate["rigor"], "verified");
    EXPECT_TRUE(folder.has("c/L_witness.npy"));
    const Outcome outcome = verify(folder, "c");
    EXPECT_EQ(outcome.exit_code, 0) << outcome.out;
    EXPECT_NE(outcome.out.find("spurious"), std::string::npos) << outcome.out;
    // Without the lower point nothing is spurious.
    folder.write("c/L_witness.npy", folder.read("c/L_certified.npy"));
    EXPECT_EQ(verify(folder, "c").exit_code, 1);
  }
  EXPECT_EQ(spurious, 1);
}

TEST(Proof, ProblemFoldersAreProvedExactly) {
  const Folder folder;
  run_well(folder, "instance theorem3 --n 4 --alpha 1/3 --epsilon 1/7 --out t3");
  run_well(folder, "instance theorem4 --m 3 --rank 2 --true-rank 2 --out t4");
  const Json strict = run_well(folder, "certify t3 --json --out c3").json();
  EXPECT_EQ(strict["rigor"], "exact");
  EXPECT_EQ(strict["verdict"], "strict_local_minimizer");
  EXPECT_EQ(strict["spurious"], true);
  EXPECT_EQ(strict["proved"]["radius"], 0);
  EXPECT_EQ(folder.json("c3/certificate.json")["proof"]["claims"]["modulus"], "2/9");
  EXPECT_EQ(verify(folder, "c3").exit_code, 0);
  const Json degenerate = run_well(folder, "certify t4 --json --out c4").json();
  EXPECT_EQ(degenerate["rigor"], "exact");
  EXPECT_EQ(degenerate["verdict"], "local_minimizer");
  EXPECT_EQ(degenerate["spurious"], true);
  EXPECT_EQ(verify(folder, "c4").exit_code, 0);
  run_well(folder, "instance theorem4 --m 3 --rank 2 --true-rank 2 --w 4,3 --out t4w");
  const Json above = run_well(folder, "certify t4w --json --out c4w").json();  // 3·9/25 > 1
  EXPECT_EQ(above["verdict"], "local_minimizer");
  run_well(folder, "instance theorem4 --m 3 --rank 2 --true-rank 2 --w 12,5 --out t4s");
  const Json below = run_well(folder, "certify t4s --json --out c4s").json();  // 3·25/169 < 1
  EXPECT_EQ(below["verdict"], "saddle");
  EXPECT_EQ(below["rigor"], "exact");
  EXPECT_EQ(verify(folder, "c4s").exit_code, 0);
}

TEST(Proof, TheTruthOfANoiseFreeProblemIsGlobal) {
  const Folder folder;
  run_well(folder, "instance planted --n 7 --rank 3 --true-rank 3 --density 0.5 --seed 4 --out p");
  folder.write("at/U.npy", folder.read("p/U_star.npy"));
  const Json certificate = run_well(folder, "certify p --factors at --json --out c").json();
  EXPECT_EQ(certificate["verdict"], "global_minimizer");
  EXPECT_EQ(certificate["rigor"], "exact");
  EXPECT_EQ(certificate["spurious"], false);
  const Outcome outcome = verify(folder, "c");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out;
}

TEST(Proof, WithoutProofsTheVerdictIsNumericAndNothingIsAccepted) {
  const Folder folder;
  run_well(folder, "instance theorem3 --n 4 --out t3");
  const Json certificate = run_well(folder, "certify t3 --numeric --json --out c").json();
  EXPECT_EQ(certificate["rigor"], "numeric");
  EXPECT_TRUE(certificate["proved"].is_null());
  EXPECT_TRUE(folder.json("c/certificate.json")["proof"].is_null());
  const Outcome outcome = verify(folder, "c");
  EXPECT_EQ(outcome.exit_code, 1);
  expect_one_line(outcome.out);
}

TEST(Proof, DamageIsRejectedInOneLine) {
  const Folder folder;
  run_well(folder, "instance theorem3 --n 4 --alpha 1/3 --epsilon 1/7 --out t3");
  run_well(folder, "certify t3 --out c");
  const std::string good = folder.read("c/certificate.json"), point = folder.read("c/U_0.npy");
  const auto rejected = [&](const char* what) {
    const Outcome outcome = verify(folder, "c");
    EXPECT_EQ(outcome.exit_code, 1) << what << ": " << outcome.out;
    expect_one_line(outcome.out);
  };
  const auto replaced = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    folder.write("c/certificate.json", text.replace(at, from.size(), to));
    rejected(from.c_str());
  };
  replaced("\"modulus\": \"2/9\"", "\"modulus\": \"3/9\"");
  replaced("\"modulus\": \"2/9\"", "\"modulus\": \"1/4\"");
  replaced("strict_local_minimizer", "global_minimizer");
  replaced("orthant-certificate/1", "orthant-certificate/2");
  folder.write("c/certificate.json", good.substr(0, good.size() / 2));
  rejected("truncated");
  folder.write("c/certificate.json", good);
  std::string damaged = point;
  damaged.back() = static_cast<char>(damaged.back() ^ 1);
  folder.write("c/U_0.npy", damaged);
  rejected("a bit of the point");
  folder.write("c/U_0.npy", point);
  EXPECT_EQ(verify(folder, "c").exit_code, 0);
  std::filesystem::remove(folder.path("c/U_0.npy"));
  rejected("a file that is missing");
}

TEST(Proof, TheDataCanBeCompared) {
  const Folder folder;
  folder.write("a.csv", sample_csv());
  run_well(folder, "recover a.csv --rank 3 --starts 2 --quiet --out o");
  EXPECT_EQ(verify(folder, "o --data o/data_certified.npy").exit_code, 0);
  folder.write("other.npy", npy(14, 9, std::vector<double>(126, 1)));
  const Outcome outcome = verify(folder, "o --data other.npy");
  EXPECT_EQ(outcome.exit_code, 1);
  expect_one_line(outcome.out);
}

/// Nothing that was there before is replaced: not the factors that are judged, not the problem.
TEST(Proof, InputsStayAsTheyAre) {
  const Folder folder;
  folder.write("a.csv", sample_csv());
  run_well(folder, "recover a.csv --rank 3 --starts 1 --stationarity 1e-10 --quiet --out f");
  const std::string L = folder.read("f/L.npy"), R = folder.read("f/R.npy");
  run_well(folder, "certify a.csv --factors f --out f");
  EXPECT_TRUE(folder.read("f/L.npy") == L);
  EXPECT_TRUE(folder.read("f/R.npy") == R);
  EXPECT_EQ(verify(folder, "f").exit_code, 0);
  run_well(folder, "instance theorem3 --n 4 --out t3");
  const auto before = folder.content();
  const Outcome refused = run(folder, "certify t3 --out t3/");
  EXPECT_EQ(refused.exit_code, 2);
  expect_one_line(refused.err);
  EXPECT_EQ(folder.content(), before);
}

TEST(Proof, WrongUsageOfTheChecker) {
  const Folder folder;
  for (const char* line : {"", "missing.json", "--no-such-flag", "a b"}) {
    const Outcome outcome = verify(folder, line);
    EXPECT_EQ(outcome.exit_code, 2) << line;
    expect_one_line(outcome.err);
  }
}

}  // namespace
}  // namespace orthant::cli
