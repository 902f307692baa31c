#include "checker/read/data_file.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string_view>

#include "checker/read/csv_file.hpp"
#include "checker/read/document.hpp"
#include "checker/read/files.hpp"
#include "checker/read/folder_files.hpp"
#include "checker/read/npy.hpp"
#include "checker/read/read_problem.hpp"

namespace orthant::checker {

namespace {

bool blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/// The words of a Matrix Market file after its first line, without comments.
class Words {
 public:
  Words(std::string_view text, const std::string& name) : text_(text), name_(name) {}

  /// Empty at the end.
  std::string_view next() {
    for (;;) {
      while (at_ < text_.size() && blank(text_[at_])) ++at_;
      const bool line_start = at_ == 0 || line_begins();
      if (at_ == text_.size() || text_[at_] != '%' || !line_start) break;
      while (at_ < text_.size() && text_[at_] != '\n') ++at_;
    }
    const std::size_t begin = at_;
    while (at_ < text_.size() && !blank(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  template <class T>
  T number() {
    std::string_view word = next();
    if (word.starts_with('+')) word.remove_prefix(1);
    T value{};
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (word.empty() || error != std::errc() || end != word.data() + word.size())
      throw Rejected(name_ + ": a number is missing or damaged at byte " + std::to_string(at_));
    return value;
  }

  std::size_t left() const { return text_.size() - at_; }

 private:
  bool line_begins() const {
    std::size_t k = at_;
    while (k > 0 && (text_[k - 1] == ' ' || text_[k - 1] == '\t')) --k;
    return k == 0 || text_[k - 1] == '\n';
  }
  std::string_view text_;
  const std::string& name_;
  std::size_t at_ = 0;
};

struct Banner {
  bool coordinate = false, symmetric = false, pattern = false;
};

Banner read_banner(std::string_view line, const std::string& name) {
  std::string lower(line.substr(0, 200));
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); });
  const bool marked = lower.starts_with("%%matrixmarket ");
  Words words(std::string_view(lower).substr(marked ? 15 : 0), name);
  const std::string_view object = words.next(), layout = words.next(), type = words.next(),
                         symmetry = words.next();
  const bool known = marked && object == "matrix" && (layout == "coordinate" || layout == "array") &&
                     (type == "real" || type == "integer" || type == "double" ||
                      (type == "pattern" && layout == "coordinate")) &&
                     (symmetry == "general" || symmetry == "symmetric") && words.next().empty();
  if (!known)
    throw Rejected(name +
                   ": expected a first line %%MatrixMarket matrix coordinate|array real|integer|pattern "
                   "general|symmetric");
  return {layout == "coordinate", symmetry == "symmetric", type == "pattern"};
}

double read_value(Words& words, const std::string& name) {
  const auto value = words.number<double>();
  if (!std::isfinite(value)) throw Rejected(name + ": a number that is not finite");
  return value;
}

void read_array(Words& words, bool symmetric, const std::string& name, Data& data) {
  // A number and a blank have two bytes at least, and a triangle holds more than half of them.
  const auto items = static_cast<std::size_t>(data.cols) * static_cast<std::size_t>(data.rows);
  if (items > words.left()) throw Rejected(name + ": fewer numbers than its size asks for");
  data.values.resize(items);
  for (long j = 0; j < data.cols; ++j)
    for (long i = symmetric ? j : 0; i < data.rows; ++i) {
      const double value = read_value(words, name);
      data.values[static_cast<std::size_t>(i * data.cols + j)] = value;
      if (symmetric) data.values[static_cast<std::size_t>(j * data.cols + i)] = value;
    }
}

void read_coordinates(Words& words, const Banner& banner, long count, const std::string& name, Data& data) {
  const bool symmetric = banner.symmetric;
  // "1 1 1" and its blank have six bytes, "1 1" four.
  if (static_cast<std::size_t>(count) > words.left() / (banner.pattern ? 4 : 6) + 1)
    throw Rejected(name + ": fewer entries than it announces");
  data.sparse = true;
  for (long t = 0; t < count; ++t) {
    const long row = words.number<long>(), col = words.number<long>();
    if (row < 1 || row > data.rows || col < 1 || col > data.cols)
      throw Rejected(name + ": entry " + std::to_string(t + 1) + " lies outside of the matrix");
    const double value = banner.pattern ? 1 : read_value(words, name);
    data.entries.push_back({row - 1, col - 1, value});
    if (symmetric && row != col) data.entries.push_back({col - 1, row - 1, value});
  }
  const auto key = [](const DataEntry& e) { return std::pair(e.row, e.col); };
  std::sort(data.entries.begin(), data.entries.end(),
            [&](const DataEntry& a, const DataEntry& b) { return key(a) < key(b); });
  for (std::size_t t = 1; t < data.entries.size(); ++t)
    if (key(data.entries[t - 1]) == key(data.entries[t]))
      throw Rejected(name + ": position (" + std::to_string(data.entries[t].row + 1) + ", " +
                     std::to_string(data.entries[t].col + 1) + ") is given twice");
}

Data read_matrix_market(const std::string& bytes, const std::string& name) {
  const std::size_t end = bytes.find('\n');
  if (end == std::string::npos) throw Rejected(name + ": not a Matrix Market file");
  const Banner banner = read_banner(std::string_view(bytes).substr(0, end), name);
  Words words(std::string_view(bytes).substr(end + 1), name);
  Data data;
  data.rows = words.number<long>();
  data.cols = words.number<long>();
  const long count = banner.coordinate ? words.number<long>() : 0;
  if (data.rows < 1 || data.rows > largest_side || data.cols < 1 || data.cols > largest_side || count < 0 ||
      (banner.symmetric && data.rows != data.cols))
    throw Rejected(name + ": its line of sizes is out of range");
  if (banner.coordinate)
    read_coordinates(words, banner, count, name, data);
  else
    read_array(words, banner.symmetric, name, data);
  if (!words.next().empty()) throw Rejected(name + ": goes on after its last entry");
  return data;
}

/// NaN is missing: what is left are entries.
Data without_missing(Data data) {
  const auto missing = [](double x) { return std::isnan(x); };
  if (std::none_of(data.values.begin(), data.values.end(), missing)) return data;
  data.sparse = true;
  for (long i = 0; i < data.rows; ++i)
    for (long j = 0; j < data.cols; ++j) {
      const double value = data.values[static_cast<std::size_t>(i * data.cols + j)];
      if (!missing(value)) data.entries.push_back({i, j, value});
    }
  data.values.clear();
  return data;
}

}  // namespace

std::string ending_of(const std::string& name) {
  std::string ending = name.substr(std::min(name.rfind('.'), name.size()));
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); });
  return ending;
}

Data read_data(const std::string& bytes, const std::string& name) {
  const std::string ending = ending_of(name);
  if (ending == ".npy") {
    Npy array = read_npy_numbers(bytes, name, true);
    if (array.dimensions != 2) throw Rejected(name + ": one dimension; expected rows and columns");
    return without_missing({array.rows, array.cols, false, std::move(array.values), {}});
  }
  if (ending == ".mtx") return read_matrix_market(bytes, name);
  if (ending == ".csv" || ending == ".tsv") return read_csv(bytes, name);
  throw Rejected(name + ": expected a file that ends in .npy, .mtx or .csv, digits, or a problem folder");
}

Problem read_problem_folder(const std::string& folder) {
  const std::string path = folder + "/problem.json";
  Json document = parse_document(read_file(path, true));
  if (document.is_object() && !document.contains("format")) document["format"] = "orthant-problem/1";
  const FolderFiles files(folder);
  NamedFiles named(files);
  try {
    return read_problem(document, named, false);
  } catch (const Rejected& refusal) {
    throw Rejected(path + ": " + refusal.what());
  }
}

}  // namespace orthant::checker
