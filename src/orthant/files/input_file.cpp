#include "orthant/files/input_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "orthant/base/error.hpp"
#include "orthant/base/stop.hpp"

namespace orthant {

namespace {

constexpr size_t longest_quotation = 40;

bool is_control(unsigned char byte) {
  return byte < 0x20 || byte == 0x7f;
}

std::string escape(unsigned char byte) {
  return fmt::format("\\x{:02x}", byte);
}

}  // namespace

std::string quote(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    const std::string shown = is_control(byte) || byte >= 0x80 ? escape(byte) : std::string(1, c);
    if (out.size() + shown.size() > longest_quotation) return '"' + out + "…\"";
    out += shown;
  }
  return '"' + out + '"';
}

std::string on_one_line(std::string_view name) {
  std::string out;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_control(byte)) {
      out += escape(byte);
    } else {
      out += c;
    }
  }
  return out;
}

void refuse(std::string_view name, std::string_view message) {
  throw InputError(fmt::format("{}: {}", on_one_line(name), message));
}

std::ifstream open_input(const std::string& path) {
  return open_input(path, path);
}

std::ifstream open_input(const std::string& path, const std::string& name, std::string_view expected) {
  namespace fs = std::filesystem;
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) refuse(name, "no such file");
  if (error) refuse(name, error.message());
  if (fs::is_directory(status)) refuse(name, "is a folder; expected a file");
  if (!fs::is_regular_file(status)) refuse(name, "is not a regular file; expected one");
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  if (!in) refuse(name, "cannot be read: " + std::generic_category().message(errno));
  if (bytes_left(in, name) == 0) refuse(name, fmt::format("is empty (0 bytes); expected {}", expected));
  return in;
}

std::uint64_t bytes_left(std::istream& in, std::string_view name) {
  const auto here = in.tellg();
  in.seekg(0, std::ios::end);
  const auto end = in.tellg();
  in.seekg(here);
  if (!in || here < 0 || end < here) refuse(name, "has no known length; expected a regular file");
  return static_cast<std::uint64_t>(end - here);
}

namespace {

/// Whether a decimal number that no double represents lies below 1: the sign of its decimal exponent,
/// counted from its first nonzero digit.
bool is_tiny(std::string_view digits) {
  long exponent = 0;
  const size_t mark = digits.find_first_of("eE");
  if (mark != std::string_view::npos) {
    std::string_view power = digits.substr(mark + 1);
    const bool negative = take_sign(power);
    const auto [end, error] = std::from_chars(power.data(), power.data() + power.size(), exponent);
    if (error != std::errc()) return negative;
    if (negative) exponent = -exponent;
  }
  const std::string_view mantissa = digits.substr(0, mark);
  const size_t point = std::min(mantissa.find('.'), mantissa.size());
  const size_t first = std::min(mantissa.find_first_of("123456789"), mantissa.size());
  const auto leading = static_cast<long>(point) - static_cast<long>(first);
  // 10^(leading − 1) for a digit before the point, 10^leading for one after it; the range of doubles is
  // far from 1 on both sides, so one place more or less decides nothing.
  return exponent < -leading;
}

}  // namespace

LineReader::LineReader(std::istream& in, std::string name, std::uint64_t longest)
    : in_(in), name_(std::move(name)), longest_(longest), unread_(bytes_left(in, name_)) {
  buffer_.resize(static_cast<size_t>(std::min<std::uint64_t>(unread_ + 1, 1 << 16)));
}

bool LineReader::fill() {
  check_budget();
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ == buffer_.size()) buffer_.resize(2 * buffer_.size());
  in_.read(buffer_.data() + end_, static_cast<std::streamsize>(buffer_.size() - end_));
  if (in_.bad()) refuse(name_, fmt::format("line {}: cannot be read", number_ + 1));
  end_ += static_cast<size_t>(in_.gcount());
  return in_.gcount() > 0;
}

bool LineReader::next(std::string_view& line) {
  size_t searched = begin_;
  const char* newline = nullptr;
  while (true) {
    const size_t length = end_ - searched;
    newline = length == 0 ? nullptr
                          : static_cast<const char*>(std::memchr(buffer_.data() + searched, '\n', length));
    const size_t known =
        newline == nullptr ? end_ - begin_ : static_cast<size_t>(newline - (buffer_.data() + begin_));
    if (known > longest_)
      refuse(name_, fmt::format("line {}: longer than {} bytes, starts {}; expected a text file", number_ + 1,
                                longest_, quote({buffer_.data() + begin_, known})));
    if (newline != nullptr) break;
    const size_t kept = end_ - begin_;
    if (!fill()) break;
    searched = kept;
  }
  if (newline == nullptr && begin_ == end_) return false;
  const size_t length =
      newline == nullptr ? end_ - begin_ : static_cast<size_t>(newline - (buffer_.data() + begin_));
  const size_t consumed = length + (newline == nullptr ? 0 : 1);
  line = std::string_view(buffer_.data() + begin_, length);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  begin_ += consumed;
  unread_ -= std::min<std::uint64_t>(unread_, consumed);
  ++number_;
  return true;
}

void LineReader::refuse_line(std::string_view message) const {
  refuse(name_, fmt::format("line {}: {}", number_, message));
}

std::string_view trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

std::string in_lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

bool take_sign(std::string_view& text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  return negative;
}

std::string_view take_digits(std::string_view& text) {
  const size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
  const std::string_view digits = text.substr(0, end);
  text.remove_prefix(end);
  return digits;
}

Number parse_number(std::string_view field, double& value) {
  std::string_view digits = field;
  const bool negative = take_sign(digits);
  if (digits.empty() || digits.front() == '-') return Number::text;
  const char* last = digits.data() + digits.size();
  const auto [end, error] = std::from_chars(digits.data(), last, value);
  if (end != last || error == std::errc::invalid_argument) return Number::text;
  if (error == std::errc::result_out_of_range) {
    if (!is_tiny(digits)) return Number::too_large;
    value = 0;
  }
  if (negative) value = -value;
  if (std::isfinite(value)) return Number::finite;
  return digits.front() >= '0' && digits.front() <= '9' ? Number::too_large : Number::not_finite;
}

std::string not_a_finite_number(Number kind, std::string_view field) {
  switch (kind) {
    case Number::not_finite:
      return fmt::format("found {}; expected a finite number", quote(field));
    case Number::too_large:
      return fmt::format("found {}; expected a number below 1.8e308 in size", quote(field));
    default:
      if (field.empty()) return "found an empty field; expected a number";
      return fmt::format("found {}; expected a number", quote(field));
  }
}

}  // namespace orthant
