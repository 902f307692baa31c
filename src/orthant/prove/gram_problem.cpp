#include "orthant/prove/gram_problem.hpp"
#include "orthant/base/stop.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

namespace orthant {

namespace {

using checker::Monomial;
using checker::Polynomial;
using checker::Rational;

/// The fraction of denominator at most 5000 within 1e-8.
std::optional<Rational> small_fraction(double x) {
  constexpr double tolerance = 1e-8;
  for (long q = 1; q <= 5000; ++q) {
    const double p = std::round(x * static_cast<double>(q));
    if (std::abs(p) < 1e9 && std::abs(x - p / static_cast<double>(q)) < tolerance)
      return Rational(static_cast<long>(p)) / Rational(q);
  }
  return std::nullopt;
}

/// Reduces the rows of V, largest pivots first: some columns become those of the identity.
Matrix reduced_rows(Matrix V) {
  std::vector<bool> used(static_cast<std::size_t>(V.rows()), false);
  for (Index k = 0; k < V.rows(); ++k) {
    Index row = -1, col = 0;
    for (Index i = 0; i < V.rows(); ++i)
      if (!used[static_cast<std::size_t>(i)]) {
        Index j = 0;
        const double largest = V.row(i).cwiseAbs().maxCoeff(&j);
        if (row < 0 || largest > std::abs(V(row, col))) row = i, col = j;
      }
    used[static_cast<std::size_t>(row)] = true;
    V.row(row) /= V(row, col);
    for (Index i = 0; i < V.rows(); ++i)
      if (i != row) V.row(i) -= V(i, col) * V.row(row);
  }
  return V;
}

}  // namespace

GramProblem::GramProblem(Polynomial p, long rows, long cols, const std::vector<bool>& zero)
    : p_(std::move(p)), rows_(rows), cols_(cols) {
  checker::Steps steps(checker::Steps::usual, check_budget);
  std::vector<Polynomial> linear, quadratic;
  std::vector<std::pair<long, long>> Z;
  for (long v = 0; v < rows * cols; ++v) {
    linear.push_back(Polynomial::variable(v / cols, v % cols, cols));
    if (zero[static_cast<std::size_t>(v)]) Z.emplace_back(v / cols, v % cols);
  }
  for (std::size_t a = 0; a < linear.size(); ++a)
    for (std::size_t b = 0; b <= a; ++b) quadratic.push_back(linear[a].times(linear[b], steps));
  const Polynomial one = Rational(1);
  std::vector<Polynomial> affine = linear;
  affine.push_back(one);
  std::vector<Polynomial> full = linear;
  full.insert(full.end(), quadratic.begin(), quadratic.end());
  blocks_.push_back({{}, false, full});
  blocks_.push_back({{}, true, linear});
  const auto with = [&](const std::vector<std::pair<long, long>>& entries) {
    blocks_.push_back({entries, false, affine});
    blocks_.push_back({entries, true, {one}});
  };
  for (std::size_t i = 0; i < Z.size(); ++i) {
    with({Z[i]});
    for (std::size_t j = 0; j < i; ++j) with({Z[j], Z[i]});
  }
  write_equations();
}

void GramProblem::write_equations() {
  checker::Steps steps(1'000'000'000, check_budget);
  std::map<Monomial, Index> equation;
  for (const auto& [monomial, c] : p_.terms())
    equation.emplace(monomial, static_cast<Index>(equation.size()));
  columns_.clear();
  for (std::size_t b = 0; b < blocks_.size(); ++b) {
    const GramBlock& block = blocks_[b];
    Polynomial multiplier = Rational(1);
    for (const auto& [row, col] : block.entries)
      multiplier = multiplier.times(Polynomial::variable(row, col, cols_), steps);
    if (block.ball) {
      Polynomial ball = Rational(1);
      for (long v = 0; v < rows_ * cols_; ++v) {
        const Polynomial e = Polynomial::variable(v / cols_, v % cols_, cols_);
        ball.add_product(e, e, -1, steps);
      }
      multiplier = multiplier.times(ball, steps);
    }
    for (std::size_t i = 0; i < block.basis.size(); ++i) {
      const Polynomial left = multiplier.times(block.basis[i], steps);
      for (std::size_t j = 0; j <= i; ++j) {
        GramColumn column{static_cast<Index>(b), static_cast<Index>(i), static_cast<Index>(j), {}};
        const Polynomial product = left.times(block.basis[j], steps);
        for (const auto& [monomial, c] : product.terms()) {
          const Index at = equation.emplace(monomial, static_cast<Index>(equation.size())).first->second;
          column.equations.emplace_back(at, i == j ? c : Rational(2) * c);
        }
        columns_.push_back(std::move(column));
      }
    }
  }
  p_of_equation_.assign(equation.size(), Rational());
  for (const auto& [monomial, c] : p_.terms())
    p_of_equation_[static_cast<std::size_t>(equation[monomial])] = c;
}

GramSystem GramProblem::system() const {
  GramSystem out;
  for (const GramBlock& block : blocks_) out.orders.push_back(static_cast<Index>(block.basis.size()));
  out.entries.resize(blocks_.size());
  for (const GramColumn& column : columns_)
    for (const auto& [equation, c] : column.equations)
      out.entries[static_cast<std::size_t>(column.block)].push_back(
          {equation, column.i, column.j, c.approx() / (column.i == column.j ? 1 : 2)});
  for (auto& entries : out.entries)
    std::stable_sort(entries.begin(), entries.end(),
                     [](const GramEntry& a, const GramEntry& b) { return a.equation < b.equation; });
  out.p.resize(static_cast<Index>(p_of_equation_.size()));
  for (Index k = 0; k < out.p.size(); ++k) out.p(k) = p_of_equation_[static_cast<std::size_t>(k)].approx();
  return out;
}

bool GramProblem::restrict_to(const std::vector<Matrix>& V) {
  checker::Steps steps(1'000'000'000, check_budget);
  std::vector<GramBlock> kept;
  for (std::size_t b = 0; b < blocks_.size(); ++b) {
    if (V[b].cols() == 0) continue;
    GramBlock& block = kept.emplace_back(GramBlock{blocks_[b].entries, blocks_[b].ball, {}});
    if (V[b].cols() == V[b].rows()) {
      block.basis = blocks_[b].basis;
      continue;
    }
    const Matrix rows = reduced_rows(V[b].transpose());
    for (Index i = 0; i < rows.rows(); ++i) {
      Polynomial& q = block.basis.emplace_back();
      for (Index j = 0; j < rows.cols(); ++j) {
        const std::optional<Rational> c = small_fraction(rows(i, j));
        if (!c) return false;
        q.add(blocks_[b].basis[static_cast<std::size_t>(j)], *c, steps);
      }
    }
  }
  blocks_ = std::move(kept);
  write_equations();
  return true;
}

}  // namespace orthant
