#include "checker/arithmetic/lanes.hpp"

#if defined(__x86_64__)

#include <immintrin.h>

// The functions of a namespace below are compiled for its instructions, and run where the processor has them.
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx512f"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx512f")
#endif
namespace orthant::checker::avx512 {
namespace {

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

#include "checker/arithmetic/lanes.inc"

}  // namespace
}  // namespace orthant::checker::avx512
#if defined(__clang__)
#pragma clang attribute pop
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#else
#pragma GCC pop_options
#pragma GCC push_options
#pragma GCC target("avx2")
#endif
namespace orthant::checker::avx2 {
namespace {

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

#include "checker/arithmetic/lanes.inc"

}  // namespace
}  // namespace orthant::checker::avx2
#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

#endif

namespace orthant::checker {

std::vector<FourProducts> four_products() {
  std::vector<FourProducts> out;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) out.push_back(avx512::four_products);
  if (__builtin_cpu_supports("avx2")) out.push_back(avx2::four_products);
#endif
  return out;
}

}  // namespace orthant::checker
