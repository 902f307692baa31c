/// One pool of threads: OpenMP's. BLAS runs inside it and is never given threads of its own on top.
#pragma once

namespace orthant {

/// Threads that the process may use: `threads` ≥ 1, or 0 for all cores. Sets OpenMP's and OpenBLAS's count.
void set_threads(int threads);

/// The count in force.
int threads();

/// While alive, BLAS called on this thread runs on one thread: for parallel regions of ours.
class SerialBlas {
 public:
  SerialBlas();
  ~SerialBlas();
  SerialBlas(const SerialBlas&) = delete;
  SerialBlas& operator=(const SerialBlas&) = delete;

 private:
  int before_;
};

}  // namespace orthant
