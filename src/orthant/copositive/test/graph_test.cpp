#include "orthant/copositive/gallery/graph.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "gallery_brute_force.hpp"
#include "orthant/base/error.hpp"
#include "orthant/copositive/test/cliques.hpp"

namespace orthant::gallery {
namespace {

struct Known {
  const char* name;
  Graph graph;
  Index order, edges, clique_number;
};

/// Orders and edges as published with the DIMACS graphs.
std::vector<Known> known_graphs() {
  return {
      {"hamming6-2", hamming_graph(6, 2), 64, 1824, 32},
      {"hamming6-4", hamming_graph(6, 4), 64, 704, 4},
      {"hamming8-2", hamming_graph(8, 2), 256, 31616, 128},
      {"hamming8-4", hamming_graph(8, 4), 256, 20864, 16},
      {"johnson8-2-4", johnson_graph(8, 2, 4), 28, 210, 4},
      {"johnson8-4-4", johnson_graph(8, 4, 4), 70, 1855, 14},
      {"johnson16-2-4", johnson_graph(16, 2, 4), 120, 5460, 8},
      {"keller4", keller_graph(4), 171, 9435, 11},
      {"MANN_a9", mann_graph(9), 45, 918, 16},
      {"paley 41", paley_graph(41), 41, 410, 5},
      {"paley 101", paley_graph(101), 101, 2525, 5},
  };
}

TEST(Graph, KnownOrdersEdgesAndCliqueNumbers) {
  for (const Known& known : known_graphs()) {
    SCOPED_TRACE(known.name);
    EXPECT_EQ(known.graph.order(), known.order);
    EXPECT_EQ(known.graph.edges(), known.edges);
    EXPECT_EQ(clique_number(known.graph), known.clique_number);
  }
}

TEST(Graph, LargeGraphsHaveThePublishedSizes) {
  EXPECT_EQ(keller_graph(5).order(), 776);
  EXPECT_EQ(keller_graph(5).edges(), 225990);
  EXPECT_EQ(mann_graph(27).order(), 378);
  EXPECT_EQ(mann_graph(27).edges(), 70551);
  EXPECT_EQ(mann_graph(81).order(), 3321);
  EXPECT_EQ(mann_graph(81).edges(), 5506380);
  EXPECT_EQ(johnson_graph(32, 2, 4).edges(), 107880);
}

TEST(Graph, MannCliqueNumberAgreesWithSearchAndWithDimacs) {
  EXPECT_EQ(mann_clique_number(9), clique_number(mann_graph(9)));
  EXPECT_EQ(mann_clique_number(27), 126);
  EXPECT_EQ(mann_clique_number(81), 1100);
}

TEST(Graph, GeneratorsRefuseParametersOutOfRange) {
  EXPECT_THROW(hamming_graph(6, 9), InputError);
  EXPECT_THROW(hamming_graph(13, 2), InputError);
  EXPECT_THROW(johnson_graph(62, 31, 2), InputError);
  EXPECT_THROW(johnson_graph(8, 9, 2), InputError);
  EXPECT_THROW(keller_graph(7), InputError);
  EXPECT_THROW(mann_graph(45), InputError);
  EXPECT_THROW(paley_graph(43), InputError);
  EXPECT_THROW(paley_graph(9), InputError);
  EXPECT_THROW(random_graph(10, 1.5, 1), InputError);
  EXPECT_THROW(random_graph(10, std::nan(""), 1), InputError);
  EXPECT_THROW(brock_like_graph(20, 0.1, 9, 1), InputError);
}

/// ω by all subsets.
Index clique_number_by_subsets(const Graph& graph) {
  Index best = 0;
  for (unsigned mask = 1; mask < 1U << graph.order(); ++mask) {
    bool clique = true;
    Index size = 0;
    for (Index i = 0; i < graph.order() && clique; ++i) {
      if ((mask >> i & 1U) == 0) continue;
      ++size;
      for (Index j = 0; j < i && clique; ++j) clique = (mask >> j & 1U) == 0 || graph.adjacent(i, j);
    }
    if (clique) best = std::max(best, size);
  }
  return best;
}

TEST(Clique, AgreesWithAllSubsets) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const Graph graph =
        random_graph(static_cast<Index>(1 + seed % 12), 0.1 * static_cast<double>(seed % 11), seed);
    EXPECT_EQ(clique_number(graph), clique_number_by_subsets(graph)) << seed;
  }
  EXPECT_EQ(clique_number(Graph(0)), 0);
}

TEST(Clique, IsAClique) {
  const Graph graph = random_graph(120, 0.6, 3);
  const std::vector<Index> clique = maximum_clique(graph);
  for (const Index i : clique)
    for (const Index j : clique) EXPECT_EQ(graph.adjacent(i, j), i != j);
}

TEST(Clique, StopsAtTheLimitOfNodes) {
  const Clique found = search_clique(random_graph(200, 0.75, 1), 100);
  EXPECT_FALSE(found.is_maximum);
  EXPECT_EQ(found.nodes, 100U);
  EXPECT_GE(found.vertices.size(), 5U);
}

TEST(RandomGraph, HasTheExpectedNumberOfEdges) {
  const Index n = 300;
  const double pairs = 0.5 * static_cast<double>(n * (n - 1));
  for (const double p : {0.0, 0.3, 0.75, 1.0}) {
    const auto edges = static_cast<double>(random_graph(n, p, 5).edges());
    EXPECT_NEAR(edges, p * pairs, 5 * std::sqrt(p * (1 - p) * pairs)) << p;
  }
}

TEST(RandomGraph, BrockHidesItsCliqueAmongTheDegrees) {
  const Index n = 200, hidden = 21;
  const Graph graph = brock_like_graph(n, 0.6, hidden, 4);
  const std::vector<Index> clique = maximum_clique(graph);
  ASSERT_GE(static_cast<Index>(clique.size()), hidden);
  double inside = 0, all = 0;
  for (const Index i : clique)
    inside += static_cast<double>(graph.degree(i)) / static_cast<double>(clique.size());
  for (Index i = 0; i < n; ++i) all += static_cast<double>(graph.degree(i)) / static_cast<double>(n);
  // A mean of 21 degrees, each with a deviation of about √(200 · 0.24) = 7.
  EXPECT_NEAR(inside, all, 5 * 7 / std::sqrt(21.0));
}

TEST(MotzkinStraus, EntriesFollowTheFormula) {
  const RationalSymmetric Q = motzkin_straus(hamming_graph(2, 2), mpq_class(5, 2));
  EXPECT_EQ(Q.entry(0, 0), mpq_class(3, 2));
  EXPECT_EQ(Q.entry(0, 1), mpq_class(3, 2));
  EXPECT_EQ(Q.entry(0, 3), -1);
}

TEST(MotzkinStraus, MaximumCliqueIsAZeroAtOmegaAndAWitnessBelow) {
  for (const Known& known : known_graphs()) {
    if (known.order > 128) continue;
    SCOPED_TRACE(known.name);
    std::vector<mpz_class> x(static_cast<std::size_t>(known.order));
    for (const Index i : maximum_clique(known.graph)) x[i] = 1;
    const mpq_class omega = known.clique_number;
    EXPECT_EQ(motzkin_straus(known.graph, omega).form(x), 0);
    EXPECT_EQ(motzkin_straus(known.graph, omega - mpq_class(1, 4)).form(x), -omega / 4);
  }
}

TEST(MotzkinStraus, CopositiveExactlyFromTheCliqueNumberOn) {
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    const Graph graph = random_graph(7, 0.3 + 0.05 * static_cast<double>(seed), seed);
    const mpq_class omega = clique_number(graph);
    EXPECT_TRUE(is_copositive(motzkin_straus(graph, omega)));
    EXPECT_FALSE(is_copositive(motzkin_straus(graph, omega - mpq_class(1, 100))));
  }
}

}  // namespace
}  // namespace orthant::gallery
