/// Copositive matrices with proofs, each with matrices that are not copositive, for tests of what proofs may
/// say. The matrices are written from their definitions.
#pragma once

#include <gtest/gtest.h>

#include <bit>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "orthant/copositive/copositive.hpp"
#include "orthant/copositive/split_search.hpp"

namespace orthant {

struct ProofSample {
  std::string name;
  RationalSymmetric Q;
  CopositivityProof proof;
  std::vector<RationalSymmetric> not_copositive;
};

inline RationalSymmetric circulant(const std::vector<int>& row) {
  const auto n = static_cast<Index>(row.size());
  RationalSymmetric Q(n);
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j <= i; ++j) Q.set_numerator(i, j, row[static_cast<std::size_t>(i - j)]);
  return Q;
}

using Adjacent = std::function<bool(Index, Index)>;

/// t (I + Ā) − E: copositive exactly for t ≥ ω (Motzkin and Straus 1965).
inline RationalSymmetric clique_form(Index n, const Adjacent& adjacent, const mpq_class& t) {
  RationalSymmetric Q(n);
  Q.set_denominator(t.get_den());
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j <= i; ++j)
      Q.set_numerator(i, j, (i != j && adjacent(i, j) ? mpz_class(0) : t.get_num()) - t.get_den());
  return Q;
}

inline std::size_t largest_clique(const Adjacent& adjacent, const std::vector<Index>& candidates) {
  std::size_t most = 0;
  for (std::size_t k = 0; k < candidates.size(); ++k) {
    std::vector<Index> next;
    for (std::size_t l = k + 1; l < candidates.size(); ++l)
      if (adjacent(candidates[k], candidates[l])) next.push_back(candidates[l]);
    most = std::max(most, 1 + largest_clique(adjacent, next));
  }
  return most;
}

inline Adjacent hamming(int distance) {
  return
      [distance](Index i, Index j) { return std::popcount(static_cast<std::uint64_t>(i ^ j)) >= distance; };
}

inline Adjacent johnson_8_2_4() {
  std::vector<std::uint64_t> words;
  for (std::uint64_t word = 0; word < 256; ++word)
    if (std::popcount(word) == 2) words.push_back(word);
  return [words](Index i, Index j) {
    return std::popcount(words[static_cast<std::size_t>(i)] ^ words[static_cast<std::size_t>(j)]) >= 4;
  };
}

inline Adjacent paley(Index q) {
  std::vector<bool> square(static_cast<std::size_t>(q));
  for (Index i = 1; i < q; ++i) square[static_cast<std::size_t>(i * i % q)] = true;
  return [square, q](Index i, Index j) { return square[static_cast<std::size_t>((i - j + q) % q)]; };
}

inline Adjacent random_graph(Index n, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<char> edge(static_cast<std::size_t>(n * n));
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < i; ++j)
      edge[static_cast<std::size_t>(i * n + j)] = edge[static_cast<std::size_t>(j * n + i)] =
          random() % 2 == 0;
  return [edge, n](Index i, Index j) { return edge[static_cast<std::size_t>(i * n + j)] != 0; };
}

/// GGᵀ + I plus nonnegative entries.
inline RationalSymmetric random_split(Index n, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<std::vector<int>> G(static_cast<std::size_t>(n), std::vector<int>(static_cast<std::size_t>(n)));
  for (auto& row : G)
    for (int& g : row) g = static_cast<int>(random() % 7) - 3;
  RationalSymmetric Q(n);
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j <= i; ++j) {
      int sum = i == j ? 5 : random() % 3 == 0 ? 4 : 0;
      for (Index k = 0; k < n; ++k)
        sum += G[static_cast<std::size_t>(i)][static_cast<std::size_t>(k)] *
               G[static_cast<std::size_t>(j)][static_cast<std::size_t>(k)];
      Q.set_numerator(i, j, sum);
    }
  }
  return Q;
}

/// Two matrices side by side: a proof in parts.
inline RationalSymmetric block_sum(const RationalSymmetric& A, const RationalSymmetric& B) {
  RationalSymmetric Q(A.order() + B.order());
  for (Index i = 0; i < A.order(); ++i)
    for (Index j = 0; j <= i; ++j) Q.set_numerator(i, j, A.numerator(i, j));
  for (Index i = 0; i < B.order(); ++i)
    for (Index j = 0; j <= i; ++j) Q.set_numerator(A.order() + i, A.order() + j, B.numerator(i, j));
  return Q;
}

/// Q with its proof; the others are Q − γeeᵀ and Q with single entries lowered on the support of the best
/// point, by amounts that take the form below zero there.
inline ProofSample sample(const std::string& name, const RationalSymmetric& Q, bool by_split = false) {
  ProofSample out{name, Q, {}, {}};
  const CopositiveResult result = decide_copositivity(Q, {}, Budget());
  if (by_split) {
    const SplitResult split = find_split(Q, {}, Budget());
    EXPECT_EQ(split.status, SplitStatus::found) << name;
    out.proof.strict = true;
    out.proof.parts.push_back({PartProof::Kind::split, {}, split.proof, {}});
    for (Index i = 0; i < Q.order(); ++i) out.proof.parts[0].indices.push_back(static_cast<std::int32_t>(i));
  } else {
    EXPECT_TRUE(result.proof.has_value()) << name;
    if (result.proof) out.proof = *result.proof;
  }
  const std::vector<mpz_class>& x = result.witness;
  mpz_class sum = 0;
  for (const mpz_class& z : x) sum += z;
  const mpq_class value = Q.form(x);
  out.not_copositive.push_back(Q.minus_all_ones(value / (sum * sum) + mpq_class(1, 100)));
  std::vector<Index> support;
  for (Index i = 0; i < Q.order(); ++i)
    if (x[static_cast<std::size_t>(i)] != 0) support.push_back(i);
  for (std::size_t k = 0; k < support.size() && k < 3; ++k) {
    const Index i = support[k], j = support[(k + 1) % support.size()];
    const mpz_class weight = x[static_cast<std::size_t>(i)] * x[static_cast<std::size_t>(j)];
    RationalSymmetric lowered = Q;
    lowered.set(i, j, Q.entry(i, j) - value / weight - mpq_class(1, 10));
    out.not_copositive.push_back(std::move(lowered));
  }
  for (const RationalSymmetric& bad : out.not_copositive) EXPECT_LT(bad.form(x), 0) << name;
  return out;
}

inline std::vector<ProofSample> proof_samples() {
  std::vector<Index> all(30);
  for (Index i = 0; i < 30; ++i) all[static_cast<std::size_t>(i)] = i;
  const Adjacent random = random_graph(30, 1);
  const auto omega = static_cast<long>(largest_clique(random, all));
  const RationalSymmetric horn = circulant({1, -1, 1, 1, -1});
  std::vector<ProofSample> samples;
  samples.push_back(sample("horn", horn));
  samples.push_back(sample("hoffman-pereira", circulant({1, -1, 1, 0, 0, 1, -1})));
  samples.push_back(sample("two parts", block_sum(horn, random_split(6, 3))));
  samples.push_back(sample("hamming-6-4", clique_form(64, hamming(4), 4)));
  samples.push_back(sample("hamming-6-4@5", clique_form(64, hamming(4), 5)));
  samples.push_back(sample("johnson-8-2-4", clique_form(28, johnson_8_2_4(), 4)));
  samples.push_back(sample("paley-29", clique_form(29, paley(29), 4)));
  samples.push_back(sample("paley-29@17/4", clique_form(29, paley(29), mpq_class(17, 4))));
  samples.push_back(sample("random graph", clique_form(30, random, omega)));
  samples.push_back(sample("random graph, strict", clique_form(30, random, mpq_class(2 * omega + 1, 2))));
  samples.push_back(sample("random split, tree", random_split(10, 1)));
  samples.push_back(sample("random split, split", random_split(30, 1), true));
  // t below ω as well.
  samples[3].not_copositive.push_back(clique_form(64, hamming(4), mpq_class(15, 4)));
  samples[4].not_copositive.push_back(clique_form(64, hamming(4), mpq_class(15, 4)));
  samples[8].not_copositive.push_back(clique_form(30, random, mpq_class(4 * omega - 1, 4)));
  return samples;
}

}  // namespace orthant
