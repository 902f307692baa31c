/// Points of a search that stay apart.
///
/// A member that is nearly the same as another (mean cosine of their matched parts ≥ 0.98, matching.hpp) takes its place where it is lower; a
/// new one takes a free place, or that of the highest where it is lower than that. By the lowest objectives alone a small population would collapse
/// into one region: on 500 documents of the Brown corpus within some hundred moves.
/// Cost of taking one: O(n r²) a member.
#pragma once

#include <algorithm>
#include <vector>

#include "orthant/base/random.hpp"
#include "orthant/recover/moves.hpp"

namespace orthant {

/// Mean cosine of matched parts, in [0, 1].
double mean_likeness(const Objective& objective, const Matrix& U, const Matrix& V);

class Population {
 public:
  struct Member {
    Matrix U;
    double objective = 0;
    Index moves = 0;  ///< from a start to here
  };
  enum class Taken { no, as_known, as_new };

  Population(const Objective& objective, std::size_t most) : objective_(objective), most_(most) {}

  const std::vector<Member>& members() const { return members_; }  ///< lowest first
  const Member& any(Random& random) const { return members_[random.below(members_.size())]; }
  /// The lower of two.
  const Member& low(Random& random) const {
    return members_[std::min(random.below(members_.size()), random.below(members_.size()))];
  }

  /// Above it nothing is taken: +∞ while there are free places.
  double highest() const;

  Taken take(Member member);

 private:
  const Objective& objective_;
  std::size_t most_;
  std::vector<Member> members_;
};

}  // namespace orthant
