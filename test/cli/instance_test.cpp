// orthant instance: folders that certify, known answers, refusals that name the bound.
#include <gtest/gtest.h>

#include "refusal.hpp"
#include "run.hpp"

namespace orthant::cli {
namespace {

TEST(InstanceCommand, TheoremThreeIsWrittenAndCertified) {
  const Folder folder;
  const Json written =
      run_well(folder,
               "instance theorem3 --n 5 --rank 2 --true-rank 2 --alpha 0.5 --epsilon 0.3 --out t3 --json")
          .json();
  EXPECT_EQ(written["instance"], "theorem3");
  EXPECT_EQ(written["operator"], "kernel");
  EXPECT_NEAR(written["known"]["modulus"].get<double>(), 0.5, 1e-15);
  EXPECT_EQ(folder.json("t3/problem.json")["instance"]["alpha"], "0.5");
  const Json certificate = run_well(folder, "certify t3 --json").json();
  EXPECT_EQ(certificate["verdict"], "strict_local_minimizer");
  EXPECT_EQ(certificate["spurious"], true);
  EXPECT_NEAR(certificate["second_order"]["modulus"].get<double>(), 0.5, 1e-8);
  EXPECT_NEAR(certificate["objective"].get<double>(), written["known"]["objective"].get<double>(), 1e-12);
  const Json rip = run_well(folder, "rip t3 --json").json();
  EXPECT_EQ(rip["rank"], 4);
  EXPECT_EQ(rip["attained"], true);
  EXPECT_NEAR(rip["lower"].get<double>(), written["known"]["delta"].get<double>(), 1e-10);
  EXPECT_NEAR(rip["upper"].get<double>(), written["known"]["delta"].get<double>(), 1e-10);
}

TEST(InstanceCommand, SaysWhatAPointOfTheConstantValueSetIs) {
  const Folder folder;
  struct Case {
    const char *line, *known, *certified;
  };
  const char *minimum = "local_minimizer", *critical = "second_order_critical", *saddle = "saddle";
  for (const auto& [line, known, certified] :
       {Case{"theorem4 --m 3 --rank 2", minimum, minimum},
        Case{"theorem4 --m 6 --rank 2 --w 3,4", minimum, minimum},
        Case{"theorem4 --m 2 --rank 2 --w 1,1", critical, critical},
        Case{"theorem4 --m 1 --rank 2 --w 1,1", saddle, saddle},
        Case{"theorem4 --m 4 --rank 2 --w 0,1", saddle, saddle},
        Case{"theorem4 --m 1 --rank 2 --w 1,1 --asymmetric --balance 0.25", saddle, saddle},
        Case{"imbalanced_clusters --m 10 --small 3,2", minimum, minimum},
        Case{"imbalanced_clusters --m 6 --small 3", critical, critical},
        Case{"imbalanced_clusters --m 5 --small 3", saddle, saddle}}) {
    const Json written = run_well(folder, std::string("instance ") + line + " --out p --json").json();
    EXPECT_EQ(written["known"]["verdict"], known) << line;
    EXPECT_EQ(written["known"]["local_minimum"], known == minimum) << line;
    EXPECT_EQ(written["known"]["spurious"], known == minimum) << line;
    EXPECT_EQ(run_well(folder, "certify p --json").json()["verdict"], certified) << line;
  }
}

TEST(InstanceCommand, EveryInstanceIsReadBackByCertifyOrRip) {
  const Folder folder;
  for (const std::string line :
       {"theorem3 --asymmetric --balance 0.25", "theorem3 --operator printed",
        "theorem3 --n 4 --permutation 2,0,3,1", "theorem4 --m 3 --rank 2 --true-rank 2",
        "theorem4 --m 5 --rank 3 --true-rank 3 --asymmetric", "theorem4 --m 6 --rank 2 --true-rank 2 --w 3,1",
        "imbalanced_clusters --m 9 --small 1,2", "half-delta",
        "sharper_than_theorem3 --alpha 2 --margin 1/100"}) {
    run_well(folder, "instance " + line + " --out p --quiet");
    const Json certificate = run_well(folder, "certify p --json").json();
    EXPECT_NE(certificate["verdict"], "not_stationary") << line;
    EXPECT_NE(certificate["verdict"], "undecided") << line;
    EXPECT_GT(certificate["objective"].get<double>(), 0) << line;
  }
  for (const std::string line : {"full", "entries --noise 0.1", "power_law --measurements 60", "gaussian",
                                 "rademacher --asymmetric", "rank_one --asymmetric --sampling 0.5"}) {
    run_well(folder, "instance planted --n 12 --rank 2 --seed 3 --out q --quiet --measurement " + line);
    const Json rip = run_well(folder, "rip q --rank 1 --starts 2 --json").json();
    EXPECT_GE(rip["upper"].is_null() ? 1e300 : rip["upper"].get<double>(), rip["lower"].get<double>())
        << line;
  }
}

TEST(InstanceCommand, HalfDeltaIsSecondOrderCriticalWithoutTheConstraint) {
  const Folder folder;
  run_well(folder, "instance half_delta --out h --quiet");
  const Json certificate = run_well(folder, "certify h --unconstrained --json").json();
  EXPECT_EQ(certificate["verdict"], "second_order_critical");
  EXPECT_EQ(certificate["critical_cone"]["constrained"], false);
  const Json rip = run_well(folder, "rip h --json").json();
  EXPECT_NEAR(rip["scaled_lower"].get<double>(), 0.5, 1e-12);
  EXPECT_NEAR(rip["scaled_upper"].get<double>(), 0.5, 1e-12);
}

class InstanceRefusals : public ::testing::TestWithParam<Refusal> {};

TEST_P(InstanceRefusals, InOneLine) {
  expect_refused(GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    Cases, InstanceRefusals,
    ::testing::Values(
        Refusal{"unknown", "instance theorem5 --out results", {"theorem5", "expected one of theorem3"}},
        Refusal{"no_out", "instance theorem3", {"--out DIR"}},
        Refusal{"alpha_at_the_bound",
                "instance theorem3 --alpha 1 --out results",
                {"alpha = 1", "(r/r⋆ + 2ε²r)^(−1/4)"}},
        Refusal{"alpha_below_what_is_read",
                "instance theorem3 --alpha 1e-300 --out results",
                {"term_1_left.npy: a scale below 1e-60 in magnitude",
                 "expected 0 or a magnitude from 1e-60 to 1e+20"}},
        Refusal{"n_large", "instance theorem3 --n 2001 --out results", {"n = 2001; expected n ≤ 2000"}},
        Refusal{"alpha_no_number", "instance theorem3 --alpha x --out results", {"alpha = 'x'"}},
        Refusal{"alpha_over_zero", "instance theorem3 --alpha 1/0 --out results", {"alpha = '1/0'"}},
        Refusal{"epsilon_zero",
                "instance theorem3 --epsilon 0 --out results",
                {"epsilon = 0; expected epsilon > 0"}},
        Refusal{"n_small",
                "instance theorem3 --n 3 --rank 2 --true-rank 2 --out results",
                {"n = 3; expected n ≥ rank + true_rank = 4"}},
        Refusal{"rank_below",
                "instance theorem3 --n 5 --rank 1 --true-rank 2 --out results",
                {"rank = 1; expected rank ≥ true_rank = 2"}},
        Refusal{"permutation", "instance theorem3 --permutation 0,0 --out results", {"permutation"}},
        Refusal{"permutation_words",
                "instance theorem3 --permutation a,b --out results",
                {"permutation = 'a,b'"}},
        Refusal{"other_flag", "instance theorem3 --m 4 --out results", {"--m does not apply to theorem3"}},
        Refusal{"m_small",
                "instance theorem4 --m 2 --rank 2 --true-rank 2 --out results",
                {"m = 2; expected m > rank = 2"}},
        Refusal{"true_rank_one",
                "instance theorem4 --true-rank 1 --out results",
                {"true_rank = 1; expected true_rank ≥ 2"}},
        Refusal{"margin_large", "instance sharper_than_theorem3 --margin 1 --out results", {"margin = 1"}},
        Refusal{"measurement", "instance planted --measurement dct --out results", {"measurement = dct"}},
        Refusal{"seed", "instance planted --seed -1 --out results", {"seed = -1"}},
        Refusal{"huge", "instance planted --n 1000000 --out results", {"1000000"}},
        Refusal{"balance_symmetric", "instance theorem3 --balance 1 --out results", {"balance = 1"}}),
    name_of);

}  // namespace
}  // namespace orthant::cli
