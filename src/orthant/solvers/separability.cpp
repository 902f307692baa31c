#include "orthant/solvers/separability.hpp"

#include <fmt/format.h>

#include <cmath>

#include "orthant/linalg/nnls.hpp"
#include "orthant/linalg/rounding.hpp"
#include "orthant/linalg/symmetric.hpp"
#include "orthant/operators/full.hpp"

namespace orthant {

namespace {

/// Upwards: what a few more roundings take.
double upwards(double x) {
  return x * (1 + 64 * unit_roundoff);
}

/// A lower bound of the least eigenvalue of WᵀW, whose computed G is off by at most `error` in norm. 0: none.
double least_eigenvalue(const Matrix& G, double error) {
  const auto r = static_cast<double>(G.rows());
  const double trace = G.trace();
  // A Cholesky factorization that ends shows G − s to have no eigenvalue below −(r + 2)u/(1 − (r + 2)u)·trace.
  const double rounding = 4 * (r + 2) * unit_roundoff * trace + error;
  for (double s = 0.999 * symmetric_eigenvalues(G)(0); s > rounding; s /= 2) {
    Matrix shifted = G;
    shifted.diagonal().array() -= s;
    if (cholesky(shifted)) return (s - rounding) * (1 - 8 * unit_roundoff);
  }
  return 0;
}

/// Lower bounds of the distances of the columns from the span of the others: 1/√((WᵀW)⁻¹)_kk. With a computed x near
/// the solution of Gx = e_k, (G⁻¹)_kk = x_k + e_kᵀG⁻¹(e_k − Gx) ≤ x_k + ‖e_k − Gx‖/λ.
std::optional<Vector> distances_from_others(const Matrix& W) {
  const Index r = W.cols();
  const Matrix G = W.transpose() * W;
  const auto terms = static_cast<double>(W.rows() + r + 8);
  const double error = 2 * terms * unit_roundoff * G.trace(), least = least_eigenvalue(G, error);
  if (!(least > 0)) return std::nullopt;
  const std::optional<Matrix> factor = cholesky(G);
  if (!factor) return std::nullopt;
  Vector out(r);
  for (Index k = 0; k < r; ++k) {
    Matrix x = Matrix::Zero(r, 1);
    x(k, 0) = 1;
    cholesky_solve(*factor, x);
    Vector rest = -(G * x);
    rest(k) += 1;
    const double residual =
        rest.norm() + (error + 4 * terms * unit_roundoff * G.trace()) * x.norm() + 4 * unit_roundoff;
    out(k) = 1 / std::sqrt(upwards(x(k, 0) + upwards(residual) / least)) * (1 - 8 * unit_roundoff);
  }
  return out;
}

/// Column j of the data over its sum; false where that is not positive, or an entry is negative.
bool column_of_sum_one(const DataMatrix& A, Index j, Vector& column) {
  column.setZero();
  A.add_col(j, 1, column);
  const double sum = column.sum();
  if (!(sum > 0) || !std::isfinite(sum) || column.minCoeff() < 0) return false;
  column /= sum;
  return true;
}

}  // namespace

std::optional<double> Separability::farthest(double noise) const {
  double out = 0;
  for (Index k = 0; k < gaps.size(); ++k) {
    const double share = upwards((fit + 2 * noise) / gaps(k));
    if (!(share < 0.5)) return std::nullopt;
    out = std::max(out, upwards(share * diameters(k) + fit + noise));
  }
  return out;
}

std::string Separability::in_words() const {
  const std::string all = fmt::format(
      "the {} picked columns, with weights of sum at most one, come within a distance of {:.2g} of every "
      "other one (columns divided by their sums)",
      gaps.size(), upwards(fit * 1.05));
  const std::optional<double> found = farthest(fit);
  if (!found)
    return fmt::format(
        "{}; that others explain the data as well is not excluded, which takes less than {:.2g}", all,
        gaps.minCoeff() / 6 * 0.95);
  return fmt::format(
      "{}; any {} that do so as well, each of them as near to a column, are within {:.2g} of the "
      "picked ones",
      all, gaps.size(), upwards(*found * 1.05));
}

std::optional<Separability> separability_of(const Objective& objective, const std::vector<Index>& picked) {
  constexpr double most_work = 1e10;
  const auto* full = dynamic_cast<const FullObservations*>(&objective.observations());
  const auto r = static_cast<Index>(picked.size());
  if (full == nullptr || r != objective.rank() || r < 1) return std::nullopt;
  const DataMatrix& A = full->data();
  if (2.0 * static_cast<double>(A.rows()) * static_cast<double>(A.cols() * r) > most_work)
    return std::nullopt;
  Matrix W(A.rows(), r);
  Vector column(A.rows());
  for (Index k = 0; k < r; ++k) {
    if (!column_of_sum_one(A, picked[static_cast<std::size_t>(k)], column)) return std::nullopt;
    W.col(k) = column;
  }
  const std::optional<Vector> gaps = distances_from_others(W);
  if (!gaps) return std::nullopt;
  Separability out{0, *gaps, Vector(r)};
  const Vector lengths = W.colwise().norm().transpose();
  const double rounding = 4 * static_cast<double>(r + 8) * unit_roundoff;
  const double sums = 2 * static_cast<double>(A.rows() + 64) * unit_roundoff;  // of a column, and of squares
  out.gaps *= 1 - sums;
  for (Index k = 0; k < r; ++k) {
    const double others = (W.colwise() - W.col(k)).colwise().norm().maxCoeff();
    out.diameters(k) = upwards(std::max(lengths(k), others) + (rounding + 2 * sums) * lengths.maxCoeff());
  }
  Matrix G;
  gram(W, G);
  for (Index j = 0; j < A.cols(); ++j) {
    if (!column_of_sum_one(A, j, column)) {
      if (column.cwiseAbs().maxCoeff() > 0) return std::nullopt;
      continue;  // a column of zeros has no sum to be divided by, and says nothing
    }
    Vector h = Vector::Zero(r);
    nnls_row_sweeps(h, W.transpose() * column, G, {500, 1e-9});
    h /= std::max(1.0, upwards(h.sum()));
    const double size = column.norm() + lengths.dot(h);
    out.fit = std::max(out.fit, upwards((column - W * h).norm() + (rounding + 3 * sums) * size));
  }
  return out;
}

}  // namespace orthant
