#include "orthant/linalg/stored_lines.hpp"

#include <utility>

namespace orthant {

template <class Value>
StoredLines<Value>::StoredLines(Lines<Value> from)
    : lines_(from.lines), length_(from.length), start_(std::move(from.start)), value_(std::move(from.value)) {
  if (is_narrow(length_)) {
    narrow_.assign(from.index.begin(), from.index.end());
  } else {
    wide_ = std::move(from.index);
  }
}

template <class Value>
StoredLines<Value> StoredLines<Value>::turned() const {
  StoredLines other;
  other.lines_ = length_;
  other.length_ = lines_;
  other.value_.resize(value_.size());
  if (is_narrow(lines_)) {
    other.narrow_.resize(value_.size());
    other.start_ = turn(view(), other.narrow_.data(), other.value_.data());
  } else {
    other.wide_.resize(value_.size());
    other.start_ = turn(view(), other.wide_.data(), other.value_.data());
  }
  return other;
}

template <class Value>
Index StoredLines<Value>::bytes() const {
  const Index place = is_narrow(length_) ? sizeof(std::uint16_t) : sizeof(std::int32_t);
  return nonzeros() * (static_cast<Index>(sizeof(Value)) + place) +
         (lines_ + 1) * static_cast<Index>(sizeof(std::int64_t));
}

template class StoredLines<double>;
template class StoredLines<float>;

}  // namespace orthant
