/// L1 and L2 terms and normalised columns as a user meets them; the objective is computed here, entry by
/// entry.

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "factors.hpp"
#include "orthant/base/random.hpp"
#include "run.hpp"

namespace orthant::cli {
namespace {

/// Half zeros: the factors have zeros too.
Matrix sample(Index rows, Index cols, std::uint64_t seed) {
  Random random(seed);
  return Matrix::NullaryExpr(rows, cols, [&] { return random.uniform() < 0.5 ? 0.0 : random.uniform(); });
}

TEST(Regularisation, RecoverMinimisesWhatItSays) {
  const Folder folder;
  const Matrix X = sample(14, 9, 1);
  folder.write("a.csv", csv_of(X));
  const std::string flags = " --l1-left 0.3 --l1-right 0.2 --l2-left 0.1 --l2-right 0.4";
  const Json document =
      run_well(folder, "recover a.csv --rank 3 --starts 4 --image-shape 3x3 --json --out o" + flags).json();
  EXPECT_EQ(document["regularisation"], (Json{{"l1_left", 0.3},
                                              {"l1_right", 0.2},
                                              {"l2_left", 0.1},
                                              {"l2_right", 0.4},
                                              {"l2_centre", 0.0},
                                              {"density", 0.0},
                                              {"density_bound", 0.0}}));
  EXPECT_EQ(document["options"]["solver"], "auto");
  EXPECT_EQ(document["starts"][0]["stages"][0]["method"], "hals");
  const Factors f = read_factors(folder, "o");
  const double objective = half_squared_distance(X, f) + 0.3 * f.L.sum() + 0.2 * f.R.sum() +
                           0.05 * f.L.squaredNorm() + 0.2 * f.R.squaredNorm();
  EXPECT_NEAR(document["objective"].get<double>(), objective, 1e-12 * objective);
  EXPECT_NEAR(document["relative_error"].get<double>(), (X - f.L * f.R.transpose()).norm() / X.norm(), 1e-12);
  EXPECT_TRUE(document["starts"][0]["relative_error"].is_null());
  // First-order conditions, here.
  const Matrix S = f.L * f.R.transpose() - X;
  const Matrix G = ((S * f.R + 0.1 * f.L).array() + 0.3).matrix(),
               H = ((S.transpose() * f.L + 0.4 * f.R).array() + 0.2).matrix();
  EXPECT_GE(std::min(G.minCoeff(), H.minCoeff()), -1e-9);
  EXPECT_LE(G.cwiseProduct(f.L).cwiseAbs().maxCoeff(), 1e-9);
  EXPECT_LE(H.cwiseProduct(f.R).cwiseAbs().maxCoeff(), 1e-9);
  // More weight, less of everything; and the report says what was minimised.
  const std::string page = folder.read("o/report.html");
  EXPECT_NE(page.find("weight of the sum of L"), std::string::npos);
  const std::string summary = run_well(folder, "recover a.csv --rank 3 --starts 2" + flags).out;
  EXPECT_NE(summary.find("with l1_left = 0.3, l1_right = 0.2, l2_left = 0.1, l2_right = 0.4"),
            std::string::npos);
}

TEST(Regularisation, NothingIsProvedAndNothingAccepted) {
  const Folder folder;
  folder.write("a.csv", csv_of(sample(14, 9, 1)));
  const std::string flags = " --l1-left 0.05 --l1-right 0.05";
  const Json document = run_well(folder, "recover a.csv --rank 3 --starts 4 --json --out o" + flags).json();
  EXPECT_EQ(document["verdict"], "strict_local_minimizer");
  for (const Json& minimum : document["minima"]) EXPECT_EQ(minimum["rigor"], "numeric");
  const Json certificate = folder.json("o/certificate.json");
  EXPECT_EQ(certificate["rigor"], "numeric");
  EXPECT_EQ(certificate["proof"], nullptr);
  EXPECT_EQ(certificate["proved"], nullptr);
  EXPECT_EQ(certificate["regularisation"]["l1_left"], 0.05);
  EXPECT_EQ(certificate["second_order"]["scaling"], "none");
  EXPECT_NE(certificate["reasons"].dump().find(
                "No proof: the proofs are about objectives without L1, L2 and density terms"),
            std::string::npos);
  EXPECT_FALSE(folder.has("o/L_certified.npy"));
  EXPECT_EQ(verify(folder, "o").exit_code, 1);

  // certify with the same weights agrees; without them it is another question.
  const Json again = run_well(folder, "certify a.csv --factors o --json --out c" + flags).json();
  EXPECT_EQ(again["verdict"], "strict_local_minimizer");
  EXPECT_EQ(again["rigor"], "numeric");
  EXPECT_NEAR(again["objective"].get<double>(), document["objective"].get<double>(), 1e-12);
  EXPECT_EQ(verify(folder, "c").exit_code, 1);
  EXPECT_EQ(run_well(folder, "certify a.csv --factors o --json").json()["verdict"], "not_stationary");

  // A proof of the plain problem under a certificate that names weights.
  run_well(folder, "recover a.csv --rank 3 --starts 4 --quiet --out plain");
  EXPECT_EQ(verify(folder, "plain").exit_code, 0);
  Json grafted = folder.json("plain/certificate.json");
  EXPECT_FALSE(grafted.contains("regularisation"));
  grafted["regularisation"] = certificate["regularisation"];
  folder.write("plain/certificate.json", grafted.dump());
  EXPECT_EQ(verify(folder, "plain").exit_code, 1);
  // And under the certificate of the other point.
  Json other = certificate;
  other["proof"] = grafted["proof"];
  other.erase("regularisation");
  folder.write("plain/certificate.json", other.dump());
  EXPECT_EQ(verify(folder, "plain").exit_code, 1);
}

TEST(Regularisation, GoesWithEveryModel) {
  const Folder folder;
  const Matrix X = sample(9, 9, 3);
  folder.write("s.csv", csv_of(X + X.transpose()));
  folder.write(
      "e.mtx",
      "%%MatrixMarket matrix coordinate real general\n3 3 6\n1 1 2\n1 2 1\n2 2 3\n2 3 1\n3 1 1\n3 3 4\n");
  for (const char* line : {"recover s.csv --rank 2 --model symmetric --l1-left 0.1 --l2-left 0.1",
                           "recover e.mtx --rank 1 --observed entries --l2-left 0.1 --l2-right 0.2",
                           "recover s.csv --rank 2 --balance 0.5 --l1-left 0.2"}) {
    SCOPED_TRACE(line);
    const Json document = run_well(folder, std::string(line) + " --starts 3 --json").json();
    EXPECT_LE(document["stationarity"].get<double>(), 1e-9);
    EXPECT_EQ(document["certificate"]["rigor"], "numeric");
  }
}

TEST(Regularisation, LongRowsCost) {
  const Folder folder;
  // Two groups, and a row and column that are three times as large.
  Matrix X = Matrix::NullaryExpr(12, 12, [](Index i, Index j) {
    return i / 6 == j / 6 ? 1 + 0.25 * static_cast<double>((i + j) % 3) : 0.0;
  });
  X.row(0) *= 3;
  X.col(0) *= 3;
  folder.write("s.csv", csv_of(X));
  const std::string flags = " --density 2 --density-bound 1",
                    line = "recover s.csv --model symmetric --rank 2";
  const Json document = run_well(folder, line + flags + " --starts 3 --json --out o").json();
  EXPECT_EQ(document["regularisation"]["density"], 2);
  EXPECT_EQ(document["regularisation"]["density_bound"], 1);
  EXPECT_EQ(document["verdict"], "strict_local_minimizer");
  EXPECT_EQ(document["certificate"]["rigor"], "numeric");
  EXPECT_TRUE(document["starts"][0]["relative_error"].is_null());
  const Matrix V = read_dense(folder.path("o/U.npy"));
  double objective = (X - V * V.transpose()).squaredNorm() / 2;
  Matrix G = 2 * (V * V.transpose() - X) * V;
  for (Index i = 0; i < V.rows(); ++i) {
    const double t = V.row(i).norm(), s = std::max(t - 1, 0.0);
    objective += 2 * s * s * s * s;
    if (s > 0) G.row(i) += 2 * 4 * s * s * s / t * V.row(i);
  }
  EXPECT_NEAR(document["objective"].get<double>(), objective, 1e-11 * objective);
  EXPECT_GE(G.minCoeff(), -1e-6);
  EXPECT_LE(G.cwiseProduct(V).cwiseAbs().maxCoeff(), 1e-6);
  const Json plain = run_well(folder, line + " --starts 3 --json --out plain").json();
  const Matrix U = read_dense(folder.path("plain/U.npy"));
  EXPECT_LT(V.rowwise().norm().maxCoeff(), 0.9 * U.rowwise().norm().maxCoeff());
  const Json certificate = folder.json("o/certificate.json");
  EXPECT_EQ(certificate["proof"], nullptr);
  EXPECT_EQ(certificate["regularisation"]["density"], 2);
  EXPECT_EQ(verify(folder, "o").exit_code, 1);
  const std::string page = folder.read("o/report.html");
  EXPECT_NE(page.find("Σ(‖row‖ − α)₊⁴"), std::string::npos);
  // It is another objective than that without.
  const std::string judge = "certify s.csv --model symmetric --factors o --json";
  EXPECT_EQ(run_well(folder, judge + flags).json()["verdict"], "strict_local_minimizer");
  EXPECT_EQ(run_well(folder, judge).json()["verdict"], "not_stationary");
  // Both factors, with a balance that says how long each is.
  const Json both = run_well(folder, "recover s.csv --rank 2 --balance 0.5 --starts 2 --json" + flags).json();
  EXPECT_EQ(both["verdict"], "strict_local_minimizer");
  EXPECT_GT(both["objective"], 1);
  // No row is so long.
  const Json idle = run_well(folder, line + " --density 1 --density-bound 20 --starts 3 --json").json();
  EXPECT_NEAR(idle["objective"].get<double>(), plain["objective"].get<double>(), 1e-9);
}

TEST(Normalize, WritesTheSameFactorsScaled) {
  const Folder folder;
  const Matrix X = sample(14, 9, 1);
  folder.write("a.csv", csv_of(X));
  run_well(folder, "recover a.csv --rank 3 --starts 2 --quiet --out plain");
  const auto size = [](const Matrix& A, Index k, const std::string& norm) {
    if (norm == "l1") return A.col(k).cwiseAbs().sum();
    return norm == "l2" ? A.col(k).norm() : A.col(k).cwiseAbs().maxCoeff();
  };
  for (const std::string word : {"l1", "l2", "max", "left-l1", "left-l2", "left-max"}) {
    SCOPED_TRACE(word);
    const Json document =
        run_well(folder, "recover a.csv --rank 3 --starts 2 --json --out o --normalize " + word).json();
    EXPECT_EQ(document["files"]["R_normalized"], "R_normalized.npy");
    // What the certificate is about is left alone.
    EXPECT_TRUE(folder.read("o/L.npy") == folder.read("plain/L.npy"));
    EXPECT_TRUE(folder.read("o/R.npy") == folder.read("plain/R.npy"));
    EXPECT_EQ(verify(folder, "o").exit_code, 0);
    const Matrix L = read_dense(folder.path("o/L_normalized.npy")),
                 R = read_dense(folder.path("o/R_normalized.npy"));
    const Factors stored = read_factors(folder, "o");
    EXPECT_LE((L * R.transpose() - stored.L * stored.R.transpose()).norm(), 1e-14 * X.norm());
    const bool left = word.starts_with("left-");
    for (Index k = 0; k < 3; ++k) EXPECT_NEAR(size(left ? L : R, k, left ? word.substr(5) : word), 1, 1e-14);
  }
  // Those of an earlier run do not stay beside other factors.
  const Json last = run_well(folder, "recover a.csv --rank 2 --starts 1 --json --out o").json();
  EXPECT_FALSE(folder.has("o/L_normalized.npy"));
  EXPECT_FALSE(last["files"].contains("L_normalized"));
}

TEST(Normalize, NeedsAFolder) {
  const Folder folder;
  const Outcome result = run(folder, "recover digits --rank 3 --normalize l1");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.err, "orthant: normalize = l1 without --out; expected a folder to write the factors to\n");
  EXPECT_EQ(result.out, "");
}

/// ½ Σ ω_ij (x_ij − (LRᵀ)_ij)².
double weighted_misfit(const Matrix& X, const Matrix& W, const Factors& f) {
  return W.cwiseProduct((X - f.L * f.R.transpose()).cwiseAbs2()).sum() / 2;
}

TEST(Missing, NanIsUnobservedOnRequest) {
  const Folder folder;
  const Matrix X = sample(14, 9, 1);
  Matrix W = Matrix::Ones(14, 9), with = X;
  for (Index i = 0; i < 14; ++i) {
    with(i, (5 * i) % 9) = std::numeric_limits<double>::quiet_NaN();
    W(i, (5 * i) % 9) = 0;
  }
  write_npy(folder.path("a.npy"), with);
  folder.write("a.csv", csv_of(with));
  write_npy(folder.path("plain.npy"), X);
  write_npy(folder.path("w.npy"), W);
  const Json npy = run_well(folder, "recover a.npy --missing nan --rank 2 --starts 3 --json --out o").json();
  EXPECT_EQ(npy["model"], "completion");
  EXPECT_EQ(npy["data"]["observed"], "entries");
  EXPECT_EQ(npy["data"]["stored"], 14 * 9 - 14);
  const double objective = weighted_misfit(X, W, read_factors(folder, "o"));
  EXPECT_NEAR(npy["objective"].get<double>(), objective, 1e-12 * objective);
  EXPECT_EQ(verify(folder, "o").exit_code, 0);
  // Three ways to say the same.
  const Json csv = run_well(folder, "recover a.csv --missing nan --rank 2 --starts 3 --json").json();
  EXPECT_NEAR(csv["objective"].get<double>(), objective, 1e-12 * objective);
  const Json zero = run_well(folder, "recover plain.npy --weights w.npy --rank 2 --starts 3 --json").json();
  EXPECT_NEAR(zero["objective"].get<double>(), objective, 1e-12 * objective);
  EXPECT_EQ(run_well(folder, "certify a.npy --missing nan --factors o --json").json()["verdict"],
            npy["verdict"]);
}

TEST(Weights, AreThoseOfTheSquares) {
  const Folder folder;
  const Matrix X = sample(14, 9, 1), W = sample(14, 9, 2) + Matrix::Constant(14, 9, 0.1);
  folder.write("a.csv", csv_of(X));
  folder.write("w.csv", csv_of(W));
  const std::string flags = " --weights w.csv";
  const Json document = run_well(folder, "recover a.csv --rank 2 --starts 3 --json --out o" + flags).json();
  EXPECT_EQ(document["data"]["weighted"], true);
  const Factors f = read_factors(folder, "o");
  const double objective = weighted_misfit(X, W, f);
  EXPECT_NEAR(document["objective"].get<double>(), objective, 1e-12 * objective);
  const Matrix S = W.cwiseProduct(f.L * f.R.transpose() - X);
  EXPECT_GE((S * f.R).minCoeff(), -1e-9);
  EXPECT_LE((S * f.R).cwiseProduct(f.L).cwiseAbs().maxCoeff(), 1e-9);
  EXPECT_EQ(document["certificate"]["rigor"], "verified");
  EXPECT_EQ(verify(folder, "o").exit_code, 0);
  EXPECT_EQ(run_well(folder, "certify a.csv --factors o --json" + flags).json()["verdict"],
            document["verdict"]);
  EXPECT_EQ(run_well(folder, "certify a.csv --factors o --json").json()["verdict"], "not_stationary");
}

}  // namespace
}  // namespace orthant::cli
