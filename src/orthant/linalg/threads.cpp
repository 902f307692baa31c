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

SerialBlas::SerialBlas() : before_(openblas_get_num_threads()) {
  openblas_set_num_threads(1);
}
SerialBlas::~SerialBlas() {
  openblas_set_num_threads(before_);
}

}  // namespace orthant
