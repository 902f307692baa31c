#include "orthant/explore/unseen.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "orthant/explore/proportion.hpp"

namespace orthant {

Unseen unseen_after(const std::vector<Index>& ends, double confidence) {
  Unseen out;
  out.starts = std::ssize(ends);
  out.confidence = confidence;
  if (ends.empty()) return out;
  std::map<Index, Index> hits;
  for (const Index end : ends)
    if (end >= 0) ++hits[end];
  for (const auto& [minimum, count] : hits) out.once += count == 1 ? 1 : 0;
  out.estimate = static_cast<double>(out.once) / static_cast<double>(out.starts);
  const auto half = ends.begin() + out.starts / 2;
  const std::set<Index> known(ends.begin(), half);
  const auto outside =
      std::count_if(half, ends.end(), [&](Index end) { return end >= 0 && !known.contains(end); });
  out.upper = proportion(outside, ends.end() - half, 1 - confidence).high;
  return out;
}

}  // namespace orthant
