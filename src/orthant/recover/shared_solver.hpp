/// The asked solver, made once for all starts, and what is done where one of them came to rest.
#pragma once

#include <optional>
#include <vector>

#include "orthant/recover/multi_start.hpp"
#include "orthant/solvers/direct.hpp"

namespace orthant {

class SharedSolver {
 public:
  /// Throws InputError where options and objective do not fit.
  SharedSolver(const Objective& objective, const MultiStartOptions& options);

  /// How many starts go together.
  Index together(const Budget& budget) const;

  /// Where the first start begins, when a direct method says it.
  const DirectFactors* direct() const { return direct_ ? &*direct_ : nullptr; }
  double direct_seconds() const { return direct_seconds_; }

  /// Whether the first start, which nothing was said of, is that of symmetric models.
  bool begins_rotated() const;

  std::vector<SolveResult> solve(std::vector<SolverStart> starts, const Budget& budget) const;

  /// From a point that a start came to on the data: without a surrogate.
  SolveResult go_on(Matrix U, const StoppingRule& stop, const Budget& budget,
                    Observer* observer = nullptr) const;

  /// A short solve, of which only the beginning counts: of `auto` its first method alone, where rows separate.
  SolveResult go_on_loosely(Matrix U, const StoppingRule& stop, const Budget& budget) const;

  const AutomaticSolver* automatic() const { return automatic_ ? &*automatic_ : nullptr; }

 private:
  /// Throws InputError where it was asked for and does not apply.
  void find_direct();
  bool can_share_passes() const;
  SolveResult chosen(SolveResult result, const char* reason) const;
  SolveResult solve_alone(SolverStart start, const Budget& budget) const;

  const Objective& objective_;
  const MultiStartOptions& options_;
  Solver solver_;
  std::optional<AutomaticSolver> automatic_;
  std::optional<DirectFactors> direct_;
  double direct_seconds_ = 0;
};

/// At or below it a start has arrived, whatever it stopped for.
double arrival(const MultiStartOptions& options);

/// What came of going on from `result`: the work counts, the point is taken when it is lower.
bool take_if_lower(SolveResult further, SolveResult& result);

/// The last digits of a start that came to rest: small entries, exact fits, and L as R and the data make it. `enough`:
/// the stationarity at which a start has arrived.
void settle(const Objective& objective, double enough, const Budget& budget, SolveResult& result);

}  // namespace orthant
