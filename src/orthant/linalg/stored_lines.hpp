/// Compressed lines as data keep them: indices in 2 bytes where a line is no longer than 65536, else in 4.
/// 12 bytes a nonzero (10), or 8 (6) when values are floats, and 8 a line.
#pragma once

#include "orthant/linalg/sparse.hpp"

namespace orthant {

template <class Value>
class StoredLines {
 public:
  StoredLines() = default;

  /// Takes 2 bytes a nonzero more for a moment.
  explicit StoredLines(Lines<Value> from);

  /// The same matrix along the other direction.
  StoredLines turned() const;

  LinesView<Value> view() const {
    const Indices index = is_narrow(length_) ? Indices(narrow_.data()) : Indices(wide_.data());
    return {lines_, length_, start_.data(), index, value_.data()};
  }

  Index nonzeros() const { return static_cast<Index>(value_.size()); }

  /// Held for the nonzeros and the lines.
  Index bytes() const;

 private:
  static bool is_narrow(Index length) { return length <= 65536; }

  Index lines_ = 0, length_ = 0;
  std::vector<std::int64_t> start_;
  std::vector<std::int32_t> wide_;  ///< this or the other
  std::vector<std::uint16_t> narrow_;
  std::vector<Value> value_;
};

}  // namespace orthant
