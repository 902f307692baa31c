#include "orthant/prove/rational_factors.hpp"

#include <Eigen/QR>
#include <algorithm>
#include <cmath>

namespace orthant {

using checker::Rational;
using checker::RationalMatrix;

namespace {

std::vector<Index> pivots(const Matrix& A, Index count) {
  const Eigen::ColPivHouseholderQR<Matrix> qr(A);
  std::vector<Index> out;
  for (Index k = 0; k < count; ++k) out.push_back(qr.colsPermutation().indices()(k));
  return out;
}

}  // namespace

LargestMinor largest_minor(const Matrix& A) {
  Eigen::ColPivHouseholderQR<Matrix> qr(A);
  qr.setThreshold(1e-10);
  const Index rank = qr.rank();
  LargestMinor out;
  for (Index k = 0; k < rank; ++k) out.cols.push_back(qr.colsPermutation().indices()(k));
  Matrix chosen(rank, A.rows());
  for (Index k = 0; k < rank; ++k) chosen.row(k) = A.col(out.cols[static_cast<std::size_t>(k)]).transpose();
  if (rank > 0) out.rows = pivots(chosen, rank);
  return out;
}

bool is_exact(const RationalMatrix& A, const RationalFactors& factors, checker::Work& work) {
  for (const RationalMatrix* F : {&factors.L, &factors.R})
    for (long i = 0; i < F->rows(); ++i)
      for (long k = 0; k < F->cols(); ++k)
        if (F->sign(i, k) < 0) return false;
  return times(factors.L, factors.R.transpose(), work) == A;
}

std::optional<std::vector<Rational>> solution_near(const RationalMatrix& M, const RationalMatrix& b,
                                                   const Vector& y0, int bits, checker::Work& work) {
  const long n = static_cast<long>(y0.size());
  work.spend((checker::bits(M) + checker::bits(b)) * static_cast<unsigned long>(n),
             static_cast<double>(M.rows() * n * n));
  fmpq_mat_t reduced;
  fmpq_mat_init(reduced, M.rows(), n + 1);
  for (long i = 0; i < M.rows(); ++i) {
    for (long j = 0; j < n; ++j) fmpq_set(fmpq_mat_entry(reduced, i, j), M.entry(i, j));
    fmpq_set(fmpq_mat_entry(reduced, i, n), b.entry(i, 0));
  }
  const long rank = M.rows() > 0 ? fmpq_mat_rref(reduced, reduced) : 0;
  std::vector<long> pivot;
  for (long i = 0; i < rank; ++i) {
    long j = 0;
    while (fmpq_is_zero(fmpq_mat_entry(reduced, i, j)) != 0) ++j;
    pivot.push_back(j);
  }
  std::optional<std::vector<Rational>> out;
  if (pivot.empty() || pivot.back() < n) {  // otherwise 0 = 1
    out.emplace(static_cast<std::size_t>(n));
    const double unit = std::exp2(std::ceil(std::log2(std::max(y0.cwiseAbs().maxCoeff(), 1e-200))) - bits);
    for (long j = 0; j < n; ++j)
      if (std::find(pivot.begin(), pivot.end(), j) == pivot.end())
        (*out)[static_cast<std::size_t>(j)] = Rational::from_double(std::round(y0(j) / unit) * unit);
    for (std::size_t i = 0; i < pivot.size(); ++i) {
      Rational value;
      fmpq_set(value.get(), fmpq_mat_entry(reduced, static_cast<long>(i), n));
      for (long j = pivot[i] + 1; j < n; ++j)
        fmpq_submul(value.get(), fmpq_mat_entry(reduced, static_cast<long>(i), j),
                    (*out)[static_cast<std::size_t>(j)].get());
      (*out)[static_cast<std::size_t>(pivot[i])] = value;
    }
  }
  fmpq_mat_clear(reduced);
  return out;
}

}  // namespace orthant
