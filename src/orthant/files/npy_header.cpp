#include "orthant/files/npy_header.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <bit>
#include <charconv>
#include <string_view>

#include "orthant/files/input_file.hpp"

namespace orthant {

static_assert(std::endian::native == std::endian::little, "big-endian machines are not supported");

namespace {

constexpr std::string_view magic = "\x93NUMPY";
constexpr std::uint32_t longest_header = 65535;

/// Reads up to `count` bytes; refuses a file that ends before.
std::string take(std::istream& in, const std::string& name, size_t count, const char* what) {
  std::string bytes(count, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(count));
  const auto found = static_cast<size_t>(in.gcount());
  if (found < count) refuse(name, fmt::format("{}: found {} bytes; expected {}", what, found, count));
  return bytes;
}

std::uint32_t little_endian(std::string_view bytes) {
  std::uint32_t value = 0;
  for (size_t i = bytes.size(); i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

/// The few Python literals that occur in a header. Any other text is refused, naming its byte.
class DictionaryParser {
 public:
  DictionaryParser(std::string_view text, const std::string& name) : text_(text), name_(name) {}

  void parse(NpyHeader& header) {
    bool has_descr = false, has_order = false, has_shape = false;
    expect('{', "a dictionary {'descr': …}");
    while (!accept('}')) {
      const size_t key_at = at_;
      const std::string key = string("a key");
      expect(':', "':' after a key");
      if (key == "descr" && !has_descr) {
        has_descr = true;
        header.descr = string("a plain dtype such as '<f8'");
      } else if (key == "fortran_order" && !has_order) {
        has_order = true;
        header.fortran = boolean();
      } else if (key == "shape" && !has_shape) {
        has_shape = true;
        header.shape = tuple();
      } else {
        at_ = key_at;
        fail("each of the keys descr, fortran_order, shape once");
      }
      if (accept(',')) continue;
      expect('}', "',' or '}' after a value");
      break;
    }
    skip_blanks();
    if (at_ != text_.size()) fail("nothing after the dictionary");
    if (!has_descr || !has_order || !has_shape) fail("all of the keys descr, fortran_order, shape");
  }

 private:
  [[noreturn]] void fail(std::string_view expected) {
    skip_blanks();
    const std::string found = at_ == text_.size() ? "the end" : quote(text_.substr(at_));
    refuse(name_, fmt::format("header: byte {}: found {}; expected {}", at_ + 1, found, expected));
  }

  void skip_blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n')) ++at_;
  }

  bool accept(char c) {
    skip_blanks();
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  void expect(char c, const char* what) {
    if (!accept(c)) fail(what);
  }

  std::string string(const char* what) {
    skip_blanks();
    const char quote = at_ < text_.size() ? text_[at_] : '\0';
    if (quote != '\'' && quote != '"') fail(what);
    const size_t close = text_.find(quote, at_ + 1);
    if (close == std::string_view::npos) fail("a closing quotation mark");
    const std::string_view content = text_.substr(at_ + 1, close - at_ - 1);
    at_ = close + 1;
    return std::string(content);
  }

  bool boolean() {
    skip_blanks();
    for (const std::string_view word : {"True", "False"}) {
      if (text_.substr(at_, word.size()) != word) continue;
      at_ += word.size();
      return word == "True";
    }
    fail("True or False");
  }

  std::vector<std::uint64_t> tuple() {
    std::vector<std::uint64_t> sizes;
    expect('(', "a tuple such as (3, 4)");
    bool comma = true;
    while (!accept(')')) {
      if (!comma) fail("',' or ')'");
      sizes.push_back(integer());
      comma = accept(',');
    }
    if (sizes.size() == 1 && !comma) fail("',' in a tuple of one number");
    return sizes;
  }

  std::uint64_t integer() {
    skip_blanks();
    std::uint64_t value = 0;
    const char* first = text_.data() + at_;
    const auto [end, error] = std::from_chars(first, text_.data() + text_.size(), value);
    if (error != std::errc()) fail("a size from 0 to 18446744073709551615");
    at_ += static_cast<size_t>(end - first);
    if (at_ < text_.size() && text_[at_] == 'L') ++at_;  // Python 2's long integers
    return value;
  }

  std::string_view text_;
  const std::string& name_;
  size_t at_ = 0;
};

/// Splits descr into byte order, kind and size.
void interpret_descr(NpyHeader& header, const std::string& name) {
  constexpr std::string_view known[] = {"f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1"};
  const std::string_view descr = header.descr;
  const char order = descr.empty() ? '\0' : descr.front();
  for (const std::string_view type : known) {
    if (descr.empty() || descr.substr(1) != type) continue;
    const int size = type[1] - '0';
    if (std::string_view("<>=").find(order) == std::string_view::npos && !(order == '|' && size == 1))
      continue;
    header.kind = type[0];
    header.size = size;
    header.swapped = order == '>' && size > 1;
    return;
  }
  refuse(name, fmt::format("dtype {}; expected one of {}, with < or > for the byte order", quote(descr),
                           fmt::join(known, " ")));
}

}  // namespace

std::string NpyHeader::shape_text() const {
  return fmt::format("({}{})", fmt::join(shape, ", "), shape.size() == 1 ? "," : "");
}

NpyHeader read_npy_header(std::istream& in, const std::string& name) {
  const std::string start = take(in, name, magic.size() + 2, "start");
  if (!start.starts_with(magic)) {
    refuse(name,
           fmt::format("start: found {}; expected \"\\x93NUMPY\"", quote(start.substr(0, magic.size()))));
  }
  const int major = static_cast<unsigned char>(start[6]), minor = static_cast<unsigned char>(start[7]);
  if (major < 1 || major > 3 || minor != 0) {
    refuse(name, fmt::format("version: found {}.{}; expected 1.0, 2.0 or 3.0", major, minor));
  }
  const std::uint32_t length = little_endian(take(in, name, major == 1 ? 2 : 4, "header length"));
  if (length > longest_header) {
    refuse(name, fmt::format("header length: found {}; expected at most {}", length, longest_header));
  }
  const std::string text = take(in, name, length, "header");
  NpyHeader header;
  DictionaryParser(text, name).parse(header);
  interpret_descr(header, name);
  return header;
}

void require_npy_length(const NpyHeader& header, std::istream& in, const std::string& name) {
  std::uint64_t expected = static_cast<std::uint64_t>(header.size);
  bool overflow = false;
  for (const std::uint64_t size : header.shape) {
    if (size == 0) {
      refuse(name,
             fmt::format("shape {} is empty; expected at least one row and one column", header.shape_text()));
    }
    overflow = overflow || __builtin_mul_overflow(expected, size, &expected);
  }
  const std::uint64_t found = bytes_left(in, name);
  if (!overflow && found == expected) return;
  const std::string bytes = overflow ? "more than 2^64" : std::to_string(expected);
  refuse(name, fmt::format("entries: found {} bytes; expected {} for shape {} of {}", found, bytes,
                           header.shape_text(), header.descr));
}

std::string npy_header(std::uint64_t rows, std::uint64_t cols) {
  std::string text =
      fmt::format("{{'descr': '<f8', 'fortran_order': False, 'shape': ({}, {}), }}", rows, cols);
  constexpr size_t prefix = 10, alignment = 64;
  const size_t total = (prefix + text.size() + 1 + alignment - 1) / alignment * alignment;
  text.resize(total - prefix - 1, ' ');
  text += '\n';
  std::string out(magic);
  out += {'\x01', '\x00', static_cast<char>(text.size() & 0xff), static_cast<char>(text.size() >> 8)};
  return out + text;
}

}  // namespace orthant
