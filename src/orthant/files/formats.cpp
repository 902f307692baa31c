// The one table of formats, and how a source gets to its reader.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <sstream>
#include <string_view>
#include <utility>

#include "orthant/files/csv.hpp"
#include "orthant/files/folders.hpp"
#include "orthant/files/hdf5.hpp"
#include "orthant/files/input_file.hpp"
#include "orthant/files/matrix_market.hpp"
#include "orthant/files/npy.hpp"
#include "orthant/files/npz.hpp"
#include "orthant/files/picture.hpp"
#include "orthant/files/read_matrix.hpp"
#include "orthant/files/sound.hpp"
#include "orthant/files/triplets.hpp"

extern "C" const unsigned char orthant_digits_npy[], orthant_digits_npy_end[];

namespace orthant {

namespace {

NamedData read_digits(const Source&, const SourceOptions&) {
  const auto* bytes = reinterpret_cast<const char*>(orthant_digits_npy);
  const auto length = static_cast<size_t>(orthant_digits_npy_end - orthant_digits_npy);
  std::istringstream in(std::string(bytes, length));
  return {.data = read_npy(in, "digits")};
}

NamedData read_npy_source(const Source& source, const SourceOptions& options) {
  const bool refused = options.table.missing == Missing::none;
  const auto in = source.open();
  return {.data = refused ? read_npy(*in, source.name) : read_npy_with_missing(*in, source.name),
          .is_plain = !source.compressed};
}

NamedData read_mtx_source(const Source& source, const SourceOptions& options) {
  if (options.table.missing == Missing::nan)
    source.refuse(
        "NaN in a .mtx is refused; expected another format, or observed = entries, where absent is missing");
  return {.data = read_matrix_market(*source.open(), source.name), .is_plain = !source.compressed};
}

NamedData read_text_source(const Source& source, const SourceOptions& options) {
  CsvOptions table = options.table;
  table.only_tabs = source.kind == ".tsv";
  const auto in = source.open();
  const auto read_lines = options.lines == LineFormat::table   ? read_csv_table
                          : options.lines == LineFormat::edges ? read_edges
                          : options.symmetric                  ? read_symmetric_triplets
                                                               : read_triplets;
  CsvMatrix read = read_lines(*in, source.name, table);
  NamedData out{.data = std::move(read.data), .reading = std::move(read.reading)};
  out.row_names = std::move(out.reading->row_names);
  out.column_names = std::move(out.reading->column_names);
  return out;
}

using Read = NamedData (*)(const Source&, const SourceOptions&);

// What this build can read.
#if ORTHANT_LIBZIP
constexpr Read npz_reader = read_npz;
#else
constexpr Read npz_reader = nullptr;
#endif
#if ORTHANT_HDF5
constexpr Read hdf5_reader = read_hdf5;
#else
constexpr Read hdf5_reader = nullptr;
#endif
#if ORTHANT_PNG
constexpr Read png_reader = read_picture;
#else
constexpr Read png_reader = nullptr;
#endif
#if ORTHANT_SNDFILE && ORTHANT_FFTW
constexpr Read sound_reader = read_sound;
#else
constexpr Read sound_reader = nullptr;
#endif

struct Format {
  std::string_view extensions;  ///< separated by blanks
  std::string_view magic;       ///< the first bytes; empty: only its extension tells
  const char* what;
  Read read;                                          ///< null: built without what it needs
  const char *library = nullptr, *package = nullptr;  ///< which is this
  bool has_parts = false;                             ///< FILE:/PART
};

constexpr Format formats[] = {
    {".npy", "\x93NUMPY", "a matrix of NumPy, dense", read_npy_source},
    {".mtx", "%%Matri", "Matrix Market, dense or sparse", read_mtx_source},
    {".csv .tsv .txt", "", "text: a row a line, or --format triplets or edges", read_text_source},
    {".npz", "PK\x03\x04", "arrays of NumPy (FILE.npz:/NAME) or a sparse matrix of SciPy", npz_reader,
     "libzip", "libzip-dev", true},
    {".h5 .h5ad .hdf5", "\x89HDF\r\n\x1a\n", "HDF5 (FILE.h5:/PATH), AnnData, 10x Genomics", hdf5_reader,
     "HDF5", "libhdf5-dev", true},
    {".png", "\x89PNG\r\n", "a picture: its pixels, colours as luminance", png_reader, "libpng",
     "libpng-dev"},
    {".pgm", "P5\n", "a picture: its pixels", read_picture},
    {".wav", "RIFF", "a sound: magnitudes over frequency and time (--window, --hop)", sound_reader,
     "libsndfile and FFTW", "libsndfile1-dev and libfftw3-dev"},
};
constexpr const Format& text_format = formats[2];
constexpr const Format& sound_format = formats[7];
static_assert(text_format.extensions.starts_with(".csv") && sound_format.extensions == ".wav");

/// What a folder may hold.
constexpr std::pair<const char*, const char*> folders[] = {
    {"matrix.mtx[.gz]", "a folder of 10x Genomics, with features.tsv or genes.tsv and barcodes.tsv"},
    {"*.png, *.pgm", "a folder of pictures of one size, a row each"},
    {"-", "standard input, of any of these formats"},
};

bool has_extension(const Format& format, std::string_view kind) {
  if (kind.empty()) return false;
  const std::string all = ' ' + std::string(format.extensions) + ' ';
  return all.find(' ' + std::string(kind) + ' ') != std::string::npos;
}

/// By its extension, else by its first bytes; null: none. What comes from standard input and begins like nothing
/// else is text.
const Format* format_of(const Source& source) {
  for (const Format& format : formats)
    if (has_extension(format, source.kind)) return &format;
  for (const Format& format : formats)
    if (!format.magic.empty() && source.start.starts_with(format.magic)) return &format;
  const bool unnamed = source.path.starts_with("/proc/self/fd/");
  return unnamed && source.start.find('\0') == std::string::npos ? &text_format : nullptr;
}

void refuse_options_of_others(const Source& source, const Format* format, const SourceOptions& options) {
  const CsvOptions& table = options.table;
  const bool for_text = options.lines != LineFormat::table || table.first_line != NamesOrData::automatic ||
                        table.first_column != NamesOrData::automatic ||
                        table.decimal != DecimalMark::automatic;
  if (for_text && format != &text_format)
    source.refuse(
        "--format, --first-line, --first-column and --decimal are for text; expected a .csv, .tsv or .txt file");
  const SourceOptions usual;
  if (format != &sound_format && (options.window != usual.window || options.hop != usual.hop))
    source.refuse("--window and --hop are for sounds; expected a .wav file");
}

NamedData read_any(const Source& source, const SourceOptions& options) {
  const bool digits = source.name == "digits";
  const Format* format = digits || source.is_folder ? nullptr : format_of(source);
  refuse_options_of_others(source, format, options);
  if (digits) return read_digits(source, options);
  const std::string expected = "expected " + readable_sources();
  if (source.name.empty()) refuse("data", "no file name; " + expected);
  const FolderKind folder = source.is_folder ? kind_of_folder(source.path) : FolderKind::none;
  if (folder == FolderKind::ten_x) return read_ten_x_folder(source);
  if (folder == FolderKind::pictures) return read_pictures(source);
  if (source.is_folder)
    source.refuse("is a folder without matrix.mtx, matrix.mtx.gz, .png and .pgm; " + expected);
  if (format == nullptr && source.kind.empty()) source.refuse("no file extension; " + expected);
  if (format == nullptr) source.refuse(fmt::format("extension {}; {}", quote(source.kind), expected));
  if (format->read == nullptr) refuse_built_without(source.name, format->library, format->package);
  if (!source.inside.empty() && !format->has_parts)
    source.refuse("a part of a file; expected the whole of one of this format");
  return format->read(source, options);
}

}  // namespace

DataMatrix read_matrix(const std::string& source) {
  return read_named(source, {}).data;
}

NamedData read_named(const std::string& source, const SourceOptions& options) {
  return read_named(find_source(source), options);
}

void leave_out_missing(NamedData& read, Missing missing, const std::string& name) {
  if (missing == Missing::nan && read.data.is_sparse() && !read.reading)
    refuse(
        name,
        "sparse data with missing = nan; expected dense data, or observed = entries, where absent is missing");
  // The sum of the entries is NaN when one of them is.
  const bool none = missing == Missing::automatic && !std::isnan(read.data.sum());
  if (missing == Missing::none || none || read.data.is_sparse()) return;
  CompressedLines observed = entries_not_nan(read.data);
  if (observed.value.empty()) refuse(name, "every entry is NaN; expected at least one observed entry");
  read.missing_entries = read.data.rows() * read.data.cols() - observed.nonzeros();
  read.data = DataMatrix::sparse_rows(std::move(observed));
}

NamedData read_named(const Source& source, const SourceOptions& options) {
  NamedData out = read_any(source, options);
  leave_out_missing(out, options.table.missing, source.name);
  return out;
}

bool is_text_table(const Source& source) {
  return source.name != "digits" && !source.is_folder && format_of(source) == &text_format;
}

bool is_data_folder(const std::string& path) {
  std::error_code ignored;
  return !std::filesystem::exists(std::filesystem::path(path) / "problem.json", ignored) &&
         kind_of_folder(path) != FolderKind::none;
}

std::string readable_sources() {
  std::string extensions;
  for (const Format& format : formats) {
    std::istringstream words{std::string(format.extensions)};
    for (std::string word; words >> word;) extensions += (extensions.empty() ? "" : ", ") + word;
  }
  return fmt::format(
      "a file ({}; text and .npy also as .gz), a folder of 10x Genomics or of pictures, - or the bundled set digits",
      extensions);
}

std::string list_of_formats() {
  std::string out;
  for (const Format& format : formats) {
    out += fmt::format("\n  {:<20}{}", format.extensions, format.what);
    if (format.read == nullptr) out += fmt::format(" (built without {})", format.library);
  }
  for (const auto& [form, what] : folders) out += fmt::format("\n  {:<20}{}", form, what);
  return out;
}

std::string in_words(const CsvReading& reading) {
  std::string out;
  const auto say = [&](const std::string& words) { out += (out.empty() ? "" : ", ") + words; };
  if (reading.edges) say("edges of an undirected graph, nodes by their names");
  if (const long again = reading.repeated_edges; again > 0)
    say(fmt::format("{} line{} an edge again and {} added to it", again, again == 1 ? " names" : "s name",
                    again == 1 ? "is" : "are"));
  if (reading.triplets && !reading.edges) say("triplets, rows and columns by their names");
  if (reading.names_line > 0 && !reading.triplets)
    say(fmt::format("column names in line {}", reading.names_line));
  if (reading.names_column) say("row names in column 1");
  if (reading.decimal_comma) say("decimal commas");
  if (reading.marks_of_thousands) say("marks of thousands");
  if (reading.empty_last_column) say("an empty last column left out");
  return out;
}

}  // namespace orthant
