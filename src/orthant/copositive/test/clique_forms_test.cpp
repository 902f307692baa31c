// t(I + Ā) − E is copositive exactly for t ≥ ω (Motzkin and Straus 1965), strictly for t > ω.
#include "orthant/copositive/gallery/graph.hpp"
#include "orthant/copositive/test/cliques.hpp"
#include "verdict.hpp"

namespace orthant {
namespace {

using namespace gallery;
using test::expect_verdict;

void expect_clique_number(const Graph& graph, Index omega, const std::string& name) {
  const mpq_class t(static_cast<long>(omega));
  expect_verdict(motzkin_straus(graph, t), Copositivity::copositive, name + " at omega");
  expect_verdict(motzkin_straus(graph, t + mpq_class(1, 2)), Copositivity::strictly_copositive,
                 name + " above");
  expect_verdict(motzkin_straus(graph, t - mpq_class(1, 4)), Copositivity::not_copositive, name + " below");
}

TEST(CliqueForms, Hamming) {
  expect_clique_number(hamming_graph(6, 4), 4, "hamming 6-4");
  expect_clique_number(hamming_graph(6, 2), 32, "hamming 6-2");
}

TEST(CliqueForms, Johnson) {
  expect_clique_number(johnson_graph(8, 2, 4), 4, "johnson 8-2-4");
  if (!test::sanitized) expect_clique_number(johnson_graph(8, 4, 4), 14, "johnson 8-4-4");
}

TEST(CliqueForms, Paley) {
  for (const Index q : {13, 29, 41}) {
    const Graph graph = paley_graph(q);
    expect_clique_number(graph, clique_number(graph), "paley " + std::to_string(q));
  }
}

TEST(CliqueForms, RandomGraphs) {
  for (const Index n : {10, 20, 40, 60}) {
    if (test::sanitized && n > 30) break;
    for (const double p : {0.3, 0.5, 0.7}) {
      const Graph graph = random_graph(n, p, static_cast<std::uint64_t>(n));
      expect_clique_number(graph, clique_number(graph), "random " + std::to_string(n));
    }
  }
}

}  // namespace
}  // namespace orthant
