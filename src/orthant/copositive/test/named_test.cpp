#include "orthant/copositive/gallery/named.hpp"

#include <gtest/gtest.h>

#include "orthant/base/error.hpp"
#include "orthant/copositive/gallery/extreme_forms.hpp"
#include "orthant/copositive/gallery/graph.hpp"

namespace orthant::gallery {
namespace {

std::string refusal(std::string_view name) {
  try {
    named(name, 1000);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

void expect_same(std::string_view name, const RationalSymmetric& expected) {
  SCOPED_TRACE(name);
  const auto Q = named(name);
  ASSERT_TRUE(Q);
  ASSERT_EQ(Q->order(), expected.order());
  EXPECT_EQ(Q->denominator(), expected.denominator());
  for (Index i = 0; i < Q->order(); ++i)
    for (Index j = 0; j <= i; ++j) ASSERT_EQ(Q->numerator(i, j), expected.numerator(i, j));
}

TEST(Named, ReadsEveryFamily) {
  expect_same("horn", horn());
  expect_same("hoffman-pereira", hoffman_pereira(7));
  expect_same("hoffman-pereira-9", hoffman_pereira(9));
  expect_same("odd-cycle-11", odd_cycle(11));
  const mpq_class t(1, 8);
  expect_same("hildebrand-1/8-1/8-1/8-1/8-1/8", hildebrand({t, t, t, t, t}));
  expect_same("hildebrand-circulant-23", hildebrand_circulant(23));
  expect_same("hildebrand-nonminimal-23", hildebrand_circulant(23, CirculantZeros::non_minimal));
  expect_same("hamming-6-4", motzkin_straus(hamming_graph(6, 4), 4));
  expect_same("hamming-6-4@15/4", motzkin_straus(hamming_graph(6, 4), mpq_class(15, 4)));
  expect_same("johnson-8-2-4", motzkin_straus(johnson_graph(8, 2, 4), 4));
  expect_same("keller-3@5", motzkin_straus(keller_graph(3), 5));
  expect_same("mann-9", motzkin_straus(mann_graph(9), 16));
  expect_same("paley-101", motzkin_straus(paley_graph(101), 5));
  expect_same("random-graph-30-0.5-7@3", motzkin_straus(random_graph(30, 0.5, 7), 3));
  EXPECT_EQ(named("brock-like-60-0.5-10-1")->order(), 60);
  EXPECT_EQ(named("split-20-1")->order(), 20);
  EXPECT_EQ(named("standard-quadratic-50-0.25-3")->order(), 50);
  EXPECT_EQ(named("noisy-residual-10-2-3")->order(), 10);
}

TEST(Named, OtherWordsAreNoNames) {
  for (const char* word :
       {"", "matrix.csv", "horn.csv", "horns", "Horn", "hamming.npy", "-", "random", "6-4"})
    EXPECT_FALSE(named(word)) << word;
}

TEST(Named, RefusesInOneLineWithValueAndExpectation) {
  EXPECT_EQ(refusal("hamming-6-9"), "hamming-6-9: distance 9; expected 1 ≤ d ≤ 6");
  EXPECT_EQ(refusal("hamming"), "hamming: 0 parameters; expected hamming-N-D");
  EXPECT_EQ(refusal("hamming-6"), "hamming-6: 1 parameters; expected hamming-N-D");
  EXPECT_EQ(refusal("hamming-6-4@"), "hamming-6-4@: ''; expected a fraction such as 15/4");
  EXPECT_EQ(refusal("hamming-6-4@4/0"), "hamming-6-4@4/0: '4/0'; expected a fraction such as 15/4");
  EXPECT_EQ(refusal("paley-43"), "paley-43: order 43; expected a prime q ≡ 1 (mod 4)");
  EXPECT_EQ(refusal("horn@3"), "horn@3: '@t'; expected only after a graph");
  EXPECT_EQ(refusal("split-5001-1"), "split-5001-1: order 5001; expected 1 to 5000");
  EXPECT_EQ(refusal("random-graph-200-0.75-1"),
            "random-graph-200-0.75-1: clique number not found in 1000 nodes (it is ≥ 18); expected @t");
}

TEST(Named, ReadsNumbersStrictly) {
  for (const char* word :
       {"hamming-6x-4", "hamming-+6-4", "hamming- 6-4", "hamming-0x6-4", "hamming-6--4", "hamming-6-4-",
        "hamming-", "split-99999999999-1", "split-5-1.0", "standard-quadratic-9-1e-1-1",
        "standard-quadratic-9-inf-1", "standard-quadratic-9-.-1", "hamming-6-4@1.5", "hamming-6-4@+3",
        "hamming-6-4@4@4", "hildebrand-1-1-1-1/-1"})
    EXPECT_NE(refusal(word), "") << word;
}

TEST(Named, ListsEveryFamilyOnOneLine) {
  const std::vector<NamedForm> forms = names();
  EXPECT_EQ(forms.size(), 16U);
  for (const NamedForm& form : forms) {
    EXPECT_EQ(form.description.find('\n'), std::string::npos);
    EXPECT_FALSE(form.description.empty());
    // The word before the parameters is a name: it is read, or refused for its parameters, never passed over.
    const std::string word = form.form.substr(0, form.form.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ["));
    const std::string family = word.ends_with('-') ? word.substr(0, word.size() - 1) : word;
    EXPECT_TRUE(!refusal(family).empty() || named(family)) << family;
  }
}

}  // namespace
}  // namespace orthant::gallery
