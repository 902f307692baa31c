// The clique number of a graph: branch and bound with greedy colouring (Tomita–Seki 2003) on bit sets.
// Usage: clique GRAPH.  GRAPH is a text file: the order n, then the n×n adjacency matrix of zeros and ones.
// Prints ω.  A candidate set is coloured greedily; a vertex of colour k cannot raise the clique by more than k.
#include <algorithm>
#include <bitset>
#include <cstdio>
#include <numeric>
#include <vector>

constexpr int kMaxOrder = 1024;
using Set = std::bitset<kMaxOrder>;

struct Search {
  std::vector<Set> neighbours;
  int best = 0;

  void expand(Set candidates, int size) {
    std::vector<int> order, colour;
    Set uncoloured = candidates;
    for (int k = 1; uncoloured.any(); ++k) {
      for (Set free = uncoloured; free.any();) {
        const int v = static_cast<int>(free._Find_first());
        free.reset(v);
        free &= ~neighbours[v];
        uncoloured.reset(v);
        order.push_back(v);
        colour.push_back(k);
      }
    }
    for (int i = static_cast<int>(order.size()) - 1; i >= 0; --i) {
      if (size + colour[i] <= best) return;
      const Set next = candidates & neighbours[order[i]];
      if (next.any()) expand(next, size + 1);
      else best = std::max(best, size + 1);
      candidates.reset(order[i]);
    }
  }
};

int main(int argc, char** argv) {
  std::FILE* file = argc == 2 ? std::fopen(argv[1], "r") : nullptr;
  int n = 0;
  if (!file || std::fscanf(file, "%d", &n) != 1 || n < 1 || n > kMaxOrder) {
    std::fprintf(stderr, "expected: clique GRAPH, order between 1 and %d\n", kMaxOrder);
    return 2;
  }
  std::vector<std::vector<int>> edge(n, std::vector<int>(n, 0));
  for (auto& row : edge)
    for (int& entry : row)
      if (std::fscanf(file, "%d", &entry) != 1) return 2;
  std::fclose(file);

  std::vector<int> order(n), degree(n);
  for (int i = 0; i < n; ++i) degree[i] = std::accumulate(edge[i].begin(), edge[i].end(), 0);
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return degree[a] > degree[b]; });

  Search search;
  search.neighbours.resize(n);
  Set all;
  for (int i = 0; i < n; ++i) {
    all.set(i);
    for (int j = 0; j < n; ++j)
      if (i != j && edge[order[i]][order[j]]) search.neighbours[i].set(j);
  }
  search.expand(all, 0);
  std::printf("%d\n", search.best);
}
