// The roofline of NMF: what the machine does (dgemm, sgemm, copying) and what share of it the inner loops of a
// HALS sweep reach, in one run.
//
//   bench_inner_loops [--sparse FILE.mtx] [--entries FILE.mtx] [--threads 1,2] [--repeats 9] [--json FILE]
//   [--small]
//
// Work: 2·stored·r flops a product of the data with a thin factor; 2nr² a Gram matrix of n rows, 2nr² a sweep
// over n rows; so 4·stored·r + 4(n₁ + n₂)r² a HALS sweep of one inner sweep each. Entries: r² + 3r more a
// stored entry and side, for the Gram matrix of each row and its right-hand side.
// Bytes of a sparse product: 12 a nonzero that stream by, 8r (one row of the factor) that are gathered,
// mostly from caches, and 8r a row of the result. Lines of one group are measured in turn, one repetition of
// each after the other, so that their ratios hold while the clock of the processor drifts. Seconds are
// medians.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "orthant/base/error.hpp"
#include "orthant/base/random.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/files/read_matrix.hpp"
#include "orthant/simd/inner_loops.hpp"
#include "orthant/linalg/threads.hpp"
#include "orthant/operators/entries.hpp"

extern "C" {
void cblas_dgemm(int order, int transpose_a, int transpose_b, int m, int n, int k, double alpha,
                 const double* a, int lda, const double* b, int ldb, double beta, double* c, int ldc);
void cblas_sgemm(int order, int transpose_a, int transpose_b, int m, int n, int k, float alpha,
                 const float* a, int lda, const float* b, int ldb, float beta, float* c, int ldc);
}

using namespace orthant;

namespace {

constexpr int column_major = 102, no_transpose = 111, transposed = 112;

struct Request {
  std::string sparse, entries, json;
  std::vector<int> threads = {1, 2};
  int repeats = 9;
  bool small = false;
};

/// One thing to be measured, and what it was.
struct Line {
  std::string group, what;
  Index rank;
  double flops, bytes;
  std::function<void()> work;
  /// The line of the same group (its place) whose rate this one's is compared with; −1: none.
  int reference = -1;
  std::vector<double> seconds = {};

  double median() const {
    std::vector<double> sorted = seconds;
    std::sort(sorted.begin(), sorted.end());
    return sorted[sorted.size() / 2];
  }
};

template <class Scalar>
Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic> uniform(Random& random, Index rows, Index cols) {
  Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic> M(rows, cols);
  for (Index e = 0; e < M.size(); ++e) M.data()[e] = static_cast<Scalar>(random.uniform());
  return M;
}

void gemm(int ta, int tb, Index m, Index n, Index k, const Matrix& A, const Matrix& B, Matrix& C) {
  cblas_dgemm(column_major, ta, tb, static_cast<int>(m), static_cast<int>(n), static_cast<int>(k), 1,
              A.data(), static_cast<int>(A.rows()), B.data(), static_cast<int>(B.rows()), 0, C.data(),
              static_cast<int>(C.rows()));
}

void gemm(int ta, int tb, Index m, Index n, Index k, const Eigen::MatrixXf& A, const Eigen::MatrixXf& B,
          Eigen::MatrixXf& C) {
  cblas_sgemm(column_major, ta, tb, static_cast<int>(m), static_cast<int>(n), static_cast<int>(k), 1,
              A.data(), static_cast<int>(A.rows()), B.data(), static_cast<int>(B.rows()), 0, C.data(),
              static_cast<int>(C.rows()));
}

/// Measures the lines of one group in turns and prints them.
class Table {
 public:
  Table(const Request& request, int threads) : request_(request), threads_(threads) {
    fmt::print("\n{} thread{}\n{:<24}{:<44}{:>5}{:>11}{:>9}{:>9}{:>8}\n", threads, threads == 1 ? "" : "s",
               "on", "what", "rank", "ms", "GF/s", "GB/s", "share");
  }

  void measure(std::vector<Line> lines) {
    for (Line& line : lines) line.work();  // wakes the threads and maps the memory
    for (int repeat = 0; repeat < request_.repeats; ++repeat) {
      for (Line& line : lines) {
        const Stopwatch clock;
        line.work();
        line.seconds.push_back(clock.seconds());
      }
    }
    for (const Line& line : lines) print(line, lines);
  }

  nlohmann::ordered_json records() const { return records_; }

 private:
  void print(const Line& line, const std::vector<Line>& lines) {
    const double seconds = line.median();
    nlohmann::ordered_json record = {{"threads", threads_},
                                     {"on", line.group},
                                     {"what", line.what},
                                     {"rank", line.rank},
                                     {"seconds", seconds},
                                     {"gflops", line.flops / seconds / 1e9},
                                     {"gbytes", line.bytes / seconds / 1e9}};
    std::string share;
    if (line.reference >= 0) {
      const Line& other = lines[line.reference];
      const double ratio = line.flops / seconds / (other.flops / other.median());
      record["share"] = ratio;
      record["of"] = other.what;
      share = fmt::format("{:.0f} %", 100 * ratio);
    }
    records_.push_back(record);
    fmt::print("{:<24}{:<44}{:>5}{:>11.3f}{:>9.1f}{:>9.1f}{:>8}\n", line.group, line.what, line.rank,
               1e3 * seconds, line.flops / seconds / 1e9, line.bytes / seconds / 1e9, share);
    std::fflush(stdout);
  }

  const Request& request_;
  int threads_;
  nlohmann::ordered_json records_ = nlohmann::ordered_json::array();
};

void measure_machine(Table& table, bool small) {
  Random random(1);
  const Index n = small ? 512 : 2048, length = small ? Index{1} << 20 : Index{1} << 26;
  const Matrix A = uniform<double>(random, n, n), B = uniform<double>(random, n, n);
  const Eigen::MatrixXf Af = A.cast<float>(), Bf = B.cast<float>();
  Matrix C(n, n);
  Eigen::MatrixXf Cf(n, n);
  const auto size = static_cast<double>(n);
  const double flops = 2 * size * size * size;
  std::vector<double> from(static_cast<size_t>(length), 1.0), to(static_cast<size_t>(length));
  const auto copy = [&] {
#pragma omp parallel for schedule(static)
    for (Index i = 0; i < length; ++i) to[i] = from[i];
  };
  const std::string cube = fmt::format("{}³", n);
  table.measure(
      {{cube, "dgemm", n, flops, 0, [&] { gemm(no_transpose, no_transpose, n, n, n, A, B, C); }},
       {cube, "sgemm", n, flops, 0, [&] { gemm(no_transpose, no_transpose, n, n, n, Af, Bf, Cf); }},
       {fmt::format("{} MB", length / 131072), "copy", 0, 0, 16.0 * static_cast<double>(length), copy}});
}

/// Factors, right-hand sides and Gram matrices of one HALS sweep.
struct Sweep {
  Matrix L, R, C, D, left_gram, right_gram;

  Sweep(Random& random, Index rows, Index cols, Index rank)
      : L(uniform<double>(random, rows, rank)),
        R(uniform<double>(random, cols, rank)),
        C(rows, rank),
        D(cols, rank),
        left_gram(rank, rank),
        right_gram(rank, rank) {}

  void run(const DataMatrix& A, Precision precision) {
    const SweepRule rule{1, 0, precision};
    right_gram.noalias() = R.transpose() * R;
    A.multiply(R, precision, C);
    nnls_sweeps(L, C, right_gram, rule);
    left_gram.noalias() = L.transpose() * L;
    A.multiply_transposed(L, precision, D);
    nnls_sweeps(R, D, left_gram, rule);
  }

  double flops(Index stored) const {
    const auto r = static_cast<double>(L.cols()), n = static_cast<double>(L.rows() + R.rows());
    return 4 * static_cast<double>(stored) * r + 4 * n * r * r;
  }
};

/// Dense data as a file gives it: row-major, so that dgemm is given its transpose.
void measure_dense(Table& table, Index rows, Index cols, Index rank) {
  Random random(2);
  const Matrix stored = uniform<double>(random, cols, rows);
  const Eigen::MatrixXf stored_float = stored.cast<float>();
  const DataMatrix A = DataMatrix::dense_row_major(stored);
  Sweep sweep(random, rows, cols, rank);
  const Matrix V = sweep.R, W = sweep.L;
  const Eigen::MatrixXf Vf = V.cast<float>(), Wf = W.cast<float>();
  Matrix AV(rows, rank), AtW(cols, rank);
  Eigen::MatrixXf AVf(rows, rank), AtWf(cols, rank);
  const double entries = static_cast<double>(rows) * static_cast<double>(cols);
  const double flops = 2 * entries * static_cast<double>(rank);
  const double factors = 8 * static_cast<double>((rows + cols) * rank), bytes = 8 * entries + factors;
  const std::string on = fmt::format("dense {}×{}", rows, cols);
  table.measure({
      {on, "dgemm A V", rank, flops, bytes,
       [&] { gemm(transposed, no_transpose, rows, rank, cols, stored, V, AV); }},
      {on, "dgemm AᵀW", rank, flops, bytes,
       [&] { gemm(no_transpose, no_transpose, cols, rank, rows, stored, W, AtW); }},
      {on, "dgemm A V and AᵀW", rank, 2 * flops, 2 * bytes,
       [&] {
         gemm(transposed, no_transpose, rows, rank, cols, stored, V, AV);
         gemm(no_transpose, no_transpose, cols, rank, rows, stored, W, AtW);
       }},
      {on, "sgemm A V and AᵀW, float data", rank, 2 * flops, bytes,
       [&] {
         gemm(transposed, no_transpose, rows, rank, cols, stored_float, Vf, AVf);
         gemm(no_transpose, no_transpose, cols, rank, rows, stored_float, Wf, AtWf);
       }},
      {on, "multiply", rank, flops, bytes, [&] { A.multiply(V, Precision::full, AV); }, 0},
      {on, "multiply_transposed", rank, flops, bytes, [&] { A.multiply_transposed(W, Precision::full, AtW); },
       1},
      {on, "multiply and _transposed, single", rank, 2 * flops, 2 * bytes,
       [&] {
         A.multiply(V, Precision::single, AV);
         A.multiply_transposed(W, Precision::single, AtW);
       },
       3},
      {on, "HALS sweep", rank, sweep.flops(A.stored()), 2 * bytes, [&] { sweep.run(A, Precision::full); }, 2},
      {on, "HALS sweep, single", rank, sweep.flops(A.stored()), 2 * bytes,
       [&] { sweep.run(A, Precision::single); }, 3},
  });
}

void measure_sparse(Table& table, const DataMatrix& A, const std::string& name, Index rank) {
  Random random(3);
  Sweep sweep(random, A.rows(), A.cols(), rank);
  const Matrix V = sweep.R, W = sweep.L;
  Matrix AV(A.rows(), rank), AtW(A.cols(), rank);
  const auto nonzeros = static_cast<double>(A.stored()), r = static_cast<double>(rank);
  const double flops = 2 * nonzeros * r;
  const double left = 8 * r * static_cast<double>(A.rows()), right = 8 * r * static_cast<double>(A.cols());
  std::vector<Line> lines;
  for (const Precision precision : {Precision::full, Precision::single}) {
    const bool full = precision == Precision::full;
    const std::string suffix = full ? "" : ", single";
    const double stored = static_cast<double>(A.bytes()) / nonzeros / 2;
    const double read = (stored + (full ? 8 : 4) * r) * nonzeros;
    lines.push_back({name, "multiply" + suffix, rank, flops, read + left,
                     [&, precision] { A.multiply(V, precision, AV); }});
    lines.push_back({name, "multiply_transposed" + suffix, rank, flops, read + right,
                     [&, precision] { A.multiply_transposed(W, precision, AtW); }});
    lines.push_back({name, "HALS sweep" + suffix, rank, sweep.flops(A.stored()), 2 * read + left + right,
                     [&, precision] { sweep.run(A, precision); }});
  }
  table.measure(lines);
}

/// Unobserved entries: every row has a Gram matrix of its own.
void measure_entries(Table& table, const EntriesObservations& observations, const std::string& name,
                     Index rank) {
  Random random(4);
  const RowBlocks& blocks = *observations.row_blocks();
  Matrix L = uniform<double>(random, observations.rows(), rank),
         R = uniform<double>(random, observations.cols(), rank);
  const auto stored = static_cast<double>(observations.values().size()), r = static_cast<double>(rank);
  const double flops = 2 * stored * (r * r + 3 * r) + 2 * static_cast<double>(L.rows() + R.rows()) * r * r;
  table.measure({{name, "HALS sweep", rank, flops, 2 * stored * (12 + 8 * r), [&] {
                    blocks.sweep(Side::left, L, blocks.linear(Side::left, R), R, {});
                    blocks.sweep(Side::right, R, blocks.linear(Side::right, L), L, {});
                  }}});
}

void measure_nnls(Table& table, Index rows, Index rank) {
  Random random(5);
  const Matrix V = uniform<double>(random, 4 * rank, rank);
  const Matrix G = V.transpose() * V;
  Matrix X = uniform<double>(random, rows, rank);
  const Matrix C = X * G + 0.1 * uniform<double>(random, rows, rank);
  const auto n = static_cast<double>(rows), r = static_cast<double>(rank);
  constexpr int sweeps = 4;
  const double flops = sweeps * 2 * n * r * r, bytes = 24 * n * r;  // X in and out, C in: once
  const std::string on = fmt::format("{} rows", rows);
  table.measure({{on, "nnls_sweeps, 4", rank, flops, bytes,
                  [&] {
                    nnls_sweeps(X, C, G, {sweeps, 0});
                  }},
                 {on, "nnls_sweeps, 4, single", rank, flops, bytes, [&] {
                    nnls_sweeps(X, C, G, {sweeps, 0, Precision::single});
                  }}});
}

Request parse(int argc, char** argv) {
  Request request;
  for (int place = 1; place < argc; ++place) {
    const std::string flag = argv[place];
    if (flag == "--small") {
      request.small = true;
      continue;
    }
    if (place + 1 == argc) throw InputError(flag + " without a value");
    const std::string value = argv[++place];
    if (flag == "--sparse") {
      request.sparse = value;
    } else if (flag == "--entries") {
      request.entries = value;
    } else if (flag == "--json") {
      request.json = value;
    } else if (flag == "--repeats") {
      request.repeats = std::max(1, std::atoi(value.c_str()));
    } else if (flag == "--threads") {
      request.threads.clear();
      for (size_t from = 0; from < value.size(); from = value.find(',', from) + 1) {
        request.threads.push_back(std::max(1, std::atoi(value.c_str() + from)));
        if (value.find(',', from) == std::string::npos) break;
      }
    } else {
      throw InputError("flag = " + flag +
                       "; expected --sparse, --entries, --threads, --repeats, --json or --small");
    }
  }
  return request;
}

int run(const Request& request) {
  const std::vector<Index> ranks = {16, 20, 32, 50, 64};
  std::optional<DataMatrix> sparse;
  std::unique_ptr<EntriesObservations> entries;
  if (!request.sparse.empty()) sparse = read_matrix(request.sparse);
  if (!request.entries.empty())
    entries = std::make_unique<EntriesObservations>(read_matrix(request.entries).sparse_row_lines());
  const Index shrink = request.small ? 10 : 1;
  fmt::print("BLAS kernels {}, ours {}\n", blas_core(), simd::best().instructions);
  nlohmann::ordered_json document = {{"blas", blas_core()}, {"instructions", simd::best().instructions}};
  document["lines"] = nlohmann::ordered_json::array();
  for (const int count : request.threads) {
    set_threads(count);
    Table table(request, count);
    measure_machine(table, request.small);
    measure_dense(table, 4000 / shrink, 3000 / shrink, 20);
    measure_dense(table, 10000 / shrink, 2000 / shrink, 50);
    for (const Index rank : ranks) measure_nnls(table, 20000 / shrink, rank);
    for (const Index rank : ranks)
      if (sparse) measure_sparse(table, *sparse, "sparse", rank);
    if (entries) measure_entries(table, *entries, "entries", 10);
    for (auto& record : table.records()) document["lines"].push_back(record);
  }
  if (!request.json.empty()) std::ofstream(request.json) << document.dump(1) << "\n";
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  // BLAS kernels are chosen before main() runs: a better choice needs a new start (app/orthant/main.cpp).
  if (const auto core = better_blas_core()) {
    setenv("OPENBLAS_CORETYPE", core->c_str(), 1);
    execv("/proc/self/exe", argv);
  }
  try {
    return run(parse(argc, argv));
  } catch (const InputError& error) {
    fmt::print(stderr, "bench_inner_loops: {}\n", error.what());
    return 2;
  }
}
