/// From a saddle on. Where a start came to rest at a point U whose certificate has a feasible direction D of negative
/// curvature, the search leaves it along D and goes on, until it rests where no way down is found.
///
///   q(t) = f(P₊(U + tD)), t ≥ 0, is a quartic in t between the steps at which entries reach zero               (1)
///
/// for squared losses, with L1 and L2 terms and λ too. Each piece is met by value, slope and curvature at its one
/// end, value and slope at the other; the pieces are gone through until one has its least point inside. The point
/// that the certificate itself went to by halving (certify/escape.hpp) is taken where it is lower, and is the only one
/// for divergences. Nothing is believed of the polynomial: objectives are computed at the points, and only points that
/// are lower than the saddle are taken, at the end of the search as well.
///
/// A round costs a certificate and a solve. It ends: each end is lower than the one before, and there are at most
/// `most_rounds` for a start.
#pragma once

#include <array>

#include "orthant/recover/ends.hpp"
#include "orthant/recover/shared_solver.hpp"

namespace orthant {

/// Where c₀ + c₁t + … + c₄t⁴ is least on [0, most], 0 < most < ∞.
double least_of_quartic(const std::array<double, 5>& c, double most);

struct LowerPoint {
  Matrix U;
  double objective = 0;
};

/// The least point of (1), `value` being f(U); f(U) itself where no lower one is found.
LowerPoint lowest_along(const Objective& objective, const Matrix& U, double value, const Matrix& D);

/// Where the search comes to from a saddle, whose certificate has a way down; nothing where that is not lower.
std::optional<SolveResult> leave_saddle(const Objective& objective, const MultiStartOptions& options,
                                        const SharedSolver& solver, const Budget& budget,
                                        const Certificate& saddle);

/// Judges the ends of the starts and leads on those that are saddles: all of them with `second_order`, otherwise the
/// lowest. What the starts report is then about where they came to in the end; the certificates are kept in the
/// groups. Returns the seconds of the searches.
double lead_on(const Objective& objective, const MultiStartOptions& options, const SharedSolver& solver,
               const Budget& budget, Collector& collector);

}  // namespace orthant
