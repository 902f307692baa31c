/// What is known of the bundled digits at rank 10: the best minimum, worse ones that are spurious, and points
/// that are no minima, each judged from its files.

#include <gtest/gtest.h>

#include <memory>

#include "factors.hpp"
#include "orthant/base/random.hpp"
#include "run.hpp"

namespace orthant::cli {
namespace {

/// The best of twenty starts, in best/.
class Digits : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder = std::make_unique<Folder>();
    const Outcome result =
        run_well(*folder, "recover digits --rank 10 --starts 20 --seed 0 --threads 2 --json --out best");
    if (result.exit_code == 0) best = result.json();
  }
  static void TearDownTestSuite() { folder.reset(); }

  void SetUp() override { ASSERT_TRUE(best.is_object()) << "the run of twenty starts failed"; }

  /// What `certify` says of the factors in `name`.
  static Json certify(const std::string& name, const std::string& more = "") {
    return run_well(*folder, "certify digits --json --threads 2 --factors " + name + " " + more).json();
  }

  static inline std::unique_ptr<Folder> folder;
  static inline Json best;
};

TEST_F(Digits, BestOfTwentyStarts) {
  EXPECT_LE(best["objective"], 364110);
  EXPECT_LE(best["stationarity"], 1e-12);
  EXPECT_EQ(best["verdict"], "strict_local_minimizer");
  EXPECT_EQ(best["certificate"]["critical_cone"]["near_tolerance"], 0);
  EXPECT_EQ(best["unfinished"], 0);
  const double objective = half_squared_distance(entries_of("digits"), read_factors(*folder, "best"));
  EXPECT_NEAR(best["objective"].get<double>(), objective, 1e-12 * objective);

  const Json again = certify("best");
  EXPECT_EQ(again["verdict"], "strict_local_minimizer");
  EXPECT_NEAR(again["objective"].get<double>(), objective, 1e-12 * objective);
  EXPECT_TRUE(again["spurious"].is_null());
}

TEST_F(Digits, EveryMinimumIsStrictAndTheWorseAreSpurious) {
  const Json& minima = best["minima"];
  ASSERT_GE(minima.size(), 3U);
  for (size_t m = 0; m < minima.size(); ++m) {
    SCOPED_TRACE(minima[m].dump());
    EXPECT_EQ(minima[m]["verdict"], "strict_local_minimizer");
    EXPECT_EQ(minima[m]["near_tolerance"], 0);
    EXPECT_EQ(minima[m]["spurious"], m == 0 ? Json(nullptr) : Json(true));
  }
}

/// Eight single starts; those that end higher are handed over as files with the best as witness.
TEST_F(Digits, WorseMinimaFromFilesAreSpurious) {
  int worse = 0;
  for (int seed = 1; seed <= 8; ++seed) {
    const std::string name = "seed" + std::to_string(seed);
    SCOPED_TRACE(name);
    const Json found = run_well(*folder, "recover digits --rank 10 --starts 1 --threads 2 --json --out " +
                                             name + " --seed " + std::to_string(seed))
                           .json();
    EXPECT_LE(found["stationarity"], 1e-12);
    const Json certificate = certify(name, "--witness best");
    EXPECT_EQ(certificate["verdict"], "strict_local_minimizer");
    // Newton steps of the proof may polish the point once more.
    const double expected = found["objective"], lowest = best["objective"];
    EXPECT_NEAR(certificate["objective"].get<double>(), expected, 1e-12 * expected);
    EXPECT_NEAR(certificate["witness"]["objective"].get<double>(), lowest, 1e-12 * lowest);
    if (found["objective"].get<double>() > best["objective"].get<double>() * (1 + 1e-6)) {
      ++worse;
      EXPECT_EQ(certificate["spurious"], true);
    } else {
      EXPECT_NE(certificate["spurious"], true);
    }
  }
  EXPECT_GE(worse, 3);
}

/// A worse point is no witness against a better one.
TEST_F(Digits, WorseWitnessSaysNothing) {
  const Factors factors = read_factors(*folder, "best");
  write_factors(*folder, "doubled", 2 * factors.L, factors.R);
  const Json certificate = certify("best", "--witness doubled");
  EXPECT_EQ(certificate["verdict"], "strict_local_minimizer");
  EXPECT_TRUE(certificate["spurious"].is_null());
}

TEST_F(Digits, MovedPointIsNotStationary) {
  Random random(3);
  Factors factors = read_factors(*folder, "best");
  const auto moved = [&](const Matrix& A) -> Matrix {
    return A.unaryExpr([&](double a) { return a * (1 + 1e-3 * (2 * random.uniform() - 1)); });
  };
  write_factors(*folder, "moved", moved(factors.L), moved(factors.R));
  const Json certificate = certify("moved");
  EXPECT_EQ(certificate["verdict"], "not_stationary");
  EXPECT_GT(certificate["first_order"]["stationarity"], 1e-9);
  EXPECT_NE(certificate["spurious"], false);
}

/// The best rank-one point as a rank-two point: something better is near.
TEST_F(Digits, ZeroColumnIsNoMinimum) {
  run_well(*folder, "recover digits --rank 1 --starts 2 --threads 2 --quiet --out one");
  const Factors one = read_factors(*folder, "one");
  Matrix L = Matrix::Zero(1797, 2), R = Matrix::Zero(64, 2);
  L.col(0) = one.L;
  R.col(0) = one.R;
  write_factors(*folder, "zero_column", L, R);
  const Json certificate = certify("zero_column", "--witness one");
  const std::string verdict = certificate["verdict"];
  EXPECT_TRUE(verdict == "saddle" || verdict == "undecided") << verdict;
  if (verdict == "saddle") {
    ASSERT_TRUE(certificate["escape"].is_object());
    EXPECT_LT(certificate["escape"]["curvature"], 0);
    EXPECT_LT(certificate["escape"]["objective"], certificate["objective"]);
  }
}

/// (L, R) and (1000 L, R / 1000) are the same matrix.
TEST_F(Digits, ScalingOfColumnsDoesNotMatter) {
  const Factors factors = read_factors(*folder, "best");
  write_factors(*folder, "scaled", 1000 * factors.L, factors.R / 1000);
  const Json plain = certify("best"), scaled = certify("scaled");
  EXPECT_EQ(scaled["verdict"], plain["verdict"]);
  EXPECT_EQ(scaled["critical_cone"]["free"], plain["critical_cone"]["free"]);
  EXPECT_EQ(scaled["critical_cone"]["fixed"], plain["critical_cone"]["fixed"]);
  const double modulus = plain["second_order"]["modulus"];
  EXPECT_NEAR(scaled["second_order"]["modulus"].get<double>(), modulus, 1e-6 * modulus);
}

}  // namespace
}  // namespace orthant::cli
