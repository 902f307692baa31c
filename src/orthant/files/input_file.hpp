/// What every reader shares: opening a file, its length, lines and numbers of a text, and refusing it in exactly
/// one line.
///
/// A refusal reads `FILE: PLACE: what was found; expected what`. Names and quoted bytes are escaped, so a
/// message is one printable line whatever the file holds.
#pragma once

#include <cstdint>
#include <fstream>
#include <istream>
#include <string>
#include <string_view>
#include <vector>

namespace orthant {

/// What NaN in a file of numbers is.
enum class Nan { is_refused, is_missing };

/// The first 40 characters of `bytes` between quotation marks; control and non-ASCII bytes as \xNN,
/// `…` where cut.
std::string quote(std::string_view bytes);

/// `name` with control characters escaped and nothing cut.
std::string on_one_line(std::string_view name);

/// Throws InputError `name: message`, the name on one line.
[[noreturn]] void refuse(std::string_view name, std::string_view message);

/// Opens a regular file for reading bytes. Throws InputError for a missing, unreadable or 0-byte file, a
/// folder, or anything else that is not a regular file.
std::ifstream open_input(const std::string& path);

/// The same; `name` stands for the file in messages, and `expected` is what an empty one lacks.
std::ifstream open_input(const std::string& path, const std::string& name,
                         std::string_view expected = "a matrix");

/// Bytes from the present position to the end. A reader compares it with what a header promises before
/// it allocates. Throws InputError for a stream without a length.
std::uint64_t bytes_left(std::istream& in, std::string_view name);

/// Lines of a text file, one at a time. The file is never held as a whole: one buffer of 64 KiB, which grows only for a line that is longer.
/// LF and CRLF both end a line; the last line may lack its ending.
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

/// A to Z as a to z, all else as it is.
std::string in_lower_case(std::string_view text);

/// The sign, if any, and the digits that `text` starts with, removed from it. True: the sign is a minus.
bool take_sign(std::string_view& text);
std::string_view take_digits(std::string_view& text);

enum class Number { finite, not_finite, too_large, text };

/// Reads a whole field as a decimal number, an optional sign first. Numbers nearer to 0 than any double
/// become a zero of their sign, those beyond the largest double are too_large; `nan` and `inf` in any
/// spelling are not_finite.
Number parse_number(std::string_view field, double& value);

/// What was found and what was expected, for a field that is not a finite number.
std::string not_a_finite_number(Number kind, std::string_view field);

}  // namespace orthant
