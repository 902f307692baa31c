/// Random numbers that are the same on every machine: std::mt19937_64 is fixed by the C++ standard,
/// its distributions are not, so the conversion to doubles is ours.
#pragma once

#include <cmath>
#include <cstdint>
#include <random>

namespace orthant {

class Random {
 public:
  /// Streams with different (seed, stream) are independent for practical purposes.
  explicit Random(std::uint64_t seed, std::uint64_t stream = 0) : engine_(mix(mix(seed) + stream)) {}

  /// Uniform on [0, 1), 53 random bits.
  double uniform() { return static_cast<double>(engine_() >> 11) * 0x1p-53; }

  /// Standard normal by the polar method.
  double normal() {
    double u = 0, v = 0, s = 0;
    do {
      u = 2 * uniform() - 1;
      v = 2 * uniform() - 1;
      s = u * u + v * v;
    } while (s >= 1 || s == 0);
    return u * std::sqrt(-2 * std::log(s) / s);
  }

  /// Uniform on {0, …, n−1}, n ≥ 1 (bias below n/2⁶⁴).
  std::uint64_t below(std::uint64_t n) { return engine_() % n; }

 private:
  /// SplitMix64's finaliser: neighbouring seeds give unrelated streams.
  static std::uint64_t mix(std::uint64_t x) {
    x += 0x9e3779b97f4a7c15ULL;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
  }

  std::mt19937_64 engine_;
};

}  // namespace orthant
