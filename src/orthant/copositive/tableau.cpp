#include "orthant/copositive/tableau.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "orthant/base/stop.hpp"

namespace orthant {

namespace {

constexpr std::int64_t narrow_limit = std::int64_t{1} << 30;  // 2 a b < 2⁶¹
constexpr std::int64_t wide_limit = std::int64_t{1} << 62;
__extension__ using Wide = __int128;

/// Common divisor of all entries, at least 1.
template <class Integer>
Integer content(const std::vector<Integer>& values, std::size_t begin, std::size_t end) {
  Integer g = 0;
  for (std::size_t k = begin; k < end; ++k) {
    Integer a = values[k] < 0 ? Integer(-values[k]) : values[k];
    if (a == 0 || a == g) continue;
    if (g != 0 && a % g == 0) continue;
    while (a != 0) {
      const Integer r = g % a;
      g = a;
      a = r;
    }
    if (g == 1) return 1;
  }
  return g == 0 ? Integer(1) : g;
}

std::int64_t largest(const std::vector<std::int64_t>& values) {
  std::int64_t most = 0;
  for (const std::int64_t value : values) most = std::max(most, std::abs(value));
  return most;
}

/// out = p x − f y over `keep`, divided by its content; false when it does not fit.
bool combine(std::int64_t p, const std::int64_t* x, std::int64_t f, const std::int64_t* y,
             const std::vector<int>& keep, std::int64_t* out, std::vector<Wide>& scratch) {
  scratch.clear();
  for (const int j : keep) scratch.push_back(static_cast<Wide>(p) * x[j] - static_cast<Wide>(f) * y[j]);
  const Wide g = content(scratch, 0, scratch.size());
  for (std::size_t k = 0; k < scratch.size(); ++k) {
    const Wide value = g == 1 ? scratch[k] : scratch[k] / g;
    if (value >= wide_limit || value <= -wide_limit) return false;
    out[k] = static_cast<std::int64_t>(value);
  }
  return true;
}

}  // namespace

void divide_by_content(std::vector<std::int64_t>& values, std::size_t begin, std::size_t end) {
  const std::int64_t g = content(values, begin, end);
  if (g == 1) return;
  for (std::size_t k = begin; k < end; ++k) values[k] /= g;
}

void divide_by_content(std::vector<mpz_class>& values, std::size_t begin, std::size_t end) {
  mpz_class g = 0;
  for (std::size_t k = begin; k < end; ++k) {
    if (values[k] == 0) continue;
    mpz_gcd(g.get_mpz_t(), g.get_mpz_t(), values[k].get_mpz_t());
    if (g == 1) return;
  }
  if (g == 0) return;
  for (std::size_t k = begin; k < end; ++k)
    mpz_divexact(values[k].get_mpz_t(), values[k].get_mpz_t(), g.get_mpz_t());
}

Tableau<double> root_tableau_double(const RationalSymmetric& Q) {
  const int n = static_cast<int>(Q.order());
  Tableau<double> t(n, 0);
  // N / 2^shift: at most 2¹⁶ in size, so squares and cubes stay in range.
  const long shift = static_cast<long>(Q.bits()) - 16;
  bool exact = true;
  double most = 0;
  for (int i = 0; i < n; ++i) {
    check_budget();
    for (int j = 0; j <= i; ++j) {
      const mpz_class& N = Q.numerator(i, j);
      long exponent = 0;
      const double mantissa = mpz_get_d_2exp(&exponent, N.get_mpz_t());  // truncated: error < 2⁻⁵² |N|
      const double value =
          std::ldexp(mantissa, static_cast<int>(std::clamp(exponent - shift, -1000L, 1000L)));
      if (exact && N != 0 &&
          (exponent - shift < -900 || mpz_sizeinbase(N.get_mpz_t(), 2) - mpz_scan1(N.get_mpz_t(), 0) > 53)) {
        exact = false;
      }
      most = std::max(most, std::abs(value));
      t.m(i, j) = t.m(j, i) = value;
    }
  }
  t.error = exact ? 0 : std::ldexp(most, -51);
  return t;
}

std::optional<Tableau<std::int64_t>> root_tableau_int(const RationalSymmetric& Q) {
  if (Q.bits() > 62) return {};
  const int n = static_cast<int>(Q.order());
  Tableau<std::int64_t> t(n, 0);
  for (int i = 0; i < n; ++i)
    for (int j = 0; j <= i; ++j) t.m(i, j) = t.m(j, i) = Q.numerator(i, j).get_si();
  divide_by_content(t.M, 0, t.M.size());
  return t;
}

Tableau<mpz_class> root_tableau_big(const RationalSymmetric& Q) {
  const int n = static_cast<int>(Q.order());
  Tableau<mpz_class> t(n, 0);
  for (int i = 0; i < n; ++i) {
    check_budget();
    for (int j = 0; j <= i; ++j) t.m(i, j) = t.m(j, i) = Q.numerator(i, j);
  }
  return t;
}

std::optional<Tableau<double>> pivot(const Tableau<double>& t, int b, const std::vector<int>& keep) {
  constexpr double u = 0x1p-52;       // twice the unit roundoff: room for the rounding of the bounds
  constexpr double up = 1 + 0x1p-40;  // the bounds themselves are computed in floating point
  const int c = static_cast<int>(keep.size());
  const double p = t.m(b, b), e = t.error;
  Tableau<double> out(c, t.s + 1);
  std::vector<double> column(static_cast<std::size_t>(c)), ratio(static_cast<std::size_t>(c));
  double a = 0;
  for (int k = 0; k < c; ++k) {
    column[k] = t.m(b, keep[k]);
    ratio[k] = column[k] / p;
    a = std::max(a, std::abs(column[k]));
  }
  const double ratio_most = a / p * up;
  const double ratio_error = ((e + ratio_most * e) / (p - e) + u * ratio_most) * up;
  double most = 0;
  for (int i = 0; i < c; ++i) {
    const double* from = t.M.data() + static_cast<std::size_t>(keep[i]) * t.c;
    double* to = out.M.data() + static_cast<std::size_t>(i) * c;
    const double f = column[i];
    for (int k = 0; k < c; ++k) {
      to[k] = from[keep[k]] - f * ratio[k];
      most = std::max(most, std::abs(to[k]));
    }
  }
  // |true − computed| ≤ e + |f| ratio_error + (e)(|ratio| + ratio_error) + rounding of one product and one
  // sum
  out.error = (e + a * ratio_error + e * (ratio_most + ratio_error) + u * (a * ratio_most + most)) * up;
  if (!(out.error < 1e30)) return {};
  out.W_error.resize(static_cast<std::size_t>(out.s));
  for (int q = 0; q < t.s; ++q) {
    const double* from = t.W.data() + static_cast<std::size_t>(q) * t.c;
    double* to = out.W.data() + static_cast<std::size_t>(q) * c;
    const double f = from[b], ef = t.W_error[q];
    double biggest = 0;
    for (int k = 0; k < c; ++k) {
      to[k] = from[keep[k]] - f * ratio[k];
      biggest = std::max(biggest, std::abs(to[k]));
    }
    out.W_error[q] = (ef + std::abs(f) * ratio_error + ef * (ratio_most + ratio_error) +
                      u * (std::abs(f) * ratio_most + biggest)) *
                     up;
  }
  for (int k = 0; k < c; ++k) out.w(t.s, k) = -ratio[k];
  out.W_error[t.s] = ratio_error;
  return out;
}

std::optional<Tableau<std::int64_t>> pivot(const Tableau<std::int64_t>& t, int b,
                                           const std::vector<int>& keep) {
  const int c = static_cast<int>(keep.size());
  const std::int64_t p = t.m(b, b);
  Tableau<std::int64_t> out(c, t.s + 1);
  const std::int64_t most = largest(t.M);
  if (most < narrow_limit) {
    for (int i = 0; i < c; ++i) {
      const std::int64_t* from = t.M.data() + static_cast<std::size_t>(keep[i]) * t.c;
      std::int64_t* to = out.M.data() + static_cast<std::size_t>(i) * c;
      const std::int64_t* y = t.M.data() + static_cast<std::size_t>(b) * t.c;
      const std::int64_t f = from[b];
      for (int k = 0; k < c; ++k) to[k] = p * from[keep[k]] - f * y[keep[k]];
    }
    divide_by_content(out.M, 0, out.M.size());
  } else {
    std::vector<Wide> wide;
    wide.reserve(out.M.size());
    for (int i = 0; i < c; ++i)
      for (int k = 0; k < c; ++k)
        wide.push_back(static_cast<Wide>(p) * t.m(keep[i], keep[k]) -
                       static_cast<Wide>(t.m(keep[i], b)) * t.m(b, keep[k]));
    const Wide g = content(wide, 0, wide.size());
    for (std::size_t k = 0; k < wide.size(); ++k) {
      const Wide value = wide[k] / g;
      if (value >= wide_limit || value <= -wide_limit) return {};
      out.M[k] = static_cast<std::int64_t>(value);
    }
  }
  std::vector<Wide> scratch;
  const std::int64_t* y = t.M.data() + static_cast<std::size_t>(b) * t.c;
  for (int q = 0; q < t.s; ++q) {
    const std::int64_t* x = t.W.data() + static_cast<std::size_t>(q) * t.c;
    if (!combine(p, x, x[b], y, keep, out.W.data() + static_cast<std::size_t>(q) * c, scratch)) return {};
  }
  for (int k = 0; k < c; ++k) out.w(t.s, k) = -y[keep[k]];
  divide_by_content(out.W, static_cast<std::size_t>(t.s) * c, out.W.size());
  return out;
}

std::optional<Tableau<mpz_class>> pivot(const Tableau<mpz_class>& t, int b, const std::vector<int>& keep) {
  const int c = static_cast<int>(keep.size());
  const mpz_class& p = t.m(b, b);
  Tableau<mpz_class> out(c, t.s + 1);
  const auto combine_big = [&](const mpz_class& x, const mpz_class& f, const mpz_class& y, mpz_class& value) {
    mpz_mul(value.get_mpz_t(), p.get_mpz_t(), x.get_mpz_t());
    mpz_submul(value.get_mpz_t(), f.get_mpz_t(), y.get_mpz_t());
  };
  for (int i = 0; i < c; ++i) {
    if (c > 200) check_budget();
    for (int k = 0; k <= i; ++k) {
      combine_big(t.m(keep[i], keep[k]), t.m(keep[i], b), t.m(b, keep[k]), out.m(i, k));
      if (k < i) out.m(k, i) = out.m(i, k);
    }
  }
  divide_by_content(out.M, 0, out.M.size());
  for (int q = 0; q < t.s; ++q) {
    for (int k = 0; k < c; ++k) combine_big(t.w(q, keep[k]), t.w(q, b), t.m(b, keep[k]), out.w(q, k));
    divide_by_content(out.W, static_cast<std::size_t>(q) * c, static_cast<std::size_t>(q + 1) * c);
  }
  for (int k = 0; k < c; ++k) out.w(t.s, k) = -t.m(b, keep[k]);
  divide_by_content(out.W, static_cast<std::size_t>(t.s) * c, out.W.size());
  return out;
}

Tableau<mpz_class> widen(const Tableau<std::int64_t>& t) {
  Tableau<mpz_class> out(t.c, t.s);
  out.M.assign(t.M.begin(), t.M.end());
  out.W.assign(t.W.begin(), t.W.end());
  return out;
}

Tableau<mpz_class> eliminate(const RationalSymmetric& Q, const std::vector<int>& S,
                             const std::vector<int>& C) {
  std::vector<Index> all(S.begin(), S.end());
  all.insert(all.end(), C.begin(), C.end());
  Tableau<mpz_class> t = root_tableau_big(Q.principal(all));
  for (std::size_t k = 0; k < S.size(); ++k) {
    std::vector<int> keep(static_cast<std::size_t>(t.c) - 1);
    std::iota(keep.begin(), keep.end(), 1);
    t = *pivot(t, 0, keep);
  }
  return t;
}

// ---- faces ---------------------------------------------------------------------------------------

namespace {

using Rationals = std::vector<mpq_class>;

/// [A | B] row-reduced in place: A (s×s, positive definite) becomes I, B becomes A⁻¹B.
void solve(std::vector<Rationals>& rows, std::size_t s) {
  for (std::size_t k = 0; k < s; ++k) {
    const mpq_class inverse = 1 / rows[k][k];
    for (std::size_t j = k; j < rows[k].size(); ++j) rows[k][j] *= inverse;
    for (std::size_t i = 0; i < s; ++i) {
      if (i == k || rows[i][k] == 0) continue;
      const mpq_class f = rows[i][k];
      for (std::size_t j = k; j < rows[k].size(); ++j)
        if (rows[k][j] != 0) rows[i][j] -= f * rows[k][j];
    }
  }
}

/// Where  a + 2bt + dt²  is smallest on [low, high] (high may be absent: ∞), as far as a sign matters: when
/// it falls without bound, some t at which it is negative.
mpq_class best_ratio(const mpq_class& a, const mpq_class& b, const mpq_class& d, const mpq_class& low,
                     const std::optional<mpq_class>& high) {
  const auto value = [&](const mpq_class& t) { return mpq_class(a + 2 * b * t + d * t * t); };
  if (d > 0) {
    mpq_class t = -b / d;
    if (t < low) t = low;
    if (high && t > *high) t = *high;
    return t;
  }
  if (high) return value(low) <= value(*high) ? low : *high;
  if (d == 0 && b >= 0) return low;
  mpq_class t = low > 1 ? low : mpq_class(1);
  while (value(t) >= 0) t *= 2;
  return t;
}

}  // namespace

std::vector<mpz_class> integer_multiple(const std::vector<mpq_class>& x) {
  mpz_class common = 1, divisor = 0;
  for (const mpq_class& q : x) mpz_lcm(common.get_mpz_t(), common.get_mpz_t(), q.get_den_mpz_t());
  std::vector<mpz_class> result;
  for (const mpq_class& q : x) {
    result.push_back(q.get_num() * (common / q.get_den()));
    mpz_gcd(divisor.get_mpz_t(), divisor.get_mpz_t(), result.back().get_mpz_t());
  }
  if (divisor > 1)
    for (mpz_class& z : result) z /= divisor;
  return result;
}

std::optional<std::vector<mpz_class>> face_witness(const RationalSymmetric& Q, const std::vector<int>& S,
                                                   const std::vector<int>& J, bool zero_counts) {
  const std::size_t s = S.size(), width = J.size();
  std::vector<Rationals> rows(s, Rationals(s + width));
  for (std::size_t i = 0; i < s; ++i) {
    for (std::size_t j = 0; j < s; ++j) rows[i][j] = Q.numerator(S[i], S[j]);
    for (std::size_t j = 0; j < width; ++j) rows[i][s + j] = -Q.numerator(S[i], J[j]);
  }
  solve(rows, s);
  // M_ab = N_ab + Σ_q N_aq W_qb
  const auto schur = [&](std::size_t a, std::size_t b) {
    mpq_class sum = Q.numerator(J[a], J[b]);
    for (std::size_t q = 0; q < s; ++q) sum += Q.numerator(J[a], S[q]) * rows[q][s + b];
    return sum;
  };
  // x_J = (1, t); |J| = 1: t plays no part.
  mpq_class t = 0;
  if (width == 2) {
    mpq_class low = 0;
    std::optional<mpq_class> high;
    for (std::size_t q = 0; q < s; ++q) {
      const mpq_class &first = rows[q][s], &second = rows[q][s + 1];
      if (second == 0) {
        if (first < 0) return {};
      } else if (second > 0) {
        low = std::max(low, mpq_class(-first / second));
      } else {
        const mpq_class bound = -first / second;
        if (!high || bound < *high) high = bound;
      }
    }
    if (high && *high < low) return {};
    t = best_ratio(schur(0, 0), schur(0, 1), schur(1, 1), low, high);
  }
  Rationals x(static_cast<std::size_t>(Q.order()));
  x[J[0]] = 1;
  if (width == 2) x[J[1]] = t;
  for (std::size_t q = 0; q < s; ++q) {
    mpq_class value = rows[q][s];
    if (width == 2) value += rows[q][s + 1] * t;
    if (value < 0) return {};
    x[S[q]] = value;
  }
  std::vector<mpz_class> witness = integer_multiple(x);
  const mpq_class form = Q.form(witness);
  if (form > 0 || (form == 0 && !zero_counts)) return {};
  return witness;
}

}  // namespace orthant
