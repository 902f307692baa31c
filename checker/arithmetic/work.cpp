#include "checker/arithmetic/work.hpp"

#include <cmath>

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

}  // namespace orthant::checker
