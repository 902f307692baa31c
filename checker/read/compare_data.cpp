#include "checker/read/compare_data.hpp"

#include <algorithm>
#include <charconv>
#include <numeric>

#include "checker/read/files.hpp"

namespace orthant::checker {

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

void compare_with_data(const Problem& problem, const Data& data) {
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
  const bool full = certified.kind == Problem::Kind::full && certified.measurements && own.measurements;
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

void require_same_data(const Problem& certified, const OwnData& own) {
  if (const auto* data = std::get_if<Data>(&own)) return compare_with_data(certified, *data);
  const auto* problem = std::get_if<Problem>(&own);
  if (problem == nullptr) throw Rejected("the certificate is about data; expected data to compare them with");
  compare_with_problem(certified, *problem);
}

}  // namespace orthant::checker
