#include "checker/arithmetic/work.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#include "checker/arithmetic/bound_text.hpp"

namespace orthant::checker {

namespace {

/// Two digits, rounded up.
double rounded_seconds(double nanoseconds) {
  const double seconds = std::ceil(std::fmax(nanoseconds * 1e-9, 1));
  const double unit = std::fmax(std::pow(10, std::floor(std::log10(seconds)) - 1), 1);
  return std::ceil(seconds / unit) * unit;
}

}  // namespace

void Work::require(double nanoseconds) const {
  if (nanoseconds <= left_) return;
  const double needed = rounded_seconds(limits_.work - left_ + nanoseconds);
  throw Unfinished("it takes about " + text_at_least(needed, 15) +
                       " s of one core, or more; expected at most " + text_at_most(limits_.work * 1e-9, 6) +
                       " s",
                   needed);
}

void Work::take(double nanoseconds) {
  require(nanoseconds);
  left_ -= nanoseconds;
  since_poll_ += nanoseconds;
  if (since_poll_ < 1e7) return;
  since_poll_ = 0;
  poll();
}

unsigned long bits(const fmpq* q) {
  return fmpz_bits(fmpq_numref(q)) + fmpz_bits(fmpq_denref(q));
}

void release_thread_memory() {
  flint_cleanup();
}

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
  others.reserve(threads);
  try {
    for (long t = 1; t < threads; ++t)
      others.emplace_back([&] {
        run(false);
        release_thread_memory();
      });
  } catch (const std::exception&) {
    // No more threads are to be had: fewer do the same.
  }
  run(true);
  for (std::thread& other : others) other.join();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace orthant::checker
