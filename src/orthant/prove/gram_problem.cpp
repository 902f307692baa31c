#include "orthant/prove/gram.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "orthant/base/stop.hpp"
#include "orthant/linalg/symmetric.hpp"

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
  std::vector<bool> used(V.rows(), false);
  for (Index k = 0; k < V.rows(); ++k) {
    Index row = -1, col = 0;
    for (Index i = 0; i < V.rows(); ++i)
      if (!used[i]) {
        Index j = 0;
        const double largest = V.row(i).cwiseAbs().maxCoeff(&j);
        if (row < 0 || largest > std::abs(V(row, col))) row = i, col = j;
      }
    used[row] = true;
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
    if (zero[v]) Z.emplace_back(v / cols, v % cols);
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
  for (const auto& [monomial, c] : p_.terms()) p_of_equation_[equation[monomial]] = c;
}

GramSystem GramProblem::system() const {
  GramSystem out;
  for (const GramBlock& block : blocks_) out.orders.push_back(static_cast<Index>(block.basis.size()));
  out.entries.resize(blocks_.size());
  for (const GramColumn& column : columns_)
    for (const auto& [equation, c] : column.equations)
      out.entries[column.block].push_back(
          {equation, column.i, column.j, c.approx() / (column.i == column.j ? 1 : 2)});
  for (auto& entries : out.entries)
    std::stable_sort(entries.begin(), entries.end(),
                     [](const GramEntry& a, const GramEntry& b) { return a.equation < b.equation; });
  out.p.resize(static_cast<Index>(p_of_equation_.size()));
  for (Index k = 0; k < out.p.size(); ++k) out.p(k) = p_of_equation_[k].approx();
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
        q.add(blocks_[b].basis[j], *c, steps);
      }
    }
  }
  blocks_ = std::move(kept);
  write_equations();
  return true;
}

namespace {

/// A(X)
Vector measured(const GramSystem& system, const std::vector<Matrix>& X) {
  Vector out = Vector::Zero(system.p.size());
  for (std::size_t b = 0; b < X.size(); ++b)
    for (const GramEntry& e : system.entries[b])
      out(e.equation) += (e.i == e.j ? 1 : 2) * e.value * X[b](e.i, e.j);
  return out;
}

/// A*(ν) in block b
Matrix adjoint(const GramSystem& system, std::size_t b, const Vector& nu) {
  Matrix out = Matrix::Zero(system.orders[b], system.orders[b]);
  for (const GramEntry& e : system.entries[b]) {
    out(e.i, e.j) += e.value * nu(e.equation);
    if (e.i != e.j) out(e.j, e.i) += e.value * nu(e.equation);
  }
  return out;
}

/// M += ⟨A_α, X A_β X⟩ of one block, its entries by equations.
void add_metric(const std::vector<GramEntry>& entries, const Matrix& X, Matrix& M) {
  Matrix product(X.rows(), X.cols());
  for (std::size_t first = 0, end = 0; first < entries.size(); first = end) {
    product.setZero();
    for (end = first; end < entries.size() && entries[end].equation == entries[first].equation; ++end) {
      const GramEntry& e = entries[end];
      product.noalias() += (e.i == e.j ? 0.5 : 1) * e.value * X.col(e.i) * X.col(e.j).transpose();
    }
    // The sum of these and their transposes is XA_βX.
    for (const GramEntry& e : entries)
      M(e.equation, entries[first].equation) +=
          (e.i == e.j ? 1 : 2) * e.value * (product(e.i, e.j) + product(e.j, e.i));
  }
}

/// The largest step t ≤ 1 with X + t ΔX positive definite, by halving.
double largest_step(const std::vector<Matrix>& X, const std::vector<Matrix>& delta) {
  for (double t = 1; t > 1e-8; t /= 2) {
    bool definite = true;
    for (std::size_t b = 0; b < X.size() && definite; ++b)
      definite = cholesky(X[b] + t * delta[b]).has_value();
    if (definite) return t;
  }
  return 0;
}

}  // namespace

GramCenter gram_center(const GramSystem& system, double smallest) {
  constexpr int steps_each = 12;
  const double size = std::max(system.p.norm(), 1e-300);
  GramCenter out;
  for (const Index order : system.orders) out.X.emplace_back(Matrix::Identity(order, order));
  for (double epsilon = 1; epsilon > smallest / 2; epsilon *= 0.1) {
    for (int step = 0; step < steps_each; ++step) {
      check_budget();
      Matrix M = Matrix::Zero(system.p.size(), system.p.size());
      for (std::size_t b = 0; b < out.X.size(); ++b) add_metric(system.entries[b], out.X[b], M);
      M.diagonal().array() += epsilon + 1e-15 * M.trace();
      const auto factor = cholesky(M);
      if (!factor) break;
      Vector nu = 2 * measured(system, out.X) - system.p;
      cholesky_solve(*factor, nu);
      std::vector<Matrix> delta;
      double local = 0;  // ‖ΔX‖² in the metric of −log det
      for (std::size_t b = 0; b < out.X.size(); ++b) {
        const Matrix product = out.X[b] * adjoint(system, b, nu);                            // XA*(ν)
        const Matrix relative = Matrix::Identity(product.rows(), product.rows()) - product;  // ΔX X⁻¹
        local += std::max((relative * relative).trace(), 0.0);
        const Matrix change = relative * out.X[b];
        delta.emplace_back((change + change.transpose()) / 2);
      }
      // 1/(1 + local norm) stays inside, since −log det is self-concordant; halving guards the rounding.
      const double decrement = std::sqrt(local + measured(system, delta).squaredNorm() / epsilon);
      local = std::sqrt(local);
      if (!std::isfinite(decrement)) break;
      for (Matrix& d : delta) d *= local < 0.25 ? 1 : 1 / (1 + local);
      const double t = largest_step(out.X, delta);
      for (std::size_t b = 0; b < out.X.size(); ++b) out.X[b] += t * delta[b];
      if (t == 0 || decrement < 0.1) break;
    }
  }
  out.residual = (measured(system, out.X) - system.p).norm() / size;
  return out;
}

}  // namespace orthant
