#include "orthant/prove/gram_center.hpp"

#include <cmath>

#include "orthant/base/stop.hpp"
#include "orthant/linalg/symmetric.hpp"

namespace orthant {

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
