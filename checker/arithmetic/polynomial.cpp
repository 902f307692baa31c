#include "checker/arithmetic/polynomial.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include "checker/read/document.hpp"
#include "checker/read/files.hpp"

namespace orthant::checker {

namespace {

constexpr std::size_t most_digits = 5000;
/// A sum of fractions of unlike denominators may grow without end.
constexpr flint_bitcnt_t most_bits = 1 << 15;

/// Reads one polynomial text from left to right.
class Reader {
 public:
  Reader(std::string_view text, long rows, long cols) : text_(text), rows_(rows), cols_(cols) {}

  Polynomial polynomial() {
    Polynomial out;
    bool negative = accept('-');
    while (true) {
      term(negative, out);
      if (place_ == text_.size()) return out;
      negative = accept('-');
      if (!negative && !accept('+')) fail();
    }
  }

 private:
  [[noreturn]] void fail() const {
    throw Rejected("\"" + excerpt(text_) + "\" is not a polynomial in x0_0 … x" + std::to_string(rows_ - 1) +
                   "_" + std::to_string(cols_ - 1) + " of degree at most " + std::to_string(largest_degree) +
                   ": character " + std::to_string(place_ + 1));
  }

  bool at_digit() const { return place_ < text_.size() && text_[place_] >= '0' && text_[place_] <= '9'; }

  bool accept(char c) {
    if (place_ == text_.size() || text_[place_] != c) return false;
    ++place_;
    return true;
  }

  std::string_view digits(std::size_t longest) {
    const std::size_t first = place_;
    while (at_digit()) ++place_;
    if (place_ == first || place_ - first > longest) fail();
    return text_.substr(first, place_ - first);
  }

  /// A number below `bound`, without leading zeros.
  long number(long bound) {
    const std::string_view d = digits(5);
    if (d.size() > 1 && d[0] == '0') fail();
    const long value = std::stol(std::string(d));
    if (value >= bound) fail();
    return value;
  }

  void term(bool negative, Polynomial& out) {
    Rational coefficient = 1;
    bool more = true;
    if (at_digit()) {
      const std::size_t first = place_;
      digits(most_digits);
      if (accept('/')) digits(most_digits);
      coefficient = Rational::parse(text_.substr(first, place_ - first));
      more = accept('*');
    }
    Monomial monomial{};
    for (long used = 0; more; more = accept('*')) {
      const auto [variable, power] = factor();
      if (power == 0 || used + power > largest_degree) fail();
      std::fill_n(monomial.begin() + used, power, variable);
      used += power;
    }
    std::sort(monomial.begin(), monomial.end(), std::greater<>());
    out.add(monomial, negative ? -coefficient : coefficient);
  }

  /// x2_1 or x2_1^3
  std::pair<std::uint16_t, long> factor() {
    if (!accept('x')) fail();
    const long row = number(rows_);
    if (!accept('_')) fail();
    const long col = number(cols_);
    return {static_cast<std::uint16_t>(row * cols_ + col + 1), accept('^') ? number(largest_degree + 1) : 1};
  }

  std::string_view text_;
  long rows_, cols_;
  std::size_t place_ = 0;
};

/// The product, in order. Throws Rejected beyond degree 8.
Monomial product(const Monomial& a, const Monomial& b) {
  const int da = degree(a), db = degree(b);
  if (da + db > largest_degree)
    throw Rejected("a product of degree " + std::to_string(da + db) + "; expected at most " +
                   std::to_string(largest_degree));
  Monomial out{};
  std::merge(a.begin(), a.begin() + da, b.begin(), b.begin() + db, out.begin(), std::greater<>());
  return out;
}

}  // namespace

void Steps::spend(std::size_t steps) {
  if (++spent_ % 1024 == 0 && poll_ != nullptr) poll_();
  constexpr const char* refusal = "the proof takes more steps than a check may; expected a smaller one";
  if (steps > left_) throw Rejected(refusal);
  left_ -= steps;
  if (work_ != nullptr) work_->take(1000 * static_cast<double>(steps));
}

void Steps::spend_on(const Rational& q) {
  spend(1 + bits(q.get()) / 1024);
}

int degree(const Monomial& monomial) {
  return static_cast<int>(std::find(monomial.begin(), monomial.end(), 0) - monomial.begin());
}

Polynomial::Polynomial(const Rational& constant) {
  add(Monomial{}, constant);
}

Polynomial Polynomial::variable(long row, long col, long cols) {
  Polynomial out;
  out.add(Monomial{static_cast<std::uint16_t>(row * cols + col + 1)}, 1);
  return out;
}

Polynomial Polynomial::parse(std::string_view text, long rows, long cols) {
  return Reader(text, rows, cols).polynomial();
}

std::string Polynomial::to_string(long cols) const {
  std::string out;
  for (const auto& [monomial, coefficient] : terms_) {
    if (coefficient.sign() > 0 && !out.empty()) out += '+';
    const bool bare = monomial[0] != 0 && (coefficient == Rational(1) || coefficient == Rational(-1));
    out += !bare ? coefficient.to_string() : coefficient.sign() < 0 ? "-" : "";
    for (std::size_t k = 0; k < monomial.size() && monomial[k] != 0;) {
      std::size_t end = k;
      while (end < monomial.size() && monomial[end] == monomial[k]) ++end;
      if (!bare || k > 0) out += '*';
      out += 'x' + std::to_string((monomial[k] - 1) / cols) + '_' + std::to_string((monomial[k] - 1) % cols);
      if (end - k > 1) out += '^' + std::to_string(end - k);
      k = end;
    }
  }
  return out.empty() ? "0" : out;
}

int Polynomial::degree() const {
  int out = 0;
  for (const auto& [monomial, coefficient] : terms_) out = std::max(out, checker::degree(monomial));
  return out;
}

Rational Polynomial::coefficient(const Monomial& monomial) const {
  const auto found = terms_.find(monomial);
  return found == terms_.end() ? Rational() : found->second;
}

void Polynomial::add(const Monomial& monomial, const Rational& coefficient) {
  if (coefficient.sign() == 0) return;
  const auto [place, fresh] = terms_.try_emplace(monomial, coefficient);
  if (!fresh) place->second += coefficient;
  if (bits(place->second.get()) > most_bits)
    throw Rejected("a coefficient of " + std::to_string(bits(place->second.get())) +
                   " bits; expected at most " + std::to_string(most_bits));
  if (place->second.sign() == 0) terms_.erase(place);
}

void Polynomial::add(const Polynomial& b, const Rational& factor, Steps& steps) {
  for (const auto& [monomial, coefficient] : b.terms_) {
    const Rational scaled = coefficient * factor;
    steps.spend_on(scaled);
    add(monomial, scaled);
  }
}

void Polynomial::add_product(const Polynomial& a, const Polynomial& b, const Rational& factor, Steps& steps) {
  for (const auto& [left, p] : a.terms_) {
    const Rational scaled = p * factor;
    for (const auto& [right, q] : b.terms_) {
      const Rational value = scaled * q;
      steps.spend_on(value);
      add(product(left, right), value);
    }
  }
}

Polynomial Polynomial::times(const Polynomial& b, Steps& steps) const {
  Polynomial out;
  out.add_product(*this, b, 1, steps);
  return out;
}

Rational Polynomial::at(const std::vector<Rational>& x) const {
  Rational out;
  for (const auto& [monomial, coefficient] : terms_) {
    Rational value = coefficient;
    for (int k = 0; k < checker::degree(monomial); ++k) value *= x[monomial[k] - 1U];
    out += value;
  }
  return out;
}

Polynomial Polynomial::shifted(const std::vector<Rational>& x, Steps& steps) const {
  Polynomial out;
  for (const auto& [monomial, coefficient] : terms_) {
    Polynomial expanded = coefficient;
    for (int k = 0; k < checker::degree(monomial); ++k) {
      const std::uint16_t variable = monomial[k];
      Polynomial step = x[variable - 1U];
      step.add(Monomial{variable}, 1);
      expanded = expanded.times(step, steps);
    }
    out.add(expanded, 1, steps);
  }
  return out;
}

}  // namespace orthant::checker
