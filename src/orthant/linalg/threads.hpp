/// Threads, their memory, and the BLAS that they run.
///
/// One pool of threads: OpenMP's. BLAS runs inside it and is never given threads of its own on top.
///
/// OpenBLAS picks its kernels once, when it is loaded, by the processor's model number. A release that is
/// older than the processor does not know it and falls back to SSE3 kernels: Debian 12's 0.3.21 does so on
/// Xeons of 2023 and later, and is then five times slower. OPENBLAS_CORETYPE overrides the choice.
#pragma once

#include <cstdlib>
#include <memory>
#include <new>
#include <optional>
#include <string>

#include "orthant/linalg/matrix.hpp"

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

/// While alive, the process uses one thread: for matrices so small that waking others takes longer than the work, and
/// where the digits shall not depend on the number of threads.
class OneThread {
 public:
  OneThread() { set_threads(1); }
  ~OneThread() { set_threads(before_); }
  OneThread(const OneThread&) = delete;
  OneThread& operator=(const OneThread&) = delete;

 private:
  int before_ = threads();
};

/// The core whose kernels OpenBLAS runs, e.g. "SkylakeX".
std::string blas_core();

/// The core that OpenBLAS should run when it chose one far below what the processor can do ("SkylakeX" with
/// AVX-512, "Haswell" with AVX2); nothing when its choice is fine or OPENBLAS_CORETYPE is set.
std::optional<std::string> better_blas_core();

/// Working memory that is kept between calls, so that inner loops allocate nothing once they are running: at
/// least `size` uninitialised elements, 64-byte aligned, of the calling thread. The next call for the same
/// `Tag` and type on this thread may give the same memory.
template <class Tag, class Element>
Element* scratch(Index size) {
  struct Free {
    void operator()(Element* memory) const { std::free(memory); }
  };
  thread_local std::unique_ptr<Element[], Free> memory;
  thread_local Index held = 0;
  if (size > held) {
    memory.reset();
    held = 0;
    const size_t bytes = (static_cast<size_t>(size) * sizeof(Element) + 63) / 64 * 64;
    memory.reset(static_cast<Element*>(std::aligned_alloc(64, bytes)));
    if (!memory) throw std::bad_alloc();
    held = size;
  }
  return memory.get();
}

}  // namespace orthant
