/// A small nonsingular symmetric block A, factored so that A⁻¹ = FᵀJF with J = diag(±1), J = I when A ≻ 0.
///
/// F = C⁻¹ for A = CCᵀ (Cholesky); when that fails, F = |Λ|^{−1/2}Qᵀ from A = QΛQᵀ, the negative eigenvalues
/// first. Cost: k³/3 flops (about 9k³ when indefinite), memory k² doubles.
#pragma once

#include <optional>

#include "orthant/linalg/matrix.hpp"

namespace orthant {

class SignedBlock {
 public:
  /// Nothing when a pivot or eigenvalue is at rounding level, |·| ≤ 1e-13 · scale.
  static std::optional<SignedBlock> factor(const Matrix& A, double scale);

  Index size() const { return factor_.rows(); }
  Index negatives() const { return negatives_; }  ///< eigenvalues below zero

  /// P ← P Fᵀ, for P with `size()` columns; the first `negatives()` columns carry J = −1.
  void whiten(MatrixRef P) const;

  /// x ← A⁻¹x.
  void solve(Eigen::Ref<Vector> x) const;

 private:
  bool cholesky_ = true;
  Index negatives_ = 0;
  Matrix factor_;  ///< C, or F
};

}  // namespace orthant
