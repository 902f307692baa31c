/// Which entries of U are free, and a preconditioner for the Newton equations on them: the diagonal blocks of
/// the Gauss–Newton matrix row by row,
///
///   M_i = (G_i + λI) on the free entries of row i,   G_i = Expansion::row_block(i)               (1)
///
/// factored by Cholesky in double, kept packed in float: a preconditioner need not be exact. An entry is held
/// at zero when a Newton step in it alone would end there: ∇_ik > 0 and u_ik ≤ ∇_ik/(G_i)_kk.
/// Without row blocks M is a multiple of the identity.
/// Cost: m³/3 flops a row with m free entries to build, 2m² to apply. Memory: 2m² bytes a row.
#pragma once

#include <cstdint>
#include <vector>

#include "orthant/model/objective.hpp"

namespace orthant {

using Mask = Eigen::Array<bool, Eigen::Dynamic, Eigen::Dynamic>;

class RowPreconditioner {
 public:
  RowPreconditioner(const Expansion& at, const Matrix& U, double damping);

  const Mask& free() const { return free_; }

  /// Z = M⁻¹ R on the free entries, 0 elsewhere.
  void apply(const Matrix& R, Matrix& Z) const;

 private:
  void choose_free_entries(const Expansion& at, const Matrix& U);
  void factor(const Expansion& at, double damping);

  bool by_rows_ = false;
  double scale_ = 1;  ///< of the identity, without row blocks
  Mask free_;
  std::vector<std::int64_t> start_;  ///< of a row's factor
  std::vector<float> factors_;       ///< lower triangles by rows, the diagonal inverted
};

}  // namespace orthant
