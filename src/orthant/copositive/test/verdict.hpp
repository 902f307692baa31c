/// A verdict with everything that comes with it: rigor, witness or zero, proof, bracket.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "orthant/copositive/copositive.hpp"
#include "orthant/copositive/proof.hpp"
#include "support/sanitized.hpp"

namespace orthant::test {

inline void expect_verdict(const RationalSymmetric& Q, Copositivity verdict, const std::string& about) {
  const CopositiveResult result = decide_copositivity(Q, {}, Budget(120.0));
  ASSERT_EQ(to_string(result.verdict), to_string(verdict)) << about << " " << result.reason;
  EXPECT_EQ(result.rigor, Rigor::exact) << about;
  EXPECT_LE(result.lower, result.upper) << about;
  if (verdict == Copositivity::not_copositive) {
    EXPECT_TRUE(replay_witness(Q, result.witness, false)) << about;
    return;
  }
  if (verdict == Copositivity::copositive) {
    EXPECT_TRUE(replay_witness(Q, result.witness, true)) << about;
  }
  ASSERT_TRUE(result.proof) << about;
  EXPECT_EQ(find_flaw(*result.proof, Q), "") << about;
}

}  // namespace orthant::test
