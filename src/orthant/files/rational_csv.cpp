#include "orthant/files/rational_csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "orthant/files/input_file.hpp"

namespace orthant {

namespace {

constexpr std::size_t most_rows = 5000;
constexpr std::size_t most_bits = std::size_t{1} << 34;
constexpr long largest_exponent = 1000;

mpz_class integer(std::string_view digits) {
  return mpz_class(std::string(digits), 10);
}

/// The lower triangle by rows; the upper one is compared with it.
class Triangle {
 public:
  explicit Triangle(const CsvTable& table) : table_(table) {}

  void append(const std::vector<std::string_view>& cells) {
    if (rows_.empty()) {
      order_ = cells.size();
      if (order_ > most_rows)
        table_.refuse_here(fmt::format("found {} fields; expected at most {}", order_, most_rows));
    }
    if (rows_.size() == order_) {
      ++rows_beyond_;  // refused at the end, when it is known how many there are
      return;
    }
    std::vector<mpq_class> row;
    for (std::size_t j = 0; j < cells.size(); ++j) {
      auto value = parse_rational(cells[j]);
      if (!value)
        table_.refuse_cell(
            j, fmt::format(
                   "found {}; "
                   "expected a decimal number, or a fraction such as 1/3, with an exponent of at most {}",
                   quote(cells[j]), largest_exponent));
      bits_ += mpz_sizeinbase(value->get_num_mpz_t(), 2) + mpz_sizeinbase(value->get_den_mpz_t(), 2) + 256;
      row.push_back(std::move(*value));
    }
    require_room(bits_);
    rows_.push_back(std::move(row));
  }

  RationalSymmetric finish() {
    if (const std::size_t rows = rows_.size() + rows_beyond_; rows != order_)
      refuse(table_.name(), fmt::format("size {}×{}; expected a square matrix", rows, order_));
    require_symmetric();
    const std::size_t entries = order_ * (order_ + 1) / 2;
    mpz_class denominator = 1;
    for (const auto& row : rows_) {
      for (const mpq_class& value : row) {
        if (mpz_divisible_p(denominator.get_mpz_t(), value.get_den_mpz_t())) continue;
        mpz_lcm(denominator.get_mpz_t(), denominator.get_mpz_t(), value.get_den_mpz_t());
        require_room(bits_ + entries * mpz_sizeinbase(denominator.get_mpz_t(), 2),
                     " over a common denominator");
      }
    }
    RationalSymmetric Q(static_cast<Index>(order_));
    Q.set_denominator(denominator);
    for (std::size_t i = 0; i < order_; ++i)
      for (std::size_t j = 0; j <= i; ++j)
        Q.set_numerator(static_cast<Index>(i), static_cast<Index>(j),
                        rows_[i][j].get_num() * (denominator / rows_[i][j].get_den()));
    return Q;
  }

 private:
  void require_symmetric() const {
    for (std::size_t i = 0; i < order_; ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (rows_[i][j] == rows_[j][i]) continue;
        refuse(table_.name(),
               fmt::format("entry ({}, {}) = {} differs from entry ({}, {}) = {}; "
                           "expected a symmetric matrix",
                           i + 1, j + 1, shown(rows_[i][j]), j + 1, i + 1, shown(rows_[j][i])));
      }
    }
  }

  void require_room(std::size_t bits, const char* how = "") const {
    if (bits > most_bits)
      refuse(table_.name(), fmt::format("numbers of {} MiB in all{}; expected at most {}", bits >> 23, how,
                                        most_bits >> 23));
  }

  static std::string shown(const mpq_class& value) {
    const std::string text = value.get_str();
    return text.size() <= 40 ? text : text.substr(0, 40) + "…";
  }

  const CsvTable& table_;
  std::size_t order_ = 0, rows_beyond_ = 0, bits_ = 0;
  std::vector<std::vector<mpq_class>> rows_;
};

}  // namespace

std::optional<mpq_class> parse_rational(std::string_view cell) {
  const bool negative = take_sign(cell);
  const std::string_view whole = take_digits(cell);
  mpq_class value;
  if (cell.starts_with('/')) {
    cell.remove_prefix(1);
    const std::string_view below = take_digits(cell);
    if (whole.empty() || below.find_first_not_of('0') == std::string_view::npos || !cell.empty())
      return std::nullopt;
    value = mpq_class(integer(whole), integer(below));
  } else {
    std::string_view after;
    if (cell.starts_with('.')) {
      cell.remove_prefix(1);
      after = take_digits(cell);
    }
    if (whole.empty() && after.empty()) return std::nullopt;
    long exponent = 0;
    if (cell.starts_with('e') || cell.starts_with('E')) {
      cell.remove_prefix(1);
      const bool below_one = take_sign(cell);
      const std::string_view digits = take_digits(cell);
      if (digits.empty() || digits.size() > 6) return std::nullopt;
      exponent = std::stol(std::string(digits));
      if (exponent > largest_exponent) return std::nullopt;
      if (below_one) exponent = -exponent;
    }
    if (!cell.empty()) return std::nullopt;
    exponent -= static_cast<long>(after.size());
    mpz_class power;
    mpz_ui_pow_ui(power.get_mpz_t(), 10, static_cast<unsigned long>(std::abs(exponent)));
    const mpz_class mantissa = integer(std::string(whole) + std::string(after));
    value = exponent >= 0 ? mpq_class(mantissa * power) : mpq_class(mantissa, power);
  }
  value.canonicalize();
  return negative ? mpq_class(-value) : value;
}

RationalTable read_rational_table(std::istream& in, const std::string& name, const CsvOptions& options) {
  CsvTable table(in, name, options);
  Triangle triangle(table);
  std::vector<std::string_view> cells;
  while (table.next(cells)) triangle.append(cells);
  return {triangle.finish(), table.reading()};
}

}  // namespace orthant
