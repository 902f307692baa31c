#include "orthant/recover/data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "orthant/files/read_matrix.hpp"

namespace orthant {

namespace {

TextOptions text_options(const ReadOptions& options) {
  TextOptions text;
  text.triplets = options.format == LineFormat::triplets;
  text.table.first_line = options.first_line;
  text.table.first_column = options.first_column;
  text.table.decimal = options.decimal;
  text.table.refuse_doubtful = true;
  if (text.triplets && options.first_column != NamesOrData::automatic)
    throw InputError(fmt::format("first_column = {} with format = triplets; expected auto",
                                 to_string(options.first_column)));
  return text;
}

void add_not_numbers(Data& data, const std::string& file, const NamedData& read) {
  const std::string words = read.reading ? in_words(*read.reading) : "";
  if (words.empty()) return;
  data.not_numbers +=
      fmt::format("{}{} × {} in {}: {}", data.not_numbers.empty() ? "" : "; ", read.data.rows(),
                  read.data.cols(), std::filesystem::path(file).filename().string(), words);
}

}  // namespace

Data read_data(const std::string& source, const ReadOptions& options) {
  check_options(options, read_options);
  const bool missing = options.missing == Missing::nan;
  TextOptions text = text_options(options), weights_text;
  if (is_text_table(options.weights)) {
    weights_text.table = text.table;
    if (!is_text_table(source)) text = {};  // what is said of text is said of the weights
  }
  text.table.missing_entries = missing;
  NamedData read = read_named(source, text);
  require_nonnegative(read.data, source);
  Data data;
  data.name = source;
  add_not_numbers(data, source, read);
  data.text = std::move(read.reading);
  if (data.text) {
    data.row_names = std::move(data.text->row_names);
    data.column_names = std::move(data.text->column_names);
  }
  data.observed = missing || !options.weights.empty() ? Observed::entries : options.observed;
  if (options.weights.empty()) {
    const std::filesystem::path file = std::filesystem::path(source).filename();
    std::string ending = file.extension().string();
    std::transform(ending.begin(), ending.end(), ending.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    if (ending == ".npy" || ending == ".mtx") data.checkable_file = file.string();
    data.matrix = share(std::move(read.data));
    return data;
  }
  const bool absent_is_zero = options.observed == Observed::all && !missing;
  const NamedData weights = read_named(options.weights, weights_text);
  add_not_numbers(data, options.weights, weights);
  WeightedEntries observed = weighted_entries(read.data, absent_is_zero, weights.data, options.weights);
  data.weights = std::move(observed.weights);
  data.matrix = share(DataMatrix::sparse_rows(std::move(observed.values)));
  return data;
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
