#include "orthant/files/folders.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <unordered_set>
#include <utility>

#include "orthant/base/stop.hpp"
#include "orthant/files/input_file.hpp"
#include "orthant/files/matrix_market.hpp"
#include "orthant/files/picture.hpp"

namespace orthant {

namespace {

namespace fs = std::filesystem;

/// The first of these that there is, itself or compressed; empty: none.
std::string file_in(const std::string& folder, std::initializer_list<const char*> names) {
  std::error_code ignored;
  for (const char* name : names) {
    for (const char* ending : {"", ".gz"}) {
      std::string path = (fs::path(folder) / (std::string(name) + ending)).string();
      if (fs::exists(path, ignored)) return path;
    }
  }
  return {};
}

bool is_picture(const fs::path& path) {
  const std::string kind = in_lower_case(path.extension().string());
  return kind == ".png" || kind == ".pgm";
}

/// Paths relative to the folder, sorted by their bytes; of hidden files none.
std::vector<std::string> pictures_in(const std::string& folder) {
  std::vector<std::string> out;
  std::error_code error;
  for (fs::recursive_directory_iterator at(folder, fs::directory_options::skip_permission_denied, error), end;
       !error && at != end; at.increment(error)) {
    check_budget();
    if (at.depth() >= 1) at.disable_recursion_pending();
    const std::string name = at->path().filename().string();
    if (!name.starts_with('.') && is_picture(at->path()) && at->is_regular_file(error))
      out.push_back(at->path().lexically_relative(folder).string());
  }
  std::sort(out.begin(), out.end());
  return out;
}

/// The columns of a table of names between tabs.
struct NameColumns {
  std::vector<std::string> first, second;
};

NameColumns name_columns(const std::string& path, Index count, const char* what) {
  const Source source = find_source(path);
  const auto in = source.open();
  LineReader lines(*in, path, std::uint64_t{1} << 20);
  NameColumns out;
  std::string_view line;
  while (lines.next(line)) {
    const size_t tab = line.find('\t');
    out.first.emplace_back(line.substr(0, tab));
    if (tab != std::string_view::npos) {
      const std::string_view rest = line.substr(tab + 1);
      out.second.emplace_back(rest.substr(0, rest.find('\t')));
    }
    if (static_cast<Index>(out.first.size()) > count)
      lines.refuse_line(
          fmt::format("a name too many; expected {}, one for each {} of the matrix", count, what));
  }
  if (static_cast<Index>(out.first.size()) != count)
    refuse(path, fmt::format("{} names; expected {}, one for each {} of the matrix", out.first.size(), count,
                             what));
  return out;
}

}  // namespace

FolderKind kind_of_folder(const std::string& path) {
  if (!file_in(path, {"matrix.mtx"}).empty()) return FolderKind::ten_x;
  return pictures_in(path).empty() ? FolderKind::none : FolderKind::pictures;
}

std::vector<std::string> feature_names(std::vector<std::string> identifiers,
                                       std::vector<std::string> symbols) {
  const std::unordered_set<std::string_view> distinct(symbols.begin(), symbols.end());
  const bool unique = symbols.size() == identifiers.size() && distinct.size() == symbols.size();
  return unique ? std::move(symbols) : std::move(identifiers);
}

NamedData read_ten_x_folder(const Source& source) {
  const Source matrix = find_source(file_in(source.path, {"matrix.mtx"}));
  NamedData out{.data = read_matrix_market(*matrix.open(), matrix.name)};
  if (const std::string path = file_in(source.path, {"features.tsv", "genes.tsv"}); !path.empty()) {
    NameColumns names = name_columns(path, out.data.rows(), "row");
    out.row_names = feature_names(std::move(names.first), std::move(names.second));
  }
  if (const std::string path = file_in(source.path, {"barcodes.tsv"}); !path.empty())
    out.column_names = name_columns(path, out.data.cols(), "column").first;
  out.told = "rows are features, columns are cells";
  return out;
}

NamedData read_pictures(const Source& source) {
  std::vector<std::string> names = pictures_in(source.path);
  FloatMatrix pixels;  // a column for each picture
  std::optional<PictureHeader> first;
  for (size_t k = 0; k < names.size(); ++k) {
    check_budget();
    const Source file = find_source((fs::path(source.path) / names[k]).string());
    Picture picture(file);
    const PictureHeader& header = picture.header();
    if (!first) {
      first = header;
      pixels.resize(header.rows * header.cols, static_cast<Index>(names.size()));
    }
    if (header.rows != first->rows || header.cols != first->cols)
      file.refuse(fmt::format("{} × {} pixels; expected {} × {}, as {} has", header.rows, header.cols,
                              first->rows, first->cols, names.front()));
    if (header.white != first->white)
      file.refuse(
          fmt::format("white is {}; expected {}, as in {}", header.white, first->white, names.front()));
    picture.read(pixels.col(static_cast<Index>(k)).data());
  }
  NamedData out{.data = DataMatrix::dense_row_major_floats(std::move(pixels))};
  out.image_shape = {first->rows, first->cols};
  out.told = fmt::format("{} pictures of {} × {} pixels, a row each", names.size(), first->rows, first->cols);
  out.row_names = std::move(names);
  return out;
}

}  // namespace orthant
