/// Many starts, the distinct points they end in, and what each of those is.
///
/// Every start runs the same solver from its own random stream (the first may be NNDSVD, or a given point). L
/// of a start that arrived is made exact for its R (solvers/exact_rows.hpp). Starts that end stationary are
/// grouped: the same objective (relative 1e-8) and the same factors up to the order of columns. Each group is
/// certified; a local minimum above the lowest known point is spurious, with that point as witness. Columns of
/// its factors stand in the order of their share in the fit (parts.hpp), the largest first, unless some are held
/// fixed: that is what part 1, part 2, … are.
///
/// Starts run side by side, one thread each, when there are several; a lone start uses all threads inside.
/// Where it pays (solvers/shared_passes.hpp), groups of starts go together instead and share passes over the
/// data, with all threads. Not under a time limit: starts that go together all end late.
/// Where a direct method knows the best factors (solvers/direct.hpp: rank 1, and 2 on most nonnegative data), the
/// first start begins there, and is the only one when nothing can be better.
/// A fit with fewer parts may be given (`below`): then one more start begins there (new_parts.hpp), numbered behind
/// the `starts` asked for, but first to run, so that the result is no worse than that fit, whatever the time limit.
/// With `exact` a start goes on from its end until the fit is exact (exact_fit.hpp), and once one is, those behind it
/// are not begun.
/// With `effort` above 1 the search goes on from the ends of the starts to lower points (improve.hpp), whose reports are numbered behind the
/// starts; they are ends of no start, and hits of no minimum.
/// Memory: one n×r matrix a group, plus the solver's for each running start.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "orthant/base/options.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/certify/certify.hpp"
#include "orthant/recover/moves.hpp"
#include "orthant/solvers/automatic.hpp"
#include "orthant/solvers/divergence_solvers.hpp"

namespace orthant {

/// `automatic` is AutomaticSolver for the squared loss and `coordinate` for divergences. `coordinate` is another method for
/// each: symmetric_descent.hpp and divergence_solvers.hpp. `direct`: one start from the direct method
/// (solvers/direct.hpp), refused where that does not find the best factors of all.
enum class Solver { automatic, hals, newton, projected_gradient, coordinate, multiplicative, direct };
/// `signless`: from nonnegative factors of what is recovered without the sign constraint; `point`: from that of a
/// problem folder; `factors`: from one that is given; `moves`: not asked for, but what an end has that moves led to.
enum class Initialisation { random, nndsvd, spa, rotated, direct, signless, point, factors, moves };

constexpr auto words_of(Solver) {
  using enum Solver;
  return std::to_array<Word<Solver>>({{automatic, "auto"},
                                      {hals, "hals"},
                                      {newton, "newton"},
                                      {projected_gradient, "projected_gradient"},
                                      {coordinate, "coordinate"},
                                      {multiplicative, "multiplicative"},
                                      {direct, "direct"}});
}
constexpr auto words_of(Initialisation) {
  using enum Initialisation;
  return std::to_array<Word<Initialisation>>({{random, "random"},
                                              {nndsvd, "nndsvd"},
                                              {spa, "spa"},
                                              {rotated, "rotated"},
                                              {direct, "direct"},
                                              {signless, "signless"},
                                              {point, "point"},
                                              {factors, "factors"},
                                              {moves, "moves"}});
}

struct MultiStartOptions {
  long starts = 10;
  long seed = 0;
  long together = 0;
  Initialisation init = Initialisation::random;  ///< of the first start; the others are random
  std::string init_folder = {};  ///< of `factors`: L.npy and R.npy, or U.npy; read by recover()
  /// Of `point` and `factors`: n×k, k ≤ rank; further columns of the first start are random.
  Matrix point = {};
  Matrix below = {};  ///< factors of a fit with fewer parts: one more start begins from them; empty: none
  bool exact = false;
  bool second_order = false;
  double effort = 1;  ///< work in all, in that of the starts
  Solver solver = Solver::automatic;
  /// Random starts that are independent of one law and of each other's ends: the first is like the others, and no
  /// saddle is left unless all are (`second_order`).
  bool of_one_law = false;
  long skip = 0;  ///< starts are numbered from 1, and random as those from skip + 1
  bool offers_direct =
      true;  ///< `automatic` may begin with the direct method, which makes other starts needless
  StoppingOptions stopping = {};
  AutomaticOptions automatic = {};  ///< and the options of the solvers that it is made of
  CoordinateOptions coordinate = {};
  MultiplicativeOptions multiplicative = {};
  CertifyOptions certify = {};
  Measure watch = {};  ///< of every point of a trace and of every end, when it is asked for

  Index all_starts() const { return starts + (below.size() > 0 ? 1 : 0); }
};

/// `init` as a word, or the folder of its factors.
std::string_view init_word(const MultiStartOptions& options);
bool set_init(MultiStartOptions& options, std::string_view word);
std::string expected_init();

inline constexpr Option<MultiStartOptions> multi_start_options[] = {
    {"starts", "how many starting points", {1, 1000000}, &MultiStartOptions::starts},
    {"together",
     "starts that share passes over the data, at most (0: as many as pay, or 1 under a time limit)",
     {0, 1000},
     &MultiStartOptions::together},
    {"seed", "seed of every random choice", {0, 9007199254740992}, &MultiStartOptions::seed},
    {"init",
     "first start: random, nndsvd, spa, rotated (eigenvectors turned to be nearly nonnegative: what auto begins with "
     "for symmetric models), direct (from singular vectors: what auto begins with for rank 1 and 2), "
     "signless (recover without the sign constraint, then factor), point (that of a problem folder), or a folder with factors, those of fewer columns filled up at random; "
     "the others are random",
     {},
     WordField<MultiStartOptions>{&init_word, &set_init, &expected_init}},
    {"exact",
     "look for a fit that is exact: draw parts of a start's end anew until the objective is zero, and begin no more "
     "starts then",
     {},
     &MultiStartOptions::exact},
    {"second_order",
     "lead every start that stopped at a saddle on along a way down (otherwise the lowest; of a problem folder, where "
     "starts are small, always every one)",
     {},
     &MultiStartOptions::second_order},
    {"effort",
     "work in all, in that of the starts: beyond them, moves from where they ended to lower points (1: none)",
     {1, 1000},
     &MultiStartOptions::effort},
    {"solver",
     "auto; hals, newton or projected_gradient; coordinate for symmetric models; coordinate or multiplicative for "
     "divergences; direct: no search, where the best factors of rank 1 or 2 are known, or data are separable",
     {},
     one_word<&MultiStartOptions::solver>},
};
inline constexpr Option<StoppingOptions> stopping_options[] = {
    {"stationarity", "stop a start at this stationarity", {0, 1}, &StoppingOptions::stationarity},
    {"relative_change",
     "stop a start when the objective changes relatively by no more (0: never)",
     {0, 1},
     &StoppingOptions::relative_change},
    {"target_objective",
     "stop a start when the objective is at most this (0: never)",
     {0, std::numeric_limits<double>::infinity()},
     &StoppingOptions::target_objective},
    {"max_iterations", "iterations of a start, at most", {0, 1e12}, &StoppingOptions::max_iterations},
};

/// visit(solver, options, table) for what a search is made of, nothing where it is for every solver: what the
/// command line offers and documents tell.
template <class Search, class Visit>
void each_table(Search& search, const Visit& visit) {
  visit(std::optional<Solver>(), search.stopping, stopping_options);
  visit(std::optional(Solver::coordinate), search.coordinate, coordinate_options);
  visit(std::optional(Solver::multiplicative), search.multiplicative, multiplicative_options);
  visit(std::optional(Solver::automatic), search.automatic, automatic_options);
  visit(std::optional(Solver::hals), search.automatic.hals, hals_options);
  visit(std::optional(Solver::newton), search.automatic.newton, newton_options);
  visit(std::optional(Solver::projected_gradient), search.automatic.projected_gradient,
        projected_gradient_options);
}

/// One start: how it went, and its history.
struct StartReport {
  Index start = 0;  ///< 1-based
  Initialisation init = Initialisation::random;
  Status status = Status::interrupted;
  Index iterations = 0;
  Index passes = 0;    ///< products of the data with one factor
  Index together = 1;  ///< starts that shared them, this one included
  double objective = 0, stationarity = 0;
  double relative_error = std::numeric_limits<double>::quiet_NaN();  ///< where the objective is that alone
  /// ‖UUᵀ − M⋆‖/‖M⋆‖, or that of LRᵀ, where the truth M⋆ is known (recover_problem.hpp).
  std::optional<double> distance;
  double seconds = 0;              ///< from its beginning to its end, whatever else was done meanwhile
  std::vector<SolveStage> stages;  ///< what the automatic solver did
  Index saddles_left = 0;          ///< from which it was led on (way_down.hpp)
  std::optional<Index> minimum;    ///< which group, 0-based; none for saddles and unfinished starts
  std::vector<Progress> trace;

  /// What a solve came to; its stages are moved.
  void take(SolveResult& result);
};

/// Another point of the continuum in which a start ended.
struct EqualPoint {
  Matrix U;
  Index hits = 1;
};

/// A distinct stationary point that is not a saddle; points that are not strict are one when their objectives
/// agree.
struct Minimum {
  Certificate certificate;
  std::vector<Index> starts;  ///< 1-based
  std::string way_down =
      {};  ///< from which saddle a start came here, in a sentence of the certificate; empty: none
  std::vector<Index> by_moves = {};     ///< ends of EffortReport that are here
  std::vector<EqualPoint> others = {};  ///< with `of_one_law`: what else is listed as this one

  bool holds(Index start) const;  ///< whether it, or the end of moves with that number, is here
};

/// One kind of move (moves.hpp).
struct MoveTally {
  Index tried = 0;
  Index taken = 0;   ///< points that were new and low enough to be kept
  Index lowest = 0;  ///< that were lower than all before
  double work = 0;   ///< products of the data with a factor
  double gain = 0;   ///< by which the lowest objective fell
};

/// What was spent beyond the starts, and what it bought.
struct EffortReport {
  double before = 0, after = 0;  ///< the lowest objective
  double work = 0;               ///< products of the data with a factor
  std::vector<StartReport> ends =
      {};  ///< points below all starts that were solved to the end, numbered behind the starts
  std::array<MoveTally, move_kinds> moves{};  ///< by Move
  double seconds = 0;
};

struct MultiStartResult {
  std::vector<StartReport> starts;  ///< those that ran, in order
  std::vector<Minimum> minima;      ///< by objective, lowest first
  Index saddles = 0;                ///< starts that ended in a saddle
  Index led_on = 0;                 ///< starts that had stopped at a saddle, and went on to a lower point
  Index unfinished = 0;   ///< starts that ended away from stationarity, or were not looked at in time
  Index uncertified = 0;  ///< starts whose point the budget left no time to certify
  Certificate best;       ///< of the lowest point found
  Index best_start = 0;   ///< 1-based
  std::string best_way_down = {};  ///< as of a Minimum
  /// With `exact`: the first start whose fit is exact up to rounding; those behind it may be missing.
  std::optional<Index> exact_start;
  double solve_seconds = 0, certify_seconds = 0;
  double preparation_seconds = 0;  ///< of solve_seconds: what all starts share
  Index preparation_passes = 0;
  std::optional<EffortReport> effort = {};
  std::string enough;  ///< why starts were left out although there was time: the first is the best there is
};

/// True when the columns of V can be permuted so that each differs from that of U by at most tolerance · its
/// own norm: the two points, both balanced, are the same up to what the objective cannot see. A small column
/// is as much a part of the point as a large one. Columns are paired greedily, which finds the permutation
/// whenever tolerance is small against the distances between columns. O(n r²).
bool same_point(const Matrix& U, const Matrix& V, double tolerance = 1e-4);

/// Called under a lock when a start ends, or all that went together have: the number done so far, and its
/// report.
using StartObserver = std::function<void(Index done, const StartReport& report)>;

/// Throws InputError on options out of range. The first start and that from below always run, if only for an
/// instant.
/// Certificates are made within the budget too, its grace included: once it is exhausted only the lowest
/// point is judged, and what is left out is counted in `uncertified`.
MultiStartResult multi_start(const Objective& objective, const MultiStartOptions& options,
                             const Budget& budget, const StartObserver& observer = {});

}  // namespace orthant
