#include "orthant/solvers/direct.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "orthant/linalg/decompositions.hpp"
#include "orthant/linalg/lanczos.hpp"
#include "orthant/linalg/randomized_svd.hpp"
#include "orthant/linalg/symmetric.hpp"
#include "orthant/objectives/recovery.hpp"
#include "orthant/operators/full.hpp"
#include "orthant/solvers/exact_rows.hpp"
#include "orthant/solvers/separability.hpp"
#include "orthant/solvers/starts.hpp"

namespace orthant {

namespace {

/// Of the norm of what is cut off, relative to that of A_r: rounding.
constexpr double rounding_share = 1e-13;

/// A matrix and how often it was multiplied with a thin one.
class CountedPasses {
 public:
  explicit CountedPasses(const ImplicitMatrix& A) : A_(A) {}
  Matrix times(const ConstMatrixRef& V) const { return ++passes_, A_.times(V); }
  Matrix transpose_times(const ConstMatrixRef& V) const { return ++passes_, A_.transpose_times(V); }
  Matrix symmetric_times(const ConstMatrixRef& V) const {
    passes_ += 2;
    return (A_.times(V) + A_.transpose_times(V)) / 2;
  }
  Index rows() const { return A_.rows(); }
  Index cols() const { return A_.cols(); }
  Index passes() const { return passes_; }

 private:
  const ImplicitMatrix& A_;
  mutable Index passes_ = 0;
};

/// Orthonormal columns near the leading eigenvectors of x ↦ apply(x), one after the other.
Matrix leading_vectors(Index n, Index k, const std::function<Vector(const Vector&)>& apply) {
  Matrix V(n, k);
  Vector values(k);
  for (Index j = 0; j < k; ++j) {
    const auto rest = [&](const Vector& x) -> Vector {
      const auto found = V.leftCols(j);
      return apply(x) - found * (values.head(j).asDiagonal() * (found.transpose() * x).eval());
    };
    LanczosOptions options{.seed = static_cast<std::uint64_t>(j)};
    if (j == 0) options.start = Vector::Ones(n);  // not orthogonal to a nonnegative vector
    const LanczosResult pair = approx_largest_eigenpair(n, rest, options);
    values(j) = pair.value;
    V.col(j) = pair.vector;
  }
  return V;
}

/// A_r = PQᵀ, columns by size, the first of P and Q with a sum that is ≥ 0; symmetric: P = Q.
struct Planar {
  Matrix P, Q;
};

/// P = U S^½, Q = V S^½ of rank k ≤ 2.
Planar best_of_rank(const CountedPasses& A, Index k) {
  const Matrix V =
      leading_vectors(A.cols(), k, [&](const Vector& x) -> Vector { return A.transpose_times(A.times(x)); });
  Matrix Q = A.times(V);
  orthonormalize(Q);
  const ThinSvd svd = thin_svd(A.transpose_times(Q));  // = W S Zᵀ: A_r = Q Z S Wᵀ
  const Vector root = svd.values.cwiseSqrt();
  Planar out{Q * svd.right * root.asDiagonal(), svd.left * root.asDiagonal()};
  if (out.Q.col(0).sum() < 0) {
    out.P.col(0) *= -1;
    out.Q.col(0) *= -1;
  }
  return out;
}

/// P = V Λ^½ of the positive eigenvalues.
Matrix best_symmetric(const CountedPasses& A, Index k) {
  Matrix V = leading_vectors(A.cols(), k, [&](const Vector& x) -> Vector { return A.symmetric_times(x); });
  orthonormalize(V);
  const auto [values, vectors] = symmetric_eigenpairs(V.transpose() * A.symmetric_times(V));
  Matrix P = V * (vectors.rowwise().reverse() * values.reverse().cwiseMax(0).cwiseSqrt().asDiagonal());
  if (P.col(0).sum() < 0) P.col(0) *= -1;
  return P;
}

/// ‖LRᵀ − L₊R₊ᵀ‖ at most, from what is cut off alone: no differences of large numbers.
double cut_off(const Matrix& L, const Matrix& R) {
  const Matrix left = L.cwiseMin(0), positive = L.cwiseMax(0), right = R.cwiseMin(0);
  const auto product = [](const Matrix& X, const Matrix& Y) {
    return std::sqrt(std::max(0.0, (X.transpose() * X).cwiseProduct(Y.transpose() * Y).sum()));
  };
  return product(left, R) + product(positive, right);
}

/// Rows that are at least this share of the longest may say where the cone ends: the directions of shorter ones are
/// rounding on some data.
constexpr double shares[] = {0, 1e-12, 1e-9, 1e-6};

/// visit(p) for the rows that are long enough.
template <class Visit>
void for_each_long_row(const Matrix& P, double share, const Visit& visit) {
  const Vector length = P.rowwise().norm();
  const double least = std::max(share * length.maxCoeff(), 1e-300);
  for (Index i = 0; i < P.rows(); ++i)
    if (length(i) >= least) visit(P(i, 0), P(i, 1));
}

/// The factors by the rays of least and largest slope, with what they cut off; nothing where all rows are on one.
std::optional<Planar> by_extreme_rays(const Matrix& P, const Matrix& Q, double share) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for_each_long_row(P, share, [&](double x, double y) {
    const double slope = y / std::max(x, 1e-9 * std::abs(y));
    low = std::min(low, slope);
    high = std::max(high, slope);
  });
  if (!(high > low) || !std::isfinite(high) || !std::isfinite(low)) return std::nullopt;
  Planar out{Matrix(P.rows(), 2), Matrix(Q.rows(), 2)};
  out.P.col(0) = (high * P.col(0) - P.col(1)) / (high - low);
  out.P.col(1) = (P.col(1) - low * P.col(0)) / (high - low);
  out.Q.col(0) = Q.col(0) + low * Q.col(1);
  out.Q.col(1) = Q.col(0) + high * Q.col(1);
  return out;
}

/// P turned so that the middle of its angles is that of the quadrant.
Planar by_rotation(const Matrix& P, double share) {
  double low = std::numbers::pi, high = -low;
  for_each_long_row(P, share, [&](double x, double y) {
    const double angle = std::atan2(y, x);
    low = std::min(low, angle);
    high = std::max(high, angle);
  });
  const double turn = std::numbers::pi / 4 - (low + high) / 2, c = std::cos(turn), s = std::sin(turn);
  Planar out{Matrix(P.rows(), 2), {}};
  out.P.col(0) = c * P.col(0) - s * P.col(1);
  out.P.col(1) = s * P.col(0) + c * P.col(1);
  out.Q = out.P;
  return out;
}

/// The one of least cut.
Planar planar_factors(const Planar& best, bool symmetric) {
  Planar out;
  double least = std::numeric_limits<double>::infinity();
  for (const double share : shares) {
    auto found = symmetric ? by_rotation(best.P, share) : by_extreme_rays(best.P, best.Q, share);
    if (!found) continue;
    const double cut = cut_off(found->P, found->Q);
    if (cut < least) out = std::move(*found);
    least = std::min(least, cut);
  }
  return out;
}

/// One column twice, each for half of the product.
Planar halved(const Planar& best) {
  const double half = std::sqrt(0.5);
  Planar out{Matrix(best.P.rows(), 2), Matrix(best.Q.rows(), 2)};
  for (Index k = 0; k < 2; ++k) {
    out.P.col(k) = half * best.P.col(0);
    out.Q.col(k) = half * best.Q.col(0);
  }
  return out;
}

std::string in_words(Index rank, bool symmetric, bool is_best, double share) {
  if (!is_best)
    return fmt::format(
        "the best matrix of rank {} is not nonnegative: parts of {:.2g} of its size are cut off, so "
        "that nothing is known of the best factors",
        rank, share);
  if (rank == 1)
    return symmetric ? "the leading eigenvector is nonnegative: no factor of rank 1 is better"
                     : "the leading singular vectors are nonnegative: no factors of rank 1 are better";
  return symmetric
             ? "the best matrix of rank 2 is nonnegative, and its rows can be turned into the quadrant: no "
               "factor of rank 2 is better"
             : "the best matrix of rank 2 is nonnegative, and its rows lie in the cone of two of them: no "
               "factors of rank 2 are better";
}

std::optional<DirectFactors> of_low_rank(const Objective& objective) {
  const bool symmetric = !objective.is_asymmetric();
  const Index rank = objective.rank();
  const CountedPasses A(objective.observations().back_projection());
  const Index k = std::min({rank, A.rows(), A.cols()});
  Planar best = symmetric ? Planar{best_symmetric(A, k), {}} : best_of_rank(A, k);
  if (symmetric) best.Q = best.P;
  const double size =
      std::sqrt((best.P.transpose() * best.P).cwiseProduct(best.Q.transpose() * best.Q).sum());
  if (!(size > 0) || !std::isfinite(size)) return std::nullopt;
  if (rank == 2) {
    const bool plane = k == 2 && best.P.col(1).norm() * best.Q.col(1).norm() > 1e-15 * size;
    best = plane ? planar_factors(best, symmetric) : halved(best);
    if (best.P.size() == 0) return std::nullopt;
  }
  const double share = cut_off(best.P, best.Q) / size;
  DirectFactors out;
  out.is_best = share <= rounding_share;
  out.reason = in_words(rank, symmetric, out.is_best, share);
  out.passes = A.passes();
  out.U.resize(objective.rows(), rank);
  if (symmetric)
    out.U = best.P.cwiseMax(0);
  else
    out.U << best.P.cwiseMax(0), best.Q.cwiseMax(0);
  return out;
}

std::optional<DirectFactors> of_separable_data(const Objective& objective, std::uint64_t seed) {
  const RowBlocks* blocks = objective.row_blocks();
  if (blocks == nullptr) return std::nullopt;
  std::vector<Index> picked;
  DirectFactors out{.U = spa_start(objective, seed, true, &picked), .reason = {}, .passes = 9};
  const Index rows = objective.observations().rows();
  const Matrix left = out.U.topRows(rows);
  solve_rows_exactly(*blocks, Side::right, out.U.bottomRows(out.U.rows() - rows),
                     blocks->linear(Side::right, left), left);
  const double error = std::sqrt(std::max(objective.value(out.U), 0.0) / objective.size());
  out.is_best = error <= 1e-12;
  out.reason =
      out.is_best
          ? fmt::format("the data are separable: every column is a nonnegative combination of {} of them",
                        objective.rank())
          : fmt::format(
                "the data are not separable: nonnegative combinations of {} of their columns leave a "
                "relative error of {:.2g}",
                objective.rank(), error);
  if (const auto found = separability_of(objective, picked)) out.reason += "; " + found->in_words();
  return out;
}

}  // namespace

std::string why_not_direct(const Objective& objective) {
  if (objective.loss() != "frobenius")
    return fmt::format("loss = {}; expected frobenius, which singular values speak of", objective.loss());
  if (objective.regularisation() != nullptr) return "L1, L2 or density terms; expected none";
  if (objective.fixed_columns() != nullptr) return "fixed columns; expected factors that are all free";
  if (dynamic_cast<const FullObservations*>(&objective.observations()) == nullptr)
    return "entries that are not observed, or measurements; expected every entry";
  const auto* asymmetric = dynamic_cast<const AsymmetricRecovery*>(&objective);
  if (asymmetric == nullptr && dynamic_cast<const SymmetricRecovery*>(&objective) == nullptr)
    return "this objective; expected ½‖LRᵀ − A‖² or ½‖UUᵀ − A‖²";
  if (asymmetric != nullptr && asymmetric->balance() != 0) return "balance > 0; expected 0";
  if (objective.rank() > 2 && asymmetric == nullptr)
    return fmt::format("rank = {} and a symmetric model; expected rank 1 or 2", objective.rank());
  return {};
}

std::optional<DirectFactors> direct_factors(const Objective& objective, std::uint64_t seed) {
  return objective.rank() <= 2 ? of_low_rank(objective) : of_separable_data(objective, seed);
}

}  // namespace orthant
