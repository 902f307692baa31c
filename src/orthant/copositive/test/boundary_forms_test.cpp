// Forms on the boundary of the copositive cone and just beside it.
#include "orthant/copositive/gallery/extreme_forms.hpp"
#include "orthant/copositive/gallery/random_families.hpp"
#include "orthant/copositive/test/equivalent_forms.hpp"
#include "verdict.hpp"

namespace orthant {
namespace {

using namespace gallery;
using test::direct_sum_with_coupling;
using test::expect_verdict;
using test::scaled_permuted;

mpq_class two_to_minus(unsigned long k) {
  return {mpz_class(1), mpz_class(1) << k};
}

RationalSymmetric raised(RationalSymmetric Q, const mpq_class& epsilon) {
  for (Index i = 0; i < Q.order(); ++i) Q.set(i, i, Q.entry(i, i) + epsilon);
  return Q;
}

TEST(BoundaryForms, Horn) {
  expect_verdict(horn(), Copositivity::copositive, "Horn");
  for (std::uint64_t seed = 0; seed < 20; ++seed)
    expect_verdict(scaled_permuted(horn(), seed, 1000), Copositivity::copositive, "Horn, scaled");
  expect_verdict(raised(horn(), two_to_minus(20)), Copositivity::strictly_copositive, "Horn + eps I");
  expect_verdict(horn().minus_all_ones(two_to_minus(20)), Copositivity::not_copositive, "Horn - eps E");
  expect_verdict(scaled_permuted(raised(horn(), two_to_minus(50)), 3, 1000),
                 Copositivity::strictly_copositive, "Horn + eps I, scaled");
}

TEST(BoundaryForms, SumsOfHornsAndASplitBlock) {
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    std::vector<RationalSymmetric> blocks;
    for (std::uint64_t k = 0; k <= seed; ++k) blocks.push_back(scaled_permuted(horn(), 10 * seed + k));
    blocks.push_back(random_split(20, seed, {.margin = 1}));
    expect_verdict(direct_sum_with_coupling(blocks, seed), Copositivity::copositive,
                   "Horns and a split block");
    blocks.front() = horn().minus_all_ones(two_to_minus(20));
    expect_verdict(direct_sum_with_coupling(blocks, seed), Copositivity::not_copositive, "one Horn lowered");
    for (auto& block : blocks) block = raised(block, mpq_class(1, 100));
    expect_verdict(direct_sum_with_coupling(blocks, seed), Copositivity::strictly_copositive, "all raised");
  }
}

TEST(BoundaryForms, CirculantsOfOnes) {
  for (const Index n : {5, 7, 9})
    expect_verdict(hoffman_pereira(n), Copositivity::copositive, "Hoffman-Pereira");
  for (const Index n : {5, 7, 11, 15}) expect_verdict(odd_cycle(n), Copositivity::copositive, "odd cycle");
  expect_verdict(raised(hoffman_pereira(7), two_to_minus(30)), Copositivity::strictly_copositive, "raised");
  expect_verdict(hoffman_pereira(7).minus_all_ones(two_to_minus(30)), Copositivity::not_copositive,
                 "lowered");
}

TEST(BoundaryForms, HildebrandOfOrderFive) {
  const std::array<mpq_class, 5> equal{mpq_class(1, 4), mpq_class(1, 4), mpq_class(1, 4), mpq_class(1, 4),
                                       mpq_class(1, 4)},
      mixed{mpq_class(1, 9), mpq_class(2, 7), mpq_class(1, 30), mpq_class(3, 8), mpq_class(1, 5)};
  for (const auto& t : {equal, mixed}) {
    const RationalSymmetric Q = hildebrand(t);
    expect_verdict(Q, Copositivity::copositive, "T(theta)");
    expect_verdict(scaled_permuted(Q, 5), Copositivity::copositive, "T(theta), scaled");
    expect_verdict(Q.minus_all_ones(two_to_minus(40)), Copositivity::not_copositive, "T(theta) - eps E");
    expect_verdict(raised(Q, two_to_minus(40)), Copositivity::strictly_copositive, "T(theta) + eps I");
  }
}

TEST(BoundaryForms, HildebrandCirculants) {
  for (const CirculantZeros zeros : {CirculantZeros::minimal, CirculantZeros::non_minimal}) {
    for (const Index n : {5, 7, 9, 11}) {
      const RationalSymmetric Q = hildebrand_circulant(n, zeros);
      EXPECT_TRUE(replay_witness(
          Q,
          [&] {
            auto u = circulant_zero(n, zeros);
            u.resize(static_cast<std::size_t>(n));
            return u;
          }(),
          true));
      expect_verdict(Q, Copositivity::copositive, "circulant of order " + std::to_string(n));
      expect_verdict(Q.minus_all_ones(Q.entry(0, 0) * two_to_minus(60)), Copositivity::not_copositive,
                     "lowered circulant of order " + std::to_string(n));
    }
    if (!test::sanitized)
      expect_verdict(hildebrand_circulant(23, zeros), Copositivity::copositive, "order 23");
  }
}

}  // namespace
}  // namespace orthant
