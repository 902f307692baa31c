// "verified" is said after the checker has run, and sentences say no more than the claims of the document.
#include <gtest/gtest.h>

#include "checker/check.hpp"
#include "orthant/certify/certify.hpp"
#include "orthant/objectives/recovery.hpp"
#include "orthant/prove/certificate_document.hpp"
#include "orthant/prove/checked_document.hpp"
#include "orthant/prove/isolated_minimizer.hpp"
#include "orthant/prove/prove.hpp"
#include "support/decimal.hpp"
#include "support/find_stationary.hpp"
#include "support/random_problems.hpp"

namespace orthant {
namespace {

using test::decimal;

/// A positive matrix of rank one up to noise: always an isolated minimizer.
struct RankOne {
  std::shared_ptr<const Observations> observations;
  std::unique_ptr<AsymmetricRecovery> objective;
  Certificate numeric;
};

RankOne rank_one_sample(int trial, double size = 1) {
  Random random(5, static_cast<std::uint64_t>(trial));
  RankOne out;
  out.observations = testing::fully_observed(size * testing::random_matrix(random, 7, 5));
  out.objective = std::make_unique<AsymmetricRecovery>(out.observations, 1);
  out.numeric = certify(*out.objective, testing::find_stationary(*out.objective, trial));
  return out;
}

/// The decimal number between two words of a sentence.
std::string between(const std::string& sentence, const std::string& before, const std::string& after) {
  const std::size_t first = sentence.find(before);
  if (first == std::string::npos) return "0";
  const std::size_t begin = first + before.size();
  return sentence.substr(begin, sentence.find(after, begin) - begin);
}

mpq_class claimed(const nlohmann::ordered_json& text) {
  return mpq_class(text.get<std::string>());
}

TEST(Checked, SentencesSayTheClaims) {
  for (int trial = 0; trial < 20; ++trial) {
    const RankOne s = rank_one_sample(trial, trial % 3 == 0 ? 1e9 : trial % 3 == 1 ? 1 : 1e-7);
    const ProofAttempt attempt = prove_isolated(*s.objective, s.numeric);
    ASSERT_TRUE(attempt.proof) << attempt.reason;
    const auto& claims = attempt.proof->document["claims"];
    const std::string& sentence = attempt.proof->reasons.at(0);
    EXPECT_EQ(decimal(between(sentence, "lies within ", " of the stored")), claimed(claims["radius"]))
        << sentence;
    EXPECT_LE(decimal(between(sentence, "objective lies between ", " and ")), claimed(claims["objective"][0]))
        << sentence;
    const std::string high = sentence.substr(sentence.rfind(" and ") + 5);
    EXPECT_GE(decimal(high.substr(0, high.size() - 1)), claimed(claims["objective"][1])) << sentence;
  }
}

TEST(Checked, AProofIsCheckedBeforeItIsStated) {
  const RankOne s = rank_one_sample(1);
  const ProofAttempt attempt = prove(*s.objective, nullptr, s.numeric, nullptr);
  ASSERT_TRUE(attempt.proof) << attempt.reason;
  EXPECT_TRUE(attempt.proof->checked);
  Certificate certificate = s.numeric;
  adopt(certificate, *attempt.proof);
  EXPECT_EQ(certificate.checked, true);
  EXPECT_EQ(certificate.check_command, "");
  const auto document = certificate_document(certificate, &*attempt.proof);
  EXPECT_EQ(document["checked"], true);
  EXPECT_TRUE(document["check_command"].is_null());
}

TEST(Checked, WhatIsTooMuchToCheckSaysSo) {
  const RankOne s = rank_one_sample(2);
  ProofOptions options;
  options.check_work = 10;
  const ProofAttempt attempt = prove(*s.objective, nullptr, s.numeric, nullptr, options);
  ASSERT_TRUE(attempt.proof) << attempt.reason;
  EXPECT_FALSE(attempt.proof->checked);
  Certificate certificate = s.numeric;
  adopt(certificate, *attempt.proof);
  EXPECT_EQ(certificate.rigor, Rigor::verified);
  EXPECT_EQ(certificate.checked, false);
  EXPECT_EQ(certificate.check_command, "orthant-verify certificate.json");
  EXPECT_EQ(certificate.reasons.back(),
            "The checker has not gone through this proof, which takes it about 1 s: orthant-verify "
            "certificate.json "
            "does, in the folder of the certificate.");
  const auto document = certificate_document(certificate, &*attempt.proof);
  EXPECT_EQ(document["checked"], false);
  EXPECT_TRUE(checker::check(document.dump(), BundleFiles(attempt.proof->files)).accepted);
}

/// A refusal is not hidden, and neither is what stands around a proof that was checked before.
TEST(Checked, ARefusalIsReported) {
  const RankOne s = rank_one_sample(3);
  ProofAttempt attempt = prove_isolated(*s.objective, s.numeric);
  ASSERT_TRUE(attempt.proof) << attempt.reason;
  Proof& proof = *attempt.proof;
  Certificate certificate = s.numeric;
  adopt(certificate, proof);
  ASSERT_EQ(check_proof(proof, certificate_document(certificate, &proof), {}), "");
  ASSERT_TRUE(proof.checked);
  auto wrong = certificate_document(certificate, &proof);
  wrong["escape"] = {{"curvature", -1}};
  EXPECT_NE(check_proof(proof, wrong, {}).find("escape"), std::string::npos);
  proof.checked = false;
  proof.document["claims"]["modulus"] = "1000000";
  EXPECT_NE(check_proof(proof, certificate_document(certificate, &proof), {}).find("claims.modulus"),
            std::string::npos);
  EXPECT_FALSE(proof.checked);
}

}  // namespace
}  // namespace orthant
