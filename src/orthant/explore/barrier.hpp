/// How high one has to climb from one minimum to another: an upper bound of the lowest pass
///
///   b(U, V) = min over paths γ ≥ 0 from U to V of max_t f(γ(t)),                                            (1)
///
/// U and V up to the order and the scaling of their columns, which the objective does not see: columns of V are first
/// matched to those of U (recover/matching.hpp), both are scaled as the objective likes best, on the way to which it
/// does not rise, and γ is a path of straight segments through feasible points γ_0 = U, γ_1, …, γ_N = V. The orthant
/// is convex, so that the segments are feasible too. The bound is the largest objective on all of the path, not only
/// at the γ_i:
///
///   quartic   Squares (of entries, of measurements, with λh, L1 and L2 terms): on a segment the residual is quadratic
///             in t, f is a polynomial of degree 4, and its five numbers are f and f′ at both ends and f in the middle,
///               f = cubic Hermite + 16 (f(½) − Hermite(½)) t²(1 − t)²;
///             its largest value is at an end or at a zero of f′, found to the last digits. A bound but for rounding.
///   convex    Kullback–Leibler, and penalties of long rows (asymmetric): f is convex in L and in R alone. The path
///             goes from (L, R) to (L′, R), then to (L′, R′): on each half f is at most what it is at the ends.
///             Segments are cut into pieces first, so that the corners lie near them. A bound but for rounding.
///   sampled   Itakura–Saito and what else is left: the largest of f at points of the segment. No bound.
///
/// The search for a low path is the string method: every inner point goes to a lower one by a step of the solver (a
/// sweep of HALS, of coordinate descent, or projected gradients) of which the part along the path is taken off, or
/// down the gradient's part across where that step does not lead down, no further than the distance between points;
/// then the points are spread evenly again. At rest, the slope across the path is zero wherever it does not lie on
/// the boundary, so the top of the path is a stationary point. Where the top is, the path is then drawn finer and the
/// search repeated there, as long as that lowers it. The lowest path seen is kept: whatever the search does, what is
/// returned is the height of a path that was looked at whole.
///
/// Cost: images × steps sweeps, gradients and values, a gradient and a value a segment for each look at the whole;
/// memory: some 3 · images matrices n×r. Source: E, Ren & Vanden-Eijnden 2007 (string method, simplified); Henkelman
/// & Jónsson 2000 (the part along the path is taken off).
#pragma once

#include <vector>

#include "orthant/base/options.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/base/words.hpp"
#include "orthant/objectives/objective.hpp"

namespace orthant {

/// What the height of a path is; see above.
enum class PathHeight { quartic, convex, sampled };
constexpr auto words_of(PathHeight) {
  using enum PathHeight;
  return std::to_array<Word<PathHeight>>({{quartic, "quartic"}, {convex, "convex"}, {sampled, "sampled"}});
}

struct BarrierOptions {
  long minima = 12;  ///< the lowest of a list (disconnectivity.hpp)
  long images = 8;
  long steps = 60;
  bool every_pair = false;  ///< not only the edges of a minimum spanning tree
};

inline constexpr Option<BarrierOptions> barrier_options[] = {
    {"minima",
     "minima between which passes are searched for, at most (0: none)",
     {0, 1000},
     &BarrierOptions::minima},
    {"images", "segments of a path between two minima", {2, 1000}, &BarrierOptions::images},
    {"steps",
     "steps of the search for a low path, at most (0: the straight one)",
     {0, 1e6},
     &BarrierOptions::steps},
    {"every_pair",
     "search for a low path between every two minima, not only where basins join",
     {},
     &BarrierOptions::every_pair},
};

/// Whether the height of paths is a bound, for this objective.
PathHeight path_height_of(const Objective& objective);

struct LowPath {
  std::vector<Matrix> points;  ///< from U to V, or to V with its columns in another order and scaling
  double height = 0;           ///< the largest objective on it; infinite where none is finite
  double straight = 0;         ///< that of the straight path
};

/// The largest objective on the segments between these points (at least one point, all feasible).
double height_of(const Objective& objective, const std::vector<Matrix>& points);

/// V with its columns in the order of those of U, scaled as the objective scales best. Fixed columns stay where they
/// are.
Matrix matched_to(const Objective& objective, const Matrix& U, const Matrix& V);

/// The same heights for (U, V) and (V, U). Ends early with the best so far when the budget is exhausted: the straight
/// path at least.
LowPath lowest_path(const Objective& objective, const Matrix& U, const Matrix& V,
                    const BarrierOptions& options, const Budget& budget);

}  // namespace orthant
