/// The sanitizers look for errors of memory, not for wrong answers, and are slow: with them, tests of
/// thousands of cases take every `thin`-th. Counts that a test expects are divided by it.
#pragma once

namespace orthant::test {

#if defined(ORTHANT_SANITIZED)  // by cmake/dependencies.cmake, whatever the compiler
inline constexpr bool sanitized = true;
#else
inline constexpr bool sanitized = false;
#endif

inline constexpr int thin = sanitized ? 20 : 1;

}  // namespace orthant::test
