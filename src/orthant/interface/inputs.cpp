#include "orthant/interface/inputs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <utility>

#include "orthant/base/error.hpp"
#include "orthant/files/read_matrix.hpp"

namespace orthant::interface {

namespace {

constexpr Index largest_side = std::numeric_limits<std::int32_t>::max();

void require_sides(const std::string& name, Index rows, Index cols) {
  if (rows >= 0 && rows <= largest_side && cols >= 0 && cols <= largest_side) return;
  throw InputError(
      fmt::format("{}: {} × {}; expected at most {} rows and columns", name, rows, cols, largest_side));
}

template <class Value>
DataMatrix own(Eigen::Matrix<Value, Eigen::Dynamic, Eigen::Dynamic> columns) {
  if constexpr (std::is_same_v<Value, float>)
    return DataMatrix::dense_floats(std::move(columns));
  else
    return DataMatrix::dense(std::move(columns));
}

template <class Value>
DataMatrix own(Lines<Value> lines, bool by_rows) {
  const auto kept = std::make_shared<const Lines<Value>>(std::move(lines));
  return DataMatrix::sparse_view(kept->view(), by_rows, kept);
}

/// Of `count` contiguous lines of so many entries, `stride` apart, when BLAS can go along them.
bool are_lines(Index length, Index count, Index step, Index stride) {
  return (step == 1 || length == 1) && (stride >= length || count == 1) && stride <= largest_side;
}

}  // namespace

template <class Value>
DataMatrix dense_input(const std::string& name, const StridedMatrix<Value>& given) {
  // Not a structured binding: clang 14 lets no lambda see those.
  const Value* const entries = given.entries;
  const Index rows = given.rows, cols = given.cols, row_stride = given.row_stride,
              col_stride = given.col_stride;
  require_sides(name, rows, cols);
  if (entries == nullptr && rows * cols > 0)
    throw InputError(fmt::format("{}: no entries; expected {} × {}", name, rows, cols));
  const auto view = [&](Index length, Index count, Index stride, bool transposed) {
    return DataMatrix::dense_view(
        DenseEntries<Value>(entries, length, count, Eigen::OuterStride<>(std::max(stride, length))),
        transposed, nullptr);
  };
  if (are_lines(cols, rows, col_stride, row_stride)) return view(cols, rows, row_stride, true);
  if (are_lines(rows, cols, row_stride, col_stride)) return view(rows, cols, col_stride, false);
  Eigen::Matrix<Value, Eigen::Dynamic, Eigen::Dynamic> copy(rows, cols);
  for (Index j = 0; j < copy.cols(); ++j)
    for (Index i = 0; i < copy.rows(); ++i) copy(i, j) = entries[i * row_stride + j * col_stride];
  return own<Value>(std::move(copy));
}

template DataMatrix dense_input(const std::string&, const StridedMatrix<double>&);
template DataMatrix dense_input(const std::string&, const StridedMatrix<float>&);

namespace {

template <class Value, class Integer>
class SparseInput {
 public:
  SparseInput(const std::string& name, const CompressedInput<Value, Integer>& given)
      : name_(name),
        given_(given),
        lines_(given.by_rows ? given.rows : given.cols),
        length_(given.by_rows ? given.cols : given.rows) {
    require_sides(name, given.rows, given.cols);
    if (given.start == nullptr) refuse_input("no offsets", "as many as there are lines, and one more");
    if (given.start[0] != 0) refuse_input(fmt::format("offset 0 is {}", given.start[0]), "0");
    for (Index i = 0; i < lines_; ++i)
      if (given.start[i + 1] < given.start[i])
        refuse_input(fmt::format("offset {} is {} after {}", i + 1, given.start[i + 1], given.start[i]),
                     "offsets that do not fall");
    nonzeros_ = static_cast<Index>(given.start[lines_]);
    if (nonzeros_ > 0 && (given.index == nullptr || given.entries == nullptr))
      refuse_input("no entries", fmt::format("{}", nonzeros_));
  }

  DataMatrix matrix() {
    const bool ascending = look_at_indices();
    if constexpr (std::is_same_v<Integer, std::int32_t>) {
      if (ascending) {
        const auto start = std::make_shared<const std::vector<std::int64_t>>(offsets());
        return DataMatrix::sparse_view(
            LinesView<Value>{lines_, length_, start->data(), Indices(given_.index), given_.entries},
            given_.by_rows, start);
      }
    }
    return copied(ascending);
  }

 private:
  [[noreturn]] void refuse_input(const std::string& found, const std::string& expected) const {
    throw InputError(name_ + ": " + found + "; expected " + expected);
  }

  std::vector<std::int64_t> offsets() const { return {given_.start, given_.start + lines_ + 1}; }

  /// Whether they ascend in every line.
  bool look_at_indices() const {
    bool ascending = true;
    for (Index i = 0; i < lines_; ++i) {
      for (auto p = given_.start[i]; p < given_.start[i + 1]; ++p) {
        const Integer j = given_.index[p];
        if (j < 0 || j >= length_)
          refuse_input(fmt::format("index {} in {} {}", j, given_.by_rows ? "row" : "column", i),
                       fmt::format("0 ≤ index < {}", length_));
        ascending = ascending && (p == given_.start[i] || given_.index[p - 1] < j);
      }
    }
    return ascending;
  }

  DataMatrix copied(bool ascending) const {
    Lines<Value> lines{lines_, length_, offsets(), {}, {given_.entries, given_.entries + nonzeros_}};
    lines.index.assign(given_.index, given_.index + nonzeros_);
    if (!ascending) sort(lines);
    return own(std::move(lines), given_.by_rows);
  }

  void sort(Lines<Value>& lines) const {
    std::vector<std::pair<std::int32_t, Value>> line;
    for (Index i = 0; i < lines_; ++i) {
      line.clear();
      for (auto p = lines.start[i]; p < lines.start[i + 1]; ++p)
        line.emplace_back(lines.index[p], lines.value[p]);
      std::sort(line.begin(), line.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
      for (std::size_t e = 0; e < line.size(); ++e) {
        if (e > 0 && line[e].first == line[e - 1].first)
          refuse_input(
              fmt::format("position {} twice in {} {}", line[e].first, given_.by_rows ? "row" : "column", i),
              "every position at most once");
        lines.index[static_cast<size_t>(lines.start[i]) + e] = line[e].first;
        lines.value[static_cast<size_t>(lines.start[i]) + e] = line[e].second;
      }
    }
  }

  const std::string& name_;
  const CompressedInput<Value, Integer>& given_;
  Index lines_, length_, nonzeros_ = 0;
};

}  // namespace

template <class Value, class Integer>
DataMatrix sparse_input(const std::string& name, const CompressedInput<Value, Integer>& given) {
  return SparseInput<Value, Integer>(name, given).matrix();
}

template DataMatrix sparse_input(const std::string&, const CompressedInput<double, std::int32_t>&);
template DataMatrix sparse_input(const std::string&, const CompressedInput<float, std::int32_t>&);
template DataMatrix sparse_input(const std::string&, const CompressedInput<double, std::int64_t>&);
template DataMatrix sparse_input(const std::string&, const CompressedInput<float, std::int64_t>&);

const DataMatrix* Inputs::find(std::string_view name) const {
  const auto found = matrices.find(name);
  return found == matrices.end() ? nullptr : &found->second;
}

NamedFactor Inputs::factor(const std::string& name) const {
  const DataMatrix* matrix = find(name);
  if (matrix == nullptr) throw InputError(name + " is missing; expected it as a matrix");
  return {name, expanded(*matrix, name)};
}

namespace {

std::vector<std::string> names_of(const Inputs& inputs, const char* name, Index lines, const char* line) {
  const auto found = inputs.names.find(name);
  if (found == inputs.names.end()) return {};
  if (static_cast<Index>(found->second.size()) != lines)
    throw InputError(
        fmt::format("{}: {} names; expected {}, one for each {}", name, found->second.size(), lines, line));
  return found->second;
}

}  // namespace

namespace {

/// Where weights have a positive one, an entry that the data do not store is none of a completion. Points have any sign.
ReadOptions options_for(const ReadOptions& reading, const ModelOptions& model, bool weighted) {
  ReadOptions out = reading;
  if (weighted && model.model == Model::completion) out.observed = Observed::entries;
  out.any_sign = model.model == Model::kmeans;
  return out;
}

}  // namespace

Data data_of_file(const std::string& source, const ReadOptions& reading, const ModelOptions& model) {
  ReadOptions options = options_for(reading, model, !reading.weights.empty());
  options.symmetric = model.model == Model::symmetric;
  return read_data(source, options);
}

Data data_of(const Inputs& inputs, const std::string& source, const ReadOptions& reading,
             const ModelOptions& model) {
  const DataMatrix* matrix = inputs.find("data");
  const DataMatrix* weights = inputs.find("weights");
  if ((matrix == nullptr) == source.empty())
    throw InputError(matrix == nullptr ? "data is missing; expected a matrix, or the name of a file"
                                       : "data = " + source + " beside data in memory; expected one of them");
  if (matrix == nullptr && (weights != nullptr || !inputs.names.empty()))
    throw InputError("weights or names in memory with data of a file; expected files of them, too");
  if (matrix == nullptr) return data_of_file(source, reading, model);
  Data data = data_in_memory(*matrix, options_for(reading, model, weights != nullptr), weights);
  if (auto names = names_of(inputs, "row_names", data.rows(), "row"); !names.empty())
    data.row_names = std::move(names);
  if (auto names = names_of(inputs, "column_names", data.cols(), "column"); !names.empty())
    data.column_names = std::move(names);
  return data;
}

}  // namespace orthant::interface
