#include "orthant/files/hdf5.hpp"

#include <fmt/format.h>
#include <hdf5.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <filesystem>
#include <optional>
#include <utility>

#include "orthant/base/stop.hpp"
#include "orthant/files/folders.hpp"
#include "orthant/files/input_file.hpp"
#include "orthant/files/sparse_arrays.hpp"

namespace orthant {

namespace {

/// HDF5 prints nothing while this lives.
class QuietHdf5 {
 public:
  QuietHdf5() {
    H5Eget_auto2(H5E_DEFAULT, &print_, &data_);
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  }
  ~QuietHdf5() { H5Eset_auto2(H5E_DEFAULT, print_, data_); }
  QuietHdf5(const QuietHdf5&) = delete;
  QuietHdf5& operator=(const QuietHdf5&) = delete;

 private:
  H5E_auto2_t print_ = nullptr;
  void* data_ = nullptr;
};

/// An identifier, and the function that closes it. Negative: nothing was opened.
class Hdf5Id {
 public:
  Hdf5Id(hid_t id, herr_t (*close)(hid_t)) : id_(id), close_(close) {}
  Hdf5Id(Hdf5Id&& from) noexcept : id_(std::exchange(from.id_, -1)), close_(from.close_) {}
  Hdf5Id& operator=(Hdf5Id&&) = delete;
  ~Hdf5Id() {
    if (id_ >= 0) close_(id_);
  }
  operator hid_t() const { return id_; }
  bool is_open() const { return id_ >= 0; }

 private:
  hid_t id_;
  herr_t (*close_)(hid_t);
};

herr_t refuse_external_link(const char*, const char*, const char*, const char*, unsigned*, hid_t, void*) {
  return -1;
}

/// Text as HDF5 holds it: of fixed length, filled up with zeros or blanks, or of its own.
class Hdf5Text {
 public:
  explicit Hdf5Text(hid_t type)
      : variable_(H5Tis_variable_str(type) > 0),
        size_(H5Tget_size(type)),
        memory_(H5Tcopy(H5T_C_S1), H5Tclose) {
    H5Tset_size(memory_, variable_ ? H5T_VARIABLE : size_);
    H5Tset_cset(memory_, H5Tget_cset(type));
    if (!variable_) H5Tset_strpad(memory_, H5T_STR_NULLPAD);  // the last letter is one, too
  }

  size_t bytes() const { return variable_ ? sizeof(char*) : size_; }

  /// `read(type, memory)` fills the memory of `count` texts.
  template <class Read>
  bool take(size_t count, hid_t space, std::vector<std::string>& out, const Read& read) const {
    std::vector<char> memory(count * bytes(), '\0');
    if (read(static_cast<hid_t>(memory_), memory.data()) < 0) return false;
    for (size_t k = 0; k < count; ++k) {
      const char* text = memory.data() + k * bytes();
      if (variable_) {
        const char* own = reinterpret_cast<char* const*>(memory.data())[k];
        out.emplace_back(own == nullptr ? "" : own);
      } else {
        std::string fixed(text, strnlen(text, size_));
        while (!fixed.empty() && fixed.back() == ' ') fixed.pop_back();
        out.push_back(std::move(fixed));
      }
    }
    if (variable_) H5Dvlen_reclaim(memory_, space, H5P_DEFAULT, memory.data());
    return true;
  }

 private:
  bool variable_;
  size_t size_;
  Hdf5Id memory_;
};

constexpr std::uint64_t most_decompressed = 1032;  ///< bytes of one, by deflate

class Hdf5File {
 public:
  explicit Hdf5File(const Source& source)
      : source_(source),
        access_(H5Pcreate(H5P_LINK_ACCESS), H5Pclose),
        file_(H5Fopen(source.plain_file().c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose) {
    if (!file_.is_open()) source.refuse("cannot be opened; expected an HDF5 file");
    H5Pset_elink_cb(access_, refuse_external_link, nullptr);
    std::error_code ignored;
    length_ = std::filesystem::file_size(source.path, ignored);
  }

  [[noreturn]] void refuse(const std::string& path, std::string_view message) const {
    if (path == source_.inside) source_.refuse(message);
    source_.refuse(fmt::format("{}: {}", on_one_line(path), message));
  }

  /// Whether the path leads to an object of this kind.
  bool is_group(const std::string& path) const { return kind(path) == H5I_GROUP; }
  bool is_dataset(const std::string& path) const { return kind(path) == H5I_DATASET; }

  Hdf5Id open(const std::string& path) const { return {H5Oopen(file_, path.c_str(), access_), H5Oclose}; }

  Hdf5Id open_dataset(const std::string& path) const {
    Hdf5Id out = open(path);
    if (!out.is_open() || H5Iget_type(out) != H5I_DATASET) refuse(path, "no such dataset; expected one");
    return out;
  }

  std::optional<std::string> text_attribute(const std::string& path, const char* name) const {
    const Hdf5Id object = open(path);
    if (!object.is_open() || H5Aexists(object, name) <= 0) return std::nullopt;
    const Hdf5Id attribute(H5Aopen(object, name, H5P_DEFAULT), H5Aclose);
    const Hdf5Id type(H5Aget_type(attribute), H5Tclose), space(H5Aget_space(attribute), H5Sclose);
    if (H5Tget_class(type) != H5T_STRING || H5Sget_simple_extent_npoints(space) != 1) return std::nullopt;
    const Hdf5Text text(type);
    std::vector<std::string> out;
    const auto read = [&](hid_t memory, void* to) { return H5Aread(attribute, memory, to); };
    if (text.bytes() > longest_text || !text.take(1, space, out, read)) return std::nullopt;
    return out.front();
  }

  std::optional<std::pair<std::int64_t, std::int64_t>> shape_attribute(const std::string& path) const {
    const Hdf5Id object = open(path);
    for (const char* name : {"shape", "h5sparse_shape"}) {
      if (!object.is_open() || H5Aexists(object, name) <= 0) continue;
      const Hdf5Id attribute(H5Aopen(object, name, H5P_DEFAULT), H5Aclose);
      const Hdf5Id type(H5Aget_type(attribute), H5Tclose), space(H5Aget_space(attribute), H5Sclose);
      std::int64_t shape[2] = {0, 0};
      if (H5Tget_class(type) == H5T_INTEGER && H5Sget_simple_extent_npoints(space) == 2 &&
          H5Aread(attribute, H5T_NATIVE_INT64, shape) >= 0)
        return std::pair(shape[0], shape[1]);
    }
    return std::nullopt;
  }

  /// As many texts as there are in a vector of `count`; none when it is another.
  std::vector<std::string> texts(const std::string& path, Index count) const {
    if (!is_dataset(path)) return {};
    const Hdf5Id dataset = open_dataset(path), type(H5Dget_type(dataset), H5Tclose);
    const std::vector<hsize_t> size = sizes(dataset);
    if (H5Tget_class(type) != H5T_STRING || size.size() != 1 || size[0] != static_cast<hsize_t>(count))
      return {};
    const Hdf5Text text(type);
    if (text.bytes() > longest_text) return {};
    require_stored(path, dataset, size[0], H5Tget_size(type));
    std::vector<std::string> out;
    const hsize_t batch = std::max<hsize_t>(1, longest_text / text.bytes());
    for (hsize_t done = 0; done < size[0]; done += batch) {
      const hsize_t part = std::min(batch, size[0] - done);
      const Hdf5Id from = block(dataset, {done}, {part}), to(H5Screate_simple(1, &part, nullptr), H5Sclose);
      const auto read = [&](hid_t memory, void* here) {
        return H5Dread(dataset, memory, to, from, H5P_DEFAULT, here);
      };
      if (!text.take(part, to, out, read)) refuse(path, "cannot be read; expected text");
    }
    return out;
  }

  /// A vector of integers that fit (others become the nearest that does, and are out of every range), or of
  /// doubles.
  template <class Number>
  std::vector<Number> vector(const std::string& path) const {
    const Hdf5Id dataset = open_dataset(path);
    const std::vector<hsize_t> size = sizes(dataset);
    if (size.size() != 1) refuse(path, fmt::format("{} dimensions; expected one", size.size()));
    const Hdf5Id type(H5Dget_type(dataset), H5Tclose);
    if (std::is_integral_v<Number> && H5Tget_class(type) != H5T_INTEGER)
      refuse(path, "holds no integers; expected some");
    require_numbers(path, type);
    require_stored(path, dataset, size[0], H5Tget_size(type));
    std::vector<Number> out(size[0]);
    read_rows(path, dataset, type, size[0], 1, out.data());
    return out;
  }

  /// A dataset of two dimensions.
  DataMatrix matrix(const std::string& path, Missing missing) const {
    const Hdf5Id dataset = open_dataset(path), type(H5Dget_type(dataset), H5Tclose);
    const std::vector<hsize_t> size = sizes(dataset);
    if (size.size() != 2) refuse(path, fmt::format("{} dimensions; expected two", size.size()));
    if (size[0] == 0 || size[1] == 0)
      refuse(path,
             fmt::format("{} × {} is empty; expected at least one row and one column", size[0], size[1]));
    require_numbers(path, type);
    hsize_t entries = 0;
    if (__builtin_mul_overflow(size[0], size[1], &entries)) entries = ~hsize_t{0} / 8;
    const size_t bytes = H5Tget_size(type);
    require_stored(path, dataset, entries, bytes);
    const bool floats = bytes <= (H5Tget_class(type) == H5T_FLOAT ? 4 : 2);
    const auto filled = [&](auto contiguous) {
      contiguous.resize(static_cast<Index>(size[1]), static_cast<Index>(size[0]));
      read_rows(path, dataset, type, size[0], size[1], contiguous.data());
      require_finite(path, contiguous.data(), size[1], entries, missing);
      return contiguous;
    };
    return floats ? DataMatrix::dense_row_major_floats(filled(FloatMatrix()))
                  : DataMatrix::dense_row_major(filled(Matrix()));
  }

  /// Paths of matrices: datasets of two dimensions, and sparse groups. At most nine.
  std::vector<std::string> matrices() const {
    Found all_found{*this, {}, 0};
    H5Lvisit(
        file_, H5_INDEX_NAME, H5_ITER_NATIVE,
        [](hid_t, const char* name, const H5L_info_t*, void* all) -> herr_t {
          auto& found = *static_cast<Found*>(all);
          try {
            const std::string path = '/' + std::string(name);
            if (found.file.is_matrix(path)) found.paths.push_back(path);
          } catch (...) {
            return -1;
          }
          return found.paths.size() > 8 || ++found.seen > 10000 ? 1 : 0;
        },
        &all_found);
    std::sort(all_found.paths.begin(), all_found.paths.end());
    return all_found.paths;
  }

 private:
  static constexpr size_t longest_text = size_t{1} << 16;
  struct Found {
    const Hdf5File& file;
    std::vector<std::string> paths;
    long seen;
  };

  H5I_type_t kind(const std::string& path) const {
    const Hdf5Id object = open(path);
    return object.is_open() ? H5Iget_type(object) : H5I_BADID;
  }

  bool is_matrix(const std::string& path) const {
    const Hdf5Id object = open(path);
    if (!object.is_open()) return false;
    if (H5Iget_type(object) == H5I_GROUP)
      return H5Aexists(object, "h5sparse_format") > 0 ||
             text_attribute(path, "encoding-type").value_or("").ends_with("_matrix");
    if (H5Iget_type(object) != H5I_DATASET) return false;
    const Hdf5Id type(H5Dget_type(object), H5Tclose);
    const H5T_class_t numbers = H5Tget_class(type);
    return sizes(object).size() == 2 && (numbers == H5T_INTEGER || numbers == H5T_FLOAT);
  }

  static std::vector<hsize_t> sizes(hid_t dataset) {
    const Hdf5Id space(H5Dget_space(dataset), H5Sclose);
    const int dimensions = H5Sget_simple_extent_ndims(space);
    std::vector<hsize_t> out(dimensions < 0 ? 0 : static_cast<size_t>(dimensions));
    if (!out.empty()) H5Sget_simple_extent_dims(space, out.data(), nullptr);
    return out;
  }

  static Hdf5Id block(hid_t dataset, std::vector<hsize_t> first, std::vector<hsize_t> size) {
    Hdf5Id out(H5Dget_space(dataset), H5Sclose);
    H5Sselect_hyperslab(out, H5S_SELECT_SET, first.data(), nullptr, size.data(), nullptr);
    return out;
  }

  void require_numbers(const std::string& path, hid_t type) const {
    const H5T_class_t numbers = H5Tget_class(type);
    if ((numbers != H5T_INTEGER && numbers != H5T_FLOAT) || H5Tget_size(type) > 8)
      refuse(path, "another type of entries; expected integers or floats of at most 8 bytes");
  }

  /// Compares what the shape asks for with what the file holds.
  void require_stored(const std::string& path, hid_t dataset, hsize_t entries, size_t bytes) const {
    const Hdf5Id made(H5Dget_create_plist(dataset), H5Pclose);
    const H5D_layout_t layout = H5Pget_layout(made);
    if (layout == H5D_VIRTUAL || H5Pget_external_count(made) > 0)
      refuse(path, "its data are in other files; expected them in this one");
    const std::uint64_t stored = H5Dget_storage_size(dataset);
    const bool packed = layout == H5D_CHUNKED && H5Pget_nfilters(made) > 0;
    const std::uint64_t most =
        packed ? std::min(stored, length_) * most_decompressed : std::min(stored, length_);
    std::uint64_t asked = 0;
    if (__builtin_mul_overflow(entries, bytes, &asked)) asked = ~std::uint64_t{0};
    if (asked > most)
      refuse(path, fmt::format("{} entries of {} bytes, and {} bytes are stored; expected the whole of it",
                               entries, bytes, stored));
    hsize_t chunk[H5S_MAX_RANK] = {};
    if (layout != H5D_CHUNKED) return;
    std::uint64_t of_chunk = bytes;
    for (int k = H5Pget_chunk(made, H5S_MAX_RANK, chunk); k-- > 0;)
      if (__builtin_mul_overflow(of_chunk, chunk[k], &of_chunk)) of_chunk = ~std::uint64_t{0} >> 32;
    if (of_chunk > length_ * most_decompressed)
      refuse(path,
             fmt::format("chunks of {} bytes in a file of {}; expected smaller ones", of_chunk, length_));
  }

  /// How many rows are read at once: whole chunks, of about 8 MiB.
  static hsize_t rows_of_block(hid_t dataset, hsize_t cols) {
    const Hdf5Id made(H5Dget_create_plist(dataset), H5Pclose);
    hsize_t chunk[H5S_MAX_RANK] = {1};
    if (H5Pget_layout(made) == H5D_CHUNKED) H5Pget_chunk(made, H5S_MAX_RANK, chunk);
    const hsize_t wanted = std::max<hsize_t>(1, (hsize_t{1} << 20) / cols),
                  deep = std::max<hsize_t>(1, chunk[0]);
    return (wanted + deep - 1) / deep * deep;
  }

  /// Straight into `out`, rows after rows. Integers of 8 bytes are read as they are and turned into doubles where they
  /// lie.
  template <class Number>
  void read_rows(const std::string& path, hid_t dataset, hid_t type, hsize_t rows, hsize_t cols,
                 Number* out) const {
    const bool wide = H5Tget_class(type) == H5T_INTEGER && H5Tget_size(type) == 8;
    const bool is_unsigned = H5Tget_sign(type) == H5T_SGN_NONE;
    hid_t memory = H5T_NATIVE_DOUBLE;
    if constexpr (std::is_same_v<Number, float>) memory = H5T_NATIVE_FLOAT;
    if constexpr (std::is_same_v<Number, std::int32_t>) memory = H5T_NATIVE_INT32;
    if constexpr (std::is_same_v<Number, std::int64_t>) memory = H5T_NATIVE_INT64;
    if constexpr (std::is_same_v<Number, double>)
      if (wide) memory = is_unsigned ? H5T_NATIVE_UINT64 : H5T_NATIVE_INT64;
    const bool flat = sizes(dataset).size() == 1;
    const hsize_t at_once = rows_of_block(dataset, cols);
    for (hsize_t done = 0; done < rows; done += at_once) {
      check_budget();
      const hsize_t part = std::min(at_once, rows - done), count = part * cols;
      const Hdf5Id from = flat ? block(dataset, {done}, {part}) : block(dataset, {done, 0}, {part, cols});
      const Hdf5Id to(H5Screate_simple(1, &count, nullptr), H5Sclose);
      Number* const here = out + done * cols;
      if (H5Dread(dataset, memory, to, from, H5P_DEFAULT, here) < 0)
        refuse(path, fmt::format("from row {} on: damaged, or of a compression that HDF5 does not know here",
                                 done + 1));
      if constexpr (std::is_same_v<Number, double>)
        if (wide) widen(path, here, count, is_unsigned, done * cols);
    }
  }

  /// Integers of 64 bits that lie where doubles are to lie.
  void widen(const std::string& path, double* numbers, hsize_t count, bool is_unsigned,
             hsize_t before) const {
    for (hsize_t k = 0; k < count; ++k) {
      const auto bits = std::bit_cast<std::uint64_t>(numbers[k]);
      const auto negative = static_cast<std::int64_t>(bits);
      numbers[k] = is_unsigned ? static_cast<double>(bits) : static_cast<double>(negative);
      const bool exact = is_unsigned
                             ? numbers[k] < 0x1p64 && static_cast<std::uint64_t>(numbers[k]) == bits
                             : numbers[k] < 0x1p63 && static_cast<std::int64_t>(numbers[k]) == negative;
      if (!exact)
        refuse(path,
               fmt::format("entry {} in the order of the file is no integer that a double holds exactly",
                           before + k + 1));
    }
  }

  template <class Number>
  void require_finite(const std::string& path, const Number* numbers, hsize_t cols, hsize_t entries,
                      Missing missing) const {
    for (hsize_t k = 0; k < entries; ++k)
      if (!std::isfinite(numbers[k]) && !(std::isnan(numbers[k]) && missing != Missing::none))
        refuse(path, fmt::format("entry ({}, {}) is {}; expected a finite number", k / cols + 1, k % cols + 1,
                                 numbers[k]));
  }

  const Source& source_;
  Hdf5Id access_, file_;
  std::uint64_t length_ = 0;
};

// ---- what the groups of programs mean ---------------------------------------------------------------

/// The names of an AnnData table such as /obs.
std::vector<std::string> index_of(const Hdf5File& file, const std::string& group, Index count) {
  if (!file.is_group(group)) return {};
  const std::string column = file.text_attribute(group, "_index").value_or("_index");
  return file.texts(group + "/" + column, count);
}

DataMatrix sparse_group(const Hdf5File& file, const std::string& path, const Source& source) {
  const std::string kind = file.text_attribute(path, "encoding-type")
                               .value_or(file.text_attribute(path, "h5sparse_format").value_or(""));
  const bool by_rows = kind.starts_with("csr");
  if (!by_rows && !kind.starts_with("csc"))
    file.refuse(path, fmt::format("a group of encoding-type {}; expected a dataset, csr_matrix or csc_matrix",
                                  quote(kind)));
  const auto shape = file.shape_attribute(path);
  if (!shape || shape->first < 0 || shape->second < 0)
    file.refuse(path, "no attribute shape of two integers; expected one");
  const auto [rows, cols] = *shape;
  SparseArrays arrays{
      .lines = by_rows ? rows : cols, .length = by_rows ? cols : rows, .lines_are_rows = by_rows};
  arrays.value = file.vector<double>(path + "/data");
  arrays.index = file.vector<std::int32_t>(path + "/indices");
  arrays.start = file.vector<std::int64_t>(path + "/indptr");
  return matrix_of(std::move(arrays), source.name + ": " + on_one_line(path));
}

bool is_ten_x(const Hdf5File& file, const std::string& path) {
  return file.is_group(path) && file.is_dataset(path + "/barcodes") && file.is_dataset(path + "/indptr") &&
         file.is_dataset(path + "/shape");
}

/// Lines are cells, and columns of the matrix.
NamedData ten_x_group(const Hdf5File& file, const std::string& path, const Source& source) {
  const auto shape = file.vector<std::int64_t>(path + "/shape");
  if (shape.size() != 2 || shape[0] < 0 || shape[1] < 0)
    file.refuse(path + "/shape", "expected two numbers, not below 0");
  SparseArrays arrays{.lines = shape[1], .length = shape[0], .lines_are_rows = false};
  arrays.value = file.vector<double>(path + "/data");
  arrays.index = file.vector<std::int32_t>(path + "/indices");
  arrays.start = file.vector<std::int64_t>(path + "/indptr");
  NamedData out{.data = matrix_of(std::move(arrays), source.name + ": " + on_one_line(path))};
  const bool newer = file.is_group(path + "/features");
  out.row_names = feature_names(file.texts(path + (newer ? "/features/id" : "/genes"), shape[0]),
                                file.texts(path + (newer ? "/features/name" : "/gene_names"), shape[0]));
  out.column_names = file.texts(path + "/barcodes", shape[1]);
  out.told = path + " of 10x: rows are features, columns are cells";
  return out;
}

/// Where the matrix is when nobody says it.
std::string path_of_matrix(const Hdf5File& file, const Source& source) {
  for (const char* usual : {"/X", "/matrix"})
    if (file.is_dataset(usual) || file.is_group(usual)) return usual;
  const std::vector<std::string> paths = file.matrices();
  if (paths.size() == 1) return paths.front();
  std::string listed;
  for (size_t k = 0; k < std::min<size_t>(paths.size(), 8); ++k)
    listed += (k == 0 ? "" : ", ") + on_one_line(paths[k]);
  source.refuse(paths.empty() ? "holds no matrix; expected a dataset of two dimensions, AnnData or 10x"
                              : fmt::format("holds the matrices {}{}; expected FILE:/PATH that says which",
                                            listed, paths.size() > 8 ? ", …" : ""));
}

}  // namespace

NamedData read_hdf5(const Source& source, const SourceOptions& options) {
  const QuietHdf5 quiet;
  const Hdf5File file(source);
  const std::string path = source.inside.empty() ? path_of_matrix(file, source) : source.inside;
  if (is_ten_x(file, path)) return ten_x_group(file, path, source);
  if (!file.is_group(path) && !file.is_dataset(path))
    file.refuse(path, "nothing is there; expected a dataset of two dimensions, or a sparse matrix");
  NamedData out{.data = file.is_group(path) ? sparse_group(file, path, source)
                                            : file.matrix(path, options.table.missing)};
  const bool raw = path.starts_with("/raw/");
  out.row_names = index_of(file, "/obs", out.data.rows());
  out.column_names = index_of(file, raw ? "/raw/var" : "/var", out.data.cols());
  out.told = path;
  if (!out.row_names.empty()) out.told += ", row names from /obs";
  if (!out.column_names.empty())
    out.told += raw ? ", column names from /raw/var" : ", column names from /var";
  return out;
}

}  // namespace orthant
