#include "orthant/recover/data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <iterator>

#include "orthant/files/names_file.hpp"
#include "orthant/files/read_matrix.hpp"
#include "orthant/linalg/similarity.hpp"

namespace orthant {

namespace {

SourceOptions source_options(const ReadOptions& options) {
  SourceOptions out;
  out.table.first_line = options.first_line;
  out.table.first_column = options.first_column;
  out.table.decimal = options.decimal;
  out.table.refuse_doubtful = true;
  out.lines = options.format;
  out.symmetric = options.symmetric;
  out.window = options.window;
  out.hop = options.hop;
  if (options.format != LineFormat::table && options.first_column != NamesOrData::automatic)
    throw InputError(fmt::format("first_column = {} with format = {}; expected auto",
                                 to_string(options.first_column), to_string(options.format)));
  return out;
}

/// 1234567 → "1,234,567"
std::string grouped(Index count) {
  std::string out = std::to_string(count);
  for (Index at = static_cast<Index>(out.size()) - 3; at > 0; at -= 3)
    out.insert(static_cast<size_t>(at), ",");
  return out;
}

/// What was read of a file beside its numbers.
void tell(Data& data, const std::string& file, const NamedData& read) {
  std::string words = read.reading ? in_words(*read.reading) : "";
  const auto say = [&](const std::string& more) {
    if (!more.empty()) words += (words.empty() ? "" : ", ") + more;
  };
  say(read.told);
  if (const Index missing = read.missing_entries; missing > 0)
    say(fmt::format("{} of {} entries {} missing", grouped(missing),
                    grouped(read.data.rows() * read.data.cols()), missing == 1 ? "is" : "are"));
  if (words.empty()) return;
  data.not_numbers += fmt::format("{}{} × {} in {}: {}", data.not_numbers.empty() ? "" : "; ",
                                  read.data.rows(), read.data.cols(), short_name(file), words);
}

Index neighbours_of(const ReadOptions& options, Index points) {
  return options.neighbours > 0 ? options.neighbours : usual_neighbours(points);
}

/// What `options.similarity` makes of what was read: a symmetric matrix, with one set of names.
void use_similarity(NamedData& read, const ReadOptions& options, const std::string& name) {
  const bool graph = options.similarity == Similarity::normalized;
  if (options.neighbours != 0 && options.similarity != Similarity::self_tuned)
    throw InputError(fmt::format("neighbours = {} with similarity = {}; expected self-tuned",
                                 options.neighbours, to_string(options.similarity)));
  if (options.similarity == Similarity::none) return;
  const std::string_view word = to_string(options.similarity);
  if (read.missing_entries > 0 || options.observed == Observed::entries || !options.weights.empty())
    throw InputError(fmt::format("similarity = {} with {}; expected data that are all observed", word,
                                 !options.weights.empty() ? "weights" : "missing entries"));
  const std::string made_of = fmt::format("{} × {}", read.data.rows(), read.data.cols());
  if (graph) {
    require_nonnegative(read.data, name);
    require_symmetric(read.data, name, "for similarity normalized");
    read.data = normalized_graph(read.data);
  } else {
    const Index count = read.data.rows();
    const Index neighbours = neighbours_of(options, count);
    if (neighbours >= count)
      throw InputError(fmt::format("{}: {} rows with {} neighbours; expected more rows than neighbours", name,
                                   count, neighbours));
    read.data = normalized_graph(self_tuned_graph(expanded(read.data, name), neighbours));
    read.told += fmt::format("{}made of {}: similarities of the rows to their {} nearest, self-tuned",
                             read.told.empty() ? "" : ", ", made_of, neighbours);
    read.column_names = read.row_names;
  }
  read.told += fmt::format("{}divided by the roots of the degrees", read.told.empty() ? "" : ", ");
  read.image_shape.reset();
  read.hertz_per_row = read.seconds_per_column = 0;
  read.is_plain = false;  // a certificate holds the matrix that was made
}

/// What the rest of the program has of data that were read, with the file of weights `options.weights`.
Data data_of(NamedData read, const Source& source, const ReadOptions& options, const NamedData* weights) {
  use_similarity(read, options, source.name);
  if (!options.any_sign) require_nonnegative(read.data, source.name);
  Data data;
  data.name = source.name;
  tell(data, source.name, read);
  data.text = std::move(read.reading);
  data.row_names = std::move(read.row_names);
  data.column_names = std::move(read.column_names);
  if (!options.row_names.empty()) data.row_names = read_names(options.row_names, read.data.rows(), "row");
  if (!options.col_names.empty())
    data.column_names = read_names(options.col_names, read.data.cols(), "column");
  data.image_shape = read.image_shape;
  data.missing_entries = read.missing_entries;
  data.hertz_per_row = read.hertz_per_row;
  data.seconds_per_column = read.seconds_per_column;
  data.similarity = options.similarity;
  if (options.similarity == Similarity::self_tuned)
    data.neighbours = neighbours_of(options, read.data.rows());
  const bool missing = options.missing == Missing::nan || read.missing_entries > 0;
  data.observed = missing || weights != nullptr ? Observed::entries : options.observed;
  if (weights == nullptr) {
    if (read.is_plain) data.checkable_file = std::filesystem::path(source.path).filename().string();
    data.matrix = share(std::move(read.data));
    return data;
  }
  const bool absent_is_zero = options.observed == Observed::all && !missing;
  tell(data, options.weights, *weights);
  WeightedEntries observed = weighted_entries(read.data, absent_is_zero, weights->data, options.weights);
  data.weights = std::move(observed.weights);
  data.matrix = share(DataMatrix::sparse_rows(std::move(observed.values)));
  return data;
}

}  // namespace

Data read_data(const std::string& given, const ReadOptions& options) {
  check_options(options, read_options);
  const Source source = find_source(given);
  SourceOptions reading = source_options(options), reading_weights;
  std::optional<Source> weights_source;
  if (!options.weights.empty()) weights_source = find_source(options.weights);
  if (weights_source && is_text_table(*weights_source)) {
    reading_weights.table = reading.table;
    // What is said of text is said of the weights.
    if (!is_text_table(source)) reading = {.window = reading.window, .hop = reading.hop};
  }
  reading.table.missing = options.missing;
  NamedData read = read_named(source, reading);
  std::optional<NamedData> weights;
  if (weights_source) weights = read_named(*weights_source, reading_weights);
  return data_of(std::move(read), source, options, weights ? &*weights : nullptr);
}

namespace {

/// Numbers or NaN: infinity, and NaN where it does not stand for a missing entry, are refused.
void require_numbers(const DataMatrix& A, bool nan_too, const std::string& name) {
  if (std::isfinite(A.sum())) return;
  A.for_each([&](Index i, Index j, double a) {
    if (std::isfinite(a) || (std::isnan(a) && nan_too)) return;
    throw InputError(
        fmt::format("{}: entry ({}, {}) is {}; expected a finite number", name, i + 1, j + 1, a));
  });
}

}  // namespace

Data data_in_memory(DataMatrix matrix, const ReadOptions& options, const DataMatrix* weights) {
  check_options(options, read_options);
  for (const auto& option : read_options) {
    constexpr std::string_view of_memory[] = {"observed",  "missing",    "row_names",
                                              "col_names", "similarity", "neighbours"};
    const bool said = option.value(options) != option.value(ReadOptions());
    if (said && std::find(std::begin(of_memory), std::end(of_memory), option.name) == std::end(of_memory))
      throw InputError(std::string(option.name) + " with data in memory; expected it with a file");
  }
  if (matrix.rows() == 0 || matrix.cols() == 0)
    throw InputError(
        fmt::format("data: {} × {}; expected at least one row and one column", matrix.rows(), matrix.cols()));
  Source source;
  source.name = "data";
  NamedData read{std::move(matrix)};
  require_numbers(read.data, options.missing != Missing::none && !read.data.is_sparse(), source.name);
  leave_out_missing(read, options.missing, source.name);
  std::optional<NamedData> given;
  if (weights != nullptr) {
    require_numbers(*weights, false, "weights");
    given.emplace(NamedData{*weights});
  }
  ReadOptions named = options;
  if (given) named.weights = "weights";
  return data_of(std::move(read), source, named, given ? &*given : nullptr);
}

std::optional<ImageShape> parse_image_shape(const std::string& text, Index pixels) {
  if (text.empty()) return std::nullopt;
  const char* end = text.data() + text.size();
  Index rows = 0, cols = 0;
  const auto first = std::from_chars(text.data(), end, rows);
  const bool cross = first.ec == std::errc() && first.ptr < end && (*first.ptr == 'x' || *first.ptr == 'X');
  const auto second = cross ? std::from_chars(first.ptr + 1, end, cols) : first;
  if (!cross || second.ec != std::errc() || second.ptr != end || rows < 1 || cols < 1 || rows > pixels ||
      cols > pixels || rows * cols != pixels) {
    throw InputError(fmt::format(
        "image_shape = {}; expected ROWSxCOLS with ROWS·COLS = {}, the columns of the data", text, pixels));
  }
  return ImageShape{rows, cols};
}

}  // namespace orthant
