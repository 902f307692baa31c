#include "orthant/documents/atlas_parts.hpp"

#include "orthant/recover/matching.hpp"
#include "orthant/recover/parts.hpp"

namespace orthant {
namespace {

std::string names_of_part(const FitPart& part, const std::vector<std::string>& names) {
  std::string out;
  for (const PartEntry& entry : part.columns.distinctive)
    out += (out.empty() ? "" : ", ") + name_or_number(names, entry.index);
  return out;
}

}  // namespace

std::vector<MatchedMinimum> matched_minima(const Atlas& atlas, std::size_t most, Index entries) {
  std::vector<MatchedMinimum> out;
  if (atlas.minima.empty() || atlas.minima.front().factors.size() == 0) return out;
  const Matrix& best = atlas.minima.front().factors;
  const double lowest = atlas.minima.front().certificate().objective;
  const auto& names = atlas.symmetric() ? atlas.names.rows : atlas.names.columns;
  const Index right_rows = atlas.symmetric() ? best.rows() : best.rows() - atlas.law.rows;
  for (std::size_t m = 0; m < atlas.minima.size() && out.size() < most; ++m) {
    const AtlasMinimum& minimum = atlas.minima[m];
    const double above = minimum.certificate().objective - lowest;
    if (minimum.factors.rows() != best.rows() || above > atlas.trust.within * std::abs(lowest)) continue;
    const auto matches = match_parts(best, minimum.factors, atlas.law.rows, atlas.symmetric());
    const auto parts = parts_of(minimum.factors, atlas.law.rows, atlas.symmetric(), entries);
    MatchedMinimum one{static_cast<Index>(m), Matrix(right_rows, best.cols()), {}, {}};
    for (Index k = 0; k < best.cols(); ++k) {
      const MatchedPart& match = matches[static_cast<std::size_t>(k)];
      one.right.col(k) = minimum.factors.bottomRows(right_rows).col(match.part);
      one.alike.push_back(match.alike());
      one.names.push_back(parts.empty() ? ""
                                        : names_of_part(parts[static_cast<std::size_t>(match.part)], names));
    }
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace orthant
