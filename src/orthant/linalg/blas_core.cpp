#include "orthant/linalg/blas_core.hpp"

#include <cstdlib>

extern "C" {
char* openblas_get_corename(void);
}

namespace orthant {

std::string blas_core() {
  return openblas_get_corename();
}

std::optional<std::string> better_blas_core() {
#if defined(__x86_64__)
  if (std::getenv("OPENBLAS_CORETYPE") != nullptr) return std::nullopt;
  const std::string core = blas_core();
  // What unknown Intel and AMD processors get.
  if (core != "Prescott" && core != "Core2" && core != "Nehalem" && core != "Barcelona") return std::nullopt;
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")) {
    return "SkylakeX";
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return "Haswell";
#endif
  return std::nullopt;
}

}  // namespace orthant
