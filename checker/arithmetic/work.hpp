/// What a check may take. Work is counted before it is done, about in nanoseconds of one core, from the sizes
/// of the problem and the lengths of its numbers: the same count on every machine. So a small file that asks
/// for hours is refused in a moment, and what runs ends in time.
///
/// Once a check runs, `poll` is called at least every tenth of a second, on the thread that began it; it may
/// throw to end the check.
#pragma once

#include <flint/fmpq.h>

#include <functional>
#include <string>

#include "checker/read/files.hpp"

namespace orthant::checker {

/// Ends a check as a rejection does, and says nothing against the certificate: it was not carried to its end.
class Unfinished : public Rejected {
 public:
  Unfinished(const std::string& reason, double seconds) : Rejected(reason), seconds_(seconds) {}
  /// At least what it takes, on one core.
  double seconds() const { return seconds_; }

 private:
  double seconds_;
};

struct Limits {
  double work = 6e11;        ///< ten minutes of one core
  void (*poll)() = nullptr;  ///< null: nobody asks
  long threads = 8;          ///< at most
  bool plain = false;        ///< no vector instructions (lanes.hpp): the same integers, about twice as long
};

/// Of multiplications, each in nanoseconds: of balls of 128 bits, and of integers of 64 bits in the
/// fixed-point factorization.
inline constexpr double ball_product = 60, fixed_product = 0.2;

class Work {
 public:
  explicit Work(double limit, void (*polled)() = nullptr) : Work(Limits{.work = limit, .poll = polled}) {}
  explicit Work(const Limits& limits = {}) : limits_(limits), left_(limits.work) {}

  /// `times` multiplications, divisions or additions of rationals of so many bits. Throws Unfinished when
  /// that is more than is left.
  void spend(unsigned long bits, double times = 1) { take(times * of_bits(bits)); }
  static double of_bits(unsigned long bits) {
    const double limbs = static_cast<double>(bits) / 64;
    return 60 + 3 * limbs * limbs;
  }
  /// The same in nanoseconds.
  void take(double nanoseconds);
  /// Throws when so much is not left; takes nothing. For what is counted step by step later.
  void require(double nanoseconds) const;

  long threads() const { return limits_.threads; }
  bool plain() const { return limits_.plain; }
  /// For a step of run_parallel: no threads of its own, nobody polled.
  Work of_helper() const { return Work(Limits{.threads = 1, .plain = limits_.plain}); }
  void poll() const {
    if (limits_.poll != nullptr) limits_.poll();
  }

 private:
  Limits limits_;
  double left_, since_poll_ = 0;
};

/// Gives back what FLINT keeps for the next numbers of this thread: at the end of a thread that has checked.
void release_thread_memory();

/// Runs step(0) … step(count − 1), on as many threads as `work` allows when the machine has them. The
/// caller's thread polls `work` between its steps. The first exception is thrown again.
void run_parallel(long count, const std::function<void(long)>& step, const Work& work = Work());

/// Bits of numerator and denominator together.
unsigned long bits(const fmpq* q);

}  // namespace orthant::checker
