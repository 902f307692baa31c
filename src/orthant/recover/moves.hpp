/// From points of a search to other points that may lie below: moves, each a start for a short solve.
///
/// A part of U = [L; R] is p_k = l_k r_kᵀ (u_k u_kᵀ for UUᵀ). Of any parts the Gram matrix and the products with the data
///
///   G_kl = ⟨p_k, p_l⟩ = (l_kᵀl_l)(r_kᵀr_l),    c_k = ⟨p_k, A⟩ = l_kᵀA r_k,    A = 𝒜*b,
///
/// say what the best weights w of a sum of them are, Gw = c, and by how much ½‖A − Σ w_k p_k‖² rises when part k is
/// left out and the other weights are chosen anew:
///
///   w_k² / (2 (G⁻¹)_kk).                                                                                     (1)
///
/// So a point with more parts than asked for comes down to r of them, the least needed first, at the cost of one pass over
/// the data and m³ operations for m parts: nothing beside a solve. For observed entries (1) counts what is missing as zero, and for
/// divergences it is of another loss: there it is a guess like any other, and the solve that follows decides.
///
/// Source: crossing of matched centres and their exchange, Gribel & Vidal 2019 (for K-means); (1), and crossing by it, are ours.
#pragma once

#include <string_view>

#include "orthant/base/random.hpp"
#include "orthant/base/words.hpp"
#include "orthant/objectives/objective.hpp"

namespace orthant {

/// `fresh`: a random start. `mix`: of each pair of matched parts of two points one, by chance. `choose`: some parts of
/// another point are added, and as many left out by (1). `exchange`: the same with parts of what the point leaves of the
/// data. `split`: one part in two, and one left out. `redraw`: parts drawn anew.
enum class Move { fresh, mix, choose, exchange, split, redraw };
constexpr auto words_of(Move) {
  using enum Move;
  return std::to_array<Word<Move>>({{fresh, "fresh"},
                                    {mix, "mix"},
                                    {choose, "choose"},
                                    {exchange, "exchange"},
                                    {split, "split"},
                                    {redraw, "redraw"}});
}

inline constexpr std::size_t move_kinds = words_of(Move()).size();

/// Whether a move needs a second point.
constexpr bool takes_two(Move move) {
  return move == Move::mix || move == Move::choose;
}

/// The start that `move` makes of U, and of V where it takes two; `stream` is that of a random start, for `fresh` and
/// `redraw`. U, V: points of the objective, which has no fixed columns.
Matrix moved(const Objective& objective, Move move, const Matrix& U, const Matrix& V, std::uint64_t seed,
             std::uint64_t stream);

/// (1) of every part of U, with the weights. n×m, any m ≥ 1; G is kept regular by 1e-12 of its trace.
struct NeedOfParts {
  Vector weight, loss;
};
NeedOfParts need_of_parts(const Objective& objective, const Matrix& U);

/// The r parts of U that remain when the least needed by (1) is left out again and again, scaled by their weights where these are
/// positive. With `random` each loss is multiplied by e^{z/2}, z normal: near ties are decided by chance. The last
/// `kept` parts stay.
Matrix most_needed_parts(const Objective& objective, const Matrix& U, Index rank, Random* random = nullptr,
                         Index kept = 0);

}  // namespace orthant
