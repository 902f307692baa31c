/// Working memory of a thread that is kept between calls, so that inner loops allocate nothing once they are
/// running.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>

#include "orthant/linalg/matrix.hpp"

namespace orthant {

/// At least `size` uninitialised elements, 64-byte aligned, of the calling thread. The next call for the same
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
