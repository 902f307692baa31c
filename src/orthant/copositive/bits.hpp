/// Sets of small integers as bits, and square tables of them.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

namespace orthant::bits {

using Word = std::uint64_t;

inline int words(int n) {
  return (n + 63) / 64;
}

class Set {
 public:
  explicit Set(int n = 0, bool full = false) : n_(n), words_(static_cast<std::size_t>(words(n)), 0) {
    if (!full) return;
    for (int i = 0; i < n; ++i) insert(i);
  }
  int capacity() const { return n_; }
  bool contains(int i) const { return (words_[static_cast<std::size_t>(i >> 6)] >> (i & 63)) & 1U; }
  void insert(int i) { words_[static_cast<std::size_t>(i >> 6)] |= Word{1} << (i & 63); }
  void erase(int i) { words_[static_cast<std::size_t>(i >> 6)] &= ~(Word{1} << (i & 63)); }
  int count() const {
    int total = 0;
    for (const Word w : words_) total += std::popcount(w);
    return total;
  }
  bool empty() const {
    for (const Word w : words_)
      if (w != 0) return false;
    return true;
  }
  const Word* data() const { return words_.data(); }
  Word* data() { return words_.data(); }

  template <class Visit>
  void for_each(Visit&& visit) const {
    for (std::size_t k = 0; k < words_.size(); ++k)
      for (Word w = words_[k]; w != 0; w &= w - 1) visit(static_cast<int>(64 * k) + std::countr_zero(w));
  }

 private:
  int n_;
  std::vector<Word> words_;
};

/// Sets over {0 … n−1}, one a row.
class Table {
 public:
  explicit Table(int n = 0) : Table(n, n) {}
  Table(int rows, int n) : stride_(words(n)), words_(static_cast<std::size_t>(rows) * words(n), 0) {}
  int stride() const { return stride_; }
  const Word* row(int i) const { return words_.data() + static_cast<std::size_t>(i) * stride_; }
  Word* row(int i) { return words_.data() + static_cast<std::size_t>(i) * stride_; }
  bool contains(int i, int j) const { return (row(i)[j >> 6] >> (j & 63)) & 1U; }
  void insert(int i, int j) { row(i)[j >> 6] |= Word{1} << (j & 63); }
  void erase(int i, int j) { row(i)[j >> 6] &= ~(Word{1} << (j & 63)); }
  void erase_pair(int i, int j) {
    erase(i, j);
    erase(j, i);
  }

 private:
  int stride_;
  std::vector<Word> words_;
};

/// The set of all j < n with test(j).
template <class Test>
void fill(Word* row, int n, Test&& test) {
  for (int k = 0; 64 * k < n; ++k) {
    const int base = 64 * k, end = n - base < 64 ? n - base : 64;
    Word w = 0;
    for (int j = 0; j < end; ++j) w |= static_cast<Word>(test(base + j)) << j;
    row[k] = w;
  }
}

/// a ∩ b = ∅, over k words.
inline bool disjoint(const Word* a, const Word* b, int k) {
  for (int i = 0; i < k; ++i)
    if (a[i] & b[i]) return false;
  return true;
}
inline bool disjoint(const Word* a, const Word* b, const Word* c, int k) {
  for (int i = 0; i < k; ++i)
    if (a[i] & b[i] & c[i]) return false;
  return true;
}

}  // namespace orthant::bits
