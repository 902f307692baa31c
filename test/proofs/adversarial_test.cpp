// Points that look like what they are not, to the provers: no proof may say more than the truth.
#include <gtest/gtest.h>

#include <cmath>

#include "grid.hpp"
#include "orthant/base/error.hpp"
#include "orthant/certify/certify.hpp"
#include "orthant/files/problem_folder.hpp"
#include "orthant/prove/certificate_document.hpp"
#include "orthant/prove/isolated_minimizer.hpp"
#include "orthant/prove/prove.hpp"
#include "support/memory_files.hpp"
#include "support/sanitized.hpp"
#include "true_certificates.hpp"

namespace orthant {
namespace {

using testing::known_point;
using testing::KnownPoint;
using testing::Recipe;

bool positive(Verdict verdict) {
  return verdict == Verdict::strict_local_minimizer || verdict == Verdict::local_minimizer ||
         verdict == Verdict::global_minimizer;
}

mpq_class rational(const nlohmann::ordered_json& text) {
  mpq_class out(text.get<std::string>());
  out.canonicalize();
  return out;
}

/// What `certify` says with tolerances so wide that nothing is refused early, and two lies built on it: a
/// positive verdict with a large modulus, and moreover every zero entry fixed.
std::vector<Certificate> opinions(const Objective& objective, const Problem& problem) {
  CertifyOptions options;
  options.stationarity = 1e-2;
  options.copositive_work = 1e6;
  std::vector<Certificate> out{certify(objective, problem.stacked_point(), options)};
  Certificate lie = out.front();
  lie.verdict = Verdict::strict_local_minimizer;
  lie.second_order.modulus = lie.U.squaredNorm();
  out.push_back(lie);
  lie.cone.fixed += lie.cone.nonnegative;
  lie.cone.nonnegative = 0;
  for (EntryKind& kind : lie.cone.kind)
    if (kind == EntryKind::nonnegative) kind = EntryKind::fixed;
  out.push_back(lie);
  return out;
}

/// The known minimizer with column k scaled so that it agrees with `point` at its pins.
Matrix pinned(const KnownPoint& known, const Matrix& point, const nlohmann::ordered_json& pins) {
  Matrix out = known.stationary;
  const Index n = known.problem.rows();
  for (const auto& pin : pins) {
    const Index i = pin[0].get<Index>(), k = pin[1].get<Index>();
    const long double ratio = static_cast<long double>(point(i, k)) / out(i, k);
    const long double left = i < n ? ratio : 1 / ratio;
    for (Index row = 0; row < out.rows(); ++row)
      out(row, k) = static_cast<double>(out(row, k) * (row < n ? left : 1 / left));
    out(i, k) = point(i, k);
  }
  return out;
}

/// Everything that the proof claims against the closed form.
void expect_true(const KnownPoint& known, const Proof& proof) {
  ASSERT_TRUE(known.minimizer) << known.name
                               << " is no minimizer, and this was proved: " << proof.document["claims"];
  const auto& claims = proof.document["claims"];
  EXPECT_LE(rational(claims["objective"][0]), known.objective) << known.name;
  if (proof.document["method"] != "isolated_minimizer") return;
  const double radius = rational(claims["radius"]).get_d();
  const Matrix there = pinned(known, *proof.point, proof.document["evidence"]["pins"]);
  // What the comparison itself rounds: one unit in the last place of every entry.
  const double rounding = 0x1p-52 * there.norm();
  EXPECT_LE((there - *proof.point).norm(), radius + rounding) << known.name;
  EXPECT_GE(rational(claims["objective"][1]), known.objective) << known.name;
  EXPECT_LE(rational(claims["modulus"]).get_d(), known.curvature / known.direction.squaredNorm() * (1 + 1e-9))
      << known.name;
}

/// What `orthant-verify` says of the certificate that would be written.
bool accepted(const Certificate& opinion, const Proof& proof) {
  Certificate certificate = opinion;
  adopt(certificate, proof);
  const checker::Outcome outcome =
      testing::check(certificate_document(certificate, &proof).dump(), proof.files);
  EXPECT_TRUE(outcome.accepted) << outcome.reason;
  return outcome.accepted;
}

struct Count {
  int proved = 0, accepted = 0, refused = 0;
};

/// `every_method`: also the exact ones, which take longer.
Count expect_no_false_proof(const KnownPoint& known, bool every_method) {
  Count count;
  const auto objective = known.problem.objective();
  const auto take = [&](const Certificate& opinion, const ProofAttempt& attempt) {
    if (!attempt.proof) {
      EXPECT_FALSE(attempt.reason.empty()) << known.name;
      ++count.refused;
      return;
    }
    EXPECT_NE(attempt.proof->rigor, Rigor::numeric) << known.name;
    if (accepted(opinion, *attempt.proof)) ++count.accepted;
    if (!positive(attempt.proof->verdict)) return;
    expect_true(known, *attempt.proof);
    ++count.proved;
  };
  const std::vector<Certificate> all = opinions(*objective, known.problem);
  for (const Certificate& opinion : all) take(opinion, prove_isolated(*objective, opinion));
  if (every_method) take(all.front(), prove(*objective, &known.problem, all.front(), nullptr));
  return count;
}

Count over(const std::vector<Recipe>& recipes) {
  Count sum;
  for (std::size_t k = 0; k < recipes.size(); k += test::thin)
    for (const bool off : {false, true}) {
      const Recipe& recipe = recipes[k];
      const KnownPoint known = off ? off_by_rounding(known_point(recipe)) : known_point(recipe);
      const Count count = expect_no_false_proof(known, !off && recipe.exponent == 0 && recipe.rank <= 2);
      sum.proved += count.proved, sum.accepted += count.accepted, sum.refused += count.refused;
    }
  return sum;
}

TEST(AdversarialPoints, SaddlesAreNeverProvedMinimizers) {
  const Count count = over(testing::saddles());
  EXPECT_EQ(count.proved, 0);
  EXPECT_GE(count.accepted, 50 / (2 * test::thin));  // as saddles, exactly
  EXPECT_GE(count.refused, 1000 / (2 * test::thin));
}

TEST(AdversarialPoints, NearDegenerateMinimizersAreProvedTrulyOrNot) {
  const Count count = over(testing::near_degenerate_minimizers());
  EXPECT_GE(count.proved, 500 / (2 * test::thin));
  EXPECT_GE(count.accepted, count.proved);
}

TEST(AdversarialPoints, PlainMinimizersAreProvedAtEveryScale) {
  for (const Recipe& recipe : testing::plain_minimizers()) {
    const KnownPoint known = known_point(recipe);
    const auto objective = known.problem.objective();
    const ProofAttempt attempt =
        prove_isolated(*objective, certify(*objective, known.problem.stacked_point()));
    ASSERT_TRUE(attempt.proof) << known.name << ": " << attempt.reason;
    expect_true(known, *attempt.proof);
  }
}

/// Where doubles overflow or vanish there is no proof; problem folders refuse such numbers by name.
TEST(AdversarialPoints, ScalesBeyondDoublesAreNotProved) {
  for (const bool symmetric : {true, false})
    for (const int exponent : {-250, 250, -500, 400}) {
      Recipe recipe;
      recipe.symmetric = symmetric, recipe.exponent = exponent;
      for (const double t : {0.5, 1 + 0x1p-10}) {
        recipe.t = t;
        const KnownPoint known = known_point(recipe);
        const Count count = expect_no_false_proof(known, true);
        if (t > 1) {
          EXPECT_EQ(count.proved, 0) << known.name;
        }
      }
    }
}

TEST(AdversarialPoints, ScalesBeyondDoublesAreRefusedByName) {
  for (const bool symmetric : {true, false}) {
    Recipe recipe;
    recipe.symmetric = symmetric, recipe.exponent = 249;  // data of 1e150
    testing::MemoryFiles files;
    const std::string text = write_problem_json(known_point(recipe).problem, files).dump();
    try {
      (void)read_problem_json(text, "problem.json", files);
      FAIL() << "1e150 was read";
    } catch (const InputError& error) {
      EXPECT_NE(std::string(error.what()).find("rescale the problem"), std::string::npos) << error.what();
    }
  }
}

/// The minimizer has tiny positive entries; the point that is judged has them, or has zeros instead.
TEST(AdversarialPoints, ARadiusReachesTinyEntriesThatAreZeroInThePoint) {
  Count sum;
  int turn = 0;
  for (const Recipe& recipe : testing::tiny_minimizers()) {
    if (turn++ % test::thin != 0) continue;
    const KnownPoint known = known_point(recipe);
    for (const KnownPoint& judged : {known, without_tiny_entries(known, recipe)}) {
      const Count count = expect_no_false_proof(judged, false);
      sum.proved += count.proved, sum.accepted += count.accepted, sum.refused += count.refused;
    }
  }
  EXPECT_GE(sum.proved, 200 / test::thin);
}

}  // namespace
}  // namespace orthant
