#include "orthant/files/npy.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

#include "orthant/files/atomic_file.hpp"
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

namespace {

/// Leaves the type as it is written.
NpyHeader read_uninterpreted_header(std::istream& in, const std::string& name) {
  const std::string start = take(in, name, magic.size() + 2, "start");
  if (!start.starts_with(magic))
    refuse(name,
           fmt::format("start: found {}; expected \"\\x93NUMPY\"", quote(start.substr(0, magic.size()))));
  const int major = static_cast<unsigned char>(start[6]), minor = static_cast<unsigned char>(start[7]);
  if (major < 1 || major > 3 || minor != 0)
    refuse(name, fmt::format("version: found {}.{}; expected 1.0, 2.0 or 3.0", major, minor));
  const std::uint32_t length = little_endian(take(in, name, major == 1 ? 2 : 4, "header length"));
  if (length > longest_header)
    refuse(name, fmt::format("header length: found {}; expected at most {}", length, longest_header));
  const std::string text = take(in, name, length, "header");
  NpyHeader header;
  DictionaryParser(text, name).parse(header);
  return header;
}

}  // namespace

NpyHeader read_npy_header(std::istream& in, const std::string& name) {
  NpyHeader header = read_uninterpreted_header(in, name);
  interpret_descr(header, name);
  return header;
}

void require_npy_length(const NpyHeader& header, std::istream& in, const std::string& name) {
  std::uint64_t expected = static_cast<std::uint64_t>(header.size);
  bool overflow = false;
  for (const std::uint64_t size : header.shape) {
    if (size == 0)
      refuse(name,
             fmt::format("shape {} is empty; expected at least one row and one column", header.shape_text()));
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

namespace {

constexpr size_t chunk_bytes = size_t{1} << 16;

/// Where entry `position` of the file lies, from 1.
std::string place(const NpyHeader& header, std::uint64_t position) {
  if (header.shape.size() == 1) return fmt::format("entry {}", position + 1);
  const std::uint64_t inner = header.shape[header.fortran ? 0 : 1];
  const std::uint64_t outer_index = position / inner + 1, inner_index = position % inner + 1;
  return header.fortran ? fmt::format("entry ({}, {})", inner_index, outer_index)
                        : fmt::format("entry ({}, {})", outer_index, inner_index);
}

template <class T>
T decode(const char* bytes, bool swapped) {
  char ordered[sizeof(T)];
  std::memcpy(ordered, bytes, sizeof(T));
  if (swapped) std::reverse(ordered, ordered + sizeof(T));
  T value;
  std::memcpy(&value, ordered, sizeof(T));
  return value;
}

/// The message of an entry that is not taken, or nothing.
template <class T>
std::string objection(T stored, double value, Nan nan) {
  if constexpr (std::is_floating_point_v<T>) {
    if (nan == Nan::is_missing && std::isnan(value)) return {};
    if (!std::isfinite(value)) return fmt::format("is {}; expected a finite number", value);
  } else if constexpr (sizeof(T) == 8) {
    // 2⁶³ and 2⁶⁴ are doubles but no T, so the way back must be guarded.
    constexpr double beyond = std::is_signed_v<T> ? 0x1p63 : 0x1p64;
    if (value >= beyond || static_cast<T>(value) != stored)
      return fmt::format("is {}; expected an integer that a double holds exactly", stored);
  }
  return {};
}

template <class T, class Number>
void read_entries(std::istream& in, const std::string& name, const NpyHeader& header, Nan nan, Number* out,
                  std::uint64_t count, std::uint64_t first = 0) {
  std::vector<char> chunk(chunk_bytes);
  for (std::uint64_t done = 0; done < count;) {
    const auto batch = static_cast<size_t>(std::min<std::uint64_t>(chunk_bytes / sizeof(T), count - done));
    in.read(chunk.data(), static_cast<std::streamsize>(batch * sizeof(T)));
    if (static_cast<size_t>(in.gcount()) != batch * sizeof(T))
      refuse(name,
             fmt::format("{}: cannot be read; expected {} entries", place(header, first + done), count));
    for (size_t i = 0; i < batch; ++i, ++done) {
      const T stored = decode<T>(chunk.data() + i * sizeof(T), header.swapped);
      const auto value = static_cast<double>(stored);
      out[done] = static_cast<Number>(stored);
      if (const std::string message = objection(stored, value, nan); !message.empty())
        refuse(name, place(header, first + done) + ' ' + message);
      if (header.kind == 'b' && value > 1)
        refuse(name,
               fmt::format("{} is byte {}; expected a boolean, 0 or 1", place(header, first + done), value));
    }
  }
}

/// All entries of a file of floats in their order.
void read_entries(std::istream& in, const std::string& name, const NpyHeader& header, Nan nan, float* out,
                  Index count) {
  read_entries<float>(in, name, header, nan, out, static_cast<std::uint64_t>(count));
}

/// The next entries in the order of the file; `first` says how many came before.
void read_entries(std::istream& in, const std::string& name, const NpyHeader& header, Nan nan, double* out,
                  Index count, std::uint64_t first = 0) {
  const auto read = [&](auto type) {
    read_entries<decltype(type)>(in, name, header, nan, out, static_cast<std::uint64_t>(count), first);
  };
  switch (header.kind) {
    case 'f':
      return header.size == 4 ? read(float{}) : read(double{});
    case 'i':
      if (header.size == 1) return read(std::int8_t{});
      if (header.size == 2) return read(std::int16_t{});
      return header.size == 4 ? read(std::int32_t{}) : read(std::int64_t{});
    default:
      if (header.size == 1) return read(std::uint8_t{});
      if (header.size == 2) return read(std::uint16_t{});
      return header.size == 4 ? read(std::uint32_t{}) : read(std::uint64_t{});
  }
}

DataMatrix read_matrix_of_npy(std::istream& in, const std::string& name, Nan nan) {
  const NpyHeader header = read_npy_header(in, name);
  if (header.shape.size() != 2)
    refuse(name, fmt::format("shape {}; expected two dimensions", header.shape_text()));
  require_npy_length(header, in, name);
  const auto rows = static_cast<Index>(header.shape[0]), cols = static_cast<Index>(header.shape[1]);
  const auto fill = [&](auto contiguous) {
    read_entries(in, name, header, nan, contiguous.data(), contiguous.size());
    return contiguous;
  };
  const Index height = header.fortran ? rows : cols, width = header.fortran ? cols : rows;
  if (header.kind == 'f' && header.size == 4) {
    FloatMatrix contiguous = fill(FloatMatrix(height, width));
    return header.fortran ? DataMatrix::dense_floats(std::move(contiguous))
                          : DataMatrix::dense_row_major_floats(std::move(contiguous));
  }
  Matrix contiguous = fill(Matrix(height, width));
  return header.fortran ? DataMatrix::dense(std::move(contiguous))
                        : DataMatrix::dense_row_major(std::move(contiguous));
}

}  // namespace

DataMatrix read_npy(std::istream& in, const std::string& name) {
  return read_matrix_of_npy(in, name, Nan::is_refused);
}

DataMatrix read_npy_with_missing(std::istream& in, const std::string& name) {
  return read_matrix_of_npy(in, name, Nan::is_missing);
}

Vector read_npy_vector(std::istream& in, const std::string& name) {
  const NpyHeader header = read_npy_header(in, name);
  const auto& shape = header.shape;
  if (shape.size() != 1 && !(shape.size() == 2 && (shape[0] == 1 || shape[1] == 1)))
    refuse(name, fmt::format("shape {}; expected a vector: (n,), (n, 1) or (1, n)", header.shape_text()));
  require_npy_length(header, in, name);
  Vector out(static_cast<Index>(shape.size() == 1 ? shape[0] : shape[0] * shape[1]));
  read_entries(in, name, header, Nan::is_refused, out.data(), out.size());
  return out;
}

std::vector<double> read_npy_numbers(std::istream& in, const std::string& name) {
  const NpyHeader header = read_npy_header(in, name);
  if (header.shape.size() != 1)
    refuse(name, fmt::format("shape {}; expected one dimension", header.shape_text()));
  if (header.shape[0] == 0) return {};
  require_npy_length(header, in, name);
  std::vector<double> out(header.shape[0]);
  read_entries(in, name, header, Nan::is_refused, out.data(), static_cast<Index>(out.size()));
  return out;
}

template <class Integer>
std::vector<Integer> read_npy_integers(std::istream& in, const std::string& name) {
  const NpyHeader header = read_npy_header(in, name);
  if (header.shape.size() != 1 || (header.kind != 'i' && header.kind != 'u'))
    refuse(name,
           fmt::format("shape {} of {}; expected integers, shape (n,)", header.shape_text(), header.descr));
  if (header.shape[0] == 0) return {};
  require_npy_length(header, in, name);
  const std::uint64_t count = header.shape[0];
  std::vector<Integer> out(count);
  std::vector<char> chunk(chunk_bytes);
  const auto read = [&](auto type) {
    using Stored = decltype(type);
    for (std::uint64_t done = 0; done < count;) {
      const auto batch =
          static_cast<size_t>(std::min<std::uint64_t>(chunk_bytes / sizeof(Stored), count - done));
      in.read(chunk.data(), static_cast<std::streamsize>(batch * sizeof(Stored)));
      if (static_cast<size_t>(in.gcount()) != batch * sizeof(Stored))
        refuse(name, fmt::format("{}: cannot be read; expected {} entries", place(header, done), count));
      for (size_t i = 0; i < batch; ++i, ++done) {
        const auto stored = decode<Stored>(chunk.data() + i * sizeof(Stored), header.swapped);
        if (!std::in_range<Integer>(stored))
          refuse(name, fmt::format("{} is {}; expected an integer of {} bits", place(header, done), stored,
                                   8 * sizeof(Integer)));
        out[done] = static_cast<Integer>(stored);
      }
    }
  };
  const bool is_signed = header.kind == 'i';
  if (header.size == 1) is_signed ? read(std::int8_t{}) : read(std::uint8_t{});
  if (header.size == 2) is_signed ? read(std::int16_t{}) : read(std::uint16_t{});
  if (header.size == 4) is_signed ? read(std::int32_t{}) : read(std::uint32_t{});
  if (header.size == 8) is_signed ? read(std::int64_t{}) : read(std::uint64_t{});
  return out;
}

template std::vector<std::int32_t> read_npy_integers(std::istream& in, const std::string& name);
template std::vector<std::int64_t> read_npy_integers(std::istream& in, const std::string& name);

std::string read_npy_word(std::istream& in, const std::string& name) {
  const NpyHeader header = read_uninterpreted_header(in, name);
  std::string_view descr = header.descr;
  const bool known = header.shape.empty() && descr.size() >= 3 && (descr[1] == 'S' || descr[1] == 'U');
  const size_t width = known && descr[1] == 'U' ? 4 : 1;
  std::uint64_t letters = 0;
  if (known) std::from_chars(descr.data() + 2, descr.data() + descr.size(), letters);
  if (letters == 0 || letters > 64)
    refuse(name, fmt::format("shape {} of {}; expected a word, shape ()", header.shape_text(), quote(descr)));
  const std::string bytes = take(in, name, letters * width, "word");
  std::string out;
  for (size_t k = 0; k < bytes.size(); k += width)
    if (bytes[k] != '\0') out += bytes[k];
  return out;
}

void write_npy(const std::string& path, const ConstMatrixRef& A) {
  AtomicFile file(path);
  file.write(npy_header(static_cast<std::uint64_t>(A.rows()), static_cast<std::uint64_t>(A.cols())));
  // A band of rows at a time is turned into rows; its size is bounded for any number of columns.
  const Index band =
      std::max<Index>(1, static_cast<Index>(chunk_bytes / sizeof(double)) / std::max<Index>(1, A.cols()));
  Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> rows;
  for (Index i = 0; i < A.rows(); i += band) {
    rows = A.middleRows(i, std::min(band, A.rows() - i));
    file.write(
        {reinterpret_cast<const char*>(rows.data()), static_cast<size_t>(rows.size()) * sizeof(double)});
  }
  file.commit();
}

void write_npy_rows(const std::string& path, const double* first, Index rows, Index cols) {
  AtomicFile file(path);
  file.write(npy_header(static_cast<std::uint64_t>(rows), static_cast<std::uint64_t>(cols)));
  file.write({reinterpret_cast<const char*>(first), static_cast<size_t>(rows * cols) * sizeof(double)});
  file.commit();
}

namespace {

/// The first `length` bytes of a file, unmapped with the last owner.
std::shared_ptr<const char> map_bytes(const std::string& path, std::size_t length) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) refuse(path, "cannot be read: " + std::generic_category().message(errno));
  void* bytes = mmap(nullptr, length, PROT_READ, MAP_PRIVATE, descriptor, 0);
  const int reason = errno;
  close(descriptor);
  if (bytes == MAP_FAILED) refuse(path, "cannot be mapped: " + std::generic_category().message(reason));
  return {static_cast<const char*>(bytes),
          [length](const char* first) { munmap(const_cast<char*>(first), length); }};
}

}  // namespace

RowMajorNumbers map_npy(const std::string& path) {
  std::ifstream in = open_input(path);
  const NpyHeader header = read_npy_header(in, path);
  const auto start = static_cast<std::size_t>(in.tellg());
  const bool as_stored = header.kind == 'f' && header.size == 8 && !header.swapped && !header.fortran &&
                         header.shape.size() == 2 && start % alignof(double) == 0;
  if (!as_stored) {
    in.seekg(0);
    return row_major_numbers(read_npy(in, path));
  }
  require_npy_length(header, in, path);
  const auto rows = static_cast<Index>(header.shape[0]), cols = static_cast<Index>(header.shape[1]);
  auto owner = map_bytes(path, start + static_cast<std::size_t>(rows * cols) * sizeof(double));
  const auto* first = reinterpret_cast<const double*>(owner.get() + start);
  return {rows, cols, first, std::move(owner)};
}

RowMajorNumbers row_major_numbers(const DataMatrix& A) {
  auto transposed = std::make_shared<Matrix>(Matrix::Zero(A.cols(), A.rows()));
  A.for_each([&](Index i, Index j, double a) { (*transposed)(j, i) = a; });
  const double* first = transposed->data();
  return {A.rows(), A.cols(), first, std::move(transposed)};
}

NpyLines::NpyLines(const std::string& path, bool missing)
    : path_(path), in_(open_input(path)), header_(read_npy_header(in_, path)), missing_(missing) {
  if (header_.shape.size() != 2)
    refuse(path, fmt::format("shape {}; expected two dimensions", header_.shape_text()));
  require_npy_length(header_, in_, path);
}

Index NpyLines::lines() const {
  return static_cast<Index>(header_.shape[header_.fortran ? 1 : 0]);
}

Index NpyLines::length() const {
  return static_cast<Index>(header_.shape[header_.fortran ? 0 : 1]);
}

Matrix NpyLines::next(Index count) {
  Matrix out(length(), std::min(count, lines() - done_));
  read_entries(in_, path_, header_, missing_ ? Nan::is_missing : Nan::is_refused, out.data(), out.size(),
               static_cast<std::uint64_t>(done_) * static_cast<std::uint64_t>(length()));
  done_ += out.cols();
  return out;
}

NpyWriter::NpyWriter(const std::string& path, Index rows, Index cols)
    : file_(path), left_(rows), cols_(cols) {
  file_.write(npy_header(static_cast<std::uint64_t>(rows), static_cast<std::uint64_t>(cols)));
}

void NpyWriter::append(const ConstMatrixRef& rows) {
  if (rows.cols() != cols_ || rows.rows() > left_)
    throw std::logic_error("rows that the header does not have");
  const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> ordered = rows;
  file_.write(
      {reinterpret_cast<const char*>(ordered.data()), static_cast<size_t>(ordered.size()) * sizeof(double)});
  left_ -= rows.rows();
}

void NpyWriter::commit() {
  if (left_ != 0) throw std::logic_error("fewer rows than the header has");
  file_.commit();
}

}  // namespace orthant
