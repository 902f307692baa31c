/// The main job: nonnegative factors of data from several starts, and what each result is.
///
///   const Data data = read_data("counts.csv");
///   const Recovery found = recover(data, {.rank = 3, .search = {.starts = 4}});
///   found.best.certificate.verdict …
///
/// 0. entries held out of the data, a weight of L2 terms chosen by a tenth of the others (completion.hpp)
/// 1. multi_start: starts, the distinct points in which they end, a certificate of each
/// 2. a proof of the lowest point, then of the other minima with that one as their witness, as long as the
///    budget lasts and a proof costs little beside finding the points; a minimum above the lowest is
///    spurious
/// 3. leading singular values of fully observed data, and the share of each component in the fit
///
/// What the budget leaves no time for is left out, and said in `left_out`.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "orthant/kmeans/kmeans.hpp"
#include "orthant/linalg/threads.hpp"
#include "orthant/prove/prove.hpp"
#include "orthant/recover/agreement.hpp"
#include "orthant/recover/completion.hpp"
#include "orthant/recover/model.hpp"
#include "orthant/recover/multi_start.hpp"

namespace orthant {

/// Columns of one factor scaled to norm one (objectives/stationarity.hpp): of R, or of L for `left_…`.
enum class Normalisation { none, l1, l2, max, left_l1, left_l2, left_max };
constexpr auto words_of(Normalisation) {
  using enum Normalisation;
  return std::to_array<Word<Normalisation>>({{none, "none"},
                                             {l1, "l1"},
                                             {l2, "l2"},
                                             {max, "max"},
                                             {left_l1, "left-l1"},
                                             {left_l2, "left-l2"},
                                             {left_max, "left-max"}});
}

struct RecoverOptions {
  long rank = 0;
  ModelOptions model = {};
  MultiStartOptions search = {};
  CompletionOptions completion = {};
  Normalisation normalize = Normalisation::none;
  bool numeric = false;
  bool self_contained = false;
  // Of what is told about the parts.
  long top = 10;            ///< columns and rows that are named for a part
  std::string labels = {};  ///< a file of known labels; empty: none
  LabelsOf labels_of = LabelsOf::automatic;
  bool csv = false;             ///< factors also as text, with names
  KMeansOptions clusters = {};  ///< of model kmeans; its starts and seed are those of `search`
};

/// Those of `model`, `search`, `completion` and `clusters` have tables of their own; `rank` is always given.
inline constexpr Option<RecoverOptions> recover_options[] = {
    {"normalize",
     "also write factors with columns of norm one: l1, l2, max (of R) or left-l1, left-l2, left-max (of L)",
     {},
     one_word<&RecoverOptions::normalize>},
    {"numeric", "do not try to prove what floating point says", {}, &RecoverOptions::numeric},
    {"self_contained", self_contained_help, {}, &RecoverOptions::self_contained},
    {"top", "columns and rows that are named for each part, at most", {1, 1000}, &RecoverOptions::top},
    {"labels",
     "a file of known labels, one a line or name,label: how well those of the parts agree",
     {},
     &RecoverOptions::labels},
    {"labels_of",
     "whose labels: rows or columns (auto: by their number or names, rows where both fit)",
     {},
     one_word<&RecoverOptions::labels_of>},
    {"csv", "also write the factors as .csv, with names", {}, &RecoverOptions::csv},
};

/// One column of the factors: its product l rᵀ is a part of the fit, and all parts are nonnegative.
struct Component {
  double weight = 0;  ///< ‖r‖, or ‖u‖
  double share = 0;   ///< of the sum of all entries of the fit: (Σl)(Σr) over that of all parts
};

/// In the order of the columns of U = [L; R]; empty when the fit is zero.
std::vector<Component> components_of(const Matrix& U, Index left_rows, bool symmetric);

/// What was asked for: nothing is decided about it.
struct CompletionAsked {
  bool observed = false, offsets = false;
};

/// What data with held-out entries have unless it is asked otherwise. Sparse data: absent coordinates are
/// missing, since zeros could not be held out. A completion: offsets, and an L2 weight that is chosen by how
/// it predicts (where no L1 or L2 option was given). Both are needed to be better than the mean of the data
/// where most entries are missing. Returns sentences about what was decided.
std::vector<std::string> use_completion_defaults(RecoverOptions& options, Data& data, CompletionAsked asked);

struct Recovery {
  Data data;  ///< without what was held out; of a problem folder only its name
  std::shared_ptr<const Problem> problem = nullptr;  ///< where there is one in the place of data
  RecoverOptions options;                            ///< as asked for, the model as chosen
  std::shared_ptr<const Objective> objective;
  MultiStartResult search;                     ///< starts, minima, the best certificate and its point
  std::optional<Proof> proof;                  ///< of the best point
  std::optional<KnownLabels> known;            ///< those of options.labels
  Vector singular_values;                      ///< leading ones of the data; empty when not computed
  std::optional<CompletionReport> completion;  ///< when entries were held out or a weight was chosen
  std::vector<std::string> left_out;           ///< sentences: what the budget left no time for
  double max_seconds = 0;                      ///< the budget's limit
  double read_seconds = 0, total_seconds = 0;
  int threads = orthant::threads();  ///< in force where it was found

  const Certificate& best() const { return search.best; }
  /// [L; R], or U. Certificates judge the objective's variable, which is that without what is fixed.
  Matrix factors() const { return objective->factors(search.best.U); }
  bool symmetric() const { return options.model.model == Model::symmetric; }
  Index rows() const { return objective->observations().rows(); }
  Index cols() const { return objective->observations().cols(); }
  /// Whether it is about the entries of a matrix: then the columns of the factors are parts of it.
  bool is_about_entries() const { return !problem || objective->observations().row_blocks() != nullptr; }
  Matrix left() const;        ///< L, or U
  Matrix right() const;       ///< R, or U: one row for each column of the data
  Matrix normalised() const;  ///< [L; R] as options.normalize asks; empty for `none`
};

/// Throws InputError on options and data that do not fit. The budget's grace is for certificates and proofs;
/// `read_seconds` are what it had spent before. `observer` is told of every start that ends.
Recovery recover(Data data, const RecoverOptions& options, const Budget& budget = {},
                 const StartObserver& observer = {});

/// Whether quotients of objectives say anything: not beside an exact fit, whose objective is zero or
/// rounding.
bool has_relative_gaps(const MultiStartResult& search);

}  // namespace orthant
