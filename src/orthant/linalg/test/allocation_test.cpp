// A sweep over the factors allocates nothing: products into the caller's memory, then coordinate descent.
// The linker sends every call of malloc in our code through __wrap_malloc (test/CMakeLists.txt).

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>

#include "orthant/linalg/data_matrix.hpp"
#include "orthant/linalg/nnls.hpp"
#include "support/random_problems.hpp"

namespace {
std::atomic<long> allocations{0};
}

extern "C" {
void* __real_malloc(std::size_t size);
void* __wrap_malloc(std::size_t size);
void* __wrap_malloc(std::size_t size) {
  ++allocations;
  return __real_malloc(size);
}
}

void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = __real_malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace orthant {
namespace {

using testing::random_matrix;

TEST(Sweep, AllocatesNothingOnceItIsWarm) {
  Random random(81);
  const Index rows = 700, cols = 500, rank = 20;
  const Matrix dense = random_matrix(random, rows, cols);
  const Matrix mask = testing::random_mask(random, rows, cols, 0.1);
  const DataMatrix matrices[] = {DataMatrix::dense(dense), DataMatrix::dense_row_major(dense.transpose()),
                                 DataMatrix::sparse_rows(testing::compressed(dense, mask))};
  for (const DataMatrix& A : matrices) {
    for (const Precision precision : {Precision::single, Precision::full}) {
      Matrix L = random_matrix(random, rows, rank), R = random_matrix(random, cols, rank);
      Matrix C(rows, rank), D(cols, rank), G(rank, rank);
      const auto sweep = [&] {
        A.multiply(R, precision, C);
        gram(R, G);
        nnls_sweeps(L, C, G, {3, 0.1, precision});
        A.multiply_transposed(L, precision, D);
        gram(L, G);
        nnls_sweeps(R, D, G, {3, 0.1, precision});
      };
      sweep();
      sweep();
      const long before = allocations;
      ASSERT_GT(before, 0) << "the counter does not count";
      sweep();
      EXPECT_EQ(allocations - before, 0) << (A.is_sparse() ? "sparse" : "dense");
    }
  }
}

}  // namespace
}  // namespace orthant
