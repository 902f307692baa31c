/// A mistake of the caller: bad usage, a bad file, a value out of range.
/// The message is one line that names place, value and expectation; programs print it and exit 2.
#pragma once

#include <stdexcept>
#include <string>

namespace orthant {

class InputError : public std::invalid_argument {
 public:
  explicit InputError(const std::string& message) : std::invalid_argument(message) {}
};

}  // namespace orthant
