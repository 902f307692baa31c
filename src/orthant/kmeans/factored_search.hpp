/// Multipliers Λ of low rank for any number of rows (docs/kmeans.md, theorem 1), found in floating point:
///
///   Λ^(b,a) = V_ab r^a_b (r^b_a)ᵀ,   r^a_i = max(0, ‖x_i − c_a‖² − ‖x_i − c_b‖² − H_ba) for i in b
///
/// with K(K−1) offsets H and K(K−1)/2 weights V ≥ 0. A + Λ = FCFᵀ with F = [X, r], of order p = d + K(K−1), and
/// the bound is ‖X‖² − 1ᵀΛ1/N less the K − 1 largest eigenvalues of G^½CG^½, G = FᵀJF. H = t(1/n_a + 1/n_b) and the
/// V that goes with it give the structured dual point where no r is cut at 0; cutting lets t pass the least margin.
/// A search along t, then along each offset and weight alone.
#pragma once

#include <span>
#include <vector>

#include "orthant/linalg/matrix.hpp"

namespace orthant {

class FactoredDual {
 public:
  /// `X`: centred.
  FactoredDual(const Matrix& X, std::span<const Index> labels, Index clusters);

  Index order() const { return d_ + clusters_ * (clusters_ - 1); }

  struct Choice {
    Matrix offsets, weights;  ///< H and V, K×K
    double level = 0;         ///< τ
    Matrix columns;           ///< Y: J(A + Λ)J ≺ τI + FYYᵀFᵀ
    double bound = 0;         ///< rounded down
  };
  /// `work`: flops, about; `looks`: at single offsets and weights, at most.
  Choice choose(double work, double looks);

 private:
  Index column(Index b, Index a) const { return d_ + b * (clusters_ - 1) + a - (a > b ? 1 : 0); }
  void set_offset(Index b, Index a, double value);
  void set_shift(double t, double weight);
  double mean(Index b, Index a) const {
    return sums_(column(b, a)) / static_cast<double>(members_[b].size());
  }
  double total() const;                      ///< 1ᵀΛ1
  Matrix root() const;                       ///< B with BᵀB = G
  Matrix times_core(const Matrix& A) const;  ///< CA
  Vector eigenvalues() const;
  double bound() const;
  void search_pairs(double step, double& best, double& looks);
  Choice finished() const;

  Index d_, clusters_, rows_;
  double squares_ = 0, within_ = 0;  ///< ‖X‖², and the largest eigenvalue of the scatter within clusters
  std::vector<std::vector<Index>> members_;
  std::vector<Matrix> X_;         ///< rows of each cluster
  std::vector<Matrix> nearness_;  ///< of each cluster, against each: ‖x_i − c_a‖² − ‖x_i − c_b‖²
  std::vector<Matrix> r_;
  Matrix offsets_, weights_, gram_;  ///< of F, without J
  Vector sums_;                      ///< Fᵀ1
};

}  // namespace orthant
