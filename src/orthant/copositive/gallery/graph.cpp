#include "orthant/copositive/gallery/graph.hpp"

#include <fmt/format.h>

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
  return graph_of(static_cast<Index>(words.size()), [&](Index i, Index j) {
    return std::popcount(words[static_cast<std::size_t>(i)] ^ words[static_cast<std::size_t>(j)]) >= distance;
  });
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
  rows_[static_cast<std::size_t>(i)][word_of(j)] |= bit_of(j);
  rows_[static_cast<std::size_t>(j)][word_of(i)] |= bit_of(i);
}

Graph Graph::induced(const std::vector<Index>& vertices) const {
  return graph_of(static_cast<Index>(vertices.size()), [&](Index i, Index j) {
    return adjacent(vertices[static_cast<std::size_t>(i)], vertices[static_cast<std::size_t>(j)]);
  });
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
  return graph_of(static_cast<Index>(around_zero.size()), [&](Index i, Index j) {
    return neighbours(around_zero[static_cast<std::size_t>(i)], around_zero[static_cast<std::size_t>(j)]);
  });
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
    const Vertex &v = vertices[static_cast<std::size_t>(i)], &w = vertices[static_cast<std::size_t>(j)];
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
  for (Index x = 1; x < q; ++x) square[static_cast<std::size_t>(x * x % q)] = true;
  return graph_of(q, [&](Index i, Index j) { return square[static_cast<std::size_t>(i - j)]; });
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
    const bool a = inside[static_cast<std::size_t>(i)], b = inside[static_cast<std::size_t>(j)];
    const double u = random.uniform();
    return (a && b) || u < (a || b ? mixed : p);
  });
}

}  // namespace orthant::gallery
