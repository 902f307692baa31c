#include "orthant/recover/project.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <filesystem>
#include <numeric>

#include "orthant/base/stop.hpp"
#include "orthant/files/npy.hpp"
#include "orthant/files/read_matrix.hpp"
#include "orthant/objectives/fixed_columns.hpp"
#include "orthant/operators/entries.hpp"
#include "orthant/operators/full.hpp"
#include "orthant/solvers/divergence_row.hpp"
#include "orthant/solvers/exact_rows.hpp"

namespace orthant {

namespace {

/// Data in memory, all lines at once.
class WholeData final : public DataLines {
 public:
  WholeData(std::shared_ptr<const Data> data, Side side) : data_(std::move(data)), side_(side) {}
  Index lines() const override { return side_ == Side::left ? data_->rows() : data_->cols(); }
  Index length() const override { return side_ == Side::left ? data_->cols() : data_->rows(); }
  std::shared_ptr<const Data> next() override { return std::exchange(given_, true) ? nullptr : data_; }
  const std::vector<std::string>& names() const override {
    return side_ == Side::left ? data_->row_names : data_->column_names;
  }
  const std::vector<std::string>& entry_names() const override {
    return side_ == Side::left ? data_->column_names : data_->row_names;
  }

 private:
  std::shared_ptr<const Data> data_;
  Side side_;
  bool given_ = false;
};

/// Contiguous lines of a .npy file, a few megabytes at a time.
class NpyBlocks final : public DataLines {
 public:
  /// `missing`: NaN may stand for a missing entry.
  NpyBlocks(const std::string& path, bool missing) : path_(path), lines_(path, missing), missing_(missing) {
    constexpr Index bytes = Index{1} << 24;
    block_ = std::max<Index>(1, bytes / (8 * lines_.length()));
  }
  bool are_rows() const { return lines_.are_rows(); }
  Index lines() const override { return lines_.lines(); }
  Index length() const override { return lines_.length(); }
  const std::vector<std::string>& names() const override { return no_names_; }
  const std::vector<std::string>& entry_names() const override { return no_names_; }

  std::shared_ptr<const Data> next() override {
    const Index before = lines_.done();
    if (before == lines_.lines()) return nullptr;
    Matrix columns = lines_.next(block_);
    Index line = 0, entry = 0;
    if (columns.array().isNaN().select(0.0, columns.array()).minCoeff(&entry, &line) < 0) {
      const Index i = before + line + 1, j = entry + 1;
      refuse(path_, fmt::format("entry ({}, {}) is {:g}; expected ≥ 0", are_rows() ? i : j,
                                are_rows() ? j : i, columns(entry, line)));
    }
    auto out = std::make_shared<Data>();
    const bool holes = missing_ && columns.hasNaN();
    DataMatrix block =
        are_rows() ? DataMatrix::dense_row_major(std::move(columns)) : DataMatrix::dense(std::move(columns));
    out->name = path_;
    out->observed = holes ? Observed::entries : Observed::all;
    out->matrix = share(holes ? DataMatrix::sparse_rows(entries_not_nan(block)) : std::move(block));
    return out;
  }

 private:
  std::string path_;
  NpyLines lines_;
  bool missing_;
  Index block_;
  std::vector<std::string> no_names_;
};

std::shared_ptr<const Observations> observations_of(const Data& data) {
  if (data.observed == Observed::entries)
    return std::make_shared<EntriesObservations>(data.matrix->sparse_row_lines(), data.weights);
  return std::make_shared<FullObservations>(data.matrix);
}

/// The entries of single lines, with weights ω.
class LineEntries {
 public:
  LineEntries(const Data& data, Side side) : data_(data), side_(side), sparse_(data.matrix->is_sparse()) {
    if (!sparse_) return;
    lines_.emplace(side == Side::left ? data.matrix->row_lines() : data.matrix->col_lines());
    weights_ = data.weights;
    if (side == Side::left || weights_.empty()) return;
    // By columns: entries of a column come in the order of rows.
    const LineView rows = data.matrix->row_lines();
    std::vector<std::int64_t> next(lines_->start, lines_->start + lines_->lines);
    for (std::int64_t p = 0; p < rows.nonzeros(); ++p)
      weights_[static_cast<std::size_t>(next[static_cast<std::size_t>(rows.index[p])]++)] =
          data.weights[static_cast<std::size_t>(p)];
  }

  /// Whether entries that are not listed are zeros.
  bool with_zeros() const { return sparse_ && data_.observed == Observed::all; }

  /// Positions within the line, values and ω.
  void get(Index i, std::vector<Index>& index, std::vector<double>& a, std::vector<double>& weight) const {
    index.clear();
    a.clear();
    weight.clear();
    if (sparse_) {
      for (std::int64_t p = lines_->start[i]; p < lines_->start[i + 1]; ++p) {
        const double w = weights_.empty() ? 1 : weights_[static_cast<std::size_t>(p)];
        index.push_back(static_cast<Index>(lines_->index[p]));
        a.push_back(lines_->value[p]);
        weight.push_back(w * w);
      }
      return;
    }
    Vector line = Vector::Zero(side_ == Side::left ? data_.cols() : data_.rows());
    if (side_ == Side::left) {
      data_.matrix->add_row(i, 1, line);
    } else {
      data_.matrix->add_col(i, 1, line);
    }
    for (Index j = 0; j < line.size(); ++j) index.push_back(j);
    a.assign(line.data(), line.data() + line.size());
    weight.assign(a.size(), 1);
  }

 private:
  const Data& data_;
  Side side_;
  bool sparse_;
  std::optional<LineView> lines_;
  std::vector<double> weights_;
};

void check_project(const Matrix& fixed, const DataLines& lines, const ProjectOptions& options) {
  check_options(options, project_options);
  if (fixed.rows() != lines.length())
    throw InputError(fmt::format("{} has {} rows; expected {}, one for each {} of the data",
                                 options.side == Side::left ? "R" : "L", fixed.rows(), lines.length(),
                                 options.side == Side::left ? "column" : "row"));
  if (options.loss != Loss::frobenius && (options.l1 > 0 || options.l2 > 0 || options.offsets))
    throw InputError(
        fmt::format("loss = {} with l1, l2 or offsets; expected none of them", to_string(options.loss)));
  if (options.offsets && (*options.offsets < 0 || *options.offsets + 2 > fixed.cols()))
    throw InputError(
        fmt::format("offsets in column {}; expected two columns of {}", *options.offsets, fixed.cols()));
}

/// The rows of one block, and how they fit.
class BlockProjector {
 public:
  BlockProjector(const Matrix& fixed, const ProjectOptions& options) : V_(fixed), options_(options) {
    gram(V_, gram_);
  }

  struct Rows {
    Matrix X;
    std::vector<LineFit> fits;
    Vector squares, norms;  ///< Σ ω (a − Rl)², Σ ω a²
    double stationarity = 0;
    Index not_unique = 0;
    std::vector<Index> unexplained;  ///< of each row
  };

  Rows solve(const Data& data) const {
    if (options_.loss == Loss::itakura_saito) require_positive(data);
    const Index n = options_.side == Side::left ? data.rows() : data.cols();
    Rows out;
    out.X = Matrix::Zero(n, V_.cols());
    out.fits.resize(static_cast<std::size_t>(n));
    out.unexplained.resize(static_cast<std::size_t>(n), 0);
    out.squares = out.norms = Vector::Zero(n);
    if (options_.loss == Loss::frobenius) solve_squares(data, out);
    const LineEntries entries(data, options_.side);
    std::vector<double> reached(static_cast<std::size_t>(n), 0);
#pragma omp parallel if (n * V_.size() > 100000)
    {
      std::vector<Index> index;
      std::vector<double> a, weight;
#pragma omp for schedule(dynamic, 16)
      for (Index i = 0; i < n; ++i) {
        entries.get(i, index, a, weight);
        if (options_.loss != Loss::frobenius)
          reached[static_cast<std::size_t>(i)] = solve_divergence(entries, index, a, weight, out, i);
        measure(entries, index, a, weight, out, i);
      }
    }
    if (n > 0) out.stationarity = *std::max_element(reached.begin(), reached.end());
    return out;
  }

 private:
  static void require_positive(const Data& data) {
    bool zero = data.observed == Observed::all && data.matrix->stored() < data.rows() * data.cols();
    data.matrix->for_each([&](Index, Index, double a) { zero = zero || a == 0; });
    if (zero)
      throw InputError(data.name + ": an entry is 0; expected positive data for loss = itakura-saito");
  }

  /// Sweeps, then the active set; offsets' ones are fixed columns of the rows.
  void solve_squares(const Data& data, Rows& out) const {
    const auto observations = observations_of(data);
    const RowBlocks* blocks = observations->row_blocks();
    const bool left = options_.side == Side::left;
    std::optional<FixedColumns> fixed;
    std::optional<FixedColumnBlocks> remaining;
    std::optional<Index> own;
    if (options_.offsets) {
      const Index ones = *options_.offsets + (left ? 1 : 0);
      own = *options_.offsets + (left ? 0 : 1);
      Matrix U = Matrix::Zero(data.rows() + data.cols(), V_.cols());
      if (left)
        U.col(ones).head(data.rows()).setOnes();
      else
        U.col(ones).tail(data.cols()).setOnes();
      using Columns = std::vector<Index>;
      fixed =
          fixed_columns(U, data.rows(), left ? Columns{ones} : Columns{}, left ? Columns{} : Columns{ones});
      remaining.emplace(*blocks, observations->measurement(), *fixed, 1);
      blocks = &*remaining;
    }
    const Regularisation weights{left ? options_.l1 : 0, left ? 0 : options_.l1, left ? options_.l2 : 0,
                                 left ? 0 : options_.l2, options_.l2_centre};
    const RegularisedBlocks regularised(*blocks, weights, V_.cols(), left ? own : std::nullopt,
                                        left ? std::nullopt : own);
    if (weights.any()) blocks = &regularised;
    const Matrix C = blocks->linear(options_.side, V_);
    blocks->sweep(options_.side, out.X, C, V_, {.sweeps = 30, .stop = 1e-3});
    out.not_unique = solve_rows_exactly(*blocks, options_.side, out.X, C, V_);
    if (out.not_unique > 0) blocks->sweep(options_.side, out.X, C, V_, {.sweeps = 2000, .stop = 1e-14});
    if (fixed) out.X.col(*options_.offsets + (left ? 1 : 0)).setOnes();
  }

  double solve_divergence(const LineEntries& entries, const std::vector<Index>& index,
                          const std::vector<double>& a, const std::vector<double>& weight, Rows& out,
                          Index i) const {
    DivergenceRow row;
    row.divergence =
        options_.loss == Loss::kullback_leibler ? Divergence::kullback_leibler : Divergence::itakura_saito;
    // Where no part is, nothing can be fitted: such a term is the same for every x, zero or infinite.
    std::vector<std::size_t> fitted;
    for (std::size_t p = 0; p < index.size(); ++p) {
      if (V_.row(index[p]).maxCoeff() > 0)
        fitted.push_back(p);
      else if (a[p] > 0)
        ++out.unexplained[static_cast<std::size_t>(i)];
    }
    const auto m = static_cast<Index>(fitted.size());
    row.V.resize(V_.cols(), m);
    row.a.resize(m);
    row.weight.resize(m);
    for (Index e = 0; e < m; ++e) {
      const std::size_t p = fitted[static_cast<std::size_t>(e)];
      row.V.col(e) = V_.row(index[p]);
      row.a(e) = a[p];
      row.weight(e) = weight[p];
    }
    row.linear = Vector::Zero(V_.cols());
    if (entries.with_zeros())
      row.linear = (V_.colwise().sum().transpose() - row.V.rowwise().sum()).cwiseMax(0.0);
    const SolvedRow solved = solve_divergence_row(row);
    out.X.row(i) = solved.x;
    out.fits[static_cast<std::size_t>(i)].misfit = solved.value;
    return solved.stationarity;
  }

  void measure(const LineEntries& entries, const std::vector<Index>& index, const std::vector<double>& a,
               const std::vector<double>& weight, Rows& out, Index i) const {
    const Vector x = out.X.row(i);
    double squares = 0, norm = 0, model = 0;
    const bool whole = !entries.with_zeros() && static_cast<Index>(index.size()) == V_.rows();
    const Vector y = whole ? Vector(V_ * x) : Vector();
    for (std::size_t p = 0; p < index.size(); ++p) {
      const double fit = whole ? y(index[p]) : V_.row(index[p]).dot(x), e = a[p] - fit;
      squares += weight[p] * e * e;
      norm += weight[p] * a[p] * a[p];
      model += fit * fit;
    }
    // What the fit has where the data have zeros that are not listed.
    if (entries.with_zeros()) squares += std::max(0.0, x.dot(gram_ * x) - model);
    out.squares(i) = squares;
    out.norms(i) = norm;
    LineFit& fit = out.fits[static_cast<std::size_t>(i)];
    fit.relative_error = norm > 0 ? std::sqrt(squares / norm) : 0;
    if (options_.loss == Loss::frobenius) fit.misfit = squares / 2;
  }

  const Matrix& V_;
  const ProjectOptions& options_;
  Matrix gram_;
};

double penalty_of(const Matrix& X, const ProjectOptions& options) {
  const Regularisation weights{options.l1, 0, options.l2, 0, options.l2_centre};
  if (!options.offsets) return weights.value(Side::left, X);
  const bool left = options.side == Side::left;
  Matrix own = X;  // ones are no part of it
  own.col(*options.offsets + (left ? 1 : 0)).setZero();
  return weights.value(Side::left, own, *options.offsets + (left ? 0 : 1));
}

}  // namespace

namespace {

void refuse_similarity(Similarity similarity) {
  if (similarity == Similarity::none) return;
  throw InputError("similarity = " + std::string(to_string(similarity)) +
                   " with project; expected none: similarities are among the rows of one table");
}

}  // namespace

std::unique_ptr<DataLines> lines_of(const Data& data, Side side) {
  refuse_similarity(data.similarity);
  return std::make_unique<WholeData>(std::shared_ptr<const Data>(&data, [](const Data*) {}), side);
}

std::unique_ptr<DataLines> open_lines(const std::string& source, const ReadOptions& options, Side side) {
  refuse_similarity(options.similarity);
  const std::string ending = std::filesystem::path(source).extension().string();
  std::error_code ignored;
  if (ending == ".npy" && options.weights.empty() && std::filesystem::is_regular_file(source, ignored)) {
    check_options(options, read_options);
    auto blocks = std::make_unique<NpyBlocks>(source, options.missing != Missing::none);
    if (blocks->are_rows() == (side == Side::left)) return blocks;
  }
  return std::make_unique<WholeData>(std::make_shared<const Data>(read_data(source, options)), side);
}

Projection project(DataLines& lines, const Matrix& fixed, const ProjectOptions& options,
                   const RowSink& sink) {
  check_project(fixed, lines, options);
  const Stopwatch clock;
  const BlockProjector projector(fixed, options);
  Projection out{.side = options.side,
                 .loss = options.loss,
                 .l1 = options.l1,
                 .l2 = options.l2,
                 .lines = lines.lines(),
                 .length = lines.length(),
                 .rank = fixed.cols()};
  constexpr std::size_t shown = 5;
  std::vector<float> errors;
  errors.reserve(static_cast<std::size_t>(out.lines));
  double squares = 0, norms = 0;
  Index before = 0;
  while (const std::shared_ptr<const Data> data = lines.next()) {
    check_budget();
    auto block = projector.solve(*data);
    for (LineFit& fit : block.fits) {
      fit.line = before + (&fit - block.fits.data());
      errors.push_back(static_cast<float>(fit.relative_error));
      out.objective += fit.misfit;
    }
    before += block.X.rows();
    out.objective += penalty_of(block.X, options);
    squares += block.squares.sum();
    norms += block.norms.sum();
    out.stationarity = std::max(out.stationarity, block.stationarity);
    out.not_unique += block.not_unique;
    out.unexplained = std::accumulate(block.unexplained.begin(), block.unexplained.end(), out.unexplained);
    out.worst.insert(out.worst.end(), block.fits.begin(), block.fits.end());
    std::stable_sort(out.worst.begin(), out.worst.end(),
                     [](const LineFit& a, const LineFit& b) { return a.relative_error > b.relative_error; });
    out.worst.resize(std::min(shown, out.worst.size()));
    sink(block.X);
  }
  for (const LineFit& fit : out.worst)
    if (!lines.names().empty()) out.worst_names.push_back(lines.names()[static_cast<std::size_t>(fit.line)]);
  out.relative_error = norms > 0 ? std::sqrt(squares / norms) : 0;
  if (!errors.empty()) {
    const auto middle = errors.begin() + static_cast<std::ptrdiff_t>(errors.size() / 2);
    std::nth_element(errors.begin(), middle, errors.end());
    out.median_error = static_cast<double>(*middle);
  }
  out.seconds = clock.seconds();
  return out;
}

Matrix project(const Data& data, const Matrix& fixed, const ProjectOptions& options) {
  Matrix out;
  project(*lines_of(data, options.side), fixed, options, [&](const ConstMatrixRef& rows) { out = rows; });
  return out;
}

}  // namespace orthant
