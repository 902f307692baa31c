/// Completion as it is used: entries that are kept from the fit, to see how it predicts them, and the weight
/// of L2 terms that predicts best.
///
///   min ½ Σ_training ω (x_ij − b_i − c_j − l_i·r_j)² + ½β(‖L‖² + ‖R‖² + ‖b − m‖² + ‖c − m‖²), all ≥ 0   (1)
///
/// with offsets b, c of rows and columns where they are asked for (objectives/fixed_columns.hpp), m half the
/// mean.
///
/// The path: β falls from where the product vanishes (the largest singular value of what the offsets leave)
/// by 3/4 a step, each solution the start of the next, on nine tenths of the training entries. The β that
/// predicts the other tenth best is taken; with offsets then β_L = βt, β_R = β/t for t = 2, 4, … or ½, ¼, …
/// as long as that predicts better (of the product nothing changes by t: its columns scale). (1) is solved
/// with all training entries. Held-out entries have no part in either, so their error is an estimate for
/// entries that nobody has seen.
/// Cost: some twenty solutions to low accuracy.
/// Source: Mazumder, Hastie & Tibshirani 2010 (warm starts along β); Koren, Bell & Volinsky 2009 (offsets).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "orthant/base/options.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/recover/hold_out.hpp"
#include "orthant/recover/model.hpp"

namespace orthant {

struct CompletionOptions {
  std::string hold_out = {}, l2 = {};
};

inline constexpr Option<CompletionOptions> completion_options[] = {
    {"hold_out",
     "observed entries that are kept from the fit, to see how it predicts them: a share (0.1), the same "
     "share of every row (rows:0.1), or a file of pairs. A completion then has offsets and l2 = auto, unless "
     "asked otherwise",
     {},
     &CompletionOptions::hold_out},
    {"l2",
     "weight of ½‖L‖² and ½‖R‖² alike: a number, or auto, the one that predicts a tenth of the entries best",
     {},
     &CompletionOptions::l2},
};

/// Which entries `hold_out` names are held out of the data. Throws InputError.
Split hold_out_of(const Data& data, const std::string& hold_out, long seed, bool symmetric);

/// The number in `l2`; nothing for "" and "auto". Throws InputError on anything else.
std::optional<double> number_of_l2(const std::string& l2);

/// L2 terms of weights βt and β/t on the factors of the model, β on that of a symmetric one.
void set_l2(ModelOptions& model, double beta, double t = 1);

struct L2Step {
  double l2_left = 0, l2_right = 0;
  double rmse = 0;  ///< of the tenth
};

struct ChosenL2 {
  L2Step best;
  std::vector<L2Step> path;
  Matrix factors;  ///< of the best step, [L; R] or U
};

/// The path. Ends early, with the best so far, when the budget does. Throws InputError where entries cannot
/// be held out.
ChosenL2 choose_l2(const Data& training, const ModelOptions& model, Index rank, long seed,
                   const Budget& budget);

/// What became of it.
struct CompletionReport {
  std::string hold_out;  ///< as asked; empty: nothing was held out
  Index training = 0, held_out = 0;
  double rmse = 0, mae = 0;  ///< of the held-out entries
  double training_rmse = 0, training_mae = 0;
  // Of the held-out entries, with something simpler in place of the fit:
  double mean_rmse = 0;  ///< the mean of the training entries
  std::optional<double>
      offsets_rmse;  ///< offsets with the same weights and no product; nothing: not in the model
  bool offsets = false;
  std::vector<L2Step> path;  ///< weights that were tried; empty: they were not chosen
  double path_seconds = 0;
  std::string sentence;                   ///< how it predicts, beside those two; empty: nothing was held out
  std::optional<std::string> worse_than;  ///< "mean" or "offsets": what predicts better than the fit does
  std::vector<std::string> chosen;        ///< sentences: what was decided without being asked for, and how
};

/// Sets `sentence` and `worse_than` by the errors: where something simpler predicts better, with what to change.
void judge_predictions(const ModelOptions& model, Index rank, CompletionReport& report);

/// The point of an objective with offsets that is best without a product.
Matrix offsets_alone(const Objective& objective, const Budget& budget);

/// Of all entries that are not held out.
HeldOutError training_error(const Data& training, const ConstMatrixRef& L, const ConstMatrixRef& R);

}  // namespace orthant
