/// Asking a long computation to stop: a time limit, Ctrl-C, or both.
#pragma once

#include <atomic>
#include <chrono>
#include <limits>

namespace orthant {

/// Seconds since construction, on a clock that never runs backwards.
class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// A flag that anyone may raise, a signal handler included; whoever computes looks at it.
class StopRequest {
 public:
  void raise() { raised_.store(true, std::memory_order_relaxed); }
  bool raised() const { return raised_.load(std::memory_order_relaxed); }

 private:
  std::atomic<bool> raised_{false};
};

/// The budget of a computation: wall-clock seconds from its construction, and a request to stop.
class Budget {
 public:
  Budget() = default;
  explicit Budget(double seconds, const StopRequest* request = nullptr)
      : limit_(seconds), request_(request) {}

  /// Another limit from now on, the same request to stop.
  Budget within(double seconds) const { return Budget(seconds, request_); }

  double limit() const { return limit_; }
  double seconds() const { return clock_.seconds(); }
  double remaining() const { return limit_ - clock_.seconds(); }
  bool interrupted() const { return request_ != nullptr && request_->raised(); }
  bool out_of_time() const { return clock_.seconds() > limit_; }
  bool exhausted() const { return interrupted() || out_of_time(); }

 private:
  Stopwatch clock_;
  double limit_ = std::numeric_limits<double>::infinity();
  const StopRequest* request_ = nullptr;
};

}  // namespace orthant
