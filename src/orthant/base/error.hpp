/// What programs say in one line: a mistake of the caller, and results that cannot be written.
#pragma once

#include <stdexcept>
#include <string>

namespace orthant {

/// Bad usage, a bad file, a value out of range. The message names place, value and expectation; programs
/// print it and exit 2.
class InputError : public std::invalid_argument {
 public:
  explicit InputError(const std::string& message) : std::invalid_argument(message) {}
};

/// A file of results that cannot be written: no place on the disk, no permission. The message names the file;
/// programs print it, and what they have found all the same, and exit 5.
class OutputError : public std::runtime_error {
 public:
  explicit OutputError(const std::string& message) : std::runtime_error(message) {}
};

}  // namespace orthant
