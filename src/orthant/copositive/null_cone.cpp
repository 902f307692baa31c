#include "orthant/copositive/null_cone.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "orthant/linalg/decompositions.hpp"

namespace orthant {

namespace {

constexpr double zero_residual = 1e-10;  ///< relative: below it the alternatives count as met
constexpr double zero_singular = 1e-8;

/// min ‖B s − t‖, s ≥ 0 (Lawson & Hanson 1974, algorithm NNLS).
Vector nonnegative_least_squares(const Matrix& B, const Vector& t) {
  const Index n = B.cols();
  Vector s = Vector::Zero(n);
  std::vector<Index> passive;
  std::vector<char> in(static_cast<std::size_t>(n), 0);
  const double stop = 1e-14 * B.norm() * t.norm();
  const auto solve_passive = [&] {
    Matrix columns(B.rows(), static_cast<Index>(passive.size()));
    for (std::size_t k = 0; k < passive.size(); ++k) columns.col(static_cast<Index>(k)) = B.col(passive[k]);
    return least_squares(std::move(columns), t);
  };
  for (Index outer = 0; outer < 3 * n + 30; ++outer) {
    const Vector gain = B.transpose() * (t - B * s);
    Index enter = -1;
    for (Index j = 0; j < n; ++j)
      if (!in[static_cast<std::size_t>(j)] && gain(j) > stop && (enter < 0 || gain(j) > gain(enter)))
        enter = j;
    if (enter < 0) break;
    in[static_cast<std::size_t>(enter)] = 1;
    passive.push_back(enter);
    for (;;) {
      const Vector z = solve_passive();
      if (z.minCoeff() > 0) {
        for (std::size_t k = 0; k < passive.size(); ++k) s(passive[k]) = z(static_cast<Index>(k));
        break;
      }
      double step = 1;
      for (std::size_t k = 0; k < passive.size(); ++k) {
        const double to = z(static_cast<Index>(k)), from = s(passive[k]);
        if (to <= 0) step = std::min(step, from / (from - to));
      }
      std::vector<Index> rest;
      for (std::size_t k = 0; k < passive.size(); ++k) {
        double& value = s(passive[k]);
        value += step * (z(static_cast<Index>(k)) - value);
        if (value > 1e-15) {
          rest.push_back(passive[k]);
        } else {
          value = 0;
          in[static_cast<std::size_t>(passive[k])] = 0;
        }
      }
      passive = std::move(rest);
      if (passive.empty()) break;
    }
  }
  return s;
}

}  // namespace

double NullCone::modulus_factor() const {
  const double slope = (1 + y.norm()) / sigma;
  return 1 / (1 + slope * slope);
}

NullCone null_cone(const Matrix& V, const std::vector<Index>& nonnegative) {
  NullCone out;
  const auto size = static_cast<Index>(nonnegative.size());
  Matrix A(size, V.cols());
  for (Index k = 0; k < size; ++k) A.row(k) = V.row(nonnegative[static_cast<std::size_t>(k)]);
  const auto found = [&](const Vector& c) {
    out.meets = true;
    out.direction = (V * c).normalized();
    for (const Index i : nonnegative) out.violation = std::max(out.violation, -out.direction(i));
    return out;
  };
  const auto [values, right] = right_svd(A);
  const Vector last = right.rightCols(1);
  if (size < V.cols()) return found(last);  // A·last = 0
  out.sigma = values(V.cols() - 1);
  if (out.sigma < zero_singular) return found(last);
  const Vector ones = Vector::Ones(size);
  const Vector s = nonnegative_least_squares(A.transpose(), -(A.transpose() * ones));
  out.y = ones + s;
  const Vector c = A.transpose() * out.y;
  out.residual = c.norm();
  if (out.residual > zero_residual * out.y.norm()) return found(c);
  return out;
}

}  // namespace orthant
