/// `orthant reproduce`: what it refuses, and that its document, page and table say the same.

#include <gtest/gtest.h>

#include "refusal.hpp"
#include "run.hpp"

namespace orthant::cli {
namespace {

class ReproduceRefusals : public testing::TestWithParam<Refusal> {};

TEST_P(ReproduceRefusals, OneLineAndExitCodeTwo) {
  expect_refused(GetParam());
}

const Refusal reproduce_refusals[] = {
    {"UnknownClaim", "reproduce --only lemma-99", {"only = lemma-99", "lemma-10", "theorem-3"}},
    {"OneOfTwoUnknown", "reproduce --only lemma-10,figure-9", {"only = figure-9"}},
    {"RankZero", "reproduce --rank 0", {"rank = 0", "1 ≤ rank"}},
    {"RankFraction", "reproduce --rank 2.5", {"--rank", "2.5"}},
    {"TrueRankHuge", "reproduce --true-rank 1000000000000", {"true_rank = 1000000000000", "≤ true_rank ≤"}},
    {"TooFewRows", "reproduce --n 3", {"n = 3", "rank + true_rank = 4 ≤ n"}},
    {"TooManyRows", "reproduce --n 100000", {"n = 100000", "≤ n ≤"}},
    {"TooFewEqualRows", "reproduce --m 3", {"m = 3", "rank4 + 1 = 4 ≤ m"}},
    {"RankFourBelowTruth", "reproduce --rank4 2", {"rank4 = 2", "true_rank4 = 3 ≤ rank4"}},
    {"TrueRankFourOne", "reproduce --true-rank4 1", {"true_rank4 = 1", "2 ≤ true_rank4"}},
    {"AlphaText", "reproduce --alpha half", {"alpha = half", "fraction"}},
    {"AlphaNegative", "reproduce --alpha=-1/2", {"alpha = -1/2", "between 1/1000000 and"}},
    {"AlphaTiny", "reproduce --alpha 1e-900", {"alpha = 1e-900", "between 1/1000000 and"}},
    {"AlphaBeyondTheBound", "reproduce --alpha 1", {"alpha = 1", "(r/r⋆ + 2ε²r)^(−1/4) = 0.926009"}},
    {"EpsilonDividedByZero", "reproduce --epsilon 1/0", {"epsilon = 1/0", "fraction"}},
    {"EpsilonHuge", "reproduce --epsilon 1e400", {"epsilon = 1e400", "between 1/1000000 and 1000000"}},
    {"AlphaLong", "reproduce --alpha 0.3333333333333333333333", {"alpha: a fraction of 46", "at most 40"}},
    {"EpsilonZero", "reproduce --epsilon 0", {"epsilon = 0"}},
    {"BalanceNegative", "reproduce --balance -1", {"balance = -1", "≤ balance ≤"}},
    {"BalanceNan", "reproduce --balance nan", {"balance = nan"}},
    {"StartsZero", "reproduce --starts 0", {"starts = 0", "1 ≤ starts"}},
    {"SeedNegative", "reproduce --seed -1", {"seed = -1", "0 ≤ seed"}},
    {"MaxSeconds", "reproduce --max-seconds 0", {"max_seconds = 0"}},
    {"Positional", "reproduce theorem-3", {"theorem-3"}},
};
INSTANTIATE_TEST_SUITE_P(Line, ReproduceRefusals, testing::ValuesIn(reproduce_refusals), name_of);

TEST(Reproduce, CountsAreThoseOfItsRows) {
  const Folder folder;
  const Outcome result = run(folder, words("reproduce --only figure-1,lemma-10,theorem-3,lemma-10 --json"));
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const Json document = result.json();
  EXPECT_EQ(document["format"], "orthant-claims/1");
  ASSERT_EQ(document["claims"].size(), 3U) << "each once, however often it is asked for";
  std::size_t rows = 0, holds = 0, corrected = 0;
  for (const Json& claim : document["claims"]) {
    EXPECT_EQ(claim["command"], "orthant reproduce --only " + claim["id"].get<std::string>());
    EXPECT_TRUE(claim["as_expected"]) << claim["id"];
    rows += claim["rows"].size();
    holds += claim["verdict"] == "holds" ? 1U : 0U;
    corrected += claim["verdict"] == "holds, corrected" ? 1U : 0U;
    for (const Json& row : claim["rows"]) {
      EXPECT_TRUE(row["holds"]) << row;
      EXPECT_EQ(row["printed"].is_null(), row["printed_holds"].is_null()) << row;
    }
  }
  EXPECT_EQ(document["counts"]["rows"], rows);
  EXPECT_EQ(document["counts"]["holds"], holds);
  EXPECT_EQ(document["counts"]["corrected"], corrected);
  EXPECT_GE(corrected, 1U) << "Lemma 10 is printed with a wrong square";
  EXPECT_EQ(document["counts"]["not_evaluated"], 0);
}

TEST(Reproduce, FractionsStayFractionsAndCommandsRepeatTheInstance) {
  const Folder folder;
  const Outcome result = run(
      folder, words("reproduce --only theorem-3 --alpha 0.4 --epsilon 1/3 --rank 4 --true-rank 3 --json"));
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const Json document = result.json();
  EXPECT_EQ(document["parameters"]["alpha"], "2/5");
  EXPECT_EQ(document["parameters"]["epsilon"], "1/3");
  EXPECT_EQ(document["parameters"]["n"], 7) << "as many as the ranks need";
  EXPECT_EQ(document["claims"][0]["command"],
            "orthant reproduce --only theorem-3 --rank 4 --true-rank 3 --alpha 0.4 --epsilon 1/3");
}

TEST(Reproduce, WritesAPageThatHoldsTheDocument) {
  const Folder folder;
  const Outcome result = run(folder, words("reproduce --only theorem-3,figure-1 --out deep/er"));
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_NE(result.out.find("Theorem 3"), std::string::npos);
  EXPECT_NE(result.out.find("2 statements"), std::string::npos);
  const Json document = folder.json("deep/er/reproduce.json");
  const std::string page = folder.read("deep/er/reproduce.html");
  const std::string open = "<script type=\"application/json\" id=\"paper\">";
  const auto from = page.find(open) + open.size();
  const Json embedded = Json::parse(page.substr(from, page.find("</script>", from) - from));
  EXPECT_EQ(embedded["claims"], document["claims"]);
  EXPECT_EQ(embedded["counts"], document["counts"]);
}

/// Every statement; every certificate that a row names is there and passes the checker, and no row with a
/// proof says less.
TEST(Reproduce, EveryCertificateIsAccepted) {
  const Folder folder;
  const Outcome result = run(folder, words("reproduce --out all --json"));
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const Json document = result.json();
  EXPECT_EQ(document["counts"]["fails"], 0);
  std::size_t certificates = 0;
  for (const Json& claim : document["claims"]) {
    for (const Json& row : claim["rows"]) {
      EXPECT_TRUE(row["holds"]) << claim["id"] << row;
      if (row["certificate"].is_null()) continue;
      ++certificates;
      EXPECT_TRUE(row["rigor"] == "exact" || row["rigor"] == "verified") << row;
      const Outcome checked =
          verify(folder, "all/certificates/" + row["certificate"].get<std::string>() + "/certificate.json");
      EXPECT_EQ(checked.exit_code, 0) << row << checked.out;
      EXPECT_NE(checked.out.find(row["rigor"].get<std::string>()), std::string::npos) << checked.out;
    }
  }
  EXPECT_GE(document["counts"]["certificates"], 20);
  EXPECT_GE(certificates, document["counts"]["certificates"].get<std::size_t>());
}

TEST(Reproduce, WithoutTimeThereIsNoAnswerAndNoFile) {
  const Folder folder;
  const Outcome result = run(folder, words("reproduce --only theorem-3 --max-seconds 1e-12 --out out"));
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_EQ(result.out, "");
  EXPECT_NE(result.err.find("before the first statement"), std::string::npos);
  EXPECT_FALSE(folder.has("out"));
}

}  // namespace
}  // namespace orthant::cli
