// The checker accepts what is true.
#include "true_certificates.hpp"

#include <gtest/gtest.h>

namespace orthant {
namespace {

using testing::TrueCertificate;

TEST(TrueCertificates, AreAccepted) {
  for (const TrueCertificate& certificate : testing::true_certificates()) {
    const checker::Outcome outcome = testing::check(certificate);
    EXPECT_TRUE(outcome.accepted) << certificate.name << ": " << outcome.reason;
    EXPECT_EQ(outcome.rigor, certificate.document["rigor"]) << certificate.name;
    EXPECT_FALSE(outcome.statement.empty()) << certificate.name;
  }
}

TEST(TrueCertificates, ObjectivesAreAsKnown) {
  for (const TrueCertificate& certificate : testing::true_certificates()) {
    const Problem problem = testing::problem_of(certificate);
    const double seen = problem.objective()->value(problem.stacked_point()),
                 known = certificate.objective.get_d();
    EXPECT_NEAR(seen, known, 1e-12 * known) << certificate.name;
  }
}

TEST(TrueCertificates, WeakerClaimsAreAccepted) {
  int weaker = 0;
  for (TrueCertificate certificate : testing::true_certificates()) {
    auto& claims = certificate.document["proof"]["claims"];
    const mpq_class low = testing::number(claims["objective"][0]),
                    high = testing::number(claims["objective"][1]);
    // A witness must stay below the lower end: a millionth of the objective is no harm to any here.
    claims["objective"] = {testing::text(low - low / 1000000), testing::text(high + 1)};
    if (claims.contains("modulus")) {
      claims["modulus"] = testing::text(testing::number(claims["modulus"]) / 2);
      certificate.document["second_order"]["modulus"] = nullptr;
    }
    const checker::Outcome outcome = testing::check(certificate);
    EXPECT_TRUE(outcome.accepted) << certificate.name << ": " << outcome.reason;
    ++weaker;
  }
  EXPECT_GE(weaker, 25);
}

}  // namespace
}  // namespace orthant
