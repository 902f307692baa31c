/// JSON documents that a program reads: a text of bounded size and nesting, and places in it that refuse what
/// they hold in one line, `FILE: operator.kind = "foo"; expected …`.
///
/// A text that is not JSON is refused by line and column. Limits: 16 MiB, 64 levels, 1000 fields an object.
#pragma once

#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "orthant/linalg/matrix.hpp"

namespace orthant {

/// Fields in the order in which they were put.
using Json = nlohmann::ordered_json;

inline constexpr std::size_t longest_json_document = std::size_t{1} << 24;

/// `file` stands for the document in messages. Throws InputError.
Json parse_json_document(std::string_view text, const std::string& file,
                         std::size_t longest = longest_json_document);

/// The text of a file that is to hold a document, and the document. Throw InputError.
std::string read_json_text(const std::string& path, std::size_t longest = longest_json_document);
Json read_json_file(const std::string& path, std::size_t longest = longest_json_document);

/// Whether a file, read of any length, says that its `format` is this.
bool has_format(const std::string& path, const char* format);

/// The text with bytes that are no UTF-8 replaced by U+FFFD: names of files need not be UTF-8, JSON must be.
std::string valid_utf8(std::string_view text);

/// The text of a document, with the same care.
std::string json_text(const Json& document, int indent = 2);

/// A value of a document, which must outlive it, and the way to it.
class JsonPlace {
 public:
  JsonPlace(const Json& document, std::string file) : value_(document), file_(std::move(file)) {}

  const Json& value() const { return value_; }

  /// Throws InputError `FILE: path = found; expected …`.
  [[noreturn]] void refuse(std::string_view expected) const;
  /// Throws InputError `FILE: path: message`.
  [[noreturn]] void fail(std::string_view message) const;

  /// An object with all the required fields and no others than these and the optional ones.
  void require_fields(std::initializer_list<std::string_view> required,
                      std::initializer_list<std::string_view> optional = {}) const;
  bool has(const char* key) const { return value_.is_object() && value_.contains(key); }
  bool is_text() const { return value_.is_string(); }
  bool is_null() const { return value_.is_null(); }

  JsonPlace at(const char* key) const;
  JsonPlace at(std::size_t k) const;
  std::size_t list_size() const;

  Index integer(Index lower, Index upper) const;
  double number(double lower, double upper) const;
  bool truth() const;
  const std::string& text() const;
  std::vector<std::string> names() const;  ///< of an object's fields

 private:
  JsonPlace(const Json& value, std::string file, std::string path)
      : value_(value), file_(std::move(file)), path_(std::move(path)) {}
  std::string found() const;

  const Json& value_;
  std::string file_, path_;
};

}  // namespace orthant
