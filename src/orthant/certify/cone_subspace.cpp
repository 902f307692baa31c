#include "orthant/certify/cone_subspace.hpp"

namespace orthant {

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
