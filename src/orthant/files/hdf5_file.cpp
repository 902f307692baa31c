#include "orthant/files/hdf5_file.hpp"

#include <fmt/format.h>
#include <hdf5.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <filesystem>
#include <optional>
#include <utility>

#include "orthant/files/apart.hpp"
#include "orthant/files/folders.hpp"
#include "orthant/files/input_file.hpp"

namespace orthant {

namespace {

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

/// In the process that HDF5 has for itself (apart.hpp).
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
  /// A group as 10x Genomics writes it: /matrix, or in older files one for each genome, of its name.
  bool is_ten_x(const std::string& path) const {
    return is_group(path) && is_dataset(path + "/barcodes") && is_dataset(path + "/indptr") &&
           is_dataset(path + "/shape");
  }

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
  /// doubles: how many, and they.
  template <class Number>
  void put_vector(const std::string& path, ApartSink& to) const {
    const Hdf5Id dataset = open_dataset(path), type(H5Dget_type(dataset), H5Tclose);
    const std::vector<hsize_t> size = sizes(dataset);
    if (size.size() != 1) refuse(path, fmt::format("{} dimensions; expected one", size.size()));
    if (std::is_integral_v<Number> && H5Tget_class(type) != H5T_INTEGER)
      refuse(path, "holds no integers; expected some");
    require_numbers(path, type);
    require_stored(path, dataset, size[0], H5Tget_size(type));
    to.put_number(static_cast<std::int64_t>(size[0]));
    put_rows<Number>(path, dataset, type, size[0], 1, to);
  }

  /// A dataset of two dimensions: whether its numbers are floats, how many rows and columns, and they.
  void put_matrix(const std::string& path, ApartSink& to) const {
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
    to.put_number(floats ? 1 : 0);
    for (const hsize_t n : size) to.put_number(static_cast<std::int64_t>(n));
    if (floats)
      put_rows<float>(path, dataset, type, size[0], size[1], to);
    else
      put_rows<double>(path, dataset, type, size[0], size[1], to);
  }

  /// Of a dataset of two dimensions.
  std::pair<std::int64_t, std::int64_t> shape_of(const std::string& path) const {
    const std::vector<hsize_t> size = sizes(open_dataset(path));
    return {static_cast<std::int64_t>(size[0]), static_cast<std::int64_t>(size[1])};
  }

  /// Two numbers, such as a shape; nothing when it is anything else.
  std::optional<std::pair<std::int64_t, std::int64_t>> two_integers(const std::string& path) const {
    const Hdf5Id dataset = open(path);
    if (!dataset.is_open() || H5Iget_type(dataset) != H5I_DATASET) return std::nullopt;
    const Hdf5Id type(H5Dget_type(dataset), H5Tclose);
    std::int64_t out[2] = {0, 0};
    if (sizes(dataset) != std::vector<hsize_t>{2} || H5Tget_class(type) != H5T_INTEGER ||
        H5Dread(dataset, H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, out) < 0)
      return std::nullopt;
    return std::pair(out[0], out[1]);
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
      return H5Aexists(object, "h5sparse_format") > 0 || is_ten_x(path) ||
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
        packed ? std::min(stored, length_) * most_decompressed_bytes : std::min(stored, length_);
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
    if (of_chunk > length_ * most_decompressed_bytes)
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

  /// Rows after rows, in blocks of which the number of rows comes first. Integers of 8 bytes are read as they are
  /// and turned into doubles where they lie.
  template <class Number>
  void put_rows(const std::string& path, hid_t dataset, hid_t type, hsize_t rows, hsize_t cols,
                ApartSink& to) const {
    const bool wide = H5Tget_class(type) == H5T_INTEGER && H5Tget_size(type) == 8;
    const bool is_unsigned = H5Tget_sign(type) == H5T_SGN_NONE;
    hid_t memory = H5T_NATIVE_DOUBLE;
    if constexpr (std::is_same_v<Number, float>) memory = H5T_NATIVE_FLOAT;
    if constexpr (std::is_same_v<Number, std::int32_t>) memory = H5T_NATIVE_INT32;
    if constexpr (std::is_same_v<Number, std::int64_t>) memory = H5T_NATIVE_INT64;
    if constexpr (std::is_same_v<Number, double>)
      if (wide) memory = is_unsigned ? H5T_NATIVE_UINT64 : H5T_NATIVE_INT64;
    const bool flat = sizes(dataset).size() == 1;
    const hsize_t at_once = std::min(rows_of_block(dataset, cols), rows);
    to.put_number(static_cast<std::int64_t>(at_once));
    std::vector<Number> numbers(at_once * cols);
    for (hsize_t done = 0; done < rows; done += at_once) {
      const hsize_t part = std::min(at_once, rows - done), count = part * cols;
      const Hdf5Id from = flat ? block(dataset, {done}, {part}) : block(dataset, {done, 0}, {part, cols});
      const Hdf5Id here(H5Screate_simple(1, &count, nullptr), H5Sclose);
      if (H5Dread(dataset, memory, here, from, H5P_DEFAULT, numbers.data()) < 0)
        refuse(path, fmt::format("from row {} on: damaged, or of a compression that HDF5 does not know here",
                                 done + 1));
      if constexpr (std::is_same_v<Number, double>)
        if (wide) widen(path, numbers.data(), count, is_unsigned, done * cols);
      to.put(numbers.data(), count * sizeof(Number));
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

/// Whether lines are rows, their number and length, and the arrays.
void put_sparse(const Hdf5File& file, const std::string& path, bool by_rows,
                const std::optional<std::pair<std::int64_t, std::int64_t>>& shape, ApartSink& to) {
  if (!shape || shape->first < 0 || shape->second < 0)
    file.refuse(path, "no shape of two integers, not below 0; expected one");
  to.put_number(by_rows ? 1 : 0);
  to.put_number(by_rows ? shape->first : shape->second);
  to.put_number(by_rows ? shape->second : shape->first);
  file.put_vector<double>(path + "/data", to);
  file.put_vector<std::int32_t>(path + "/indices", to);
  file.put_vector<std::int64_t>(path + "/indptr", to);
}

/// Whether the rows of this group of AnnData are lines.
bool is_by_rows(const Hdf5File& file, const std::string& path) {
  const std::string kind = file.text_attribute(path, "encoding-type")
                               .value_or(file.text_attribute(path, "h5sparse_format").value_or(""));
  if (!kind.starts_with("csr") && !kind.starts_with("csc"))
    file.refuse(path, fmt::format("a group of encoding-type {}; expected a dataset, csr_matrix or csc_matrix",
                                  quote(kind)));
  return kind.starts_with("csr");
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

void put_hdf5(const Source& source, ApartSink& to) {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);  // it prints nothing
  const Hdf5File file(source);
  const std::string path = source.inside.empty() ? path_of_matrix(file, source) : source.inside;
  to.put_text(path);
  if (file.is_ten_x(path)) {
    // Lines are cells, and columns of the matrix.
    const auto shape = file.two_integers(path + "/shape");
    to.put_number(1);
    put_sparse(file, path, false, shape, to);
    const bool newer = file.is_group(path + "/features");
    to.put_texts(feature_names(file.texts(path + (newer ? "/features/id" : "/genes"), shape->first),
                               file.texts(path + (newer ? "/features/name" : "/gene_names"), shape->first)));
    to.put_texts(file.texts(path + "/barcodes", shape->second));
    to.put_text(path + " of 10x: rows are features, columns are cells");
    return;
  }
  const bool sparse = file.is_group(path);
  if (!sparse && !file.is_dataset(path))
    file.refuse(path, "nothing is there; expected a dataset of two dimensions, or a sparse matrix");
  to.put_number(sparse ? 1 : 0);
  std::pair<std::int64_t, std::int64_t> shape;
  if (sparse) {
    const bool by_rows = is_by_rows(file, path);
    put_sparse(file, path, by_rows, file.shape_attribute(path), to);
    shape = *file.shape_attribute(path);
  } else {
    file.put_matrix(path, to);
    shape = file.shape_of(path);
  }
  const char* const var = path.starts_with("/raw/") ? "/raw/var" : "/var";
  const std::vector<std::string> rows = index_of(file, "/obs", shape.first),
                                 cols = index_of(file, var, shape.second);
  to.put_texts(rows);
  to.put_texts(cols);
  to.put_text(fmt::format("{}{}{}", path, rows.empty() ? "" : ", row names from /obs",
                          cols.empty() ? "" : fmt::format(", column names from {}", var)));
}

}  // namespace orthant
