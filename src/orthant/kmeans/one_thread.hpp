/// For matrices so small that threads cost more than they save, and where the digits shall not depend on their number.
#pragma once

#include "orthant/linalg/threads.hpp"

namespace orthant {

class OneThread {
 public:
  OneThread() { set_threads(1); }
  ~OneThread() { set_threads(before_); }
  OneThread(const OneThread&) = delete;
  OneThread& operator=(const OneThread&) = delete;

 private:
  int before_ = threads();
};

}  // namespace orthant
