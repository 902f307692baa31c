#include "orthant/copositive/gallery/clique.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

namespace orthant::gallery {

namespace {

/// Vertices by repeated removal of one of smallest degree; the removed ones come last.
std::vector<Index> degeneracy_order(const Graph& graph) {
  const Index n = graph.order();
  std::vector<Index> degree(static_cast<std::size_t>(n)), order(static_cast<std::size_t>(n));
  std::vector<bool> removed(static_cast<std::size_t>(n));
  for (Index i = 0; i < n; ++i) degree[static_cast<std::size_t>(i)] = graph.degree(i);
  for (Index place = n - 1; place >= 0; --place) {
    Index lowest = -1;
    for (Index i = n - 1; i >= 0; --i) {
      if (removed[static_cast<std::size_t>(i)]) continue;
      if (lowest < 0 || degree[static_cast<std::size_t>(i)] < degree[static_cast<std::size_t>(lowest)])
        lowest = i;
    }
    order[static_cast<std::size_t>(place)] = lowest;
    removed[static_cast<std::size_t>(lowest)] = true;
    for (Index i = 0; i < n; ++i)
      if (graph.adjacent(lowest, i)) --degree[static_cast<std::size_t>(i)];
  }
  return order;
}

class Search {
 public:
  Search(const Graph& graph, std::uint64_t limit) : graph_(graph), limit_(limit) {}

  void run() {
    Bits all(static_cast<std::size_t>(graph_.order() + 63) / 64);
    for (Index i = 0; i < graph_.order(); ++i)
      all[static_cast<std::size_t>(i / 64)] |= std::uint64_t{1} << (i % 64);
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
      candidates[static_cast<std::size_t>(v / 64)] &= ~(std::uint64_t{1} << (v % 64));
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
  for (const Index i : search.best()) result.vertices.push_back(order[static_cast<std::size_t>(i)]);
  std::ranges::sort(result.vertices);
  return result;
}

std::vector<Index> maximum_clique(const Graph& graph) {
  return search_clique(graph, std::numeric_limits<std::uint64_t>::max()).vertices;
}

Index clique_number(const Graph& graph) {
  return static_cast<Index>(maximum_clique(graph).size());
}

}  // namespace orthant::gallery
