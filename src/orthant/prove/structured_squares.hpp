/// The identity of docs/local-squares.md, written down without a search: full observation and entries.
///
/// Over the pairs (p, q) of rows of the stacked variable whose product is an entry of UUᵀ or LRᵀ (p ≤ q when
/// symmetric), with X_pq = σ x_p·x_q,
///
///   f(U) − f(U₀) = Σ ½Ω_pq (X_pq − X⁰_pq)² + H_pq X_pq,     H_pq X⁰_pq = 0 at a stationary point. (1)
///
/// J: the zero rows of U₀. H_pq ≥ 0 gives products of variables. H_pq < 0 is allowed for p, q in J, where
///   σH z·z' ≥ −½σ|H| Σ_a (D_j'a/D_ja z_a² + D_ja/D_j'a z'_a²), (2)
/// the difference a square, and is paid by the pairs (p, j) with p outside J, whose square expands to
///   ½Ωσ² (x_p·z)² = ½Ωσ² Σ_a x_pa² z_a² + Ωσ² Σ_{a<b} x_pa x_pb z_a z_b: (3)
/// every cross product is one of variables, and what multiplies z_a² is the bound
///   ½σ Σ_p Ω_pj x_pa² − (what (2) asks of row j, column a)  ≥ 0 within ρ of x₀. (4)
/// D is the Perron vector of the quotients of both sides of (4), column by column: with it (4) holds for some
/// ρ > 0 whenever any D does, up to its rounding. Without any H < 0 the radius is 1.
///
/// Terms: one for each pair and r(r−1)/2 for each pair of (3): memory and time n²r² for full observation.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "checker/read/problem.hpp"

namespace orthant {

/// The evidence of a certificate of local_squares, or why there is none.
struct SquaresAttempt {
  std::optional<nlohmann::ordered_json> evidence;
  std::string reason;
};

/// Exact: what it returns is an identity, with bounds that hold.
SquaresAttempt structured_squares(const checker::Problem& problem);

}  // namespace orthant
