#include "orthant/solvers/divergence_row.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "orthant/linalg/symmetric.hpp"
#include "orthant/objectives/stationarity.hpp"

namespace orthant {

namespace {

/// (1) at x.
struct RowExpansion {
  double value = 0;
  Vector slope, plus, curvature;  ///< g, P, ω d″
};

RowExpansion expanded(const DivergenceRow& row, const Vector& x) {
  const Vector y = row.V.transpose() * x;
  Vector first(y.size()), positive(y.size());
  RowExpansion out;
  out.curvature.resize(y.size());
  out.value = row.linear.dot(x);
  const bool kullback_leibler = row.divergence == Divergence::kullback_leibler;
  for (Index p = 0; p < y.size(); ++p) {
    const double w = row.weight(p);
    const auto d = divergence_derivatives(row.divergence, row.a(p), y(p));
    out.value += w * divergence_value(row.divergence, row.a(p), y(p));
    first(p) = w * (kullback_leibler ? 1 + d.first : d.first);
    positive(p) = kullback_leibler ? w : w / y(p);
    out.curvature(p) = w * d.second;
  }
  out.slope = row.linear + row.V * first;
  out.plus = row.linear + row.V * positive;
  return out;
}

double stationarity_of(const RowExpansion& at, const Vector& x) {
  const Index r = x.size();
  return std::sqrt(squared_slope_errors(r, x.data(), at.plus.data(), at.slope.data()) /
                   static_cast<double>(r));
}

/// (2): s on F, zero elsewhere. Empty where H + μD is not definite.
Vector newton_direction(const DivergenceRow& row, const RowExpansion& at, const Vector& x, double mu) {
  std::vector<Index> F;
  for (Index k = 0; k < x.size(); ++k)
    if ((x(k) > 0 || at.slope(k) < 0) && at.plus(k) > 0) F.push_back(k);
  const auto m = static_cast<Index>(F.size());
  Matrix W(m, row.V.cols());
  Matrix right(m, 1);
  for (Index k = 0; k < m; ++k) {
    W.row(k) = row.V.row(F[static_cast<std::size_t>(k)]);
    right(k, 0) = -at.slope(F[static_cast<std::size_t>(k)]);
  }
  Matrix H = (W * at.curvature.asDiagonal()) * W.transpose();
  const double typical = std::max(x.mean(), 1e-300);
  for (Index k = 0; k < m; ++k) {
    const Index own = F[static_cast<std::size_t>(k)];
    H(k, k) += mu * at.plus(own) / std::max(x(own), 1e-3 * typical);
  }
  Vector s = Vector::Zero(x.size());
  if (m == 0) return s;
  const auto lower = cholesky(H);
  if (!lower || !(lower->diagonal().minCoeff() > 1e-8 * lower->diagonal().maxCoeff())) return {};
  cholesky_solve(*lower, right);
  for (Index k = 0; k < m; ++k) s(F[static_cast<std::size_t>(k)]) = right(k, 0);
  return s;
}

}  // namespace

double DivergenceRow::value(const Vector& x) const {
  const Vector y = V.transpose() * x;
  double sum = linear.dot(x);
  for (Index p = 0; p < y.size(); ++p) sum += weight(p) * divergence_value(divergence, a(p), y(p));
  return sum;
}

SolvedRow solve_divergence_row(const DivergenceRow& row, double stationarity) {
  const Index r = row.linear.size();
  const double total = row.weight.dot(row.a);
  if (!(total > 0)) return {Vector::Zero(r), 0, 0};  // every slope is ≥ 0 there
  const double model = row.linear.sum() + (row.V * row.weight).sum();
  Vector x = Vector::Constant(r, model > 0 ? total / model : 0);
  RowExpansion at = expanded(row, x);
  double mu = 0;
  for (int step = 0; step < 500 && std::isfinite(at.value); ++step) {
    if (stationarity_of(at, x) <= stationarity) break;
    const Vector s = newton_direction(row, at, x, mu);
    bool moved = false;
    double t = 1;
    for (int halving = 0; s.size() > 0 && halving < 20 && !moved; ++halving, t /= 2) {
      const Vector next = (x + t * s).cwiseMax(0.0);
      const double value = row.value(next), fall = at.value - value;
      const double promised = -at.slope.dot(next - x);
      if (!(std::isfinite(value) && promised > 0 && fall >= 1e-4 * promised)) {
        // Where values are all rounding, the slopes still tell.
        if (!(std::isfinite(value) && std::abs(fall) <= 1e-13 * std::abs(at.value))) continue;
        const RowExpansion there = expanded(row, next);
        if (!(stationarity_of(there, next) < stationarity_of(at, x))) continue;
      }
      x = next;
      moved = true;
    }
    if (moved) {
      at = expanded(row, x);
      mu = t > 0.2 ? mu / 10 : mu;  // t was halved once more
      if (mu < 1e-10) mu = 0;
    } else {
      mu = std::max(10 * mu, 1e-8);
      if (mu > 1e6) break;
    }
  }
  return {x, at.value, stationarity_of(at, x)};
}

}  // namespace orthant
