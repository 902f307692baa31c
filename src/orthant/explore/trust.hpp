/// Which parts of the best point other starts find too.
///
/// Compared are the points, minima and points of continua that are one minimum, within x % of the best objective,
/// whose parts are matched to those of the best one by one (recover/matching.hpp): c_k(m) = cos(l rᵀ, l′ r′ᵀ) ∈ [0,
/// 1] of part k of the best and its match in m. With w_m the number of starts that ended in m, of the best one less
/// (the start that it is looked at from is no second opinion),
///
///   mean_k   = Σ_m w_m c_k(m) / Σ_m w_m           what another start that comes so near may be expected to show
///   share_k  = the same of [c_k(m) ≥ 0.9]         how many of those starts have the part
///   lowest_k = min_m c_k(m)                       in the point that agrees least
///
/// A mean over all starts moves little when they are drawn anew; a minimum over them does, and is 0 as soon as one of
/// many ends elsewhere. So the order of trust is by the mean. In a word: `all` of the points have it (lowest ≥ 0.9),
/// `most` starts have it (share ≥ ½), `few` do; `unknown` where no other start came so near.
///
/// The label of a row or column is the part that is largest in it (recover/parts.hpp), in the numbers of the best's
/// parts; its agreement is the share of the same starts that give it the label it has in the best. Nothing here is a
/// proof: it is about starts, of which there may be other ones. Cost: O(n r² + r³) for each minimum.
#pragma once

#include <vector>

#include "orthant/base/words.hpp"
#include "orthant/recover/parts.hpp"

namespace orthant {

enum class Trust { all, most, few, unknown };
constexpr auto words_of(Trust) {
  using enum Trust;
  return std::to_array<Word<Trust>>({{all, "all"}, {most, "most"}, {few, "few"}, {unknown, "unknown"}});
}

struct TrustedPart {
  double mean = 0, share = 0, lowest = 0;  ///< NaN where no other start came so near
  Index points = 0;                        ///< that have the part, the best included
  Trust trust = Trust::unknown;
};

struct TrustReport {
  double within = 0;               ///< relative, of the objective
  Index points = 0;                ///< within that, the best included
  Index starts = 0;                ///< that ended in those
  std::vector<TrustedPart> parts;  ///< in the order of the best's columns
  std::vector<double> rows, columns;  ///< agreement of labels; −1: no label; empty: unknown. Of UUᵀ rows only
};

/// A point that is near enough to the best.
struct WeightedPoint {
  const Matrix* factors;
  Index starts;
};

/// The first is the best.
TrustReport trust_in_parts(const std::vector<WeightedPoint>& points, Index left_rows, bool symmetric,
                           PartSize size);

}  // namespace orthant
