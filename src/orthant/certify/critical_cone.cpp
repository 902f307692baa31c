#include "orthant/certify/critical_cone.hpp"

#include <algorithm>
#include <limits>

#include "orthant/objectives/stationarity.hpp"

namespace orthant {

namespace {

/// Within a factor 10 of a positive tolerance.
bool near(double value, double tolerance) {
  return tolerance > 0 && value >= tolerance / 10 && value <= tolerance * 10;
}

}  // namespace

Matrix CriticalCone::project_to_span(const Matrix& D) const {
  Matrix out = D;
  for (Index e = 0; e < out.size(); ++e)
    if (kind[e] == EntryKind::fixed) out.data()[e] = 0;
  return out;
}

Matrix CriticalCone::project(const Matrix& D) const {
  Matrix out = project_to_span(D);
  for (Index e = 0; e < out.size(); ++e)
    if (kind[e] == EntryKind::nonnegative) out.data()[e] = std::max(0.0, out.data()[e]);
  return out;
}

std::vector<Index> tiny_entries(const Matrix& U, Index left_rows, double zero) {
  std::vector<Index> tiny;
  const auto collect = [&](Index begin, Index end) {
    if (begin == end) return;
    const Vector tolerance = zero * U.middleRows(begin, end - begin).colwise().maxCoeff().transpose();
    for (Index i = begin; i < end; ++i)
      for (Index k = 0; k < U.cols(); ++k)
        if (U(i, k) > 0 && U(i, k) <= tolerance(k)) tiny.push_back(k * U.rows() + i);
  };
  collect(0, left_rows);
  collect(left_rows, U.rows());
  return tiny;
}

CriticalCone free_cone(const Matrix& U) {
  CriticalCone cone;
  cone.rows = U.rows();
  cone.rank = U.cols();
  cone.kind.assign(static_cast<size_t>(U.size()), EntryKind::free);
  cone.free = U.size();
  cone.smallest_free = U.cwiseAbs().minCoeff();
  cone.min_multiplier = std::numeric_limits<double>::infinity();
  cone.constrained = false;
  return cone;
}

CriticalCone critical_cone(const Objective& objective, const Matrix& U, const Matrix& gradient,
                           const ConeTolerances& tolerances) {
  CriticalCone cone;
  cone.rows = U.rows();
  cone.rank = U.cols();
  cone.kind.resize(static_cast<size_t>(U.size()));
  cone.zero_tolerance = tolerances.zero * U.maxCoeff();
  cone.multiplier_tolerance = std::max(tolerances.multiplier * gradient_scale(objective, U),
                                       10 * projected_gradient_norm(U, gradient));
  cone.smallest_free = cone.min_multiplier = std::numeric_limits<double>::infinity();
  for (Index e = 0; e < U.size(); ++e) {
    const double u = U.data()[e], g = gradient.data()[e];
    EntryKind& kind = cone.kind[e];
    if (u > 0) {
      kind = EntryKind::free;
      ++cone.free;
      cone.smallest_free = std::min(cone.smallest_free, u);
      cone.near_tolerance += near(u, cone.zero_tolerance);
      continue;
    }
    cone.near_tolerance += near(g, cone.multiplier_tolerance);
    if (g > cone.multiplier_tolerance) {
      kind = EntryKind::fixed;
      ++cone.fixed;
      cone.min_multiplier = std::min(cone.min_multiplier, g);
    } else {
      kind = EntryKind::nonnegative;
      ++cone.nonnegative;
    }
  }
  return cone;
}

ConeSubspace::ConeSubspace(const CriticalCone& cone, bool with_nonnegative)
    : matrix_rows_(cone.rows), matrix_cols_(cone.rank) {
  start_.push_back(0);
  for (Index i = 0; i < cone.rows; ++i) {
    for (Index k = 0; k < cone.rank; ++k) {
      const EntryKind kind = cone(i, k);
      if (kind == EntryKind::free || (with_nonnegative && kind == EntryKind::nonnegative))
        entries_.push_back({i, k});
    }
    start_.push_back(order());
  }
}

Matrix ConeSubspace::scatter(const Vector& x) const {
  Matrix D = Matrix::Zero(matrix_rows_, matrix_cols_);
  for (Index e = 0; e < order(); ++e) D(entries_[e].row, entries_[e].col) = x(e);
  return D;
}

Vector ConeSubspace::gather(const Matrix& D) const {
  Vector x(order());
  for (Index e = 0; e < order(); ++e) x(e) = D(entries_[e].row, entries_[e].col);
  return x;
}

}  // namespace orthant
