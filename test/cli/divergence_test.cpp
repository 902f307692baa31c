/// `--loss`: what recover and certify make of the Kullback–Leibler and Itakura–Saito divergences.

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "factors.hpp"
#include "orthant/base/random.hpp"
#include "refusal.hpp"

namespace orthant::cli {
namespace {

/// Noise, everything positive: its best factors have zeros enough not to be rotated.
Matrix positive_data(Index rows, Index cols) {
  Random random(91);
  return Matrix::NullaryExpr(rows, cols, [&] {
    const double x = random.uniform();
    return 0.02 + x * x;
  });
}

/// The definitions.
double divergence(const std::string& loss, const Matrix& A, const Factors& factors) {
  const Matrix X = factors.L * factors.R.transpose();
  long double total = 0;
  for (Index e = 0; e < A.size(); ++e) {
    const long double a = A.data()[e], x = X.data()[e];
    if (loss == "itakura-saito") {
      total += a / x - std::log(a / x) - 1;
    } else {
      total += (a > 0 ? a * std::log(a / x) : 0) - a + x;
    }
  }
  return static_cast<double>(total);
}

std::string coordinate_mtx(const Matrix& A) {
  std::ostringstream out;
  out.precision(17);
  out << "%%MatrixMarket matrix coordinate real general\n"
      << A.rows() << ' ' << A.cols() << ' ' << (A.array() > 0).count() << '\n';
  for (Index i = 0; i < A.rows(); ++i)
    for (Index j = 0; j < A.cols(); ++j)
      if (A(i, j) > 0) out << i + 1 << ' ' << j + 1 << ' ' << A(i, j) << '\n';
  return out.str();
}

bool says(const Json& certificate, const std::string& words) {
  for (const auto& reason : certificate["reasons"])
    if (reason.get<std::string>().find(words) != std::string::npos) return true;
  return false;
}

class Loss : public testing::TestWithParam<const char*> {};

TEST_P(Loss, RecoverAndCertifyAgree) {
  const std::string loss = GetParam();
  const Folder folder;
  const Matrix A = positive_data(15, 9);
  folder.write("a.csv", csv_of(A));
  const Json solution =
      run_well(folder, "recover a.csv --rank 3 --starts 6 --stationarity 1e-11 --json --out o --loss " + loss)
          .json();
  EXPECT_EQ(solution["loss"], loss);
  EXPECT_EQ(solution["model"], "nmf");
  EXPECT_EQ(solution["options"]["solver"], "auto");
  EXPECT_EQ(solution["starts"][0]["stages"][0]["method"], "coordinate");
  EXPECT_TRUE(solution["options"]["newton_steps"].is_number());
  const double objective = divergence(loss, A, read_factors(folder, "o"));
  EXPECT_NEAR(solution["objective"].get<double>(), objective, 1e-10 * objective);
  ASSERT_EQ(solution["verdict"], "strict_local_minimizer") << solution["certificate"]["reasons"];
  EXPECT_EQ(solution["certificate"]["rigor"], "numeric");
  EXPECT_TRUE(solution["certificate"]["proof"].is_null());
  EXPECT_TRUE(says(solution["certificate"], "only the squared loss has proofs"));
  EXPECT_GT(solution["certificate"]["second_order"]["modulus"].get<double>(), 0);
  EXPECT_EQ(solution["certificate"]["second_order"]["scaling"], "orbit");
  EXPECT_TRUE(solution["starts"][0]["relative_error"].is_null());
  const double distance = std::sqrt(2 * half_squared_distance(A, read_factors(folder, "o"))) / A.norm();
  EXPECT_NEAR(solution["relative_error"].get<double>(), distance, 1e-10);
  EXPECT_NE(folder.read("o/report.html").find("divergence of X and L Rᵀ"), std::string::npos);

  // The same point by both second-order routes.
  for (const char* method : {"schur", "dense"}) {
    const Json certificate =
        run_well(folder, "certify a.csv --factors o --json --loss " + loss + " --method " + method).json();
    EXPECT_EQ(certificate["verdict"], "strict_local_minimizer") << method;
    EXPECT_EQ(certificate["second_order"]["method"], method);
    EXPECT_NEAR(certificate["second_order"]["modulus"].get<double>(),
                solution["certificate"]["second_order"]["modulus"].get<double>(),
                1e-6 * certificate["second_order"]["modulus"].get<double>());
    EXPECT_NEAR(certificate["objective"].get<double>(), objective, 1e-10 * objective);
  }
  EXPECT_EQ(run_well(folder, "certify a.csv --factors o --json").json()["verdict"], "not_stationary");
  EXPECT_NE(
      run_well(folder, "recover a.csv --rank 1 --starts 1 --loss " + loss).out.find("loss      " + loss),
      std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Divergence, Loss, testing::Values("kullback-leibler", "itakura-saito"),
                         [](const auto& tested) {
                           return tested.param[0] == 'k' ? "KullbackLeibler" : "ItakuraSaito";
                         });

TEST(Divergences, SolversAndStartsReachTheSameMinimum) {
  const Folder folder;
  folder.write("a.csv", csv_of(positive_data(12, 8)));
  const std::string line =
      "recover a.csv --rank 2 --starts 6 --json --loss kullback-leibler --stationarity 1e-6 ";
  const Json coordinate = run_well(folder, line + "--solver coordinate").json();
  const double objective = coordinate["objective"].get<double>();
  for (const char* other : {"--solver multiplicative --updates 4 --max-iterations 20000",
                            "--solver projected_gradient", "--init nndsvd --momentum 0"}) {
    const Json document = run_well(folder, line + other).json();
    EXPECT_NEAR(document["objective"].get<double>(), objective, 1e-5 * objective) << other;
  }
}

TEST(Divergences, SparseAndDenseDataGiveTheSameAnswer) {
  Random random(92);
  Matrix A = positive_data(20, 12);
  for (Index e = 0; e < A.size(); ++e)
    if (random.uniform() < 0.6) A.data()[e] = 0;
  const Folder folder;
  folder.write("a.csv", csv_of(A));
  folder.write("a.mtx", coordinate_mtx(A));
  const std::string flags = " --rank 2 --starts 8 --stationarity 1e-11 --json --loss kullback-leibler --out ";
  const Json dense = run_well(folder, "recover a.csv" + flags + "dense").json();
  const Json sparse = run_well(folder, "recover a.mtx" + flags + "sparse").json();
  EXPECT_EQ(sparse["data"]["storage"], "sparse");
  const double objective = divergence("kullback-leibler", A, read_factors(folder, "sparse"));
  EXPECT_NEAR(sparse["objective"].get<double>(), objective, 1e-10 * objective);
  EXPECT_NEAR(dense["objective"].get<double>(), objective, 1e-8 * objective);
  EXPECT_EQ(dense["verdict"], sparse["verdict"]);
}

/// The definition over the entries with a weight.
double observed_divergence(const std::string& loss, const Matrix& A, const Matrix& weight,
                           const Factors& factors) {
  const Matrix X = factors.L * factors.R.transpose();
  long double total = 0;
  for (Index e = 0; e < A.size(); ++e) {
    const long double a = A.data()[e], x = X.data()[e], w = weight.data()[e];
    if (w == 0) continue;
    total += w * (loss == "itakura-saito" ? a / x - std::log(a / x) - 1
                                          : (a > 0 ? a * std::log(a / x) : 0) - a + x);
  }
  return static_cast<double>(total);
}

TEST_P(Loss, WeightsMissingEntriesAndTerms) {
  const std::string loss = GetParam();
  Random random(93);
  const Folder folder;
  Matrix A = positive_data(15, 9);
  Matrix weight(15, 9);
  for (Index e = 0; e < weight.size(); ++e)
    weight.data()[e] = random.uniform() < 0.2 ? 0 : 0.5 + random.uniform();
  folder.write("a.csv", csv_of(A));
  folder.write("w.csv", csv_of(weight));
  const std::string terms = " --l1-left 0.02 --l1-right 0.01 --l2-left 0.03 --l2-right 0.02";
  for (const std::string& added : {std::string(), terms}) {
    SCOPED_TRACE(added);
    const std::string flags = " --weights w.csv --json --loss " + loss + added;
    const Json solution =
        run_well(folder, "recover a.csv --rank 2 --starts 6 --stationarity 1e-11 --out o" + flags).json();
    EXPECT_EQ(solution["model"], "completion");
    EXPECT_EQ(solution["loss"], loss);
    EXPECT_EQ(solution["starts"][0]["stages"][0]["method"], "coordinate");
    const Factors factors = read_factors(folder, "o");
    double objective = observed_divergence(loss, A, weight, factors);
    if (!added.empty())
      objective += 0.02 * factors.L.sum() + 0.01 * factors.R.sum() + 0.015 * factors.L.squaredNorm() +
                   0.01 * factors.R.squaredNorm();
    EXPECT_NEAR(solution["objective"].get<double>(), objective, 1e-10 * objective);
    // Parts without zeros mix unless terms hold them; curvature that changes fast may leave a point undecided.
    std::set<std::string> verdicts = {"strict_local_minimizer"};
    if (added.empty()) verdicts.insert("local_minimizer");
    if (loss == "itakura-saito") verdicts.insert("undecided");
    EXPECT_TRUE(verdicts.contains(solution["verdict"])) << solution["certificate"]["reasons"];
    EXPECT_EQ(solution["certificate"]["rigor"], "numeric");
    EXPECT_EQ(solution["certificate"]["second_order"]["scaling"], added.empty() ? "orbit" : "none");
    // What stands where nothing is observed does not matter.
    Matrix other = A;
    for (Index e = 0; e < A.size(); ++e)
      if (weight.data()[e] == 0) other.data()[e] = 77;
    folder.write("other.csv", csv_of(other));
    for (const char* method : {"schur", "dense"}) {
      const Json certificate =
          run_well(folder, "certify other.csv --factors o --method " + std::string(method) + flags).json();
      EXPECT_EQ(certificate["verdict"], solution["verdict"]) << method;
      EXPECT_EQ(certificate["objective"], solution["objective"]);
      const Json &modulus = certificate["second_order"]["modulus"],
                 &found = solution["certificate"]["second_order"]["modulus"];
      EXPECT_EQ(modulus.is_null(), found.is_null());
      if (!modulus.is_null() && !found.is_null()) {
        EXPECT_NEAR(modulus.get<double>(), found.get<double>(), 1e-6 * modulus.get<double>());
      }
    }
    const Json multiplicative =
        run_well(folder,
                 "recover a.csv --rank 2 --starts 6 --stationarity 1e-6 --solver multiplicative "
                 "--updates 4 --max-iterations 20000" +
                     flags)
            .json();
    // Of minima that differ by little either may be the lowest that a method finds.
    EXPECT_NEAR(multiplicative["objective"].get<double>(), objective, 1e-3 * objective);
  }
}

TEST(Divergences, EmptyFieldsAndAbsentCoordinatesAreUnobserved) {
  const Folder folder;
  const Matrix A = positive_data(8, 6);
  std::ostringstream csv, mtx;
  csv.precision(17);
  mtx.precision(17);
  mtx << "%%MatrixMarket matrix coordinate real general\n8 6 45\n";
  for (Index i = 0; i < 8; ++i)
    for (Index j = 0; j < 6; ++j) {
      const bool missing = i == j && i < 3;
      if (!missing) {
        csv << A(i, j);
        mtx << i + 1 << ' ' << j + 1 << ' ' << A(i, j) << '\n';
      }
      csv << (j == 5 ? '\n' : ',');
    }
  folder.write("a.csv", csv.str());
  folder.write("a.mtx", mtx.str());
  for (const char* loss : {"kullback-leibler", "itakura-saito"}) {
    const std::string flags = std::string(" --rank 1 --starts 2 --json --loss ") + loss;
    const Json of_fields = run_well(folder, "recover a.csv --missing nan" + flags).json(),
               of_coordinates = run_well(folder, "recover a.mtx --observed entries" + flags).json();
    EXPECT_EQ(of_fields["verdict"], "strict_local_minimizer");
    EXPECT_EQ(of_fields["objective"], of_coordinates["objective"]);
  }
}

TEST(Divergences, APointThatCannotMakeTheDataIsNotStationary) {
  const Folder folder;
  const Matrix A = positive_data(4, 3);
  folder.write("a.csv", csv_of(A));
  Matrix L = Matrix::Ones(4, 2), R = Matrix::Ones(3, 2);
  L.row(0).setZero();
  write_factors(folder, "p", L, R);
  const Json certificate =
      run_well(folder, "certify a.csv --factors p --json --loss kullback-leibler").json();
  EXPECT_EQ(certificate["verdict"], "not_stationary");
  EXPECT_TRUE(certificate["objective"].is_null());
  EXPECT_TRUE(says(certificate, "not finite"));
}

/// 1 down to 1e-38 and around again.
Matrix over_forty_orders() {
  return Matrix::NullaryExpr(
      9, 6, [](Index i, Index j) { return std::pow(10.0, -static_cast<double>((3 * i + 5 * j) % 39)); });
}

TEST(Divergences, FortyOrdersOfMagnitudeAreAFiniteProblem) {
  const Folder folder;
  folder.write("a.csv", csv_of(over_forty_orders()));
  for (const char* loss : {"kullback-leibler", "itakura-saito"}) {
    for (const char* solver : {"coordinate", "multiplicative", "projected_gradient"}) {
      const Json solution =
          run_well(folder, std::string("recover a.csv --rank 2 --starts 4 --json --max-iterations "
                                       "2000 --stationarity 1e-8 --loss ") +
                               loss + " --solver " + solver)
              .json();
      EXPECT_TRUE(solution["objective"].is_number()) << loss << " " << solver;
      EXPECT_TRUE(solution["stationarity"].is_number());
      if (std::string(solver) == "projected_gradient") continue;
      EXPECT_NE(solution["verdict"], "not_stationary") << loss << " " << solver;
    }
  }
}

TEST(Divergences, StartsAtZerosOfTheDataAreLifted) {
  const Folder folder;
  Matrix A = positive_data(6, 4);
  A(0, 0) = A(0, 1) = A(0, 2) = 0;
  folder.write("a.csv", csv_of(A));
  for (const char* init : {"spa", "nndsvd"}) {
    const Json solution = run_well(folder, std::string("recover a.csv --rank 2 --starts 1 --json --loss "
                                                       "kullback-leibler --init ") +
                                               init)
                              .json();
    EXPECT_TRUE(solution["objective"].is_number()) << init;
  }
}

const std::vector<Refusal> refusals = {
    {"Word",
     "recover good.csv --rank 1 --loss l1",
     {"loss = l1", "frobenius, kullback-leibler or itakura-saito"}},
    {"CertifyWord", "certify good.csv --factors point --loss kl", {"loss = kl", "expected frobenius"}},
    {"Symmetric",
     "recover symmetric.csv --rank 1 --model symmetric --loss kullback-leibler",
     {"model symmetric", "expected model nmf or completion"}},
    {"OneSidedTerms",
     "recover good.csv --rank 1 --l1-left 1 --loss kullback-leibler",
     {"weights on L only", "expected one on R too"}},
    {"UnobservedZero",
     "recover a.mtx --rank 1 --observed entries --loss itakura-saito",
     {"entry (2, 2)", "expected > 0"},
     {{"a.mtx", "%%MatrixMarket matrix coordinate real general\n2 2 3\n1 1 1\n2 2 0\n2 1 1\n"}}},
    {"Balance",
     "recover good.csv --rank 1 --balance 1 --loss itakura-saito",
     {"balance = 1", "expected balance 0"}},
    {"Hals",
     "recover good.csv --rank 1 --solver hals --loss kullback-leibler",
     {"solver = hals", "coordinate"}},
    {"CoordinateOfSquares",
     "recover good.csv --rank 1 --solver coordinate",
     {"solver = coordinate", "a symmetric model", "a divergence"}},
    {"MultiplicativeOfSquares",
     "recover good.csv --rank 1 --solver multiplicative",
     {"solver = multiplicative", "frobenius"}},
    {"Steps",
     "recover good.csv --rank 1 --loss kullback-leibler --newton-steps 0",
     {"newton_steps = 0", "1 ≤ newton_steps"}},
    {"ItakuraSaitoZero",
     "recover symmetric.csv --rank 1 --loss itakura-saito",
     {"entry (1, 3)", "expected > 0"}},
    {"ItakuraSaitoSparse",
     "recover a.mtx --rank 1 --loss itakura-saito",
     {"sparse data", "expected dense data", "observed = entries"},
     {{"a.mtx", "%%MatrixMarket matrix coordinate real general\n2 2 2\n1 1 1\n2 2 1\n"}}},
};

class DivergenceRefusals : public testing::TestWithParam<Refusal> {};

TEST_P(DivergenceRefusals, OneLineAndExitCodeTwo) {
  expect_refused(GetParam());
}

INSTANTIATE_TEST_SUITE_P(Any, DivergenceRefusals, testing::ValuesIn(refusals), name_of);

}  // namespace
}  // namespace orthant::cli
