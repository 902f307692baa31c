#include "orthant/recover/population.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "orthant/recover/matching.hpp"

namespace orthant {

double mean_likeness(const Objective& objective, const Matrix& U, const Matrix& V) {
  const auto pairs = match_parts(U, V, objective.observations().rows(), !objective.is_asymmetric());
  double sum = 0;
  for (const MatchedPart& pair : pairs) sum += pair.alike();
  return sum / static_cast<double>(pairs.size());
}

double Population::highest() const {
  return members_.size() < most_ ? std::numeric_limits<double>::infinity() : members_.back().objective;
}

Population::Taken Population::take(Member member) {
  if (!std::isfinite(member.objective)) return Taken::no;
  const std::size_t none = members_.size();
  std::size_t out = none;
  double most = 0.98;
  for (std::size_t i = 0; i < members_.size(); ++i) {
    const double likeness = mean_likeness(objective_, members_[i].U, member.U);
    if (likeness < most) continue;
    most = likeness;
    out = i;
  }
  const bool is_new = out == none;
  if (is_new && members_.size() == most_) --out;
  if (out < members_.size()) {
    if (!(member.objective < members_[out].objective)) return Taken::no;
    members_.erase(members_.begin() + static_cast<std::ptrdiff_t>(out));
  }
  const auto place =
      std::upper_bound(members_.begin(), members_.end(), member,
                       [](const Member& a, const Member& b) { return a.objective < b.objective; });
  members_.insert(place, std::move(member));
  return is_new ? Taken::as_new : Taken::as_known;
}

}  // namespace orthant
