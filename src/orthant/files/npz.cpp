#include "orthant/files/npz.hpp"

#include <fmt/format.h>
#include <zip.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <optional>
#include <utility>

#include "orthant/files/forward_stream.hpp"
#include "orthant/files/input_file.hpp"
#include "orthant/files/npy.hpp"
#include "orthant/files/sparse_arrays.hpp"

namespace orthant {

namespace {

using Archive = std::unique_ptr<zip_t, void (*)(zip_t*)>;

Archive open_archive(const Source& source) {
  int code = 0;
  Archive out(zip_open(source.plain_file().c_str(), ZIP_RDONLY, &code), zip_discard);
  if (out) return out;
  zip_error_t error;
  zip_error_init_with_code(&error, code);
  const std::string reason = zip_error_strerror(&error);
  zip_error_fini(&error);
  source.refuse(fmt::format("{}; expected a zip archive of .npy files", on_one_line(reason)));
}

class ZipBytes final : public ForwardBytes {
 public:
  ZipBytes(zip_t* archive, zip_uint64_t index, std::string name)
      : archive_(archive), index_(index), name_(std::move(name)) {
    open();
  }
  ~ZipBytes() override {
    if (file_ != nullptr) zip_fclose(file_);
  }
  ZipBytes(const ZipBytes&) = delete;
  ZipBytes& operator=(const ZipBytes&) = delete;

  std::size_t read(char* bytes, std::size_t count) override {
    const zip_int64_t got = zip_fread(file_, bytes, count);
    if (got < 0)
      refuse(name_, fmt::format("{}; expected a whole member", on_one_line(zip_file_strerror(file_))));
    return static_cast<std::size_t>(got);
  }

  void rewind() override {
    zip_fclose(std::exchange(file_, nullptr));
    open();
  }

 private:
  void open() {
    file_ = zip_fopen_index(archive_, index_, 0);
    if (file_ == nullptr)
      refuse(name_,
             fmt::format("{}; expected a member that can be read", on_one_line(zip_strerror(archive_))));
  }

  zip_t* archive_;
  zip_uint64_t index_;
  std::string name_;
  zip_file_t* file_ = nullptr;
};

/// The arrays of an archive by their names, without ".npy".
class Arrays {
 public:
  explicit Arrays(const Source& source) : source_(source), archive_(open_archive(source)) {
    const zip_int64_t count = zip_get_num_entries(archive_.get(), 0);
    for (zip_int64_t k = 0; k < count; ++k) {
      const char* given = zip_get_name(archive_.get(), static_cast<zip_uint64_t>(k), ZIP_FL_ENC_RAW);
      std::string name = given == nullptr ? "" : given;
      if (name.ends_with(".npy")) name.resize(name.size() - 4);
      names_.push_back(std::move(name));
    }
  }

  bool has(const std::string& name) const {
    return std::find(names_.begin(), names_.end(), name) != names_.end();
  }
  const std::vector<std::string>& names() const { return names_; }

  /// "a, b, c": at most eight.
  std::string listed() const {
    std::string out;
    for (size_t k = 0; k < std::min<size_t>(names_.size(), 8); ++k)
      out += (k == 0 ? "" : ", ") + on_one_line(names_[k]);
    return names_.empty() ? "none" : names_.size() > 8 ? out + ", …" : out;
  }

  std::string full_name(const std::string& name) const { return source_.name + ": " + name + ".npy"; }

  std::unique_ptr<std::istream> open(const std::string& name) const {
    const auto at = std::find(names_.begin(), names_.end(), name);
    if (at == names_.end())
      source_.refuse(fmt::format("no array {}; expected one of {}", quote(name), listed()));
    const auto index = static_cast<zip_uint64_t>(at - names_.begin());
    return seekable_stream(std::make_unique<ZipBytes>(archive_.get(), index, full_name(name)),
                           full_name(name));
  }

  template <class Integer>
  std::vector<Integer> integers(const std::string& name) const {
    return read_npy_integers<Integer>(*open(name), full_name(name));
  }

 private:
  const Source& source_;
  Archive archive_;
  std::vector<std::string> names_;
};

/// Coordinates as compressed rows, by counting.
SparseArrays compressed_rows(const std::vector<std::int32_t>& row, std::vector<std::int32_t> col,
                             std::vector<double> value, Index rows, Index cols, const std::string& name) {
  if (row.size() != value.size() || col.size() != value.size())
    refuse(name, fmt::format("row: {} and col: {} numbers; expected {}, as many as in data", row.size(),
                             col.size(), value.size()));
  SparseArrays out{.lines = rows, .length = cols};
  out.start.assign(static_cast<size_t>(rows) + 1, 0);
  for (size_t p = 0; p < row.size(); ++p) {
    if (row[p] < 0 || row[p] >= rows)
      refuse(name, fmt::format("row: number {} is {}; expected 0 ≤ row < {}", p + 1, row[p], rows));
    ++out.start[row[p] + 1];
  }
  for (Index i = 0; i < rows; ++i) out.start[i + 1] += out.start[i];
  out.index.resize(row.size());
  out.value.resize(row.size());
  std::vector<std::int64_t> next(out.start.begin(), out.start.end() - 1);
  for (size_t p = 0; p < row.size(); ++p) {
    const std::int64_t to = next[row[p]]++;
    out.index[to] = col[p];
    out.value[to] = value[p];
  }
  return out;
}

DataMatrix read_scipy(const Arrays& arrays, const Source& source) {
  const std::string format = read_npy_word(*arrays.open("format"), arrays.full_name("format"));
  const auto shape = arrays.integers<std::int64_t>("shape");
  if (shape.size() != 2 || shape[0] < 0 || shape[1] < 0)
    source.refuse(fmt::format("shape: {} numbers; expected 2, not below 0", shape.size()));
  std::vector<double> value = read_npy_numbers(*arrays.open("data"), arrays.full_name("data"));
  require_sparse_shape(static_cast<std::uint64_t>(shape[0]), static_cast<std::uint64_t>(shape[1]),
                       value.size(), source.name);
  if (format == "coo") {
    const auto row = arrays.integers<std::int32_t>("row");
    auto col = arrays.integers<std::int32_t>("col");
    return matrix_of(compressed_rows(row, std::move(col), std::move(value), shape[0], shape[1], source.name),
                     source.name);
  }
  if (format != "csr" && format != "csc")
    source.refuse(fmt::format("format: found {}; expected csr, csc or coo", quote(format)));
  const bool by_rows = format == "csr";
  return matrix_of({.lines = shape[by_rows ? 0 : 1],
                    .length = shape[by_rows ? 1 : 0],
                    .lines_are_rows = by_rows,
                    .start = arrays.integers<std::int64_t>("indptr"),
                    .index = arrays.integers<std::int32_t>("indices"),
                    .value = std::move(value)},
                   source.name);
}

}  // namespace

NamedData read_npz(const Source& source, const SourceOptions& options) {
  const Arrays arrays(source);
  std::string name = source.inside.empty() ? "" : source.inside.substr(1);
  if (name.empty() && arrays.has("format") && arrays.has("shape") && arrays.has("data"))
    return {.data = read_scipy(arrays, source), .told = "a sparse matrix of SciPy"};
  if (name.empty() && arrays.names().size() == 1) name = arrays.names().front();
  if (name.empty())
    source.refuse(fmt::format("holds the arrays {}; expected one, or FILE.npz:/NAME", arrays.listed()));
  const auto in = arrays.open(name);
  const bool refused = options.table.missing == Missing::none;
  return {.data = refused ? read_npy(*in, arrays.full_name(name))
                          : read_npy_with_missing(*in, arrays.full_name(name))};
}

}  // namespace orthant
