/// Which entries of U are free, and a preconditioner for the Newton equations on them: the diagonal blocks of
/// the Gauss–Newton matrix row by row,
///
///   M_i = (G_i + λI) on the free entries of row i,   G_i = Expansion::row_block(i)               (1)
///
/// factored by Cholesky in double, kept packed in float: a preconditioner need not be exact. An entry is held
/// at zero when a Newton step in it alone would end there: ∇_ik > 0 and u_ik ≤ ∇_ik/(G_i)_kk.
/// Without row blocks M is a multiple of the identity.
/// Rows are solved 16 at a time in vector lanes (simd/triangular.inc), padded to the most free entries
/// among them; rows of a window are sorted by that number, so that little is padded. Cost: m³/3 flops a row
/// with m free entries to build, 2m² to apply. Memory: 2m² + 4m bytes a row.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "orthant/objectives/objective.hpp"

namespace orthant {

using Mask = Eigen::Array<bool, Eigen::Dynamic, Eigen::Dynamic>;

class RowPreconditioner {
 public:
  /// `all_free`: no entry is held.
  RowPreconditioner(const Expansion& at, const Matrix& U, double damping, bool all_free = false);

  const Mask& free() const { return free_; }

  /// Z = M⁻¹ R on the free entries; what Z holds elsewhere stays, and what R holds there does not count.
  void apply(const Matrix& R, Matrix& Z) const;

 private:
  /// Rows that are solved together.
  struct Strip {
    Index order = 0;                        ///< the most free entries in a row
    std::int64_t factors = 0, columns = 0;  ///< where its part of factors_ and columns_ begins
  };

  void choose_free_entries(const Expansion& at, const Matrix& U);
  void arrange();
  void factor(const Expansion& at, double damping);

  bool by_rows_ = false;
  double scale_ = 1;  ///< of the identity, without row blocks
  Mask free_;
  std::vector<Index> rows_;  ///< of every lane of every strip; none where the last strip has no row
  std::vector<Strip> strips_;
  std::vector<std::int32_t> columns_;  ///< lane beside lane; none beyond the free entries of a row
  std::unique_ptr<float[]> factors_;   ///< lower triangles by rows, lane beside lane, the diagonal inverted
};

}  // namespace orthant
