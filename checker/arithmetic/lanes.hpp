/// Exact inner products of 64-bit integers below 2^52, several at a time.
///
/// v = v₁2^26 + v₀ with −2^25 ≤ v₀ < 2^25 and |v₁| ≤ 2^26, stored in the two halves of 64 bits, so that
///
///   Σ uv = Σ u₀v₀ + 2^26 Σ (u₀v₁ + u₁v₀) + 2^52 Σ u₁v₁
///
/// are three sums of products of 32-bit integers. Over at most 512 terms each stays below 2^62.
/// Cost: 4 multiplications and additions of vectors for as many products as a vector has lanes (8 with
/// AVX-512, 4 with AVX2). The same sums come from products of 128 bits, one at a time: fixed_cholesky.cpp
/// does that where a processor has no such vectors, or a sceptic wants to do without them (Limits::plain).
#pragma once

#include <cstdint>
#include <vector>

#include "checker/arithmetic/fixed_point.hpp"

namespace orthant::checker {

/// The two parts of v in one number; |v| ≤ 2^52.
inline std::int64_t split(std::int64_t v) {
  constexpr std::int64_t half = std::int64_t{1} << 25;
  const std::int64_t upper = (v + half) >> 26, lower = v - upper * (2 * half);
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(upper) << 32 |
                                   (static_cast<std::uint64_t>(lower) & 0xffffffffu));
}

/// Rows of split numbers have a length that is a multiple of this, of which 512 at most count at once.
inline constexpr long most_lanes = 8, longest_sum = 512;

/// out = ⟨a₀, b₀⟩, ⟨a₀, b₁⟩, ⟨a₁, b₀⟩, ⟨a₁, b₁⟩ of split rows.
using FourProducts = void (*)(const std::int64_t* a0, const std::int64_t* a1, const std::int64_t* b0,
                              const std::int64_t* b1, long length, Wide out[4]);

/// One for each set of instructions that this processor has, the fastest first; maybe none.
std::vector<FourProducts> four_products();

}  // namespace orthant::checker
