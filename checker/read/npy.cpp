#include "checker/read/npy.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string_view>

#include "checker/read/files.hpp"

namespace orthant::checker {

static_assert(std::endian::native == std::endian::little, "big-endian machines are not supported");

namespace {

constexpr std::string_view magic = "\x93NUMPY";
constexpr std::size_t longest_header = 65535;

/// The few Python literals that occur in a header.
class HeaderText {
 public:
  HeaderText(std::string_view text, const std::string& name) : text_(text), name_(name) {}

  void parse(NpyHeader& header) {
    bool type = false, order = false, shape = false;
    expect('{');
    while (!accept('}')) {
      const std::string_view key = quoted();
      expect(':');
      if (key == "descr" && !type) {
        type = true;
        header.type = quoted();
      } else if (key == "fortran_order" && !order) {
        order = true;
        header.fortran = boolean();
      } else if (key == "shape" && !shape) {
        shape = true;
        read_shape(header);
      } else {
        fail("has a key that is unknown or given twice");
      }
      if (accept(',')) continue;
      expect('}');
      break;
    }
    blanks();
    if (at_ != text_.size()) fail("goes on after its dictionary");
    if (!type || !order || !shape) fail("lacks one of descr, fortran_order, shape");
  }

 private:
  [[noreturn]] void fail(const std::string& what) const { throw Rejected(name_ + ": its header " + what); }
  void blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t')) ++at_;
  }
  bool accept(char c) {
    blanks();
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  void expect(char c) {
    if (!accept(c)) fail("is damaged at byte " + std::to_string(at_));
  }
  std::string_view quoted() {
    blanks();
    const char mark = at_ < text_.size() ? text_[at_] : '\0';
    if (mark != '\'' && mark != '"') fail("is damaged at byte " + std::to_string(at_));
    const std::size_t end = text_.find(mark, at_ + 1);
    if (end == std::string_view::npos) fail("is damaged at byte " + std::to_string(at_));
    const std::string_view out = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    return out;
  }
  bool boolean() {
    blanks();
    for (const std::string_view word : {"True", "False"})
      if (text_.substr(at_).starts_with(word)) {
        at_ += word.size();
        return word == "True";
      }
    fail("is damaged at byte " + std::to_string(at_));
  }
  long integer() {
    blanks();
    long value = -1;
    const char* first = text_.data() + at_;
    const auto [end, error] = std::from_chars(first, text_.data() + text_.size(), value);
    if (error != std::errc() || value < 0) fail("is damaged at byte " + std::to_string(at_));
    at_ += static_cast<std::size_t>(end - first);
    return value;
  }
  void read_shape(NpyHeader& header) {
    expect('(');
    header.rows = integer();
    header.dimensions = 1;
    expect(',');
    if (accept(')')) return;
    header.cols = integer();
    header.dimensions = 2;
    accept(',');
    expect(')');
  }

  std::string_view text_;
  const std::string& name_;
  std::size_t at_ = 0;
};

/// 0 when the type is none that is read.
std::size_t item_size(std::string type) {
  if (type.starts_with('>')) type[0] = '<';
  if (type == "|b1" || type == "|i1" || type == "|u1" || type == "<i1" || type == "<u1") return 1;
  if (type == "<i2" || type == "<u2") return 2;
  if (type == "<i4" || type == "<u4" || type == "<f4") return 4;
  if (type == "<i8" || type == "<u8" || type == "<f8") return 8;
  return 0;
}

std::string place(const Npy& A, std::size_t row, std::size_t col) {
  return A.dimensions == 1 ? std::to_string(row)
                           : "(" + std::to_string(row) + ", " + std::to_string(col) + ")";
}

template <class T>
Npy read_as(const std::string& bytes, const NpyHeader& header, const std::string& name,
            bool may_miss = false) {
  Npy out{header.rows, header.cols, header.dimensions, {}};
  const auto rows = static_cast<std::size_t>(header.rows), cols = static_cast<std::size_t>(header.cols);
  out.values.resize(rows * cols);
  const bool swapped = header.type[0] == '>';
  const char* at = bytes.data() + header.offset;
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < cols; ++j) {
      char raw[sizeof(T)];
      std::memcpy(raw, at + sizeof(T) * (header.fortran ? j * rows + i : i * cols + j), sizeof(T));
      if (swapped) std::reverse(raw, raw + sizeof(T));
      T item;
      std::memcpy(&item, raw, sizeof(T));
      const auto value = static_cast<double>(item);
      if (!std::isfinite(value) && !(may_miss && std::isnan(value)))
        throw Rejected(name + ": entry " + place(out, i, j) + " is not finite; expected a number");
      if constexpr (sizeof(T) == 8 && std::numeric_limits<T>::is_integer)
        // 2⁶⁴ and 2⁶³ themselves would overflow on the way back.
        if (std::abs(value) >= 9.2e18 || static_cast<T>(value) != item)
          throw Rejected(name + ": entry " + place(out, i, j) + " is an integer that no double holds");
      out.values[i * cols + j] = value;
    }
  return out;
}

}  // namespace

NpyHeader read_npy_header(const std::string& bytes, const std::string& name) {
  const auto byte = [&](std::size_t k) {
    return static_cast<std::size_t>(static_cast<unsigned char>(bytes[k]));
  };
  if (bytes.size() < 10 || !bytes.starts_with(magic))
    throw Rejected(name + ": not a .npy file (" + std::to_string(bytes.size()) + " bytes)");
  const std::size_t version = byte(6);
  if (version < 1 || version > 3 || byte(7) != 0)
    throw Rejected(name + ": .npy version " + std::to_string(version) + "." + std::to_string(byte(7)) +
                   "; expected 1.0, 2.0 or 3.0");
  const std::size_t start = version == 1 ? 10 : 12;
  if (bytes.size() < start) throw Rejected(name + ": its header is cut off");
  std::size_t length = byte(8) | byte(9) << 8;
  if (version >= 2) length |= byte(10) << 16 | byte(11) << 24;
  if (length > longest_header || length > bytes.size() - start)
    throw Rejected(name + ": a header of " + std::to_string(length) + " bytes in a file of " +
                   std::to_string(bytes.size()));
  NpyHeader header;
  header.version = static_cast<int>(version);
  HeaderText(std::string_view(bytes).substr(start, length), name).parse(header);
  header.offset = start + length;
  const std::size_t size = item_size(header.type);
  if (size == 0) throw Rejected(name + ": an unknown type of numbers");
  const auto rows = static_cast<std::size_t>(header.rows), cols = static_cast<std::size_t>(header.cols);
  const std::size_t present = bytes.size() - header.offset, items = present / size;
  if (rows == 0 || cols == 0 || cols > items || rows > items / cols || rows * cols * size != present)
    throw Rejected(name + ": " + std::to_string(present) + " bytes of numbers for the shape " +
                   std::to_string(rows) + "×" + std::to_string(cols));
  return header;
}

Npy read_npy(const std::string& bytes, const std::string& name) {
  const NpyHeader header = read_npy_header(bytes, name);
  if (header.type != "<f8" || header.version > 2)
    throw Rejected(name + ": its numbers are not '<f8' in a .npy of version 1.0 or 2.0");
  return read_as<double>(bytes, header, name);
}

Npy read_npy_numbers(const std::string& bytes, const std::string& name, bool may_miss) {
  const NpyHeader header = read_npy_header(bytes, name);
  const std::string kind = header.type.substr(1);
  if (kind == "f8") return read_as<double>(bytes, header, name, may_miss);
  if (kind == "f4") return read_as<float>(bytes, header, name, may_miss);
  if (kind == "i1") return read_as<std::int8_t>(bytes, header, name);
  if (kind == "i2") return read_as<std::int16_t>(bytes, header, name);
  if (kind == "i4") return read_as<std::int32_t>(bytes, header, name);
  if (kind == "i8") return read_as<std::int64_t>(bytes, header, name);
  if (kind == "u2") return read_as<std::uint16_t>(bytes, header, name);
  if (kind == "u4") return read_as<std::uint32_t>(bytes, header, name);
  if (kind == "u8") return read_as<std::uint64_t>(bytes, header, name);
  return read_as<std::uint8_t>(bytes, header, name);  // u1, b1
}

}  // namespace orthant::checker
