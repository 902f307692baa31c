#include "orthant/recover/model.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <filesystem>

#include "orthant/files/read_matrix.hpp"
#include "orthant/files/triplets.hpp"
#include "orthant/objectives/divergence_recovery.hpp"
#include "orthant/objectives/fixed_columns.hpp"
#include "orthant/objectives/recovery.hpp"
#include "orthant/objectives/regularised.hpp"
#include "orthant/operators/entries.hpp"
#include "orthant/operators/full.hpp"

namespace orthant {

namespace {

/// Columns are fixed of X ≈ LRᵀ with squares.
void require_plain(const ModelOptions& options, Model model) {
  const char* what = options.offsets ? "offsets" : options.fix_left.empty() ? "fix_right" : "fix_left";
  if (model == Model::symmetric)
    throw InputError(fmt::format("{} with model symmetric; expected nmf or completion", what));
  if (options.loss != Loss::frobenius)
    throw InputError(fmt::format("{} with loss = {}; expected frobenius", what, to_string(options.loss)));
  if (options.balance != 0)
    throw InputError(fmt::format("{} with balance = {:g}; expected balance 0", what, options.balance));
}

/// Divergences are for X ≈ LRᵀ without a balance term.
void check_model_options(const ModelOptions& options, Model model) {
  check_options(options.regularisation, regularisation_options);
  if (model == Model::symmetric && options.balance != 0)
    throw InputError(fmt::format("balance = {:g}; expected 0 for model symmetric", options.balance));
  if (options.has_fixed_columns()) require_plain(options, model);
  if (options.loss == Loss::frobenius) return;
  const std::string_view loss = to_string(options.loss);
  if (model == Model::symmetric)
    throw InputError(fmt::format("loss = {} with model symmetric; expected model nmf or completion", loss));
  if (options.balance != 0)
    throw InputError(fmt::format("loss = {} with balance = {:g}; expected balance 0", loss, options.balance));
}

/// Completion of a matrix of which every entry is there is a mistake: of the data, or of how they are read.
void require_missing_entries(const Data& data, Model model, const ModelOptions& options) {
  if (data.matrix->is_sparse()) return;
  if (model != Model::completion && data.observed != Observed::entries) return;
  const bool triplets = data.text && looks_like_triplets(*data.matrix);
  throw InputError(fmt::format(
      "{}: all {} × {} entries are there, with {}; expected {}", data.name, data.rows(), data.cols(),
      options.model == Model::completion ? "model = completion" : "observed = entries",
      triplets ? "--format triplets, if a line is row, column, value"
               : "missing entries: NaN or empty fields, a coordinate .mtx, or lines of row, column, value "
                 "with --format triplets"));
}

void check_factor(const NamedFactor& factor, Index rows, const std::string& what) {
  const auto& [name, entries] = factor;
  if (entries.rows() != rows)
    throw InputError(
        fmt::format("{}: {} rows; expected {}, one for each {}", name, entries.rows(), rows, what));
  for (Index i = 0; i < entries.rows(); ++i)
    for (Index k = 0; k < entries.cols(); ++k)
      if (!(entries(i, k) >= 0 && std::isfinite(entries(i, k))))
        throw InputError(
            fmt::format("{}: entry ({}, {}) is {:g}; expected ≥ 0", name, i + 1, k + 1, entries(i, k)));
}

}  // namespace

// Gradients are squared on the way, and go with the cube of the data.
void require_ordinary_size(const Data& data) {
  const double norm = std::sqrt(data.matrix->squared_norm());
  if (norm >= 1e-60 && norm <= 1e60) return;
  double largest = 0;
  data.matrix->for_each([&](Index, Index, double a) { largest = std::max(largest, std::abs(a)); });
  throw InputError(fmt::format("{}: largest entry {:g}; expected between 1e-60 and 1e60, rescale the data",
                               data.name, largest));
}

Model chosen_model(const Data& data, const ModelOptions& options) {
  if (options.model == Model::symmetric) return Model::symmetric;
  const bool entries = data.observed == Observed::entries || options.model == Model::completion;
  return entries ? Model::completion : Model::nmf;
}

std::string weights_in_words(const Regularisation& weights) {
  std::string text;
  for (const auto& option : regularisation_options)
    if (const double weight = option.number(weights); weight != 0)
      text += fmt::format("{}{} = {:g}", text.empty() ? "" : ", ", option.name, weight);
  return text;
}

void check_model(const Data& data, const ModelOptions& options) {
  if (options.model == Model::sensing)
    throw InputError(
        "model = sensing; expected auto, nmf, symmetric or completion: sensing is of problem folders");
  if (options.model == Model::kmeans)
    throw InputError(
        "model = kmeans; expected auto, nmf, symmetric or completion: kmeans is of `recover` alone");
  const Model model = chosen_model(data, options);
  check_model_options(options, model);
  require_missing_entries(data, model, options);
  require_nonnegative(*data.matrix, data.name);
  require_nonzero(*data.matrix, data.name);
  require_ordinary_size(data);
  if (model == Model::symmetric) require_symmetric(*data.matrix, data.name, "for model symmetric");
}

std::vector<Index> parse_columns(const std::string& name, const std::string& text, Index rank) {
  std::vector<Index> columns;
  const char *at = text.data(), *const end = at + text.size();
  const auto refuse = [&] {
    throw InputError(
        fmt::format("{} = {}; expected columns from 0 to {}, such as 0-4 or 0,2", name, text, rank - 1));
  };
  const auto number = [&] {
    Index value = -1;
    const auto read = std::from_chars(at, end, value);
    if (read.ec != std::errc() || value < 0 || value >= rank) refuse();
    at = read.ptr;
    return value;
  };
  while (at != end) {
    const Index first = number();
    const Index last = at != end && *at == '-' ? (++at, number()) : first;
    if (last < first) refuse();
    for (Index k = first; k <= last; ++k) columns.push_back(k);
    if (at == end) break;
    if (*at != ',' || ++at == end) refuse();
  }
  return columns;
}

namespace {

/// What is fixed of factors with `rank` columns and, after them, those of the offsets.
FixedColumns fixed_of(const Data& data, const ModelOptions& options, Index rank, const Matrix* given) {
  const Index n1 = data.rows(), n2 = data.cols(), all = options.offsets ? rank + 2 : rank;
  std::vector<Index> left = parse_columns("fix_left", options.fix_left, rank),
                     right = parse_columns("fix_right", options.fix_right, rank);
  Matrix U = Matrix::Zero(n1 + n2, all);
  const auto take = [&](const char* name, const std::vector<Index>& columns, Index first, Index rows) {
    for (const Index k : columns) {
      if (given == nullptr || k >= given->cols())
        throw InputError(
            fmt::format("{}: column {} without a value; expected it in the factors of init", name, k));
      U.col(k).segment(first, rows) = given->col(k).segment(first, rows);
    }
  };
  take("fix_left", left, 0, n1);
  take("fix_right", right, n1, n2);
  if (options.offsets) {
    U.col(rank).tail(n2).setOnes();
    U.col(rank + 1).head(n1).setOnes();
    right.push_back(rank);
    left.push_back(rank + 1);
  }
  FixedColumns out = fixed_columns(U, n1, std::move(left), std::move(right));
  if (options.offsets) out.offsets = rank;
  return out;
}

}  // namespace

Matrix without_fixed(const Objective& objective, const Matrix& factors, const std::string& name) {
  const FixedColumns* fixed = objective.fixed_columns();
  if (fixed == nullptr) return factors;
  if (fixed->whole(factors) != factors)
    throw InputError(name + ": other values in columns that are fixed; expected the same");
  return fixed->remaining(factors);
}

std::unique_ptr<Objective> make_objective(const Data& data, const ModelOptions& options, Index rank,
                                          const Matrix* given) {
  check_model(data, options);
  const Model model = chosen_model(data, options);
  if (options.offsets && (rank < 1 || rank + 2 > std::min(data.rows(), data.cols())))
    throw InputError(fmt::format("rank = {} with offsets; expected 1 ≤ rank ≤ min(rows, cols) − 2 = {}", rank,
                                 std::min(data.rows(), data.cols()) - 2));
  std::shared_ptr<const Observations> observations;
  if (data.observed == Observed::entries || model == Model::completion)
    observations = std::make_shared<EntriesObservations>(data.matrix->sparse_row_lines(), data.weights);
  else
    observations = std::make_shared<FullObservations>(data.matrix);
  std::unique_ptr<Objective> misfit;
  if (options.loss != Loss::frobenius)
    misfit = std::make_unique<DivergenceRecovery>(
        std::move(observations), rank,
        options.loss == Loss::kullback_leibler ? Divergence::kullback_leibler : Divergence::itakura_saito);
  else if (model == Model::symmetric)
    misfit = std::make_unique<SymmetricRecovery>(std::move(observations), rank);
  else
    misfit = std::make_unique<AsymmetricRecovery>(std::move(observations), options.offsets ? rank + 2 : rank,
                                                  options.balance);
  Regularisation weights = options.regularisation;
  if (options.has_fixed_columns()) {
    if (options.offsets && weights.l2_centre == 0) weights.l2_centre = misfit->observations().mean() / 2;
    misfit = std::make_unique<WithFixedColumns>(std::move(misfit), fixed_of(data, options, rank, given));
  }
  if (!options.offsets) weights.l2_centre = 0;
  return with_terms(std::move(misfit), weights);
}

Matrix read_factors(const std::string& folder, const FactorShape& shape, Index rank) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(folder, ignored)) {
    throw InputError(folder +
                     (std::filesystem::exists(folder, ignored) ? ": is not a folder" : ": no such folder") +
                     "; expected a folder with the factors");
  }
  const auto path = [&](const char* file) { return (std::filesystem::path(folder) / file).string(); };
  if (shape.symmetric) return stacked(folder, shape, rank, {path("U.npy"), read_dense(path("U.npy"))});
  return stacked(folder, shape, rank, {path("L.npy"), read_dense(path("L.npy"))},
                 {path("R.npy"), read_dense(path("R.npy"))});
}

Matrix stacked(const std::string& name, const FactorShape& shape, Index rank, const NamedFactor& L,
               const NamedFactor& R) {
  Matrix U = L.entries;
  check_factor(L, shape.rows, "row of the data");
  if (!shape.symmetric) {
    check_factor(R, shape.cols, "column of the data");
    if (L.entries.cols() != R.entries.cols()) {
      throw InputError(fmt::format("{}: L has {} columns and R has {}; expected the same number", name,
                                   L.entries.cols(), R.entries.cols()));
    }
    U.resize(shape.rows + shape.cols, L.entries.cols());
    U << L.entries, R.entries;
  }
  const Index most = largest_rank(shape.rows, shape.cols, shape.symmetric);
  if (U.cols() > most || U.cols() < 1) {
    throw InputError(fmt::format("{}: rank {}; expected 1 ≤ rank ≤ {} = {}", name, U.cols(),
                                 shape.symmetric ? "n(n + 1)/2" : "min(rows, cols)", most));
  }
  if (rank < 0 || U.cols() == rank) return U;
  if (U.cols() > rank) {
    throw InputError(fmt::format(
        "{}: rank {}; expected at most {}, the rank of the point it is compared with", name, U.cols(), rank));
  }
  Matrix padded = Matrix::Zero(U.rows(), rank);
  padded.leftCols(U.cols()) = U;
  return padded;
}

}  // namespace orthant
