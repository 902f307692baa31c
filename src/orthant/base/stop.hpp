/// Asking a long computation to stop: a time limit, a signal, or both, through one Budget.
///
/// Who can end with the best so far (a solver, a decision about copositivity) is handed the budget and asks
/// exhausted() now and then. Everything deeper, which has nothing to show before it is done, runs under a
/// BudgetScope: every loop that may take longer than a tenth of a second calls check_budget(), whose
/// OutOfBudget unwinds to the one who knows what is left out and says so.
///
/// A search that used up its time still has to say what it found. `grace` is processor time, of all threads,
/// that certificates and proofs may take after the end: exhausted() is true from the end on, overdue() once
/// the grace is spent too, and check_budget() asks overdue().
#pragma once

#include <atomic>
#include <chrono>
#include <ctime>
#include <limits>
#include <memory>

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
  explicit Budget(double seconds, const StopRequest* request = nullptr, double grace = 0)
      : limit_(seconds), request_(request), grace_(grace) {}

  /// Another limit from now on, the same request to stop, no grace.
  Budget within(double seconds) const { return Budget(seconds, request_); }

  /// The same budget for what may use up the grace: exhausted() when this is overdue().
  Budget with_grace_used() const {
    Budget out = *this;
    out.uses_grace_ = true;
    return out;
  }

  double limit() const { return limit_; }
  double seconds() const { return clock_.seconds(); }
  double remaining() const { return limit_ - clock_.seconds(); }
  bool interrupted() const { return request_ != nullptr && request_->raised(); }
  bool out_of_time() const { return clock_.seconds() > limit_; }
  bool exhausted() const { return uses_grace_ ? overdue() : interrupted() || out_of_time(); }

  /// The grace counts from the first look after the end.
  bool overdue() const {
    if (!interrupted() && !out_of_time()) return false;
    if (grace_ <= 0) return true;
    const double now = static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
    double ended = never;
    if (ended_at_->compare_exchange_strong(ended, now)) return false;
    return now - ended > grace_;
  }

  /// Why it is exhausted, in words.
  const char* reason() const { return interrupted() ? "interrupted" : "the time ran out"; }

 private:
  static constexpr double never = -1;

  Stopwatch clock_;
  double limit_ = std::numeric_limits<double>::infinity();
  const StopRequest* request_ = nullptr;
  double grace_ = 0;
  bool uses_grace_ = false;
  std::shared_ptr<std::atomic<double>> ended_at_ = std::make_shared<std::atomic<double>>(never);
};

/// What check_budget() throws. Not a std::exception: who handles errors does not take this for one.
struct OutOfBudget {
  const char* reason;  ///< "interrupted", "the time ran out"
};

/// Puts a budget in force on this thread while it lives; it must outlive the scope. Null: none in force.
class BudgetScope {
 public:
  explicit BudgetScope(const Budget* budget) : before_(in_force_) { in_force_ = budget; }
  explicit BudgetScope(const Budget& budget) : BudgetScope(&budget) {}
  ~BudgetScope() { in_force_ = before_; }
  BudgetScope(const BudgetScope&) = delete;
  BudgetScope& operator=(const BudgetScope&) = delete;

  static const Budget* in_force() { return in_force_; }

 private:
  inline static thread_local const Budget* in_force_ = nullptr;
  const Budget* before_;
};

/// Throws OutOfBudget when the budget in force on this thread is overdue. Not within a parallel region of
/// OpenMP, which an exception must not leave.
inline void check_budget() {
  const Budget* budget = BudgetScope::in_force();
  if (budget != nullptr && budget->overdue()) throw OutOfBudget{budget->reason()};
}

/// The budget in force, its grace included, for what is handed one; without limit when there is none.
inline Budget budget_in_force() {
  const Budget* budget = BudgetScope::in_force();
  return budget != nullptr ? budget->with_grace_used() : Budget();
}

}  // namespace orthant
