#include "orthant/io/rational_csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "orthant/io/input_file.hpp"
#include "orthant/io/text_lines.hpp"

namespace orthant {

namespace {

constexpr std::size_t most_rows = 5000, longest_cell = 1000;
constexpr std::size_t longest_rational_line = most_rows * (longest_cell + 2);
constexpr std::size_t most_denominator_bits = 1 << 16, most_bits = std::size_t{1} << 34;
constexpr long largest_exponent = 1000;

/// The digits that `text` starts with, removed from it.
std::string_view take_digits(std::string_view& text) {
  const std::size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
  const std::string_view digits = text.substr(0, end);
  text.remove_prefix(end);
  return digits;
}

bool take_sign(std::string_view& text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  return negative;
}

mpz_class integer(std::string_view digits) {
  return mpz_class(std::string(digits), 10);
}

char separator_of(std::string_view line) {
  if (line.find(',') != std::string_view::npos) return ',';
  return line.find(';') != std::string_view::npos ? ';' : ' ';
}

std::vector<std::string_view> split(std::string_view line, char separator) {
  std::vector<std::string_view> cells;
  const std::string_view ends = separator == ' ' ? std::string_view(" \t") : std::string_view(&separator, 1);
  for (line = trimmed(line);;) {
    const std::size_t end = std::min(line.find_first_of(ends), line.size());
    cells.push_back(trimmed(line.substr(0, end)));
    if (end == line.size()) return cells;
    line.remove_prefix(end + 1);
    if (separator == ' ') line = trimmed(line);
  }
}

/// The lower triangle by rows; the upper one is compared with it.
class Triangle {
 public:
  explicit Triangle(LineReader& lines) : lines_(lines) {}

  void append(const std::vector<std::string_view>& cells) {
    if (rows_.empty()) {
      order_ = cells.size();
      if (order_ > most_rows)
        lines_.refuse_line(fmt::format("found {} fields; expected at most {}", order_, most_rows));
    }
    if (cells.size() != order_)
      lines_.refuse_line(
          fmt::format("found {} fields; expected {} as in the first row", cells.size(), order_));
    if (rows_.size() == order_)
      lines_.refuse_line(
          fmt::format("found row {} of {} fields; expected a square matrix", order_ + 1, order_));
    std::vector<mpq_class> row;
    for (std::size_t j = 0; j < cells.size(); ++j) {
      auto value = parse_rational(cells[j]);
      if (!value) {
        lines_.refuse_line(
            fmt::format("column {}: found {}; expected a decimal number or a fraction such as "
                        "1/3, of at most {} characters",
                        j + 1, quote(cells[j]), longest_cell));
      }
      bits_ += mpz_sizeinbase(value->get_num_mpz_t(), 2) + mpz_sizeinbase(value->get_den_mpz_t(), 2) + 256;
      row.push_back(std::move(*value));
    }
    require_room(bits_);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      if (row[i] == rows_[i][rows_.size()]) continue;
      refuse(lines_.name(), fmt::format("entry ({}, {}) = {} differs from entry ({}, {}) = {}; expected a "
                                        "symmetric matrix",
                                        rows_.size() + 1, i + 1, shown(row[i]), i + 1, rows_.size() + 1,
                                        shown(rows_[i][rows_.size()])));
    }
    rows_.push_back(std::move(row));
  }

  RationalSymmetric finish() {
    if (rows_.empty()) refuse(lines_.name(), "the file holds no line of numbers; expected at least one");
    if (rows_.size() != order_)
      refuse(lines_.name(), fmt::format("size {}×{}; expected a square matrix", rows_.size(), order_));
    mpz_class denominator = 1;
    for (const auto& row : rows_) {
      for (const mpq_class& value : row) {
        mpz_lcm(denominator.get_mpz_t(), denominator.get_mpz_t(), value.get_den_mpz_t());
        if (mpz_sizeinbase(denominator.get_mpz_t(), 2) > most_denominator_bits)
          refuse(lines_.name(), fmt::format("a common denominator of more than {} bits; expected fewer",
                                            most_denominator_bits));
      }
    }
    require_room(bits_ + order_ * (order_ + 1) / 2 * mpz_sizeinbase(denominator.get_mpz_t(), 2));
    RationalSymmetric Q(static_cast<Index>(order_));
    Q.set_denominator(denominator);
    for (std::size_t i = 0; i < order_; ++i)
      for (std::size_t j = 0; j <= i; ++j)
        Q.set_numerator(static_cast<Index>(i), static_cast<Index>(j),
                        rows_[i][j].get_num() * (denominator / rows_[i][j].get_den()));
    return Q;
  }

 private:
  void require_room(std::size_t bits) const {
    if (bits > most_bits)
      refuse(lines_.name(),
             fmt::format("numbers of {} MiB in all; expected at most {}", bits >> 23, most_bits >> 23));
  }

  static std::string shown(const mpq_class& value) {
    const std::string text = value.get_str();
    return text.size() <= 40 ? text : text.substr(0, 40) + "…";
  }

  LineReader& lines_;
  std::size_t order_ = 0, bits_ = 0;
  std::vector<std::vector<mpq_class>> rows_;
};

}  // namespace

std::optional<mpq_class> parse_rational(std::string_view cell) {
  if (cell.size() > longest_cell) return std::nullopt;
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

RationalSymmetric read_rational_csv(std::istream& in, const std::string& name) {
  LineReader lines(in, name, longest_rational_line);
  Triangle triangle(lines);
  std::optional<char> separator;
  for (std::string_view line; lines.next(line);) {
    if (lines.number() == 1 && line.starts_with("\xef\xbb\xbf")) line.remove_prefix(3);
    const std::string_view content = trimmed(line);
    if (content.empty() || content.front() == '#') continue;
    if (!separator) separator = separator_of(content);
    triangle.append(split(content, *separator));
  }
  return triangle.finish();
}

}  // namespace orthant
