#include "orthant/prove/gram.hpp"

#include <cmath>
#include <map>
#include <set>

#include "orthant/linalg/symmetric.hpp"

namespace orthant {

namespace {

using checker::Rational;

double rounded(double x, int bits) {
  return std::ldexp(std::round(std::ldexp(x, bits)), -bits);
}

/// A sparse linear system by rows, with the rows of every column.
class Elimination {
 public:
  Elimination(const std::vector<GramColumn>& columns, std::vector<Rational> right)
      : rows_(right.size()), rows_of_(columns.size()), right_(std::move(right)) {
    for (std::size_t c = 0; c < columns.size(); ++c)
      for (const auto& [equation, value] : columns[c].equations) {
        rows_[equation].emplace(c, value);
        rows_of_[c].insert(static_cast<std::size_t>(equation));
      }
  }

  /// Column → value, all others zero. Nothing when there is no solution.
  std::optional<std::map<std::size_t, Rational>> solve() {
    std::vector<std::pair<std::size_t, std::size_t>> pivots;
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      if (rows_[r].empty()) {
        if (right_[r].sign() != 0) return std::nullopt;
        continue;
      }
      std::size_t pivot = rows_[r].begin()->first;
      for (const auto& [c, value] : rows_[r])
        if (rows_of_[c].size() < rows_of_[pivot].size()) pivot = c;
      const std::set<std::size_t> others = rows_of_[pivot];
      for (const std::size_t other : others)
        if (other != r) subtract(r, other, rows_[other].at(pivot) / rows_[r].at(pivot));
      pivots.emplace_back(r, pivot);
    }
    std::map<std::size_t, Rational> out;
    for (const auto& [r, c] : pivots)
      if (right_[r].sign() != 0) out.emplace(c, right_[r] / rows_[r].at(c));
    return out;
  }

 private:
  /// row `to` −= factor · row `from`
  void subtract(std::size_t from, std::size_t to, const Rational& factor) {
    for (const auto& [c, value] : rows_[from]) {
      const auto [place, fresh] = rows_[to].try_emplace(c);
      place->second -= factor * value;
      if (fresh) rows_of_[c].insert(to);
      if (place->second.sign() != 0) continue;
      rows_[to].erase(place);
      rows_of_[c].erase(to);
    }
    right_[to] -= factor * right_[from];
  }

  std::vector<std::map<std::size_t, Rational>> rows_;
  std::vector<std::set<std::size_t>> rows_of_;
  std::vector<Rational> right_;
};

/// X̃ + Δ, one number for each column of the problem.
std::optional<std::vector<Rational>> exact_gram(const GramProblem& problem, const std::vector<Matrix>& X,
                                                int bits) {
  const std::vector<GramColumn>& columns = problem.columns();
  std::vector<Rational> out, rest = problem.right_hand_side();
  for (const GramColumn& column : columns) {
    out.push_back(Rational::from_double(rounded(X[column.block](column.i, column.j), bits)));
    for (const auto& [equation, value] : column.equations) rest[equation].add_product(-out.back(), value);
  }
  const auto change = Elimination(columns, std::move(rest)).solve();
  if (!change) return std::nullopt;
  for (const auto& [c, value] : *change) out[c] += value;
  return out;
}

/// The squares of one block; false when E is not diagonally dominant.
bool add_squares(Index block, const std::vector<std::vector<Rational>>& X, int bits,
                 std::vector<GramSquare>& out) {
  const auto n = static_cast<Index>(X.size());
  const auto at = [&](Index i, Index j) -> const Rational& { return X[std::max(i, j)][std::min(i, j)]; };
  Matrix approx(n, n);
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j) approx(i, j) = at(i, j).approx();
  if (n == 0) return true;
  const double smallest = symmetric_eigenvalues(approx)(0);
  const auto factor = cholesky(approx - smallest / 2 * Matrix::Identity(n, n));
  if (!(smallest > 0) || !factor) return false;
  std::vector<std::vector<Rational>> L(n);
  for (Index i = 0; i < n; ++i)
    for (Index k = 0; k <= i; ++k) L[i].push_back(Rational::from_double(rounded((*factor)(i, k), bits)));
  for (Index k = 0; k < n; ++k) {
    GramSquare square{block, 1, {}};
    for (Index i = k; i < n; ++i) square.weights.emplace_back(i, L[i][k]);
    out.push_back(std::move(square));
  }
  std::vector<Rational> diagonal(n);
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j <= i; ++j) {
      Rational E = at(i, j);
      for (Index k = 0; k <= j; ++k) E.add_product(-L[i][k], L[j][k]);
      if (i == j) {
        diagonal[i] += E;
      } else if (E.sign() != 0) {
        const Rational size = E.sign() < 0 ? -E : E;
        out.push_back({block, size, {{i, 1}, {j, E.sign()}}});
        diagonal[i] -= size;
        diagonal[j] -= size;
      }
    }
  for (Index i = 0; i < n; ++i) {
    const Rational& slack = diagonal[i];
    if (slack.sign() < 0) return false;
    if (slack.sign() > 0) out.push_back({block, slack, {{i, 1}}});
  }
  return true;
}

}  // namespace

std::optional<std::vector<GramSquare>> round_to_squares(const GramProblem& problem,
                                                        const std::vector<Matrix>& X) {
  for (const int bits : {14, 20, 26, 32, 40, 50}) {
    const auto gram = exact_gram(problem, X, bits);
    if (!gram) return std::nullopt;
    std::vector<std::vector<std::vector<Rational>>> blocks(X.size());
    for (std::size_t c = 0; c < gram->size(); ++c) {
      auto& rows = blocks[problem.columns()[c].block];
      rows.resize(static_cast<std::size_t>(problem.columns()[c].i) + 1);
      rows.back().push_back((*gram)[c]);  // columns come by rows of each block
    }
    std::vector<GramSquare> out;
    bool good = true;
    for (std::size_t b = 0; b < blocks.size() && good; ++b)
      good = add_squares(static_cast<Index>(b), blocks[b], bits, out);
    if (good) return out;
  }
  return std::nullopt;
}

}  // namespace orthant
