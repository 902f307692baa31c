/// What calls of LAPACK have in common: sizes as it wants them, its working memory, and its complaints.
#pragma once

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "orthant/linalg/matrix.hpp"

namespace orthant {

inline int lapack_size(Index n) {
  return static_cast<int>(n);
}
inline int lapack_stride(Index rows) {
  return static_cast<int>(std::max<Index>(rows, 1));
}

inline void require_finite(const Matrix& A, const char* routine) {
  if (!A.allFinite()) throw std::runtime_error(std::string(routine) + ": a matrix with an entry not finite");
}

inline void require_success(int info, const char* routine) {
  if (info != 0)
    throw std::runtime_error(std::string(routine) + " did not converge, info = " + std::to_string(info));
}

/// OpenBLAS's SSE3 kernel of dsymv reads some numbers beyond the end of its arguments: there must be some.
inline constexpr std::size_t lapack_beyond = 64;

/// Calls routine(work, lwork, info) twice: first it says how much memory it wants.
template <class Routine>
void with_workspace(const char* name, const Routine& routine) {
  double size = 0;
  int lwork = -1, info = 0;
  routine(&size, &lwork, &info);
  lwork = static_cast<int>(std::max(size, 1.0));
  std::vector<double> work(static_cast<std::size_t>(lwork) + lapack_beyond);
  routine(work.data(), &lwork, &info);
  require_success(info, name);
}

/// The same for routine(work, lwork, integers, liwork, info).
template <class Routine>
void with_workspaces(const char* name, const Routine& routine) {
  int integer_size = 0, liwork = -1;
  std::vector<int> integers;
  with_workspace(name, [&](double* work, const int* lwork, int* info) {
    if (*lwork < 0) return routine(work, lwork, &integer_size, &liwork, info);
    liwork = integer_size;
    integers.resize(static_cast<std::size_t>(liwork));
    routine(work, lwork, integers.data(), &liwork, info);
  });
}

}  // namespace orthant
