/// What picked columns of nearly separable data say of all others that explain the data as well. Columns of A divided
/// by their sums are ã_j; Ŵ = [ŵ_k] are r of them, the picked ones.
///
///   fit       all ã_j within ε̂ of Ŵh_j, h_j ≥ 0 of sum at most 1
///   another   W = [w_k], every w_k within ε of some ã_j, and all ã_j within ε of Wh_j, h_j ≥ 0 of sum at most 1
///
/// With d_k the distance of ŵ_k from the span of the others, D_k the largest distance of ŵ_k from 0 and the others, and
/// δ_k = (ε̂ + 2ε)/d_k < ½ for all k, there is an order of w in which (docs/solvers.md)
///
///   ‖w_k − ŵ_k‖ ≤ δ_k D_k + ε̂ + ε                                                                               (1)
///
/// however the columns were picked. ε̂, d_k and D_k are bounded with all rounding: the Gram matrix of Ŵ by the
/// smallest shift that a Cholesky factorization shows (Rump 2006), the rest by γ_n.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "orthant/objectives/objective.hpp"

namespace orthant {

struct Separability {
  double fit = 0;    ///< ε̂ at most
  Vector gaps;       ///< d_k at least
  Vector diameters;  ///< D_k at most

  /// (1) for the k where it is largest; nothing where some δ_k ≥ ½.
  std::optional<double> farthest(double noise) const;
  /// In one sentence without its full stop, for ε = ε̂.
  std::string in_words() const;
};

/// Of dense or sparse data, all observed, with picked columns; nothing where that is none of these, a column has a sum
/// that is not positive, the picked ones are not shown to be independent, or 2·rows·cols·r is above 1e10.
std::optional<Separability> separability_of(const Objective& objective, const std::vector<Index>& picked);

}  // namespace orthant
