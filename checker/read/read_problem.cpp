#include "checker/read/read_problem.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "checker/exact/exact_operator.hpp"
#include "checker/read/data_file.hpp"

namespace orthant::checker {

NamedFiles::NamedFiles(const Json& listed, const Files& files, const Data* own) : files_(files), own_(own) {
  if (!listed.is_object()) throw Rejected("proof.files is not an object");
  for (const auto& item : listed.items()) {
    if (!is_plain_name(item.key()))
      throw Rejected("proof.files: \"" + excerpt(item.key()) + "\" is not the plain name of a file");
    if (!item.value().is_string()) throw Rejected("proof.files." + item.key() + " is not a text");
    const auto& hash = item.value().get_ref<const std::string&>();
    if (!is_sha256(hash))
      throw Rejected("proof.files." + item.key() + " is not a SHA-256 of 64 lower-case hexadecimal digits");
    listed_[item.key()] = {hash};
  }
}

Numbers NamedFiles::matrix(const Json& reference, const std::string& place, bool may_scale) {
  Numbers out;
  if (reference.is_object()) {
    if (may_scale)
      require_fields(reference, place, {"file"}, {"scale"});
    else
      require_fields(reference, place, {"file"});
    if (reference.contains("scale")) out.scale = parse_scale(text_field(reference, place, "scale"), place);
  } else if (!reference.is_string()) {
    throw Rejected(place + " is not the name of a file");
  }
  const auto& name =
      reference.is_object() ? text_field(reference, place, "file") : reference.get_ref<const std::string&>();
  const std::string bytes = any_ ? files_.bytes(name) : this->bytes(name, place);
  // Before the numbers are allocated; items have 8 bytes.
  numbers_left_ -= std::max(static_cast<long>(bytes.size() / sizeof(double)), fewest_numbers);
  if (numbers_left_ < 0) throw Rejected(name + ": more than 2^30 numbers in all matrices of the certificate");
  Npy array = any_ ? read_npy_numbers(bytes, name) : read_npy(bytes, name);
  out.rows = array.rows;
  out.cols = array.cols;
  out.values = std::move(array.values);
  return out;
}

std::string NamedFiles::bytes(const std::string& name, const std::string& place) {
  const auto found = listed_.find(name);
  if (found == listed_.end())
    throw Rejected(place + " names \"" + excerpt(name) + "\", which proof.files does not list");
  std::string bytes = files_.bytes(name);
  if (const std::string hash = sha256(bytes); hash != found->second.hash)
    throw Rejected(name + ": its SHA-256 is " + hash + ", that of the certificate " + found->second.hash);
  found->second.named = true;
  return bytes;
}

Data NamedFiles::data(const Json& reference, const std::string& place, bool full) const {
  require_fields(reference, place, {"data", "sha256"});
  const std::string &name = text_field(reference, place, "data"),
                    &hash = text_field(reference, place, "sha256");
  if (!is_plain_name(name))
    throw Rejected(place + ".data: \"" + excerpt(name) + "\" is not the plain name of a file");
  if (!is_sha256(hash))
    throw Rejected(place + ".sha256 is not a SHA-256 of 64 lower-case hexadecimal digits");
  Data out;
  if (own_ != nullptr) {
    out = *own_;
  } else {
    std::string bytes;
    try {
      bytes = files_.bytes(name);
    } catch (const Rejected&) {
      throw NeedsData("the certificate names its data by hash and does not hold them: give " + name +
                      ", or the same values in another file (--data FILE)");
    }
    out = read_data(bytes, name);
  }
  if (const std::string found = data_hash(out, full); found != hash)
    throw Rejected("the data are not those of the certificate: the SHA-256 of their values is " + found +
                   ", that of " + name + " in the certificate " + hash);
  return out;
}

void NamedFiles::require_all_named() const {
  for (const auto& [name, listed] : listed_)
    if (!listed.named) throw Rejected("proof.files lists \"" + name + "\", which the proof names nowhere");
}

namespace {

constexpr double largest_balance = 1e20;

std::string size_of(const Numbers& A) {
  return std::to_string(A.rows) + "×" + std::to_string(A.cols);
}

Numbers read_factor(const Json& reference, const std::string& place, long rows, NamedFiles& files,
                    bool nonnegative) {
  Numbers A = files.matrix(reference, place);
  if (A.rows != rows)
    throw Rejected(place + " has the size " + size_of(A) + "; expected " + std::to_string(rows) + " rows");
  const int sign = A.scale.root ? A.scale.sign : A.scale.value.sign();
  for (long i = 0; nonnegative && i < A.rows; ++i)
    for (long k = 0; k < A.cols; ++k)
      if (A(i, k) * sign < 0)
        throw Rejected(place + ": entry (" + std::to_string(i) + ", " + std::to_string(k) +
                       ") is negative; expected a nonnegative factor");
  return A;
}

}  // namespace

void require_size(const Numbers& A, long rows, long cols, const std::string& place) {
  if (A.rows != rows || A.cols != cols)
    throw Rejected(place + " has the size " + size_of(A) + "; expected " + std::to_string(rows) + "×" +
                   std::to_string(cols));
}

Places read_places(const Json& reference, const std::string& place, const Problem& problem,
                   NamedFiles& files) {
  const Numbers index = files.matrix(reference, place, false);
  if (index.cols != 2) throw Rejected(place + " has the size " + size_of(index) + "; expected m×2");
  const auto coordinate = [&](long t, long k) {
    const double x = index(t, k);
    const long size = k == 0 ? problem.rows : problem.cols;
    if (!(x >= 0 && x < static_cast<double>(size)) || x != std::floor(x))
      throw Rejected(place + ": entry (" + std::to_string(t) + ", " + std::to_string(k) +
                     ") is not an integer from 0 to " + std::to_string(size - 1));
    return static_cast<long>(x);
  };
  Places out;
  out.at.reserve(index.rows);
  for (long t = 0; t < index.rows; ++t) out.at.emplace_back(coordinate(t, 0), coordinate(t, 1));
  auto sorted = out.at;
  std::sort(sorted.begin(), sorted.end());
  const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
  if (twice != sorted.end())
    throw Rejected(place + " has the position (" + std::to_string(twice->first) + ", " +
                   std::to_string(twice->second) + ") twice");
  return out;
}

namespace {

bool names_data(const Json& measurements) {
  return measurements.is_object() && measurements.contains("data");
}

/// Measurements by the hash of the data: all entries, or those that are there.
void take_data(const Json& given, const std::string& where, Problem& problem, NamedFiles& files) {
  const bool full = problem.measures_all_entries();
  if (problem.weight || !problem.index.at.empty() || (!full && !problem.measures_listed_entries()))
    throw Rejected(where + ".data goes with all entries, or with those of the data; the operator says more");
  Data data = files.data(given, where, full);
  if (data.rows != problem.rows || data.cols != problem.cols)
    throw Rejected(where + ".data has the size " + std::to_string(data.rows) + "×" +
                   std::to_string(data.cols) + "; expected " + std::to_string(problem.rows) + "×" +
                   std::to_string(problem.cols));
  if (full && !data.sparse) {
    problem.measurements = Numbers{data.rows, data.cols, std::move(data.values), {}};
    return;
  }
  Numbers b{0, 1, {}, {}};
  const auto add = [&](long i, long j, double value) {
    problem.index.at.emplace_back(i, j);
    b.values.push_back(value);
  };
  for (const DataEntry& entry : data.entries) add(entry.row, entry.col, entry.value);
  for (std::size_t t = 0; t < data.values.size(); ++t) {
    const long at = static_cast<long>(t);
    add(at / data.cols, at % data.cols, data.values[t]);
  }
  b.rows = static_cast<long>(b.values.size());
  problem.sparse = full;
  problem.measurements = std::move(b);
}

void read_measurements(const Json& given, Problem& problem, NamedFiles& files) {
  const std::string where = "proof.problem.measurements";
  if (problem.kind->measured == nullptr)
    throw Rejected(where + " does not go with a kernel, which gives no 𝒜");
  if (names_data(given)) return take_data(given, where, problem, files);
  if (problem.measures_all_entries() && given.is_object() && given.contains("index")) {
    require_fields(given, where, {"index", "values"});
    problem.sparse = true;
    problem.index = read_places(given["index"], where + ".index", problem, files);
    problem.measurements = files.matrix(given["values"], where + ".values", false);
    require_size(*problem.measurements, static_cast<long>(problem.index.at.size()), 1, where + ".values");
    return;
  }
  Numbers b = files.matrix(given, where, false);
  const auto [rows, cols] = problem.kind->measured(problem);
  if (b.cols == 1 && b.rows == rows * cols) {
    b.rows = rows;
    b.cols = cols;
  }
  require_size(b, rows, cols, where);
  problem.measurements = std::move(b);
}

}  // namespace

Factors read_factors(const Json& factors, const std::string& place, const Problem& problem, NamedFiles& files,
                     bool nonnegative) {
  Factors out;
  if (problem.symmetric) {
    require_fields(factors, place, {"U"});
    out.L = read_factor(factors["U"], place + ".U", problem.rows, files, nonnegative);
    return out;
  }
  require_fields(factors, place, {"L", "R"});
  out.L = read_factor(factors["L"], place + ".L", problem.rows, files, nonnegative);
  out.R = read_factor(factors["R"], place + ".R", problem.cols, files, nonnegative);
  if (out.L.cols != out.R.cols)
    throw Rejected(place + ": L has " + std::to_string(out.L.cols) + " columns, R " +
                   std::to_string(out.R.cols));
  return out;
}

Problem read_problem(const Json& document, NamedFiles& files, bool needs_point) {
  const std::string where = "proof.problem";
  require_fields(document, where, {"format", "factorization", "rows", "cols", "rank", "operator"},
                 {"point", "balance", "measurements", "truth", "instance"});
  if (needs_point) (void)field(document, where, "point");
  if (text_field(document, where, "format") != "orthant-problem/1")
    throw Rejected(where + ".format is not \"orthant-problem/1\"");
  Problem problem;
  const std::string& word = text_field(document, where, "factorization");
  if (word != "symmetric" && word != "asymmetric")
    throw Rejected(where + ".factorization is neither symmetric nor asymmetric");
  problem.symmetric = word == "symmetric";
  problem.rows = integer_field(document, where, "rows", 1, largest_side);
  problem.cols = integer_field(document, where, "cols", 1, largest_side);
  if (problem.symmetric && problem.rows != problem.cols)
    throw Rejected(where + " is symmetric, with " + std::to_string(problem.rows) + "×" +
                   std::to_string(problem.cols) + " entries");
  problem.rank = integer_field(document, where, "rank", 1, problem.largest_rank());
  if (document.contains("balance")) {
    const Json& balance = document["balance"];
    if (!balance.is_number() || !(balance.get<double>() >= 0 && balance.get<double>() <= largest_balance))
      throw Rejected(where + ".balance is not a number from 0 to 1e20");
    problem.balance = Rational::from_double(balance.get<double>());
    if (problem.symmetric && problem.balance.sign() != 0)
      throw Rejected(where + ".balance is not 0 and symmetric");
  }
  // The point first: the bytes of its files bound rows and columns.
  if (needs_point) problem.point = read_factors(document["point"], where + ".point", problem, files);
  if (needs_point && problem.point.L.cols != problem.rank)
    throw Rejected(where + ".point has " + std::to_string(problem.point.L.cols) +
                   " columns; expected rank = " + std::to_string(problem.rank));
  if (document.contains("truth"))
    problem.truth = read_factors(document["truth"], where + ".truth", problem, files);
  problem.kind = &operator_kind(text_field(document["operator"], operator_place, "kind"));
  problem.kind->read(document["operator"], problem, files);
  if (problem.measures_listed_entries() && problem.index.at.empty() &&
      !(document.contains("measurements") && names_data(document["measurements"])))
    throw Rejected(std::string(operator_place) + " has no field \"index\"");
  if (document.contains("measurements")) read_measurements(document["measurements"], problem, files);
  if (!problem.measurements && !problem.truth) throw Rejected(where + " has neither measurements nor truth");
  return problem;
}

}  // namespace orthant::checker
