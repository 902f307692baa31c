/// Random problems of every kind of observation, with the dense matrices that oracles are computed from.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "orthant/base/random.hpp"
#include "orthant/operators/entries.hpp"
#include "orthant/operators/full.hpp"

namespace orthant::testing {

inline Matrix random_matrix(Random& random, Index rows, Index cols, bool signs = false) {
  Matrix M(rows, cols);
  for (Index e = 0; e < M.size(); ++e) M.data()[e] = signs ? random.normal() : random.uniform();
  return M;
}

/// rows×cols, uniform in (0, 1).
inline Matrix uniform_matrix(Index rows, Index cols, std::uint64_t seed) {
  Random random(seed);
  return random_matrix(random, rows, cols);
}

inline std::shared_ptr<const FullObservations> fully_observed(DataMatrix data) {
  return std::make_shared<FullObservations>(std::make_shared<const DataMatrix>(std::move(data)));
}
inline std::shared_ptr<const FullObservations> fully_observed(const Matrix& data) {
  return fully_observed(DataMatrix::dense(data));
}

/// Observations with the dense oracle: S = W ∘ (X − data), W = ω (0 where unobserved).
struct OracleProblem {
  std::string name;
  std::shared_ptr<const Observations> observations;
  Matrix data;
  Matrix weight;
};

inline CompressedLines compressed(const Matrix& M, const Matrix& mask) {
  std::vector<Triplet> triplets;
  for (Index i = 0; i < M.rows(); ++i)
    for (Index j = 0; j < M.cols(); ++j)
      if (mask(i, j) != 0)
        triplets.push_back({static_cast<std::int32_t>(i), static_cast<std::int32_t>(j), M(i, j)});
  return compress_rows(M.rows(), M.cols(), std::move(triplets));
}

inline Matrix random_mask(Random& random, Index rows, Index cols, double density) {
  Matrix mask = Matrix::Zero(rows, cols);
  for (Index e = 0; e < mask.size(); ++e) mask.data()[e] = random.uniform() < density ? 1 : 0;
  return mask;
}

inline OracleProblem full_problem(std::string name, DataMatrix data, Matrix dense) {
  const Matrix ones = Matrix::Ones(dense.rows(), dense.cols());
  return {std::move(name), fully_observed(std::move(data)), std::move(dense), ones};
}

/// `base` gives the values (rows×cols); sparse kinds drop entries from it.
inline std::vector<OracleProblem> problems_from(Random& random, const Matrix& base, double density = 0.6) {
  const Index rows = base.rows(), cols = base.cols();
  const Matrix mask = random_mask(random, rows, cols, density);
  const Matrix thinned = base.cwiseProduct(mask);
  std::vector<OracleProblem> out;
  out.push_back(full_problem("full, column-major", DataMatrix::dense(base), base));
  out.push_back(full_problem("full, row-major", DataMatrix::dense_row_major(base.transpose()), base));
  out.push_back(full_problem("full, CSR", DataMatrix::sparse_rows(compressed(thinned, mask)), thinned));
  out.push_back(
      full_problem("full, CSC", DataMatrix::sparse_columns(compressed(thinned, mask).turned()), thinned));
  const CompressedLines values = compressed(base, mask);
  out.push_back({"entries", std::make_shared<EntriesObservations>(values), thinned, mask});
  std::vector<double> weights;
  Matrix omega = Matrix::Zero(rows, cols);
  for (Index i = 0; i < rows; ++i)
    for (Index j = 0; j < cols; ++j)
      if (mask(i, j) != 0) {
        weights.push_back(0.5 + random.uniform());
        omega(i, j) = weights.back() * weights.back();
      }
  out.push_back(
      {"entries, weighted", std::make_shared<EntriesObservations>(values, weights), thinned, omega});
  return out;
}

inline std::vector<OracleProblem> random_problems(Random& random, Index rows, Index cols) {
  return problems_from(random, random_matrix(random, rows, cols));
}

}  // namespace orthant::testing
