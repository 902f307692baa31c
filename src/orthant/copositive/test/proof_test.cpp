#include "orthant/copositive/proof.hpp"

#include <gtest/gtest.h>

#include "orthant/copositive/copositive.hpp"
#include "orthant/copositive/split_search.hpp"
#include "orthant/copositive/support_tree.hpp"
#include "orthant/copositive/test/samples.hpp"

namespace orthant {
namespace {

using test::BruteForce;
using test::Rows;
using test::Samples;

/// GGᵀ + N + I in integers.
RationalSymmetric split_form(Samples& samples, int n) {
  std::vector<std::vector<long>> G;
  for (int i = 0; i < n; ++i) {
    auto& row = G.emplace_back();
    for (int k = 0; k < (n + 1) / 2; ++k) row.push_back(samples.between(-3, 3));
  }
  return test::exact(samples.symmetric(n, [&](std::size_t i, std::size_t j) {
    long sum = i == j ? 1 : samples.uniform() < 0.3 ? samples.between(1, 9) : 0;
    for (std::size_t k = 0; k < G[i].size(); ++k) sum += G[i][k] * G[j][k];
    return sum;
  }));
}

TEST(Split, IsFoundAndReplays) {
  Samples samples(41);
  for (const int n : {2, 3, 5, 10, 20, 30}) {
    const RationalSymmetric Q = split_form(samples, n);
    const SplitResult found = find_split(Q, {}, Budget());
    ASSERT_EQ(found.status, SplitStatus::found) << n;
    EXPECT_GE(found.proof.mu, 1);
    EXPECT_EQ(find_flaw(found.proof, Q), "");
  }
}

TEST(Split, IsFoundInAnyScale) {
  Samples samples(42);
  for (int k = 0; k < 10; ++k) {
    RationalSymmetric Q = split_form(samples, 8);
    std::vector<unsigned long> shift;
    for (int i = 0; i < 8; ++i) shift.push_back(static_cast<unsigned long>(samples.between(0, 300)));
    for (Index i = 0; i < 8; ++i)
      for (Index j = 0; j <= i; ++j)
        Q.set_numerator(i, j, mpz_class(Q.numerator(i, j)) << (shift[i] + shift[j]));
    Q.set_denominator((mpz_class(1) << 200U) - 1);
    const SplitResult found = find_split(Q, {}, Budget());
    ASSERT_EQ(found.status, SplitStatus::found);
    EXPECT_EQ(find_flaw(found.proof, Q), "");
  }
}

TEST(Split, TamperedProofsAreRejected) {
  Samples samples(43);
  const RationalSymmetric Q = split_form(samples, 6);
  const SplitProof proof = find_split(Q, {}, Budget()).proof;
  ASSERT_EQ(find_flaw(proof, Q), "");
  const auto rejected = [&](auto&& change) {
    SplitProof copy(proof);
    change(copy);
    return !find_flaw(copy, Q).empty();
  };
  for (std::size_t k = 0; k < proof.L.size(); ++k) {
    EXPECT_TRUE(rejected([&](SplitProof& p) { p.L[k] += 1 << 28; }));
    EXPECT_TRUE(rejected([&](SplitProof& p) { p.L[k] = -2147483647 - 1; }));
  }
  EXPECT_TRUE(rejected([](SplitProof& p) { p.mu = 0; }));
  EXPECT_TRUE(rejected([](SplitProof& p) { p.mu = -5; }));
  EXPECT_TRUE(rejected([](SplitProof& p) { ++p.mu; }));
  EXPECT_TRUE(rejected([](SplitProof& p) { p.mu = std::int64_t{1} << 62; }));
  EXPECT_TRUE(rejected([](SplitProof& p) { p.scale = 59; }));
  EXPECT_TRUE(rejected([](SplitProof& p) { p.scale = -1; }));
  EXPECT_TRUE(rejected([](SplitProof& p) { p.exponent[2] -= 1; }));
  EXPECT_TRUE(rejected([](SplitProof& p) { p.exponent[2] = 2000000000; }));
  EXPECT_TRUE(rejected([](SplitProof& p) { p.exponent.pop_back(); }));
  EXPECT_TRUE(rejected([](SplitProof& p) { p.L.pop_back(); }));
}

TEST(Split, HornHasNone) {
  RationalSymmetric Q = test::exact(test::horn_rows());
  EXPECT_NE(find_split(Q, {}, Budget()).status, SplitStatus::found);
  for (Index i = 0; i < 5; ++i) Q.set(i, i, mpq_class(1001, 1000));
  EXPECT_NE(find_split(Q, {}, Budget()).status, SplitStatus::found);
  for (Index i = 0; i < 5; ++i) Q.set(i, i, mpq_class(999, 1000));
  EXPECT_NE(find_split(Q, {}, Budget()).status, SplitStatus::found);
}

TEST(Split, NeverForAFormThatIsNotStrictlyCopositive) {
  Samples samples(44);
  for (int k = 0; k < 400 / test::thin; ++k) {
    const Rows rows = samples.any(static_cast<int>(samples.between(2, 6)));
    const RationalSymmetric Q = test::exact(rows);
    bool positive = true;
    for (Index i = 0; i < Q.order(); ++i) positive = positive && Q.numerator(i, i) > 0;
    if (!positive || BruteForce::decide(rows) == test::Copositivity::strict) continue;
    EXPECT_NE(find_split(Q, {.iterations = 40, .margin = 1e-5}, Budget()).status, SplitStatus::found);
  }
}

// ---- trees -----------------------------------------------------------------------------------

TreeProof prove(const RationalSymmetric& Q, bool strict) {
  TreeOptions options;
  options.strict = strict;
  options.arithmetic = TreeArithmetic::integers;
  options.record_nodes = 10000;
  SupportTree tree(Q, options);
  EXPECT_EQ(tree.run(1e15, Budget()), TreeStatus::proved);
  return *tree.take_proof();
}

/// One change at random. Some leave a proof that still holds: those are for the caller to sort out.
void corrupt(TreeProof& proof, Samples& samples, int n) {
  ProofNode& node =
      proof.nodes[static_cast<std::size_t>(samples.between(0, static_cast<long>(proof.nodes.size()) - 1))];
  const auto index = [&] { return static_cast<std::int32_t>(samples.between(-1, n)); };
  switch (samples.between(0, 9)) {
    case 0:
      if (!node.drops.empty()) node.drops[0].index = index();
      break;
    case 1:
      if (!node.drops.empty()) node.drops.back().rule = static_cast<DropRule>(samples.between(0, 3));
      break;
    case 2:
      if (!node.drops.empty()) node.drops.back().row = index();
      break;
    case 3:
      if (!node.drops.empty()) node.drops.pop_back();
      break;
    case 4:
      if (!node.classes.empty()) node.classes[0][0] = index();
      break;
    case 5:
      if (!node.branches.empty()) {
        node.branches.pop_back();
        node.children.pop_back();
      }
      break;
    case 6:
      if (!node.branches.empty())
        node.children[0] = samples.between(-1, static_cast<long>(proof.nodes.size()));
      break;
    case 7:
      if (node.classes.size() > 1) std::swap(node.classes.front(), node.classes.back());
      break;
    case 8:
      if (node.drops.size() > 1) std::swap(node.drops.front(), node.drops.back());
      break;
    default:
      if (!node.classes.empty()) node.classes.pop_back();
  }
}

TEST(Replay, AcceptsNoProofOfAFalseClaim) {
  // A corrupted proof for the same matrix may hold; for a matrix without the property none may.
  Samples samples(45);
  int tried = 0;
  for (int k = 0; k < 1200 / test::thin; ++k) {
    const Rows rows = samples.any(static_cast<int>(samples.between(3, 8)));
    const test::Copositivity truth = BruteForce::decide(rows);
    if (truth == test::Copositivity::no) continue;
    const bool strict = truth == test::Copositivity::strict;
    const RationalSymmetric Q = test::exact(rows);
    TreeProof proof = prove(Q, strict);
    EXPECT_EQ(find_flaw(proof, Q), "");
    if (!strict) {
      proof.strict = true;
      EXPECT_NE(find_flaw(proof, Q), "") << "strict though the form has a zero: " << test::text(rows);
      proof.strict = false;
    }
    // The same tree for a form that is lower somewhere.
    Rows lower(rows);
    const auto i = static_cast<std::size_t>(samples.between(0, static_cast<long>(rows.size()) - 1)),
               j = static_cast<std::size_t>(samples.between(0, static_cast<long>(rows.size()) - 1));
    lower[i][j] = lower[j][i] = lower[i][j] - samples.between(1, 3);
    const test::Copositivity changed = BruteForce::decide(lower);
    if (changed != test::Copositivity::no && !(strict && changed == test::Copositivity::boundary)) continue;
    const RationalSymmetric P = test::exact(lower);
    EXPECT_NE(find_flaw(proof, P), "") << test::text(lower);
    for (int turn = 0; turn < 10; ++turn) {
      TreeProof copy(proof);
      corrupt(copy, samples, static_cast<int>(rows.size()));
      EXPECT_NE(find_flaw(copy, P), "") << test::text(lower);
      ++tried;
    }
  }
  EXPECT_GT(tried, 1000 / test::thin);
}

TEST(Replay, ListsMustBeComplete) {
  const RationalSymmetric Q = test::exact(test::horn_rows());
  const TreeProof proof = prove(Q, false);
  ASSERT_GE(proof.nodes.size(), 2U);
  const auto rejected = [&](auto&& change) {
    TreeProof copy(proof);
    change(copy);
    return !find_flaw(copy, Q).empty();
  };
  EXPECT_TRUE(rejected([](TreeProof& p) { p.strict = true; }));
  EXPECT_TRUE(rejected([](TreeProof& p) { p.nodes.emplace_back(); }));
  EXPECT_TRUE(rejected([](TreeProof& p) { p.nodes.pop_back(); }));
  EXPECT_TRUE(rejected([](TreeProof& p) { p.root = static_cast<std::int64_t>(p.nodes.size()); }));
  EXPECT_TRUE(rejected([](TreeProof& p) { p.root = -1; }));
  const auto root = static_cast<std::size_t>(proof.root);
  ASSERT_FALSE(proof.nodes[root].branches.empty());
  EXPECT_TRUE(rejected([&](TreeProof& p) { p.nodes[root].branches[0] = 7; }));
  EXPECT_TRUE(rejected([&](TreeProof& p) { p.nodes[root].children[0] = p.root; }));
  EXPECT_TRUE(rejected([&](TreeProof& p) {
    p.nodes[root].branches.pop_back();
    p.nodes[root].children.pop_back();
  }));
}

TEST(Replay, PartsMustCoverTheMatrix) {
  Rows rows = test::horn_rows();
  for (auto& row : rows) row.insert(row.end(), {1, 2, 0});
  rows.push_back({1, 1, 1, 1, 1, 2, -1, 0});
  rows.push_back({2, 2, 2, 2, 2, -1, 2, 0});
  rows.push_back({0, 0, 0, 0, 0, 0, 0, 4});
  const RationalSymmetric Q = test::exact(rows);
  const CopositiveResult result = decide_copositivity(Q, {}, Budget());
  ASSERT_EQ(result.verdict, Copositivity::copositive);
  ASSERT_TRUE(result.proof);
  const CopositivityProof& proof = *result.proof;
  ASSERT_EQ(proof.parts.size(), 2U);
  ASSERT_EQ(proof.dropped, std::vector<std::int32_t>{7});
  EXPECT_EQ(find_flaw(proof, Q), "");
  const auto rejected = [&](auto&& change) {
    CopositivityProof copy(proof);
    change(copy);
    return !find_flaw(copy, Q).empty();
  };
  EXPECT_TRUE(rejected([](CopositivityProof& p) { p.parts.pop_back(); }));
  EXPECT_TRUE(rejected([](CopositivityProof& p) { p.dropped.clear(); }));
  EXPECT_TRUE(rejected([](CopositivityProof& p) { p.dropped.push_back(0); }));
  EXPECT_TRUE(rejected([](CopositivityProof& p) { p.dropped = {0, 7}; }));
  EXPECT_TRUE(rejected([](CopositivityProof& p) { p.dropped = {8}; }));
  EXPECT_TRUE(rejected([](CopositivityProof& p) { p.strict = true; }));
  EXPECT_TRUE(rejected([](CopositivityProof& p) { std::swap(p.parts[0].indices, p.parts[1].indices); }));
  RationalSymmetric joined(Q);
  joined.set(0, 5, -1);
  EXPECT_NE(find_flaw(proof, joined), "");
}

TEST(Replay, WitnessesAreCheckedBySignAndValue) {
  const RationalSymmetric Q = test::exact(test::horn_rows());
  const std::vector<mpz_class> zero{1, 1, 0, 0, 0}, other{1, 0, 0, 0, 0}, nothing(5),
      negative{1, 1, -1, 0, 0};
  EXPECT_TRUE(replay_witness(Q, zero, true));
  EXPECT_FALSE(replay_witness(Q, zero, false));
  EXPECT_FALSE(replay_witness(Q, other, true));
  EXPECT_FALSE(replay_witness(Q, nothing, true));
  EXPECT_FALSE(replay_witness(Q, negative, false));
  EXPECT_FALSE(replay_witness(Q, {1, 1}, true));
}

}  // namespace
}  // namespace orthant
