/// Several support trees for one claim, in turns of equal work that double: at most (their number) times, and
/// twice, the work of the best one. Turns are counted in work, not in seconds, so a race repeats exactly.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "orthant/copositive/support_tree.hpp"

namespace orthant {

struct RaceOptions {
  bool strict = true;
  int threads = 1;
  std::size_t record_integers = 0;  ///< proofs are kept up to this many nodes, by arithmetic
  std::size_t record_doubles = 0;
};

struct RaceResult {
  TreeStatus status = TreeStatus::stopped;
  std::vector<mpz_class> witness, zero;
  std::optional<TreeProof> proof;
  TreeArithmetic arithmetic = TreeArithmetic::integers;
  double nodes = 0, work = 0;
};

class Race {
 public:
  Race(const RationalSymmetric& Q, const RaceOptions& options);

  /// `work` more multiplications in all, at most.
  RaceResult run(double work, const Budget& budget,
                 const std::function<void(double work, double nodes)>& progress = {});

 private:
  void follow_the_best();
  struct Entrant {
    std::unique_ptr<SupportTree> tree;
    BranchOrder order;
    TreeArithmetic arithmetic;
    bool first_turn_only;
  };
  std::vector<Entrant> entrants_;
  double turn_ = 1e5;
  double lead_ =
      1;  ///< turns of the leader are this much longer: on graphs the first order nearly always wins
  BranchOrder leader_ = BranchOrder::most_negative_first;
};

}  // namespace orthant
