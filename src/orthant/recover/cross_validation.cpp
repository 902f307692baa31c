#include "orthant/recover/cross_validation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <mutex>
#include <numeric>

#include "orthant/base/random.hpp"
#include "orthant/linalg/nnls.hpp"
#include "orthant/linalg/threads.hpp"
#include "orthant/objectives/divergence_recovery.hpp"
#include "orthant/operators/full.hpp"
#include "orthant/recover/hold_out.hpp"
#include "orthant/recover/new_parts.hpp"
#include "orthant/solvers/automatic.hpp"
#include "orthant/solvers/divergence_solvers.hpp"
#include "orthant/solvers/hals.hpp"
#include "orthant/solvers/starts.hpp"

namespace orthant {

namespace {

/// What a fold fits, and how it is judged.
class Fold {
 public:
  virtual ~Fold() = default;
  const Data& training() const { return training_; }
  virtual double loss(const Matrix& U) const = 0;
  virtual double loss_of_constant() const = 0;
  virtual Index largest_rank() const { return std::min(training_.rows(), training_.cols()); }

 protected:
  /// Of the observed entries.
  double training_mean() const {
    const double entries =
        training_.observed == Observed::entries
            ? static_cast<double>(training_.matrix->stored())
            : static_cast<double>(training_.rows()) * static_cast<double>(training_.cols());
    return training_.matrix->sum() / entries;
  }

  double training_largest() const {
    double largest = 0;
    training_.matrix->for_each([&](Index, Index, double x) { largest = std::max(largest, x); });
    return largest;
  }

  Data training_;
};

/// Predictions of divergences are at least this share of the mean where something is.
constexpr double least_prediction = 0.01;

class EntriesFold final : public Fold {
 public:
  EntriesFold(Split split, const ModelOptions& model) : held_out_(std::move(split.held_out)), model_(model) {
    training_ = std::move(split.training);
  }
  double loss(const Matrix& U) const override {
    const bool symmetric = model_.model == Model::symmetric;
    const Matrix L = U.topRows(training_.rows()), R = symmetric ? L : Matrix(U.bottomRows(training_.cols()));
    return held_out_error(held_out_, L, R, model_.loss,
                          {least_prediction * training_mean(), training_largest()})
        .loss;
  }
  double loss_of_constant() const override {
    return held_out_error(held_out_, training_mean(), model_.loss).loss;
  }

 private:
  HeldOut held_out_;
  const ModelOptions& model_;
};

using LineSet = std::vector<Index>;

/// A(rows, cols), both ascending.
DataMatrix submatrix(const DataMatrix& A, const LineSet& rows, const LineSet& cols) {
  const auto m = static_cast<Index>(rows.size()), n = static_cast<Index>(cols.size());
  if (!A.is_sparse()) {
    Matrix out(m, n);
    Vector col(A.rows());
    for (Index j = 0; j < n; ++j) {
      col.setZero();
      A.add_col(cols[static_cast<size_t>(j)], 1, col);
      for (Index i = 0; i < m; ++i) out(i, j) = col(rows[static_cast<size_t>(i)]);
    }
    return DataMatrix::dense(std::move(out));
  }
  std::vector<std::int32_t> place(static_cast<size_t>(A.cols()), -1);
  for (Index j = 0; j < n; ++j)
    place[static_cast<size_t>(cols[static_cast<size_t>(j)])] = static_cast<std::int32_t>(j);
  const LineView lines = A.row_lines();
  CompressedLines out{m, n, {0}, {}, {}};
  for (const Index i : rows) {
    for (auto p = lines.start[i]; p < lines.start[i + 1]; ++p) {
      const std::int32_t j = place[static_cast<size_t>(lines.index[p])];
      if (j < 0) continue;
      out.index.push_back(j);
      out.value.push_back(lines.value[p]);
    }
    out.start.push_back(out.nonzeros());
  }
  return DataMatrix::sparse_rows(std::move(out));
}

/// Σ d(a|y) over all entries of A, y = LRᵀ, at least `floor` where a > 0; absent entries of sparse data are zeros.
double divergence_sum(const DataMatrix& A, const Matrix& L, const Matrix& R, Divergence divergence,
                      double floor) {
  const Matrix rows = L.transpose(), cols = R.transpose();
  double sum = 0;
  // d_KL(0|y) = y, for all entries by sums of columns, taken back where something is stored.
  const bool sparse = A.is_sparse();
  if (sparse) sum = rows.rowwise().sum().dot(cols.rowwise().sum());
  A.for_each([&](Index i, Index j, double a) {
    const double y = rows.col(i).dot(cols.col(j));
    sum += divergence_value(divergence, a, a > 0 ? std::max(y, floor) : y) - (sparse ? y : 0);
  });
  return sum;
}

double mean_loss(const DataMatrix& A, const Matrix& L, const Matrix& R, Loss loss, double floor) {
  const double entries = static_cast<double>(A.rows()) * static_cast<double>(A.cols());
  if (loss == Loss::frobenius) return A.squared_distance(L, R) / entries;
  return divergence_sum(
             A, L, R,
             loss == Loss::kullback_leibler ? Divergence::kullback_leibler : Divergence::itakura_saito,
             floor) /
         entries;
}

/// argmin over X ≥ 0 of the misfit of A ≈ X Vᵀ and the terms of `weights` on this side; X holds the rows of the
/// core first, where A does.
Matrix rows_given(const std::shared_ptr<const DataMatrix>& A, const Matrix& V, const ModelOptions& model,
                  Side side, const Matrix& core) {
  if (model.loss == Loss::frobenius) {
    const Regularisation& weights = model.regularisation;
    Matrix X = Matrix::Zero(A->rows(), V.cols()), G;
    gram(V, G);
    const Matrix C = (A->times(V).array() - weights.l1(side)).matrix();
    nnls_sweeps(X, C, G, {.sweeps = 2000, .stop = 1e-7, .ridge = weights.l2(side)});
    return X;
  }
  const DivergenceRecovery objective(
      std::make_shared<FullObservations>(A), V.cols(),
      model.loss == Loss::kullback_leibler ? Divergence::kullback_leibler : Divergence::itakura_saito);
  Matrix X(A->rows(), V.cols());
  X.setConstant(std::max(core.mean(), 1e-3 * core.maxCoeff()));
  X.topRows(core.rows()) = core;
  double before = std::numeric_limits<double>::infinity();
  for (int pass = 0; pass < 100; ++pass) {
    const double value = row_pass(objective, Side::left, X, V, {.steps = 3, .sweeps = 16}).value;
    if (pass > 0 && !(before - value > 1e-7 * before)) break;
    before = value;
  }
  return X;
}

LineSet joined(const LineSet& first, const LineSet& second) {
  LineSet out = first;
  out.insert(out.end(), second.begin(), second.end());
  return out;
}

/// Rows and columns that are held out together, and what they are predicted from.
class BlockFold final : public Fold {
 public:
  BlockFold(const Data& data, const ModelOptions& model, const LineSet& rows, const LineSet& core_rows,
            const LineSet& cols, const LineSet& core_cols)
      : model_(model) {
    const DataMatrix& A = *data.matrix;
    training_.matrix = share(submatrix(A, core_rows, core_cols));
    training_.name = data.name;
    held_out_ = share(submatrix(A, rows, cols));
    // Divergences want as many rows as parts: there the core's own rows come first.
    const bool with_core = model.loss != Loss::frobenius;
    beside_ = share(submatrix(A, with_core ? joined(core_rows, rows) : rows, core_cols));
    if (model.model == Model::symmetric) return;
    const DataMatrix below = submatrix(A, core_rows, with_core ? joined(core_cols, cols) : cols);
    below_ = share(turned(below));
  }

  double loss(const Matrix& U) const override {
    const bool symmetric = model_.model == Model::symmetric;
    const Matrix L = U.topRows(training_.rows()), R = symmetric ? L : Matrix(U.bottomRows(training_.cols()));
    const Matrix L_out = rows_given(beside_, R, model_, Side::left, L).bottomRows(held_out_->rows());
    const Matrix R_out =
        symmetric ? L_out
                  : Matrix(rows_given(below_, L, model_, Side::right, R).bottomRows(held_out_->cols()));
    return mean_loss(*held_out_, L_out, R_out, model_.loss, least_prediction * training_mean());
  }

  double loss_of_constant() const override {
    const double c = training_mean();
    const Matrix ones = Matrix::Ones(held_out_->rows(), 1);
    return mean_loss(*held_out_, ones, Matrix::Constant(held_out_->cols(), 1, c), model_.loss, c);
  }

 private:
  /// Aᵀ, of the same kind.
  static DataMatrix turned(const DataMatrix& A) {
    if (A.is_sparse()) return DataMatrix::sparse_columns(A.sparse_row_lines());
    Matrix all(A.rows(), A.cols());
    A.copy_block(0, 0, all);
    return DataMatrix::dense_row_major(std::move(all));
  }

  const ModelOptions& model_;
  std::shared_ptr<const DataMatrix> held_out_, beside_, below_;  ///< A_IJ, A_Ic, A_cJᵀ
};

/// 0 … count − 1 in `groups` random groups of about the same size, ascending in each.
std::vector<LineSet> random_groups(Index count, Index groups, Random& random) {
  LineSet all(static_cast<size_t>(count));
  std::iota(all.begin(), all.end(), Index{0});
  for (size_t k = all.size(); k > 1; --k) std::swap(all[k - 1], all[random.below(k)]);
  std::vector<LineSet> out(static_cast<size_t>(groups));
  for (size_t k = 0; k < all.size(); ++k) out[k % out.size()].push_back(all[k]);
  for (LineSet& group : out) std::sort(group.begin(), group.end());
  return out;
}

LineSet all_but(const std::vector<LineSet>& groups, size_t left_out) {
  LineSet out;
  for (size_t g = 0; g < groups.size(); ++g)
    if (g != left_out) out.insert(out.end(), groups[g].begin(), groups[g].end());
  std::sort(out.begin(), out.end());
  return out;
}

/// Into how many groups rows, and columns, fall.
Index block_groups(const ModelOptions& model, const CrossValidationOptions& options) {
  if (model.model == Model::symmetric) return options.folds;
  return static_cast<Index>(std::ceil(std::sqrt(static_cast<double>(options.folds)) - 1e-9));
}

/// The folds of one validation, each made when its turn comes.
class Folds {
 public:
  Folds(const Data& data, const ModelOptions& model, Validation by, const CrossValidationOptions& options)
      : data_(data), model_(model), by_(by) {
    const auto K = static_cast<int>(options.folds);
    const bool symmetric = model.model == Model::symmetric;
    if (by == Validation::entries) {
      parts_ = fold_parts(data, K, options.seed, symmetric);
      count_ = K;
      share_ = 1.0 / K;
      return;
    }
    Random random(static_cast<std::uint64_t>(options.seed), 0xb10c);
    const Index side = block_groups(model, options);
    rows_ = random_groups(data.rows(), side, random);
    if (!symmetric) cols_ = random_groups(data.cols(), side, random);
    count_ = symmetric ? side : side * side;
    share_ = 1.0 / static_cast<double>(side * side);
  }

  Index count() const { return count_; }
  double share() const { return share_; }

  std::unique_ptr<Fold> fold(Index k) const {
    if (by_ == Validation::entries)
      return std::make_unique<EntriesFold>(split(data_, parts_, static_cast<int>(k)), model_);
    const auto at = static_cast<size_t>(k);
    if (cols_.empty())
      return std::make_unique<BlockFold>(data_, model_, rows_[at], all_but(rows_, at), rows_[at],
                                         all_but(rows_, at));
    const size_t i = at / cols_.size(), j = at % cols_.size();
    return std::make_unique<BlockFold>(data_, model_, rows_[i], all_but(rows_, i), cols_[j],
                                       all_but(cols_, j));
  }

 private:
  const Data& data_;
  const ModelOptions& model_;
  Validation by_;
  EntryParts parts_;
  std::vector<LineSet> rows_, cols_;
  Index count_ = 0;
  double share_ = 0;
};

SolveResult quick_fit(const Objective& objective, Matrix start, const Budget& budget) {
  const StoppingRule stop =
      standard_stopping({.stationarity = 1e-6, .relative_change = 1e-5, .max_iterations = 300}, budget);
  if (objective.loss() != "frobenius")
    return coordinate(objective, std::move(start), {.budget = &budget}, stop);
  if (objective.row_blocks() != nullptr) return hals(objective, std::move(start), {.stage = true}, stop);
  return AutomaticSolver(objective, {}).solve(std::move(start), stop, nullptr, &budget);
}

/// The held-out loss of one fold at one rank; `parts` are those of the rank before, and of this one afterwards.
/// NaN where there is nothing to fit or the budget ended it.
double loss_in_fold(const Fold& fold, Index k, Index rank, const ModelOptions& model,
                    const CrossValidationOptions& options, const Budget& budget, Matrix& parts) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  if (rank > fold.largest_rank() || !(fold.training().matrix->sum() > 0)) return nan;
  const auto objective = make_objective(fold.training(), model, rank);
  const auto seed = static_cast<std::uint64_t>(options.seed);
  const auto stream = static_cast<std::uint64_t>(k) * 4096 + static_cast<std::uint64_t>(rank);
  std::optional<SolveResult> best;
  for (long s = 0; s < options.fold_starts; ++s) {
    Random random(seed, stream);
    Matrix start = s == 0 && parts.size() > 0
                       ? with_new_parts(*objective, parts, random)
                       : random_start(*objective, seed + 7 + static_cast<std::uint64_t>(s), stream);
    SolveResult result = quick_fit(*objective, std::move(start), budget);
    if (budget.exhausted()) return nan;
    if (!best || result.objective < best->objective) best = std::move(result);
  }
  parts = std::move(best->U);
  return fold.loss(parts);
}

}  // namespace

Validation chosen_validation(const Data& data, const ModelOptions& model, Validation asked) {
  if (asked != Validation::automatic) return asked;
  if (model.loss != Loss::frobenius) return Validation::blocks;
  if (data.observed == Observed::entries || model.model == Model::completion) return Validation::entries;
  if (model.regularisation.density > 0) return Validation::entries;
  constexpr double most = 2e7;
  const double entries = static_cast<double>(data.rows()) * static_cast<double>(data.cols());
  return data.matrix->is_sparse() || entries > most ? Validation::blocks : Validation::entries;
}

void check_cross_validation(const Data& data, const ModelOptions& model,
                            const CrossValidationOptions& options) {
  check_options(options, cross_validation_options);
  if (options.folds == 1) throw InputError("folds = 1; expected 0 or 2 ≤ folds ≤ 100");
  if (options.folds == 0) return;
  const bool completion = data.observed == Observed::entries || model.model == Model::completion;
  if (completion && model.loss != Loss::frobenius)
    throw InputError(fmt::format(
        "loss = {} with missing entries or weights; expected folds = 0: such fits are not compared by what they predict",
        to_string(model.loss)));
  if (chosen_validation(data, model, options.validation) == Validation::entries) {
    if (data.matrix->is_sparse() && !completion)
      throw InputError(
          "validation = entries with sparse data whose absent coordinates are zeros; expected blocks");
    if (model.loss != Loss::frobenius)
      throw InputError(
          fmt::format("validation = entries with loss = {}; expected blocks", to_string(model.loss)));
    return;
  }
  if (model.regularisation.density > 0)
    throw InputError(fmt::format(
        "density = {:g} with validation = blocks; expected entries: rows are not fitted with that term alone",
        model.regularisation.density));
  if (completion) throw InputError("validation = blocks with observed entries; expected entries");
  const Index groups = block_groups(model, options), shorter = std::min(data.rows(), data.cols());
  if (groups > shorter / 2)
    throw InputError(fmt::format("folds = {} with {} × {} data; expected fewer folds of blocks",
                                 options.folds, data.rows(), data.cols()));
}

CrossValidation cross_validate(const Data& data, const ModelOptions& model, const std::vector<Index>& ranks,
                               const CrossValidationOptions& options, const Budget& budget,
                               const std::function<void(Index, Index)>& observer) {
  check_cross_validation(data, model, options);
  CrossValidation out;
  out.by = chosen_validation(data, model, options.validation);
  out.squares = model.loss == Loss::frobenius;
  out.ranks = ranks;
  if (options.folds == 0) return out;
  const Folds folds(data, model, out.by, options);
  out.folds = folds.count();
  out.share = folds.share();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  out.loss = Matrix::Constant(out.folds, static_cast<Index>(ranks.size()), nan);
  out.constant = Vector::Constant(out.folds, nan);
  std::mutex lock;
  std::exception_ptr failure;
  Index done = 0;
  std::vector<Matrix> parts(static_cast<size_t>(out.folds));  // of the rank before
  const SerialBlas serial;
  // Rank by rank, so that a time limit leaves whole ranks out; a fold costs less to make than to fit.
  for (size_t c = 0; c < ranks.size() && !failure && !budget.exhausted(); ++c) {
#pragma omp parallel for schedule(dynamic, 1)
    for (Index k = 0; k < out.folds; ++k) {
      if (budget.exhausted()) continue;
      try {
        const BudgetScope scope(budget);
        const std::unique_ptr<Fold> fold = folds.fold(k);
        if (c == 0) out.constant(k) = fold->loss_of_constant();
        out.loss(k, static_cast<Index>(c)) =
            loss_in_fold(*fold, k, ranks[c], model, options, budget, parts[static_cast<size_t>(k)]);
        const std::lock_guard<std::mutex> guard(lock);
        if (observer) observer(++done, out.folds * static_cast<Index>(ranks.size()));
      } catch (const OutOfBudget&) {  // stays NaN
      } catch (...) {
        const std::lock_guard<std::mutex> guard(lock);
        failure = std::current_exception();
      }
    }
  }
  if (failure) std::rethrow_exception(failure);
  return out;
}

}  // namespace orthant
