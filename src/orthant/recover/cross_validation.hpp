/// How well factors of each rank predict entries that they have not seen, by folds. Two ways:
///
///   entries   single entries are held out, each in one of K folds (hold_out.hpp); the rest is completed
///   blocks    rows I and columns J are held out together, in g × g folds, g = ⌈√K⌉:
///
///               A = [ A_IJ  A_Ic ]     A_cc ≈ LRᵀ,   L_I = argmin over L ≥ 0 of the misfit of A_Ic ≈ L Rᵀ,
///                   [ A_cJ  A_cc ]     R_J likewise from A_cJ,   A_IJ is predicted by L_I R_Jᵀ             (1)
///
///             a symmetric model leaves vertices out, I = J, in K folds
///
/// The first is for entries that were observed and for dense data; the second keeps sparse data sparse, needs no
/// missing entries in the fit, and so works for divergences too. `automatic` is the first where it can be: a
/// squared loss, and data that are not sparse with absent zeros, of at most 2·10⁷ entries.
///
/// In each fold the ranks are fitted in increasing order. A rank begins at the parts of the one before, with the
/// dominant nonnegative piece of the residual for each new part, and at random starts; the fit of the lowest
/// training objective is judged. Nothing of a fold's held-out entries enters its fits.
/// Folds run side by side. Memory: a copy of the data for each fold that runs (56 bytes an observed entry).
/// Source: Wold 1978; Owen & Perry 2009, (1) with nonnegative factors as in their section 5.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "orthant/base/options.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/recover/model.hpp"

namespace orthant {

enum class Validation { automatic, entries, blocks };
constexpr auto words_of(Validation) {
  return std::to_array<Word<Validation>>(
      {{Validation::automatic, "auto"}, {Validation::entries, "entries"}, {Validation::blocks, "blocks"}});
}

struct CrossValidationOptions {
  Validation validation = Validation::automatic;
  long folds = 5;
  long fold_starts = 2;
  long seed = 0;
};

inline constexpr Option<CrossValidationOptions> cross_validation_options[] = {
    {"validation",
     "what is held out to compare ranks: single entries, or blocks of rows and columns (auto: entries, unless data "
     "are sparse with absent zeros, very large, or the loss is a divergence)",
     {},
     one_word<&CrossValidationOptions::validation>},
    {"folds",
     "times that a part of the data is held out (0: never); with blocks the next square number",
     {0, 100},
     &CrossValidationOptions::folds},
    {"fold_starts",
     "starts in a fold and rank: one from the parts of the rank before, the others random",
     {1, 1000},
     &CrossValidationOptions::fold_starts},
};

struct CrossValidation {
  Validation by = Validation::entries;
  Index folds = 0;
  double share = 0;     ///< of the entries, held out in a fold
  bool squares = true;  ///< whether the misfit of an entry is e²
  std::vector<Index> ranks;
  Matrix loss;      ///< folds×ranks: mean held-out misfit of an entry, e² or d(x|y); NaN: not fitted
  Vector constant;  ///< in each fold: of the mean of its training entries in the place of every prediction
};

/// Which of the two ways `automatic` stands for.
Validation chosen_validation(const Data& data, const ModelOptions& model, Validation asked);

/// Throws InputError on options out of range and where entries, or blocks, cannot be held out.
void check_cross_validation(const Data& data, const ModelOptions& model,
                            const CrossValidationOptions& options);

/// `ranks` ascending, ≥ 1. Throws as check_cross_validation. Fits that the budget ends are NaN. `observer` is told,
/// under a lock, of every fit that ends: done, of how many.
CrossValidation cross_validate(const Data& data, const ModelOptions& model, const std::vector<Index>& ranks,
                               const CrossValidationOptions& options, const Budget& budget = {},
                               const std::function<void(Index done, Index of)>& observer = {});

}  // namespace orthant
