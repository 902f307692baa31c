#include "orthant/landscape/quartic.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "orthant/linalg/decompositions.hpp"
#include "orthant/linalg/symmetric.hpp"

namespace orthant {

namespace {

constexpr int most_isolated = 9;  ///< Bézout: 3·3
constexpr double smallest_cell = 0x1p-9;

double binomial(int n, int k) {
  double out = 1;
  for (int i = 0; i < k; ++i) out = out * (n - i) / (i + 1);
  return out;
}

/// Whether ∂_s q (or ∂_t q) may vanish in the cell of half-width h around the origin of q's variables.
bool may_vanish(const Quartic& q, bool by_s, double h) {
  double radius = 0;
  for (int total = 2; total <= Quartic::degree; ++total)
    for (int j = 0; j <= total; ++j) {
      const int i = total - j, factor = by_s ? i : j;
      radius += factor * std::abs(q.coefficient(i, j)) * std::pow(h, total - 1);
    }
  const double centre = by_s ? q.coefficient(1, 0) : q.coefficient(0, 1);
  return std::abs(centre) <= radius * (1 + 1e-12);
}

void collect_cells(const Quartic& q, const Point2& centre, double h, std::vector<Point2>& cells) {
  const Quartic here = q.shifted(centre);
  if (!may_vanish(here, true, h) || !may_vanish(here, false, h)) return;
  if (h <= smallest_cell) {
    cells.push_back(centre);
    return;
  }
  for (const double s : {-0.5, 0.5})
    for (const double t : {-0.5, 0.5}) collect_cells(q, centre + h * Point2(s, t), h / 2, cells);
}

/// The eigenvalue of smaller size against the larger one: how near a Hessian is to singular.
double conditioning(const Eigen::Matrix2d& H) {
  const Eigen::Vector2d size = symmetric_eigenpairs_2(H).values.cwiseAbs();
  return size.maxCoeff() > 0 ? size.minCoeff() / size.maxCoeff() : 0;
}

/// H⁺g for a symmetric H.
Point2 least_norm_solution(const Eigen::Matrix2d& H, const Point2& g) {
  const auto [values, vectors] = symmetric_eigenpairs_2(H);
  const double zero = 1e-12 * values.cwiseAbs().maxCoeff();
  Point2 out = Point2::Zero();
  for (Index k = 0; k < 2; ++k) {
    const Point2 v = vectors.col(k);
    if (std::abs(values[k]) > zero) out += v.dot(g) / values[k] * v;
  }
  return out;
}

/// Newton's iteration with steps of least norm, so that it also comes to rest on a curve of solutions.
bool newton(const Quartic& q, Point2& p) {
  const double size = q.variation();
  for (int step = 0; step < 60; ++step) {
    const Point2 gradient = q.gradient(p);
    const Point2 move = least_norm_solution(q.hessian(p), gradient);
    if (!move.allFinite() || move.norm() > 1) return false;
    p -= move;
    if (p.cwiseAbs().maxCoeff() > 1.5) return false;
    if (move.norm() <= 1e-15) break;
  }
  return q.gradient(p).norm() <= 1e-10 * size;
}

bool near_one_of(const std::vector<Point2>& points, const Point2& p, double distance) {
  return std::any_of(points.begin(), points.end(),
                     [&](const Point2& other) { return (other - p).norm() <= distance; });
}

}  // namespace

double Quartic::value(const Point2& p) const {
  double sum = 0;
  for (int i = degree; i >= 0; --i) {
    double inner = 0;
    for (int j = degree - i; j >= 0; --j) inner = inner * p.y() + coefficient(i, j);
    sum = sum * p.x() + inner;
  }
  return sum;
}

Point2 Quartic::gradient(const Point2& p) const {
  const Quartic here = shifted(p);
  return {here.coefficient(1, 0), here.coefficient(0, 1)};
}

Eigen::Matrix2d Quartic::hessian(const Point2& p) const {
  const Quartic here = shifted(p);
  Eigen::Matrix2d H;
  H << 2 * here.coefficient(2, 0), here.coefficient(1, 1), here.coefficient(1, 1), 2 * here.coefficient(0, 2);
  return H;
}

Quartic Quartic::shifted(const Point2& origin) const {
  Quartic out;
  for (int i = 0; i <= degree; ++i)
    for (int j = 0; i + j <= degree; ++j) {
      if (coefficient(i, j) == 0) continue;
      for (int k = 0; k <= i; ++k)
        for (int l = 0; l <= j; ++l)
          out.coefficient(k, l) += coefficient(i, j) * binomial(i, k) * std::pow(origin.x(), i - k) *
                                   binomial(j, l) * std::pow(origin.y(), j - l);
    }
  return out;
}

std::array<double, 5> Quartic::along(const Point2& origin, const Point2& direction) const {
  const Quartic here = shifted(origin);
  std::array<double, 5> out{};
  for (int i = 0; i <= degree; ++i)
    for (int j = 0; i + j <= degree; ++j)
      out[static_cast<std::size_t>(i + j)] +=
          here.coefficient(i, j) * std::pow(direction.x(), i) * std::pow(direction.y(), j);
  return out;
}

double Quartic::variation() const {
  double largest = 0;
  for (std::size_t k = 1; k < c_.size(); ++k) largest = std::max(largest, std::abs(c_[k]));
  return largest;
}

QuarticFit fit_quartic(const std::function<double(double, double)>& f) {
  constexpr int nodes = 6;
  const auto node = [](int k, int count) { return std::cos(std::numbers::pi * (2 * k + 1) / (2 * count)); };
  Matrix powers(nodes * nodes, 15);
  Vector values(nodes * nodes);
  QuarticFit fit;
  for (int a = 0; a < nodes; ++a)
    for (int b = 0; b < nodes; ++b) {
      const Index row = a * nodes + b;
      const double s = node(a, nodes), t = node(b, nodes);
      values[row] = f(s, t);
      fit.largest = std::max(fit.largest, std::abs(values[row]));
      Index column = 0;
      for (int total = 0; total <= Quartic::degree; ++total)
        for (int j = 0; j <= total; ++j, ++column)
          powers(row, column) = std::pow(s, total - j) * std::pow(t, j);
    }
  const Vector c = least_squares(powers, values);
  Index column = 0;
  for (int total = 0; total <= Quartic::degree; ++total)
    for (int j = 0; j <= total; ++j, ++column) fit.polynomial.coefficient(total - j, j) = c[column];
  for (int k = 0; k < 24; ++k) {
    const double s = 0.97 * std::cos(2.4 * k), t = std::sin(1.7 * k + 0.3);
    const double value = f(s, t);
    fit.largest = std::max(fit.largest, std::abs(value));
    fit.misfit = std::max(fit.misfit, std::abs(value - fit.polynomial.value({s, t})));
  }
  return fit;
}

StationaryPoints stationary_points(const Quartic& q) {
  StationaryPoints out;
  if (q.variation() == 0) {
    out.isolated = false;
    return out;
  }
  std::vector<Point2> cells;
  collect_cells(q, Point2::Zero(), 1, cells);
  for (Point2 p : cells) {
    if (!newton(q, p) || p.cwiseAbs().maxCoeff() > 1 + 1e-9) continue;
    // Newton's iteration stops short of a multiple zero.
    const double distance = conditioning(q.hessian(p)) < 1e-5 ? 2e-3 : 1e-7;
    if (!near_one_of(out.points, p, distance)) out.points.push_back(p);
  }
  out.isolated = out.points.size() <= most_isolated;
  if (!out.isolated) {
    std::vector<Point2> spread;
    for (const Point2& p : out.points)
      if (!near_one_of(spread, p, 0.3)) spread.push_back(p);
    out.points = std::move(spread);
  }
  std::sort(out.points.begin(), out.points.end(), [](const Point2& a, const Point2& b) {
    return a.x() < b.x() - 1e-9 || (a.x() < b.x() + 1e-9 && a.y() < b.y());
  });
  return out;
}

std::vector<double> stationary_parameters(const std::array<double, 5>& quartic) {
  std::array<double, 4> d{};
  double size = 0;
  for (std::size_t k = 0; k < 4; ++k) {
    d[k] = static_cast<double>(k + 1) * quartic[k + 1];
    size = std::max(size, std::abs(d[k]));
  }
  std::size_t order = 3;
  while (order > 0 && std::abs(d[order]) <= 1e-13 * size) --order;
  std::vector<double> out;
  if (order == 0 || size == 0) return out;
  Matrix companion = Matrix::Zero(static_cast<Index>(order), static_cast<Index>(order));
  for (std::size_t k = 0; k < order; ++k) {
    if (k + 1 < order) companion(static_cast<Index>(k) + 1, static_cast<Index>(k)) = 1;
    companion(static_cast<Index>(k), static_cast<Index>(order) - 1) = -d[k] / d[order];
  }
  if (!companion.allFinite()) return out;
  for (const std::complex<double> root : eigenvalues(std::move(companion))) {
    if (std::abs(root.imag()) > 1e-6 * std::max(1.0, std::abs(root))) continue;
    double x = root.real();
    for (int step = 0; step < 4; ++step) {
      const double value = ((d[3] * x + d[2]) * x + d[1]) * x + d[0];
      const double slope = (3 * d[3] * x + 2 * d[2]) * x + d[1];
      if (std::abs(slope) > 1e-9 * size) x -= value / slope;
    }
    const bool known =
        std::any_of(out.begin(), out.end(), [&](double other) { return std::abs(other - x) <= 1e-7; });
    if (std::abs(x) <= 1 && !known) out.push_back(x);
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace orthant
