#include "checker/read/data_file.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <numeric>
#include <string_view>

#include "checker/read/document.hpp"
#include "checker/read/files.hpp"
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
      data.values[i * data.cols + j] = value;
      if (symmetric) data.values[j * data.cols + i] = value;
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
  std::sort(data.entries.begin(), data.entries.end());
  for (std::size_t t = 1; t < data.entries.size(); ++t)
    if (!(data.entries[t - 1] < data.entries[t]))
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
      const double value = data.values[i * data.cols + j];
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

namespace {

std::string shortest(double value) {
  char text[40];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

/// Walks through the stored entries of both in the order of rows.
class Stored {
 public:
  explicit Stored(const Data& data) : data_(data) {}
  bool at_end() const { return at_ == size(); }
  void next() { ++at_; }
  DataEntry now() const {
    if (data_.sparse) return data_.entries[at_];
    const auto cols = static_cast<std::size_t>(data_.cols);
    return {static_cast<long>(at_ / cols), static_cast<long>(at_ % cols), data_.values[at_]};
  }

 private:
  std::size_t size() const { return data_.sparse ? data_.entries.size() : data_.values.size(); }
  const Data& data_;
  std::size_t at_ = 0;
};

[[noreturn]] void differ(const DataEntry& at, const std::string& certified, const std::string& own) {
  throw Rejected("the data differ at entry (" + std::to_string(at.row) + ", " + std::to_string(at.col) +
                 "): " + certified + " in the certificate, " + own + " in the file");
}

/// One row of data_hash.
class HashedRow {
 public:
  explicit HashedRow(Sha256& hash) : hash_(hash) {}
  void add(const DataEntry& entry) {
    if (entry.row != row_) finish();
    row_ = entry.row;
    cols_.push_back(static_cast<std::uint32_t>(entry.col));
    values_.push_back(entry.value + 0.0);  // −0 + 0 is 0
  }
  void finish() {
    if (cols_.empty()) return;
    const std::array<std::int64_t, 2> head = {row_, static_cast<std::int64_t>(cols_.size())};
    hash_.add(head.data(), sizeof head);
    hash_.add(cols_.data(), cols_.size() * sizeof cols_[0]);
    hash_.add(values_.data(), values_.size() * sizeof values_[0]);
    cols_.clear();
    values_.clear();
  }

 private:
  Sha256& hash_;
  std::int64_t row_ = 0;
  std::vector<std::uint32_t> cols_;
  std::vector<double> values_;
};

Data measured(const Problem& problem) {
  const Numbers& b = *problem.measurements;
  if (problem.measures_all_entries() && !problem.sparse) return {b.rows, b.cols, false, b.values, {}};
  Data out{problem.rows, problem.cols, true, {}, {}};
  out.entries.reserve(b.values.size());
  for (std::size_t t = 0; t < b.values.size(); ++t)
    out.entries.push_back({problem.index.at[t].first, problem.index.at[t].second, b.values[t]});
  std::sort(out.entries.begin(), out.entries.end());
  return out;
}

void compare_with_data(const Problem& problem, const Data& data) {
  const bool full = problem.measures_all_entries();
  if (!problem.measurements) throw Rejected("the certificate has a truth instead of measured data");
  if ((!full && !problem.measures_listed_entries()) || problem.weight)
    throw Rejected(
        "the certificate measures the data through an operator; only full or unweighted entries compare");
  if (data.rows != problem.rows || data.cols != problem.cols)
    throw Rejected("the data have " + std::to_string(data.rows) + "×" + std::to_string(data.cols) +
                   " entries, the certificate " + std::to_string(problem.rows) + "×" +
                   std::to_string(problem.cols));
  const Data certified = measured(problem);
  Stored a(certified), b(data);
  const std::string absent = full ? "0" : "none";
  while (!a.at_end() || !b.at_end()) {
    if (b.at_end() || (!a.at_end() && a.now() < b.now())) {
      if (!full || a.now().value != 0) differ(a.now(), shortest(a.now().value), absent);
      a.next();
    } else if (a.at_end() || b.now() < a.now()) {
      if (!full || b.now().value != 0) differ(b.now(), absent, shortest(b.now().value));
      b.next();
    } else {
      if (a.now().value != b.now().value) differ(a.now(), shortest(a.now().value), shortest(b.now().value));
      a.next();
      b.next();
    }
  }
}

bool same(const Scale& a, const Scale& b) {
  return a.root == b.root && a.sign == b.sign && a.value == b.value;
}

std::string scale_text(const Scale& scale) {
  const std::string value = scale.value.at_most(15);
  return !scale.root ? value : (scale.sign < 0 ? "-sqrt(" : "sqrt(") + value + ")";
}

/// A vector may stand for a matrix by rows: then only the numbers count.
void compare_numbers(const Numbers& certified, const Numbers& own, const std::string& name) {
  if (certified.values.size() != own.values.size())
    throw Rejected("the size of the " + name + " is " + std::to_string(certified.rows) + "×" +
                   std::to_string(certified.cols) + " in the certificate, " + std::to_string(own.rows) + "×" +
                   std::to_string(own.cols) + " in the folder");
  if (!same(certified.scale, own.scale))
    throw Rejected("the scale of the " + name + " is " + scale_text(certified.scale) +
                   " in the certificate, " + scale_text(own.scale) + " in the folder");
  for (std::size_t t = 0; t < certified.values.size(); ++t)
    if (certified.values[t] != own.values[t])
      throw Rejected("number " + std::to_string(t) + " of the " + name + " is " +
                     shortest(certified.values[t]) + " in the certificate, " + shortest(own.values[t]) +
                     " in the folder");
}

void compare_numbers(const std::optional<Numbers>& certified, const std::optional<Numbers>& own,
                     const std::string& name) {
  if (certified.has_value() != own.has_value())
    throw Rejected("only the " + std::string(own ? "folder" : "certificate") + " has the " + name);
  if (certified) compare_numbers(*certified, *own, name);
}

[[noreturn]] void differ(const std::string& what, const std::string& certified, const std::string& own) {
  throw Rejected("the " + what + " is " + certified + " in the certificate, " + own + " in the folder");
}

void compare_measured(const Problem& certified, const Problem& own) {
  const bool full = certified.measures_all_entries() && certified.measurements && own.measurements;
  if (full && certified.sparse != own.sparse)
    throw Rejected("the measurements are nonzeros in the " +
                   std::string(own.sparse ? "folder" : "certificate") +
                   " only; expected them as they were certified");
  compare_numbers(certified.measurements, own.measurements, "measurements");
  if (certified.truth.has_value() != own.truth.has_value())
    throw Rejected("only the " + std::string(own.truth ? "folder" : "certificate") + " has a truth");
  if (!certified.truth) return;
  compare_numbers(certified.truth->L, own.truth->L,
                  certified.symmetric ? "factor U of the truth" : "factor L of the truth");
  if (!certified.symmetric) compare_numbers(certified.truth->R, own.truth->R, "factor R of the truth");
}

/// Entries by rows, whatever order they were listed in; weights that all are 1 are none.
void sort_entries(Problem& problem) {
  if (problem.weight && problem.weight->scale.is_one() &&
      std::all_of(problem.weight->values.begin(), problem.weight->values.end(),
                  [](double w) { return w == 1; }))
    problem.weight.reset();
  std::vector<std::size_t> order(problem.index.at.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto& at = problem.index.at;
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return at[a] < at[b]; });
  const auto sort = [&](auto& values) {
    auto sorted = values;
    for (std::size_t t = 0; t < order.size(); ++t) sorted[t] = values[order[t]];
    values = std::move(sorted);
  };
  if (problem.weight) sort(problem.weight->values);
  if (problem.measurements && problem.measurements->values.size() == order.size())
    sort(problem.measurements->values);
  sort(problem.index.at);
}

void compare_with_problem(Problem certified, Problem own) {
  sort_entries(certified);
  sort_entries(own);
  const auto word = [](const Problem& p) { return std::string(p.symmetric ? "symmetric" : "asymmetric"); };
  const auto size = [](const Problem& p) { return std::to_string(p.rows) + "×" + std::to_string(p.cols); };
  if (certified.symmetric != own.symmetric) differ("factorization", word(certified), word(own));
  if (certified.rows != own.rows || certified.cols != own.cols) differ("size", size(certified), size(own));
  if (certified.rank != own.rank) differ("rank", std::to_string(certified.rank), std::to_string(own.rank));
  if (!(certified.balance == own.balance))
    differ("balance", certified.balance.to_string(), own.balance.to_string());
  if (certified.kind != own.kind) throw Rejected("the operator is of another kind in the folder");
  if (certified.index.at != own.index.at)
    throw Rejected("the positions of the entries differ from those of the folder");
  compare_numbers(certified.weight, own.weight, "weight");
  compare_numbers(certified.matrix, own.matrix, "matrix of the operator");
  if (certified.terms.size() != own.terms.size())
    differ("number of terms", std::to_string(certified.terms.size()), std::to_string(own.terms.size()));
  for (std::size_t t = 0; t < certified.terms.size(); ++t) {
    const std::string term = " of term " + std::to_string(t);
    compare_numbers(certified.terms[t].first, own.terms[t].first, "left matrix" + term);
    compare_numbers(certified.terms[t].second, own.terms[t].second, "right matrix" + term);
  }
  compare_measured(certified, own);
}

}  // namespace

std::string data_hash(const Data& data, bool full) {
  Sha256 hash;
  const std::string head = std::string("orthant-data/1 ") + (full ? "full " : "entries ") +
                           std::to_string(data.rows) + " " + std::to_string(data.cols) + "\n";
  hash.add(head.data(), head.size());
  HashedRow row(hash);
  for (Stored stored(data); !stored.at_end(); stored.next())
    if (const DataEntry entry = stored.now(); !full || entry.value != 0) row.add(entry);
  row.finish();
  return hash.digits();
}

void require_same_data(const Problem& certified, const OwnData& own) {
  if (const auto* data = std::get_if<Data>(&own)) return compare_with_data(certified, *data);
  const auto* problem = std::get_if<Problem>(&own);
  if (problem == nullptr) throw Rejected("the certificate is about data; expected data to compare them with");
  compare_with_problem(certified, *problem);
}

}  // namespace orthant::checker
