#include "orthant/explore/trust.hpp"

#include <algorithm>
#include <limits>

#include "orthant/base/stop.hpp"
#include "orthant/recover/matching.hpp"

namespace orthant {

namespace {

constexpr double alike_enough = 0.9;

/// Adds `weight` where a line has the label that it has in the best, part by part as they match.
void count_agreement(const std::vector<Label>& best, const std::vector<Label>& other,
                     const std::vector<MatchedPart>& match, double weight, std::vector<double>& agreement) {
  for (size_t i = 0; i < best.size(); ++i) {
    if (best[i].part == Label::none) continue;
    const Index there = match[static_cast<size_t>(best[i].part)].part;
    if (there == other[i].part) agreement[i] += weight;
  }
}

std::vector<double> no_agreement(const std::vector<Label>& labels) {
  std::vector<double> out(labels.size(), 0.0);
  for (size_t i = 0; i < labels.size(); ++i)
    if (labels[i].part == Label::none) out[i] = -1;
  return out;
}

Trust in_a_word(const TrustedPart& part) {
  if (part.lowest >= alike_enough) return Trust::all;
  return part.share >= 0.5 ? Trust::most : Trust::few;
}

}  // namespace

TrustReport trust_in_parts(const std::vector<WeightedPoint>& points, Index left_rows, bool symmetric,
                           PartSize size) {
  TrustReport out;
  if (points.empty()) return out;
  out.points = std::ssize(points);
  for (const WeightedPoint& point : points) out.starts += point.starts;
  const Matrix& best = *points.front().factors;
  constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
  const double others = static_cast<double>(out.starts - 1);
  if (out.starts < 2) {
    out.parts.assign(static_cast<size_t>(best.cols()), {nothing, nothing, nothing, 1, Trust::unknown});
    return out;
  }
  out.parts.assign(static_cast<size_t>(best.cols()), {0, 0, 1, 0, Trust::unknown});
  const PartLabels labels = labels_of(best, left_rows, symmetric, size);
  out.rows = no_agreement(labels.rows);
  out.columns = no_agreement(labels.columns);
  for (size_t m = 0; m < points.size(); ++m) {
    check_budget();
    const Matrix& other = *points[m].factors;
    const auto match = match_parts(best, other, left_rows, symmetric);
    const double weight = static_cast<double>(points[m].starts - (m == 0 ? 1 : 0)) / others;
    for (size_t k = 0; k < match.size(); ++k) {
      const double alike = std::min(match[k].alike(), 1.0);
      TrustedPart& part = out.parts[k];
      part.mean += weight * alike;
      part.lowest = std::min(part.lowest, alike);
      if (!(alike >= alike_enough)) continue;
      part.share += weight;
      ++part.points;
    }
    const PartLabels there = labels_of(other, left_rows, symmetric, size);
    count_agreement(labels.rows, there.rows, match, weight, out.rows);
    count_agreement(labels.columns, there.columns, match, weight, out.columns);
  }
  for (TrustedPart& part : out.parts) {
    part.share = std::min(part.share, 1.0);
    part.trust = in_a_word(part);
  }
  return out;
}

}  // namespace orthant
