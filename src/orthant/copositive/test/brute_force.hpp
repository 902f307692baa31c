/// Copositivity by enumeration of all principal submatrices, in exact integers: the oracle of the tests.
///   not copositive           ⇔ some T has Q_TT⁻¹ ≤ 0                  (Väliaho 1986)
///   not strictly copositive  ⇔ some T has det Q_TT ≤ 0 and adj Q_TT > 0 (Hadeler 1983)
#pragma once

#include <vector>

namespace orthant::test {

enum class Copositivity { no, boundary, strict };

class BruteForce {
 public:
  using Rows = std::vector<std::vector<long>>;

  static Copositivity decide(const Rows& Q) {
    const auto n = static_cast<unsigned>(Q.size());
    bool strict = true;
    for (unsigned T = 1; T < (1U << n); ++T) {
      std::vector<unsigned> index;
      for (unsigned i = 0; i < n; ++i)
        if (T >> i & 1U) index.push_back(i);
      const Inverse inverse = invert(Q, index);
      if (inverse.det < 0 && inverse.all_nonnegative) return Copositivity::no;
      if (inverse.det <= 0 && inverse.all_positive) strict = false;
    }
    return strict ? Copositivity::strict : Copositivity::boundary;
  }

 private:
  /// Minors of matrices with entries up to 100 and order 9 stay below 2⁶³, products of two below 2¹²⁷.
  __extension__ using Wide = __int128;

  struct Inverse {
    Wide det = 0;
    bool all_nonnegative = true, all_positive = true;  ///< of the adjugate
  };

  static Wide determinant(const Rows& rows) {
    const std::size_t n = rows.size();
    std::vector<std::vector<Wide>> A;
    for (const auto& row : rows) A.emplace_back(row.begin(), row.end());
    Wide previous = 1, sign = 1;
    for (std::size_t k = 0; k + 1 < n; ++k) {
      std::size_t p = k;
      while (p < n && A[p][k] == 0) ++p;
      if (p == n) return 0;
      if (p != k) {
        std::swap(A[p], A[k]);
        sign = -sign;
      }
      for (std::size_t i = k + 1; i < n; ++i)
        for (std::size_t j = k + 1; j < n; ++j) A[i][j] = (A[k][k] * A[i][j] - A[i][k] * A[k][j]) / previous;
      previous = A[k][k];
    }
    return n == 0 ? 1 : sign * A[n - 1][n - 1];
  }

  /// Cofactor by cofactor, stopping as soon as the signs settle the question.
  static Inverse invert(const Rows& Q, const std::vector<unsigned>& T) {
    const std::size_t n = T.size();
    Inverse out;
    std::vector<std::vector<long>> A(n, std::vector<long>(n));
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j) A[i][j] = Q[T[i]][T[j]];
    out.det = determinant(A);
    if (out.det > 0) return out;
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j <= i; ++j) {
        std::vector<std::vector<long>> minor;
        for (std::size_t r = 0; r < n; ++r) {
          if (r == i) continue;
          auto& row = minor.emplace_back();
          for (std::size_t c = 0; c < n; ++c)
            if (c != j) row.push_back(A[r][c]);
        }
        const Wide cofactor = ((i + j) % 2 == 0 ? 1 : -1) * determinant(minor);
        out.all_positive = out.all_positive && cofactor > 0;
        out.all_nonnegative = out.all_nonnegative && cofactor >= 0;
        if (!out.all_nonnegative) return out;
      }
    }
    return out;
  }
};

}  // namespace orthant::test
