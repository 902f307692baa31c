/// Exact inner products of 64-bit integers below 2^52, several at a time.
///
/// v = v₁2^26 + v₀ with −2^25 ≤ v₀ < 2^25 and |v₁| ≤ 2^26, stored in the two halves of 64 bits, so that
///
///   Σ uv = Σ u₀v₀ + 2^26 Σ (u₀v₁ + u₁v₀) + 2^52 Σ u₁v₁
///
/// are three sums of products of 32-bit integers. Over at most 512 terms each stays below 2^62.
/// Cost: 4 multiplications and additions of vectors for as many products as a vector has lanes.
#pragma once

#include <cstdint>
#if defined(__AVX512F__) || defined(__AVX2__)
#include <immintrin.h>
#endif

#include "checker/arithmetic/fixed_point.hpp"

namespace orthant::checker {

#if defined(__AVX512F__)
struct Lanes {
  static constexpr long count = 8;
  __m512i v;
  static Lanes zero() { return {_mm512_setzero_si512()}; }
  static Lanes load(const std::int64_t* at) { return {_mm512_loadu_si512(at)}; }
  /// The upper halves as lower ones.
  Lanes upper() const { return {_mm512_srli_epi64(v, 32)}; }
  /// += the products of the lower halves, as signed integers.
  void add_product(Lanes a, Lanes b) { v = _mm512_add_epi64(v, _mm512_mul_epi32(a.v, b.v)); }
  void store(std::int64_t* at) const { _mm512_storeu_si512(at, v); }
};
#elif defined(__AVX2__)
struct Lanes {
  static constexpr long count = 4;
  __m256i v;
  static Lanes zero() { return {_mm256_setzero_si256()}; }
  static Lanes load(const std::int64_t* at) {
    return {_mm256_loadu_si256(reinterpret_cast<const __m256i*>(at))};
  }
  Lanes upper() const { return {_mm256_srli_epi64(v, 32)}; }
  void add_product(Lanes a, Lanes b) { v = _mm256_add_epi64(v, _mm256_mul_epi32(a.v, b.v)); }
  void store(std::int64_t* at) const { _mm256_storeu_si256(reinterpret_cast<__m256i*>(at), v); }
};
#else
struct Lanes {
  static constexpr long count = 1;
  std::int64_t v;
  static Lanes zero() { return {0}; }
  static Lanes load(const std::int64_t* at) { return {*at}; }
  Lanes upper() const { return {static_cast<std::int64_t>(static_cast<std::uint64_t>(v) >> 32)}; }
  void add_product(Lanes a, Lanes b) {
    v += static_cast<std::int64_t>(static_cast<std::int32_t>(a.v)) * static_cast<std::int32_t>(b.v);
  }
  void store(std::int64_t* at) const { *at = v; }
};
#endif

/// The two parts of v in one number; |v| ≤ 2^52.
inline std::int64_t split(std::int64_t v) {
  constexpr std::int64_t half = std::int64_t{1} << 25;
  const std::int64_t upper = (v + half) >> 26, lower = v - upper * (2 * half);
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(upper) << 32 |
                                   (static_cast<std::uint64_t>(lower) & 0xffffffffu));
}

/// The three sums of one inner product.
struct SplitSum {
  Lanes low = Lanes::zero(), middle = Lanes::zero(), high = Lanes::zero();

  void add(Lanes a, Lanes a_upper, Lanes b, Lanes b_upper) {
    low.add_product(a, b);
    middle.add_product(a, b_upper);
    middle.add_product(a_upper, b);
    high.add_product(a_upper, b_upper);
  }
  Wide total() const {
    constexpr Wide base = static_cast<Wide>(1) << 26;
    return sum(low) + base * (sum(middle) + base * sum(high));
  }

 private:
  static Wide sum(Lanes lanes) {
    std::int64_t parts[Lanes::count];
    lanes.store(parts);
    Wide out = 0;
    for (const std::int64_t part : parts) out += part;
    return out;
  }
};

}  // namespace orthant::checker
