#include "orthant/linalg/threads.hpp"

#include <omp.h>

extern "C" {
void openblas_set_num_threads(int threads);
int openblas_get_num_threads(void);
int openblas_get_parallel(void);
}

namespace orthant {

void set_threads(int threads) {
  const int count = threads > 0 ? threads : omp_get_num_procs();
  omp_set_num_threads(count);
  omp_set_max_active_levels(1);  // a parallel kernel inside a parallel region runs on its own thread
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

}  // namespace orthant
