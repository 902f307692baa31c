/// Steps that recover() and recover_problem() have in common: before the search, and after it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "orthant/recover/recover.hpp"

namespace orthant {

/// Throws InputError when columns are to be scaled whose scaling is not free.
void require_normalizable(const RecoverOptions& options, const Objective& objective);

/// The given point of the first start, of at most `rank` columns; empty: none.
Matrix read_init(const MultiStartOptions& search, const FactorShape& shape, Index rank);

/// Leading singular values of 𝒜*b, those of the approximation and some beyond. None when there is no time for
/// them, which is then said in `left_out`.
Vector leading_singular_values(const Objective& objective, const Budget& budget,
                               std::vector<std::string>& left_out);

/// Of the starts, where the objective has nothing in it but the squared residual.
void add_relative_errors(const Objective& objective, const ModelOptions& model, MultiStartResult& search);

/// Says which starts and points the budget left no time for.
void say_what_is_left_out(const MultiStartResult& search, const MultiStartOptions& asked,
                          const Budget& budget, std::vector<std::string>& left_out);

/// The best point, then the other minima with the best as their witness, while the budget lasts and as long
/// as a proof costs little beside finding the points. `problem`: the folder's, with exact data, or null; its
/// truth is the witness where it is lower than the best point. The proof of the best point.
std::optional<Proof> prove_minima(const Objective& objective, const Problem* problem,
                                  MultiStartResult& search, const Budget& budget,
                                  const std::string& data_name, std::vector<std::string>& left_out);

}  // namespace orthant
