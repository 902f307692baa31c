/// What the statements around Theorem 4 share: its objective as a polynomial in U itself, read from the
/// problem and not from a formula; the ball of the paper; the size up to which a certificate is asked for.
///
///   U = [Y; Zᵀ],  Y m×r,  Z r×k;        asymmetric: [Y_L; Z_Lᵀ; Y_R; Z_Rᵀ]
#pragma once

#include "orthant/paper/rows.hpp"
#include "orthant/paper/statement.hpp"
#include "orthant/paper/symbolic.hpp"

namespace orthant::paper {

/// n²r², in units of which identities and certificates cost.
double size_of(const Theorem4& t);
/// `t`, or where size_of is beyond `most` the largest of m = 2r, k = r − 1 that is within.
Theorem4 within(const Theorem4& t, double most);
/// " (m = 8, r = 4, r⋆ = 4)" where `used` is not `t`, else nothing.
std::string said_size(const Theorem4& t, const Theorem4& used);

/// f of the problem in its stacked entries, whatever the scale of its point, and those entries.
Poly objective_in_entries(const Problem& problem);
PolyMatrix entries(const Problem& problem, Index first_row, Index rows);

/// The blocks of the stacked variable: Y, Z of U or L, and of R where there is one.
struct Blocks {
  PolyMatrix Y, Z;
};
Blocks left_blocks(const Problem& problem, Index m);
Blocks right_blocks(const Problem& problem, Index m);

/// ρ² of the paper's ball, 1/(16r²m).
checker::Rational ball_squared(const Theorem4& t);

/// exact: the ball of the certificate, in entries divided by their scale, holds that of the paper. `judged`
/// as add_verdict takes it.
Row ball_row(const Theorem4& t, const Problem& problem, const Judged& judged, const std::string& name);

/// The local minimum at U₀ (or the point of `t.w`), with its certificate as `name`; then the ball row.
void add_minimum(Statement& out, const std::string& name, const std::string& where, const Theorem4& t);

}  // namespace orthant::paper
