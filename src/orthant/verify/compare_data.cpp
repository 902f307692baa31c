#include "orthant/verify/compare_data.hpp"

#include <algorithm>
#include <charconv>

#include "orthant/verify/files.hpp"

namespace orthant::verify {

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

Data measured(const Problem& problem) {
  const Numbers& b = *problem.measurements;
  if (problem.kind == Problem::Kind::full && !problem.sparse) return {b.rows, b.cols, false, b.values, {}};
  Data out{problem.rows, problem.cols, true, {}, {}};
  out.entries.reserve(b.values.size());
  for (std::size_t t = 0; t < b.values.size(); ++t)
    out.entries.push_back({problem.index.at[t].first, problem.index.at[t].second, b.values[t]});
  std::sort(out.entries.begin(), out.entries.end(), [](const DataEntry& x, const DataEntry& y) {
    return std::pair(x.row, x.col) < std::pair(y.row, y.col);
  });
  return out;
}

}  // namespace

void require_same_data(const Problem& problem, const Data& data) {
  const bool full = problem.kind == Problem::Kind::full;
  if (!problem.measurements) throw Rejected("the certificate has a truth instead of measured data");
  if ((!full && problem.kind != Problem::Kind::entries) || problem.weight)
    throw Rejected(
        "the certificate measures the data through an operator; only full or unweighted entries compare");
  if (data.rows != problem.rows || data.cols != problem.cols)
    throw Rejected("the data have " + std::to_string(data.rows) + "×" + std::to_string(data.cols) +
                   " entries, the certificate " + std::to_string(problem.rows) + "×" +
                   std::to_string(problem.cols));
  const Data certified = measured(problem);
  Stored a(certified), b(data);
  const auto before = [](const DataEntry& x, const DataEntry& y) {
    return std::pair(x.row, x.col) < std::pair(y.row, y.col);
  };
  const std::string absent = full ? "0" : "none";
  while (!a.at_end() || !b.at_end()) {
    if (b.at_end() || (!a.at_end() && before(a.now(), b.now()))) {
      if (!full || a.now().value != 0) differ(a.now(), shortest(a.now().value), absent);
      a.next();
    } else if (a.at_end() || before(b.now(), a.now())) {
      if (!full || b.now().value != 0) differ(b.now(), absent, shortest(b.now().value));
      b.next();
    } else {
      if (a.now().value != b.now().value) differ(a.now(), shortest(a.now().value), shortest(b.now().value));
      a.next();
      b.next();
    }
  }
}

}  // namespace orthant::verify
