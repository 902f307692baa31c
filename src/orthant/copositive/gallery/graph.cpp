#include "orthant/copositive/gallery/graph.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <numeric>
#include <utility>

#include "orthant/base/error.hpp"
#include "orthant/base/random.hpp"

namespace orthant::gallery {

namespace {

constexpr Index most_vertices = 5000;

std::size_t word_of(Index i) {
  return static_cast<std::size_t>(i) / 64;
}
std::uint64_t bit_of(Index i) {
  return std::uint64_t{1} << (static_cast<std::size_t>(i) % 64);
}

void require_vertices(Index n) {
  if (n < 1 || n > most_vertices)
    throw InputError(fmt::format("{} vertices; expected 1 to {}", n, most_vertices));
}

void require_probability(double p) {
  if (!(p >= 0 && p <= 1)) throw InputError(fmt::format("probability {}; expected 0 ≤ p ≤ 1", p));
}

template <typename Adjacent>
Graph graph_of(Index n, const Adjacent& adjacent) {
  Graph graph(n);
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < i; ++j)
      if (adjacent(i, j)) graph.connect(i, j);
  return graph;
}

void require_distance(Index bits, Index distance) {
  if (distance < 1 || distance > bits)
    throw InputError(fmt::format("distance {}; expected 1 ≤ d ≤ {}", distance, bits));
}

Graph graph_of_words(const std::vector<std::uint64_t>& words, Index distance) {
  return graph_of(static_cast<Index>(words.size()),
                  [&](Index i, Index j) { return std::popcount(words[i] ^ words[j]) >= distance; });
}

}  // namespace

Graph::Graph(Index n) : n_(n), rows_(static_cast<std::size_t>(n), Bits(word_of(n + 63))) {}

Index Graph::edges() const {
  Index twice = 0;
  for (Index i = 0; i < n_; ++i) twice += degree(i);
  return twice / 2;
}

Index Graph::degree(Index i) const {
  Index count = 0;
  for (const std::uint64_t word : neighbours(i)) count += std::popcount(word);
  return count;
}

bool Graph::adjacent(Index i, Index j) const {
  return (neighbours(i)[word_of(j)] & bit_of(j)) != 0;
}

void Graph::connect(Index i, Index j) {
  rows_[i][word_of(j)] |= bit_of(j);
  rows_[j][word_of(i)] |= bit_of(i);
}

Graph Graph::induced(const std::vector<Index>& vertices) const {
  return graph_of(static_cast<Index>(vertices.size()),
                  [&](Index i, Index j) { return adjacent(vertices[i], vertices[j]); });
}

Graph hamming_graph(Index bits, Index distance) {
  if (bits < 1 || bits > 12) throw InputError(fmt::format("{} bits; expected 1 to 12", bits));
  require_distance(bits, distance);
  std::vector<std::uint64_t> words(std::size_t{1} << bits);
  std::iota(words.begin(), words.end(), std::uint64_t{0});
  return graph_of_words(words, distance);
}

Graph johnson_graph(Index bits, Index weight, Index distance) {
  if (bits < 1 || bits > 62) throw InputError(fmt::format("{} bits; expected 1 to 62", bits));
  if (weight < 1 || weight > bits)
    throw InputError(fmt::format("weight {}; expected 1 ≤ w ≤ {}", weight, bits));
  require_distance(bits, distance);
  std::vector<std::uint64_t> words;
  const std::uint64_t end = std::uint64_t{1} << bits;
  for (std::uint64_t word = (std::uint64_t{1} << weight) - 1; word < end;) {
    if (std::cmp_equal(words.size(), most_vertices))
      throw InputError(fmt::format("more than {} words of {} bits and weight {}; expected fewer",
                                   most_vertices, bits, weight));
    words.push_back(word);
    // The next larger integer with the same number of ones (Gosper).
    const std::uint64_t lowest = word & (~word + 1), carried = word + lowest;
    word = carried | (((word ^ carried) / lowest) >> 2);
  }
  return graph_of_words(words, distance);
}

Graph keller_graph(Index dimension) {
  if (dimension < 2 || dimension > 6)
    throw InputError(fmt::format("dimension {}; expected 2 to 6", dimension));
  // Digits modulo 4; whether the difference of two words is that of two neighbours.
  const auto neighbours = [dimension](Index a, Index b) {
    int different = 0, opposite = 0;
    for (Index k = 0; k < dimension; ++k, a /= 4, b /= 4) {
      const Index difference = (a - b) & 3;
      different += difference != 0 ? 1 : 0;
      opposite += difference == 2 ? 1 : 0;
    }
    return different >= 2 && opposite >= 1;
  };
  std::vector<Index> around_zero;
  for (Index word = 0; word < Index{1} << (2 * dimension); ++word)
    if (neighbours(word, 0)) around_zero.push_back(word);
  return graph_of(static_cast<Index>(around_zero.size()),
                  [&](Index i, Index j) { return neighbours(around_zero[i], around_zero[j]); });
}

Graph mann_graph(Index points) {
  if (points != 9 && points != 27 && points != 81)
    throw InputError(fmt::format("{} points; expected 9, 27 or 81", points));
  // The third point of the line through a and b has the digits −a−b modulo 3.
  const auto third = [points](Index a, Index b) {
    Index c = 0;
    for (Index power = 1; power < points; power *= 3) c += power * ((6 - a / power % 3 - b / power % 3) % 3);
    return c;
  };
  struct Vertex {
    Index line, point;
  };
  std::vector<Vertex> vertices;
  for (Index point = 0; point < points; ++point) vertices.push_back({-1, point});
  Index lines = 0;
  for (Index a = 0; a < points; ++a)
    for (Index b = a + 1; b < points; ++b)
      if (const Index c = third(a, b); c > b) {
        for (const Index point : {a, b, c}) vertices.push_back({lines, point});
        ++lines;
      }
  return graph_of(static_cast<Index>(vertices.size()), [&](Index i, Index j) {
    const Vertex &v = vertices[i], &w = vertices[j];
    if (v.line >= 0 && w.line >= 0) return v.line != w.line;
    return (v.line < 0 && w.line < 0) || v.point != w.point;
  });
}

Index mann_clique_number(Index points) {
  const Index largest_cap = points == 9 ? 4 : points == 27 ? 9 : 20;
  return points * (points - 1) / 6 + largest_cap;
}

Graph paley_graph(Index q) {
  require_vertices(q);
  bool prime = q > 1;
  for (Index d = 2; d * d <= q; ++d) prime = prime && q % d != 0;
  if (!prime || q % 4 != 1) throw InputError(fmt::format("order {}; expected a prime q ≡ 1 (mod 4)", q));
  std::vector<bool> square(static_cast<std::size_t>(q));
  for (Index x = 1; x < q; ++x) square[x * x % q] = true;
  return graph_of(q, [&](Index i, Index j) { return square[i - j]; });
}

Graph random_graph(Index n, double p, std::uint64_t seed) {
  require_vertices(n);
  require_probability(p);
  Random random(seed);
  return graph_of(n, [&](Index, Index) { return random.uniform() < p; });
}

Graph brock_like_graph(Index n, double p, Index hidden, std::uint64_t seed) {
  require_vertices(n);
  require_probability(p);
  if (hidden < 2 || 2 * hidden >= n)
    throw InputError(
        fmt::format("hidden clique {}; expected 2 ≤ k < n/2 = {}", hidden, static_cast<double>(n) / 2));
  const double mixed = (static_cast<double>(n - hidden - 1) * p - static_cast<double>(hidden - 1)) /
                       static_cast<double>(n - 2 * hidden);
  if (mixed < 0)
    throw InputError(
        fmt::format("hidden clique {}; expected k with (n − k − 1) p ≥ k − 1, else degrees show it", hidden));
  Random random(seed);
  std::vector<bool> inside(static_cast<std::size_t>(n));
  for (Index chosen = 0; chosen < hidden;) {
    const auto i = static_cast<std::size_t>(random.below(static_cast<std::uint64_t>(n)));
    if (inside[i]) continue;
    inside[i] = true;
    ++chosen;
  }
  return graph_of(n, [&](Index i, Index j) {
    const bool a = inside[i], b = inside[j];
    const double u = random.uniform();
    return (a && b) || u < (a || b ? mixed : p);
  });
}

// ---- cliques -------------------------------------------------------------------------------------

namespace {

/// Vertices by repeated removal of one of smallest degree; the removed ones come last.
std::vector<Index> degeneracy_order(const Graph& graph) {
  const Index n = graph.order();
  std::vector<Index> degree(static_cast<std::size_t>(n)), order(static_cast<std::size_t>(n));
  std::vector<bool> removed(static_cast<std::size_t>(n));
  for (Index i = 0; i < n; ++i) degree[i] = graph.degree(i);
  for (Index place = n - 1; place >= 0; --place) {
    Index lowest = -1;
    for (Index i = n - 1; i >= 0; --i) {
      if (removed[i]) continue;
      if (lowest < 0 || degree[i] < degree[lowest]) lowest = i;
    }
    order[place] = lowest;
    removed[lowest] = true;
    for (Index i = 0; i < n; ++i)
      if (graph.adjacent(lowest, i)) --degree[i];
  }
  return order;
}

class Search {
 public:
  Search(const Graph& graph, std::uint64_t limit) : graph_(graph), limit_(limit) {}

  void run() {
    Bits all(static_cast<std::size_t>(graph_.order() + 63) / 64);
    for (Index i = 0; i < graph_.order(); ++i) all[i / 64] |= std::uint64_t{1} << (i % 64);
    expand(all);
  }

  const std::vector<Index>& best() const { return best_; }
  std::uint64_t nodes() const { return nodes_; }
  bool finished() const { return nodes_ < limit_; }

 private:
  struct Coloured {
    Index vertex, colour;
  };

  /// The vertices whose colour could lead above `best_`, by increasing colour.
  std::vector<Coloured> colour(const Bits& candidates) const {
    const Index needed = static_cast<Index>(best_.size()) - static_cast<Index>(clique_.size());
    std::vector<Coloured> branch;
    Bits uncoloured(candidates), independent;
    const auto any = [](const Bits& set) {
      return std::ranges::any_of(set, [](auto word) { return word != 0; });
    };
    for (Index colour = 1; any(uncoloured); ++colour) {
      independent = uncoloured;
      for (std::size_t w = 0; w < independent.size(); ++w) {
        while (independent[w] != 0) {
          const int bit = std::countr_zero(independent[w]);
          const Index v = static_cast<Index>(w) * 64 + bit;
          uncoloured[w] &= ~(std::uint64_t{1} << bit);
          independent[w] &= ~(std::uint64_t{1} << bit);
          const Bits& adjacent = graph_.neighbours(v);
          for (std::size_t k = w; k < independent.size(); ++k) independent[k] &= ~adjacent[k];
          if (colour > needed) branch.push_back({v, colour});
        }
      }
    }
    return branch;
  }

  void expand(Bits& candidates) {
    if (++nodes_ >= limit_) return;
    const std::vector<Coloured> branch = colour(candidates);
    for (auto next = branch.rbegin(); next != branch.rend(); ++next) {
      if (clique_.size() + static_cast<std::size_t>(next->colour) <= best_.size()) return;
      const Index v = next->vertex;
      clique_.push_back(v);
      Bits inner(candidates);
      bool empty = true;
      for (std::size_t w = 0; w < inner.size(); ++w) {
        inner[w] &= graph_.neighbours(v)[w];
        empty = empty && inner[w] == 0;
      }
      if (!empty) {
        expand(inner);
      } else if (clique_.size() > best_.size()) {
        best_ = clique_;
      }
      clique_.pop_back();
      if (!finished()) return;
      candidates[v / 64] &= ~(std::uint64_t{1} << (v % 64));
    }
  }

  const Graph& graph_;
  std::uint64_t limit_, nodes_ = 0;
  std::vector<Index> clique_, best_;
};

}  // namespace

Clique search_clique(const Graph& graph, std::uint64_t limit) {
  const std::vector<Index> order = degeneracy_order(graph);
  const Graph ordered = graph.induced(order);
  Search search(ordered, limit);
  search.run();
  Clique result{{}, search.finished(), search.nodes()};
  for (const Index i : search.best()) result.vertices.push_back(order[i]);
  std::ranges::sort(result.vertices);
  return result;
}

// ---- the form of a graph -------------------------------------------------------------------------

RationalSymmetric motzkin_straus(const Graph& graph, const mpq_class& t) {
  const mpz_class adjacent = -t.get_den(), other = t.get_num() - t.get_den();
  RationalSymmetric Q(graph.order());
  Q.set_denominator(t.get_den());
  for (Index i = 0; i < graph.order(); ++i)
    for (Index j = 0; j <= i; ++j) Q.set_numerator(i, j, graph.adjacent(i, j) ? adjacent : other);
  return Q;
}

}  // namespace orthant::gallery
