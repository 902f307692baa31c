/// Entries that are kept from a fit, to see how well it predicts them:
///
///   observed entries Ω = training ∪ held out,      error = misfit of (LRᵀ)_ij over the held-out (i, j)
///
/// Three ways to choose them: a share of all entries, the same share of every row, or pairs from a file. And K
/// folds for cross-validation, in which every entry is held out once. In each of them every row and column
/// that has an entry keeps one in training: of a row without entries nothing can be predicted. With
/// `symmetric` data (i, j) is held out together with (j, i).
///
/// What is chosen depends on the seed and on which entries are observed: not on threads, nor on whether data
/// are dense. Dense data become observed entries by this: 12 bytes an entry, 56 in an objective.
///
/// Sparse data whose absent coordinates are zeros are refused: a zero is a datum, too, and must be held out
/// like any other entry; but the zeros that are left would have to be listed, as large as a dense copy.
/// Blocks of rows and columns can be held out of such data (cross_validation.hpp).
///
/// Memory: one byte an observed entry, and the copies in training and held-out data.
/// Source: Wold 1978 (folds of single entries); Owen & Perry 2009 (why not whole rows).
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "orthant/base/options.hpp"
#include "orthant/recover/data.hpp"
#include "orthant/recover/model.hpp"

namespace orthant {

/// `all`: of all entries together; `row`: of each row.
enum class HoldOutFrom { all, row };
constexpr auto words_of(HoldOutFrom) {
  return std::to_array<Word<HoldOutFrom>>({{HoldOutFrom::all, "all"}, {HoldOutFrom::row, "row"}});
}

struct HoldOutOptions {
  double share = 0.1;
  HoldOutFrom from = HoldOutFrom::all;
  long seed = 0;
  bool symmetric = false;
};

inline constexpr Option<HoldOutOptions> hold_out_options[] = {
    {"hold_out", "share of the observed entries that is kept from the fit", {0, 0.9}, &HoldOutOptions::share},
    {"hold_out_from",
     "of all entries together (all), or the same share of each row (row)",
     {},
     one_word<&HoldOutOptions::from>},
};

/// Which part each observed entry is in, in the order of rows: 0 … parts − 1, or `always_training`.
struct EntryParts {
  static constexpr std::uint8_t always_training = 255;
  std::vector<std::uint8_t> part;
  int parts = 1;

  Index size_of(int k) const;
};

/// One part: round(share · entries) of all, or about share · n_i of the n_i of row i, rounded so that sums agree;
/// fewer where rows and columns keep their last entry. Throws InputError on options out of range and on data
/// as said above.
EntryParts random_part(const Data& data, const HoldOutOptions& options);

/// One part: the pairs of a text file, a line each: row and column, by the names that the data have or else
/// numbered from 1; more fields (a value, say) are passed over, and so is a first line that names the
/// columns. Throws InputError that names the line on a pair that is not observed or is there twice, and on
/// pairs that would leave a row or column without an entry.
EntryParts part_of_pairs(const Data& data, const std::string& file);

/// `folds` parts, 2 … 100: the entries of every row are dealt out in random order, so that of each row and fold
/// as many are held out as of any other, give or take one.
EntryParts fold_parts(const Data& data, int folds, long seed, bool symmetric = false);

/// Held-out entries by rows.
struct HeldOut {
  std::vector<std::int32_t> row, col;
  std::vector<double> value;
  std::vector<double> weight;  ///< ω = w², as in the objective; empty: 1
  Index size() const { return static_cast<Index>(value.size()); }
};

/// Data without the held-out entries, and these.
struct Split {
  Data training;
  HeldOut held_out;
};

/// Part `k` is held out.
Split split(const Data& data, const EntryParts& parts, int k = 0);

struct HeldOutError {
  Index entries = 0;
  double rmse = 0;  ///< √(Σ ω e² / Σ ω), e = x_ij − (LRᵀ)_ij
  double mae = 0;   ///< Σ ω |e| / Σ ω
  double loss = 0;  ///< Σ ω d(x|LRᵀ) / Σ ω: the mean of e², or of the divergence
};

/// Predictions are taken for the nearest number of a range. Unregularised factors may predict far beyond all data
/// where little was observed; and where nothing is predicted and something is there, divergences are infinite.
struct PredictionRange {
  double floor = 0;  ///< of divergences, where x > 0
  double ceiling = std::numeric_limits<double>::infinity();
};

/// L and R have a row for each row and column of the data (for a symmetric model both are U).
HeldOutError held_out_error(const HeldOut& held_out, const ConstMatrixRef& L, const ConstMatrixRef& R,
                            Loss loss = Loss::frobenius, const PredictionRange& range = {});

/// The same errors with one number c in the place of every prediction.
HeldOutError held_out_error(const HeldOut& held_out, double c, Loss loss = Loss::frobenius);

}  // namespace orthant
