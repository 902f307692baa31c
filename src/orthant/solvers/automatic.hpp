/// The solver that chooses: extrapolated HALS for the way, Newton for the end, both on a low-rank surrogate
/// first where that pays.
///
/// 1. Full observations whose dominant part of rank r + `oversampling` holds most of the norm, and so large
///    that a product with that part is at least `surrogate_gain` times cheaper: steps 2 and 3 on the
///    surrogate (operators/surrogate.hpp), whose solution is the start on the data. Not for longer than the
///    gradient on the data says that it helps (hybrid.hpp). Of entries that are at least `surrogate_gain` times as
///    many as the factors, the surrogate is their completion without the sign constraint
///    (signless_completion.hpp), where that is nearly nonnegative.
/// 2. HALS until its stationarity is at most a handover, or it has become slow.
/// 3. Newton until the asked stationarity, on trial while HALS gains. When it does not gain fast, back to 2
///    with a smaller handover.
///
/// What comes out is judged on the data themselves: a point of the original problem, never of the surrogate.
/// Objectives that do not separate by rows go by symmetric descent (symmetric_descent.hpp) or projected gradient, then
/// Newton.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "orthant/base/options.hpp"
#include "orthant/solvers/hals.hpp"
#include "orthant/solvers/newton.hpp"
#include "orthant/solvers/projected_gradient.hpp"

namespace orthant {

struct AutomaticOptions {
  long oversampling = 10;
  double surrogate_gain = 4;
  HalsOptions hals;
  NewtonOptions newton;
  ProjectedGradientOptions projected_gradient;
};

inline constexpr Option<AutomaticOptions> automatic_options[] = {
    {"oversampling",
     "rank of the low-rank surrogate beyond the rank of the factors",
     {0, 1000},
     &AutomaticOptions::oversampling},
    {"surrogate_gain",
     "start on a low-rank surrogate when its products are this much cheaper (0: never)",
     {0, 1e9},
     &AutomaticOptions::surrogate_gain},
};

/// One for all starts on an objective, which must outlive it: they share the surrogate.
class AutomaticSolver {
 public:
  AutomaticSolver(const Objective& objective, const AutomaticOptions& options);

  /// U0: n×r, finite, nonnegative. The stages of the result say what was chosen and why. May be called from
  /// several threads at once.
  /// `budget`, when there is one, is looked at within long steps too.
  SolveResult solve(Matrix U0, const StoppingRule& stop, Observer* observer = nullptr,
                    const Budget* budget = nullptr) const;

  /// Several starts, whose HALS iterations share passes over the data; in their order.
  std::vector<SolveResult> solve_together(std::vector<SolverStart> starts,
                                          const Budget* budget = nullptr) const;

  /// Whether starts begin on a surrogate.
  bool has_surrogate() const { return simpler_ != nullptr; }

  /// Seconds that the surrogate took, and products of the data with one factor.
  double preparation_seconds() const { return preparation_seconds_; }
  Index preparation_passes() const { return preparation_passes_; }

 private:
  const Objective& objective_;
  AutomaticOptions options_;
  std::shared_ptr<Objective> simpler_;  ///< the objective on the surrogate, when that pays
  std::string surrogate_;               ///< what it is, in words
  double scale_ = 1, offset_ = 0;       ///< of its objective (hybrid.hpp)
  double preparation_seconds_ = 0;
  Index preparation_passes_ = 0;
};

}  // namespace orthant
