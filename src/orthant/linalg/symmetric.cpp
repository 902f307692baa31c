#include "orthant/linalg/symmetric.hpp"

#include <omp.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "orthant/base/stop.hpp"
#include "orthant/linalg/lapack.hpp"

extern "C" {
void dpotrf_(const char* uplo, const int* n, double* a, const int* lda, int* info);
void dpotrs_(const char* uplo, const int* n, const int* nrhs, const double* a, const int* lda, double* b,
             const int* ldb, int* info);
void dsyevd_(const char* jobz, const char* uplo, const int* n, double* a, const int* lda, double* w,
             double* work, const int* lwork, int* iwork, const int* liwork, int* info);
void dstevd_(const char* jobz, const int* n, double* d, double* e, double* z, const int* ldz, double* work,
             const int* lwork, int* iwork, const int* liwork, int* info);
void dlatrd_(const char* uplo, const int* n, const int* nb, double* a, const int* lda, double* e, double* tau,
             double* w, const int* ldw);
void dsytd2_(const char* uplo, const int* n, double* a, const int* lda, double* d, double* e, double* tau,
             int* info);
void dsterf_(const int* n, double* d, double* e, int* info);
void dstedc_(const char* compz, const int* n, double* d, double* e, double* z, const int* ldz, double* work,
             const int* lwork, int* iwork, const int* liwork, int* info);
void dstemr_(const char* jobz, const char* range, const int* n, double* d, double* e, const double* vl,
             const double* vu, const int* il, const int* iu, int* m, double* w, double* z, const int* ldz,
             const int* nzc, int* isuppz, int* tryrac, double* work, const int* lwork, int* iwork,
             const int* liwork, int* info);
void dormtr_(const char* side, const char* uplo, const char* trans, const int* m, const int* n,
             const double* a, const int* lda, const double* tau, double* c, const int* ldc, double* work,
             const int* lwork, int* info);
}

namespace orthant {

namespace {

std::vector<double> padded(const Matrix& A) {
  std::vector<double> out(static_cast<size_t>(A.size()) + lapack_beyond);
  std::copy(A.data(), A.data() + A.size(), out.begin());
  return out;
}

Vector eigen_in_place(char job, Matrix& A) {
  const int n = lapack_size(A.rows()), lda = lapack_stride(n);
  Vector values(n);
  if (n == 0) return values;
  std::vector<double> entries = padded(A);
  with_workspaces("dsyevd", [&](double* work, const int* lwork, int* integers, const int* liwork, int* info) {
    dsyevd_(&job, "L", &n, entries.data(), &lda, values.data(), work, lwork, integers, liwork, info);
  });
  std::copy(entries.begin(), entries.begin() + A.size(), A.data());
  return values;
}

/// From this order on a reduction is done in parts that can be interrupted.
constexpr Index interruptible_order = 128;

bool is_long(const Matrix& A) {
  return A.rows() >= interruptible_order && omp_in_parallel() == 0;
}

/// A = Q T Qᵀ, T tridiagonal, the reflectors of Q in the place of A.
class Tridiagonal {
 public:
  explicit Tridiagonal(const Matrix& A) : n_(static_cast<int>(A.rows())), lda_(n_), A_(padded(A)) {
    // As dsyevd does: squares of entries must neither overflow nor vanish.
    const double largest = A.triangularView<Eigen::Lower>().toDenseMatrix().cwiseAbs().maxCoeff();
    if (largest > 0 && (largest < 1e-140 || largest > 1e140)) {
      unit_ = std::ldexp(1.0, -std::ilogb(largest));
      for (double& a : A_) a *= unit_;
    }
    reduce();
  }

  Vector values() const {
    Vector d = diagonal_, e = off_;
    int info = 0;
    dsterf_(&n_, d.data(), e.data(), &info);
    require_success(info, "dsterf");
    return d / unit_;
  }

  EigenPairs pairs() const {
    EigenPairs out{diagonal_, Matrix(n_, n_)};
    Vector e = off_;
    with_workspaces("dstedc",
                    [&](double* work, const int* lwork, int* integers, const int* liwork, int* info) {
                      dstedc_("I", &n_, out.values.data(), e.data(), out.vectors.data(), &n_, work, lwork,
                              integers, liwork, info);
                    });
    for (Index first = 0; first < n_; first += 256)
      turn_back(out.vectors.middleCols(first, std::min<Index>(256, n_ - first)));
    out.values /= unit_;
    return out;
  }

  /// The eigenvector of the lowest eigenvalue.
  Vector lowest() const {
    Vector d = diagonal_, e(n_), values(n_);
    e << off_, 0;
    Matrix vector(n_, 1);
    const double unused = 0;
    const int one = 1;
    int info = 0, found = 0, accurate = 1;
    std::vector<int> support(2), integers(static_cast<size_t>(10 * n_));
    std::vector<double> work(static_cast<size_t>(18 * n_));
    const int lwork = 18 * n_, liwork = 10 * n_;
    dstemr_("V", "I", &n_, d.data(), e.data(), &unused, &unused, &one, &one, &found, values.data(),
            vector.data(), &n_, &one, support.data(), &accurate, work.data(), &lwork, integers.data(),
            &liwork, &info);
    require_success(found == 1 ? info : 1, "dstemr");
    turn_back(vector);
    return vector;
  }

 private:
  static constexpr int panel = 32;

  double* at(int i, int j) { return A_.data() + static_cast<Index>(j) * lda_ + i; }

  void reduce() {
    diagonal_.resize(n_);
    off_.resize(std::max(n_ - 1, 0));
    tau_ = Vector::Zero(std::max(n_ - 1, 1));
    std::vector<double> W(static_cast<size_t>(n_) * panel + lapack_beyond);
    int first = 0;
    for (; first < n_ - 2 * panel; first += panel) {
      check_budget();
      const int rest = n_ - first, below = rest - panel;
      const double minus_one = -1, one = 1;
      dlatrd_("L", &rest, &panel, at(first, first), &lda_, off_.data() + first, tau_.data() + first, W.data(),
              &n_);
      dsyr2k_("L", "N", &below, &panel, &minus_one, at(first + panel, first), &lda_, W.data() + panel, &n_,
              &one, at(first + panel, first + panel), &lda_);
      for (int j = first; j < first + panel; ++j) {
        *at(j + 1, j) = off_(j);
        diagonal_(j) = *at(j, j);
      }
    }
    const int rest = n_ - first;
    int info = 0;
    dsytd2_("L", &rest, at(first, first), &lda_, diagonal_.data() + first, off_.data() + first,
            tau_.data() + first, &info);
    check_budget();
  }

  /// Z ← QZ.
  void turn_back(MatrixRef Z) const {
    check_budget();
    const int columns = static_cast<int>(Z.cols()), ldz = static_cast<int>(Z.outerStride());
    with_workspace("dormtr", [&](double* work, const int* lwork, int* info) {
      dormtr_("L", "L", "N", &n_, &columns, A_.data(), &lda_, tau_.data(), Z.data(), &ldz, work, lwork, info);
    });
  }

  int n_, lda_;
  std::vector<double> A_;
  double unit_ = 1;
  Vector diagonal_, off_, tau_;
};

}  // namespace

std::optional<Matrix> cholesky(Matrix A) {
  const int n = static_cast<int>(A.rows()), lda = std::max(n, 1);
  int info = 0;
  if (n > 0) dpotrf_("L", &n, A.data(), &lda, &info);
  if (info != 0) return std::nullopt;
  return A;
}

void cholesky_solve(const Matrix& C, MatrixRef X) {
  const int n = static_cast<int>(C.rows()), k = static_cast<int>(X.cols());
  const int lda = std::max(n, 1), ldb = std::max(static_cast<int>(X.outerStride()), 1);
  int info = 0;
  if (n > 0 && k > 0) dpotrs_("L", &n, &k, C.data(), &lda, X.data(), &ldb, &info);
}

void right_solve(const Matrix& C, Matrix& A) {
  const int m = static_cast<int>(A.rows()), n = static_cast<int>(A.cols());
  if (m == 0 || n == 0) return;
  const double one = 1;
  dtrsm_("R", "L", "T", "N", &m, &n, &one, C.data(), &n, A.data(), &m);
}

void subtract_outer(Matrix& T, const ConstMatrixRef& P) {
  const int n = static_cast<int>(T.rows()), k = static_cast<int>(P.cols());
  if (n == 0 || k == 0) return;
  const int lda = static_cast<int>(P.outerStride()), ldc = static_cast<int>(T.outerStride());
  const double minus_one = -1, one = 1;
  dsyrk_("L", "N", &n, &k, &minus_one, P.data(), &lda, &one, T.data(), &ldc);
}

Vector symmetric_eigenvalues(Matrix A) {
  if (is_long(A) && BudgetScope::in_force() != nullptr) return Tridiagonal(A).values();
  return eigen_in_place('N', A);
}

LowestEigenpair lowest_eigenpair(Matrix A) {
  if (is_long(A)) {
    const Tridiagonal T(A);
    return {T.values(), T.lowest()};
  }
  EigenPairs pairs = symmetric_eigenpairs(std::move(A));
  return {std::move(pairs.values), pairs.vectors.col(0)};
}

EigenPairs symmetric_eigenpairs(Matrix A) {
  if (is_long(A) && BudgetScope::in_force() != nullptr) return Tridiagonal(A).pairs();
  Vector values = eigen_in_place('V', A);
  return {std::move(values), std::move(A)};
}

EigenPairs tridiagonal_eigenpairs(Vector diagonal, Vector off) {
  const int n = static_cast<int>(diagonal.size());
  Matrix vectors(n, n);
  if (n == 0) return {std::move(diagonal), std::move(vectors)};
  const int lwork = 1 + 4 * n + n * n, liwork = 3 + 5 * n;
  std::vector<double> work(static_cast<size_t>(lwork));
  std::vector<int> integers(static_cast<size_t>(liwork));
  int info = 0;
  dstevd_("V", &n, diagonal.data(), off.data(), vectors.data(), &n, work.data(), &lwork, integers.data(),
          &liwork, &info);
  require_success(info, "dstevd");
  return {std::move(diagonal), std::move(vectors)};
}

EigenPairs2 symmetric_eigenpairs_2(const Eigen::Matrix2d& A) {
  // (A − mean)v = ±radius v; of the two columns that solve it the longer one.
  const double mean = (A(0, 0) + A(1, 1)) / 2, half = (A(0, 0) - A(1, 1)) / 2, off = A(1, 0);
  const double radius = std::hypot(half, off);
  Eigen::Vector2d top(1, 0);
  if (radius > 0)
    top = half >= 0 ? Eigen::Vector2d(half + radius, off).normalized()
                    : Eigen::Vector2d(off, radius - half).normalized();
  EigenPairs2 out;
  out.values = {mean - radius, mean + radius};
  out.vectors.col(0) = Eigen::Vector2d(-top.y(), top.x());
  out.vectors.col(1) = top;
  return out;
}

}  // namespace orthant
