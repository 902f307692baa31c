#include "orthant/copositive/reduction.hpp"

#include <algorithm>
#include <cstddef>

#include "orthant/base/stop.hpp"
#include "orthant/copositive/face_witness.hpp"

namespace orthant {

namespace {

std::vector<mpz_class> unit(Index n, Index i) {
  std::vector<mpz_class> x(static_cast<std::size_t>(n));
  x[static_cast<std::size_t>(i)] = 1;
  return x;
}

void test_diagonal(const RationalSymmetric& Q, Reduction& out) {
  for (Index i = 0; i < Q.order(); ++i) {
    if (Q.numerator(i, i) < 0) {
      out.witness = unit(Q.order(), i);
      out.method = "diagonal";
      return;
    }
    if (Q.numerator(i, i) == 0 && out.zero.empty()) out.zero = unit(Q.order(), i);
  }
}

void test_pairs(const RationalSymmetric& Q, Reduction& out) {
  mpz_class product;
  for (Index i = 0; i < Q.order(); ++i) {
    check_budget();
    for (Index j = 0; j < i; ++j) {
      const mpz_class& N = Q.numerator(i, j);
      if (N >= 0) continue;
      product = N * N;
      product -= Q.numerator(i, i) * Q.numerator(j, j);
      if (product < 0 || (product == 0 && !out.zero.empty())) continue;
      auto x = face_witness(Q, {}, {static_cast<int>(i), static_cast<int>(j)}, product == 0);
      if (!x) x = face_witness(Q, {}, {static_cast<int>(j), static_cast<int>(i)}, product == 0);
      if (!x) continue;
      if (product == 0) {
        out.zero = std::move(*x);
        continue;
      }
      out.witness = std::move(*x);
      out.method = "pair";
      return;
    }
  }
}

}  // namespace

Reduction reduce(const RationalSymmetric& Q) {
  Reduction out;
  test_diagonal(Q, out);
  if (!out.witness.empty()) return out;
  test_pairs(Q, out);
  if (!out.witness.empty()) return out;

  const Index n = Q.order();
  std::vector<std::vector<Index>> negative(static_cast<std::size_t>(n));
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < i; ++j) {
      if (Q.numerator(i, j) >= 0) continue;
      negative[static_cast<std::size_t>(i)].push_back(j);
      negative[static_cast<std::size_t>(j)].push_back(i);
    }
  }
  // A row without negative entries is an isolated vertex of this graph, and dropping it isolates no other.
  std::vector<char> seen(static_cast<std::size_t>(n), 0);
  for (Index i = 0; i < n; ++i) {
    if (seen[static_cast<std::size_t>(i)]) continue;
    if (negative[static_cast<std::size_t>(i)].empty()) {
      out.dropped.push_back(static_cast<std::int32_t>(i));
      continue;
    }
    std::vector<std::int32_t> part;
    std::vector<Index> todo{i};
    seen[static_cast<std::size_t>(i)] = 1;
    while (!todo.empty()) {
      const Index v = todo.back();
      todo.pop_back();
      part.push_back(static_cast<std::int32_t>(v));
      for (const Index w : negative[static_cast<std::size_t>(v)]) {
        if (seen[static_cast<std::size_t>(w)]) continue;
        seen[static_cast<std::size_t>(w)] = 1;
        todo.push_back(w);
      }
    }
    std::sort(part.begin(), part.end());
    out.parts.push_back(std::move(part));
  }
  return out;
}

}  // namespace orthant
