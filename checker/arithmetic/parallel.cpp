#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>

#include "checker/arithmetic/fixed_point.hpp"

namespace orthant::checker {

void run_parallel(long count, const std::function<void(long)>& step, const Work& work) {
  const long threads =
      std::min({count, work.threads(), std::max<long>(1, std::thread::hardware_concurrency())});
  std::atomic<long> next = 0;
  std::exception_ptr failure;
  std::mutex guard;
  const auto run = [&](bool polls) {
    try {
      for (long k = next++; k < count; k = next++) {
        step(k);
        if (polls) work.poll();
      }
    } catch (...) {
      const std::lock_guard lock(guard);
      if (!failure) failure = std::current_exception();
      next = count;
    }
  };
  std::vector<std::thread> others;
  others.reserve(static_cast<std::size_t>(threads));
  try {
    for (long t = 1; t < threads; ++t)
      others.emplace_back([&] {
        run(false);
        flint_cleanup();  // its caches belong to the thread
      });
  } catch (const std::exception&) {
    // No more threads are to be had: fewer do the same.
  }
  run(true);
  for (std::thread& other : others) other.join();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace orthant::checker
