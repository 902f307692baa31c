/// Lines of a text file, one at a time, and numbers in them.
///
/// The file is never held as a whole: one buffer of 64 KiB, which grows only for a line that is longer.
/// LF and CRLF both end a line; the last line may lack its ending.
#pragma once

#include <cstdint>
#include <istream>
#include <string>
#include <string_view>
#include <vector>

namespace orthant {

class LineReader {
 public:
  /// Lines longer than `longest` bytes are refused; `in` must have a length (bytes_left).
  LineReader(std::istream& in, std::string name, std::uint64_t longest);

  /// Moves to the next line; false at the end. `line` stays valid until the next call.
  bool next(std::string_view& line);

  long number() const { return number_; }           ///< of the present line, from 1
  std::uint64_t unread() const { return unread_; }  ///< bytes after the present line
  const std::string& name() const { return name_; }

  /// Throws InputError `name: line N: message` for the present line.
  [[noreturn]] void refuse_line(std::string_view message) const;

 private:
  bool fill();

  std::istream& in_;
  std::string name_;
  std::uint64_t longest_, unread_;
  std::vector<char> buffer_;
  size_t begin_ = 0, end_ = 0;
  long number_ = 0;
};

/// `text` without blanks and tabs at both ends.
std::string_view trimmed(std::string_view text);

enum class Number { finite, not_finite, too_large, text };

/// Reads a whole field as a decimal number, an optional sign first. Numbers nearer to 0 than any double
/// become a zero of their sign, those beyond the largest double are too_large; `nan` and `inf` in any
/// spelling are not_finite.
Number parse_number(std::string_view field, double& value);

/// What was found and what was expected, for a field that is not a finite number.
std::string not_a_finite_number(Number kind, std::string_view field);

}  // namespace orthant
