#include "orthant/linalg/threads.hpp"

#include <omp.h>

#include <cstdlib>

extern "C" {
void openblas_set_num_threads(int threads);
int openblas_get_num_threads(void);
int openblas_get_parallel(void);
char* openblas_get_corename(void);
}

namespace orthant {

void set_threads(int threads) {
  const int count = threads > 0 ? threads : omp_get_num_procs();
  omp_set_num_threads(count);
  omp_set_max_active_levels(1);  // a parallel loop inside a parallel region runs on its own thread
  openblas_set_num_threads(count);
}

int threads() {
  return omp_get_max_threads();
}

namespace {

/// OpenBLAS built on OpenMP runs on one thread inside a parallel region by itself, and setting its count
/// would set OpenMP's; only the build with threads of its own needs to be told.
bool blas_has_own_threads() {
  return openblas_get_parallel() == 1;
}

}  // namespace

SerialBlas::SerialBlas() : before_(openblas_get_num_threads()) {
  if (blas_has_own_threads()) openblas_set_num_threads(1);
}

SerialBlas::~SerialBlas() {
  if (blas_has_own_threads()) openblas_set_num_threads(before_);
}

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
