/// Where data come from: a file (compressed or not), a part of a file, a folder, or standard input.
///
///   counts.csv   counts.csv.gz   counts.npz:/X   counts.h5ad:/layers/raw   folder   -
///
/// Standard input that is no file is first written to one without a name, in the folder for temporary files, so
/// that every reader can go back in it; it never lies in memory as a whole.
#pragma once

#include <istream>
#include <memory>
#include <string>

namespace orthant {

struct Source {
  std::string name;    ///< in messages: as it was given
  std::string path;    ///< of the file or folder
  std::string inside;  ///< what stands behind `:/`, with the slash: a part of the file; or empty
  std::string kind;    ///< ".csv" of `a/B.CSV.gz`; empty: none
  std::string start;   ///< the first bytes, decompressed
  bool is_folder = false;
  bool compressed = false;                 ///< a gzip file
  std::shared_ptr<const void> keeps = {};  ///< the file of standard input

  /// The bytes of the file, decompressed. Throws InputError; `expected` is what an empty file lacks.
  std::unique_ptr<std::istream> open(std::string_view expected = "a matrix") const;

  /// The path of a file that a library opens by itself. Throws InputError for one that is missing, empty, not
  /// regular or compressed.
  const std::string& plain_file() const;

  /// Throws InputError `name: message`.
  [[noreturn]] void refuse(std::string_view message) const;
};

/// Looks at the beginning of the file, where there is one.
Source find_source(const std::string& given);

/// The name without the folders before it: `cells.h5ad:/X` of `data/cells.h5ad:/X`.
std::string short_name(const std::string& name);

/// Refuses for a build without `library`, which `package` would bring.
[[noreturn]] void refuse_built_without(const std::string& name, const char* library, const char* package);

}  // namespace orthant
