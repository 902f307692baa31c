#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>

#include "orthant/core/stop.hpp"
#include "orthant/verify/fixed_point.hpp"

namespace orthant::verify {

void run_parallel(long count, const std::function<void(long)>& step) {
  constexpr long most_threads = 8;
  const long threads =
      std::min({count, most_threads, std::max<long>(1, std::thread::hardware_concurrency())});
  std::atomic<long> next = 0;
  std::exception_ptr failure;
  std::mutex guard;
  const Budget* budget = BudgetScope::in_force();
  const auto work = [&] {
    const BudgetScope scope(budget);
    try {
      for (long k = next++; k < count; k = next++) {
        check_budget();
        step(k);
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
        work();
        flint_cleanup();  // its caches belong to the thread
      });
  } catch (const std::exception&) {
    // No more threads are to be had: fewer do the same.
  }
  work();
  for (std::thread& other : others) other.join();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace orthant::verify
