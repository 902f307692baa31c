// Thousands of spoiled certificates, the same ones in every run: the checker rejects each in one line.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "spoil.hpp"

namespace orthant {
namespace {

using testing::Spoiled;
using testing::Spoiler;
using testing::TrueCertificate;

bool one_line(const std::string& text) {
  return !text.empty() && std::none_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  });
}

struct Tally {
  int made = 0;
  std::map<std::string, int> by_kind, by_method;
};

/// Every kind at every certificate, `rounds` draws each.
Tally reject_all(const std::vector<Spoiler>& kinds, int rounds) {
  Tally tally;
  const std::vector<TrueCertificate> certificates = testing::true_certificates();
  for (std::size_t k = 0; k < kinds.size(); ++k)
    for (std::size_t c = 0; c < certificates.size(); ++c) {
      Random random(k, c);
      for (int round = 0; round < rounds; ++round) {
        const std::optional<Spoiled> spoiled = kinds[k].spoil(certificates[c], random);
        if (!spoiled) continue;
        const checker::Outcome outcome = testing::check(spoiled->text, spoiled->files);
        EXPECT_FALSE(outcome.accepted)
            << kinds[k].name << ", " << certificates[c].name << ": " << spoiled->why;
        EXPECT_TRUE(one_line(outcome.reason)) << kinds[k].name << ": " << outcome.reason;
        EXPECT_TRUE(outcome.statement.empty()) << kinds[k].name;
        ++tally.made;
        ++tally.by_kind[kinds[k].name];
        ++tally.by_method[certificates[c].method()];
      }
    }
  for (const Spoiler& kind : kinds) EXPECT_GT(tally.by_kind[kind.name], 0) << kind.name << " was never made";
  EXPECT_EQ(tally.by_method.size(), 6u);
  return tally;
}

TEST(SpoiledCertificates, DamagedOnesAreRejected) {
  EXPECT_GE(reject_all(testing::damages(), 2).made, 1000);
}

TEST(SpoiledCertificates, FalseClaimsAreRejected) {
  EXPECT_GE(reject_all(testing::false_claims(), 3).made, 1000);
}

TEST(SpoiledCertificates, OtherNumbersAreRejected) {
  EXPECT_GE(reject_all(testing::other_numbers(), 6).made, 1000);
}

}  // namespace
}  // namespace orthant
