/// A rank from held-out errors, or the reason why none is clear.
///
/// e_f(r): the mean misfit of the entries that fold f holds out, at rank r. Folds differ by which entries they
/// hold out, which touches all ranks alike, so ranks are compared fold by fold, and by quotients:
///
///   D_f(r, s) = log(e_f(r) + ε) − log(e_f(s) + ε), at most twice as far from 0 as their median where that is
///               on the same side: one fold in which a fit went astray does not outweigh the others
///   D = their mean over F folds,   se² = var_f D_f · (1/F + share/(1 − share))                         (1)
///
/// ε = 1e-6 of what the mean of the data leaves: less is taken for an exact fit. The second term of (1) is there
/// because the folds' training data overlap (Nadeau & Bengio).
///
///   1. best: the rank of the smallest mean error, s; candidate: the smallest rank r with D(r, s) ≤ se or
///      0.001  (the rule of one standard error)
///   2. the candidate must beat the next smaller rank p, D(p, r) > t · se, t the 97.5 % point of Student's
///      distribution with F − 1 degrees of freedom. Below the smallest rank asked stands the rank one less, and
///      below rank 1 the mean of the data.
///
/// No rank is clear when the candidate is below those asked (no structure that more parts would find), when 2 fails
/// (the error falls too slowly), or when it still falls at the largest rank.
/// Source: Breiman et al. 1984, §3.4.3 (one standard error); Nadeau & Bengio 2003, (1).
#pragma once

#include <optional>
#include <string>

#include "orthant/recover/cross_validation.hpp"

namespace orthant {

struct RankChoice {
  std::optional<Index> rank;       ///< nothing: not clear
  std::optional<Index> candidate;  ///< of 1.; nothing when it is not among the ranks asked
  std::string sentence;            ///< what is recommended, or that it is not clear, and why
};

/// Mean and standard error, by (1), of a difference whose value in each fold is given, cut as there.
struct FoldDifference {
  double mean = 0, standard_error = 0;
};
FoldDifference fold_difference(const Vector& by_fold, double share);

/// log(e_f + ε) in each fold, of one of the ranks of `validation`, and of the mean of the data.
Vector log_losses(const CrossValidation& validation, Index column);
Vector log_losses_of_mean(const CrossValidation& validation);

/// `smallest`: the smallest rank asked; smaller ones in `validation` are for comparison only. Ranks with a fold that
/// was not fitted are passed over. With fewer than two folds there is no choice.
RankChoice choose_rank(const CrossValidation& validation, Index smallest);

}  // namespace orthant
