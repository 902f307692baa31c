/// Nonnegative matrix factorization by a β-divergence,
///
///   f(L,R) = Σ_ij ω_ij d(a_ij | x_ij),   X = LRᵀ,   U = [L; R],
///   ∇f           = [ S R ; SᵀL ],                        S = ω ∘ d′(X) entrywise                    (1)
///   ⟨∇²f[D],D⟩   = 2⟨S, D_L D_Rᵀ⟩ + Σ_ij Ω_ij ẋ_ij²,      Ω = ω ∘ d″(X),  Ẋ = L D_Rᵀ + D_L Rᵀ       (2)
///
/// over the entries of entry_set.hpp: all of them with ω = 1, or those observed with their weights; S and Ω are
/// zero elsewhere. d and its derivatives: divergence.hpp. (2) is that of weighted least squares with residual S
/// and weights Ω, so it separates by rows like it (row_separable). f is analytic wherever it is finite; where
/// it is not (x_ij = 0 < a_ij), value() is ∞ and the derivatives mean nothing.
///
/// Fully observed data: dense, or sparse for Kullback–Leibler. There only stored entries are visited: the sum
/// of X is (Lᵀ1)·(Rᵀ1), and S = 11ᵀ − A/X. Of observed entries nothing else is visited either. X is never stored:
/// each product walks the data once, (2 + 2k) r flops a stored entry and k columns, in lines (sparse) or tiles
/// of at most 8 MB (dense).
/// Itakura–Saito wants every entry that counts positive.
#pragma once

#include "orthant/objectives/divergence.hpp"
#include "orthant/objectives/entry_set.hpp"
#include "orthant/objectives/objective.hpp"

namespace orthant {

class DivergenceRecovery final : public Objective {
 public:
  /// Throws InputError on a rank out of range, on observations of which no entry is one of the matrix, on
  /// negative data, and for Itakura–Saito on an entry that is zero.
  DivergenceRecovery(std::shared_ptr<const Observations> observations, Index rank, Divergence divergence);

  Divergence divergence() const { return divergence_; }
  const EntrySet& entries() const { return entries_; }

  Index rows() const override { return entries_.rows() + entries_.cols(); }
  bool is_asymmetric() const override { return true; }
  bool has_scaling_freedom() const override { return true; }
  std::string_view loss() const override { return to_string(divergence_); }
  std::unique_ptr<Expansion> at(const Matrix& U) const override;
  double value(const Matrix& U) const override;
  double value_error(const Matrix& U) const override;

  /// Σ ω_ij a_ij for Kullback–Leibler, Σ ω_ij for Itakura–Saito: at the best scaling of any X this is
  /// Σ ω_ij x_ij d⁺(x_ij), d⁺ the positive part of d′, so it is what f's first-order terms weigh.
  double size() const override;

  /// size()/‖U‖_F, the same for cA: what absolute gradients are compared with.
  double gradient_scale(const Matrix& U) const override;

  /// P of stationarity.hpp, with d⁺ = 1 (Kullback–Leibler) or 1/x (Itakura–Saito): the sum of the other
  /// factor's columns where every entry counts alike and d⁺ = 1, otherwise two passes over the data.
  bool positive_slope(const Matrix& U, Matrix& plus) const override;

  /// How fast the least curvature μ can fall within a small distance ρ of U. Where an x_ij is small,
  /// derivatives are large, but so is the curvature that changes: what counts is
  ///   κ = max n_ij/x_ij over ω_ij a_ij > 0,   n_ij² = ‖l_i‖² + ‖r_j‖²,
  /// for no x_ij changes by more than the share κρ (first order in ρ, as all of this). With w = |Ω| or more
  /// (ω a/x²; ω(2a/x³ + 1/x²)), and ẋ changing by at most ρ in norm, S entrywise by at most w n ρ,
  ///   μ falls by at most ρ (κ(4(μ + ‖S‖) + 7ν) + 2 max w/κ + ‖w ∘ n‖),
  /// ν = 0, or max ω/x² ‖U‖² for the concave part of Itakura–Saito. Three passes over the data. The
  /// derivation: docs/divergences.md.
  double hessian_lipschitz(const Matrix& U, double curvature) const override;

 private:
  EntrySet entries_;
  Divergence divergence_;
};

}  // namespace orthant
