/// Any text as problem.json, its files from a few matrices in memory: the text is refused in one line, or the
/// problem is usable and reads back from what is written of it.
#include <cstdint>

#include "fuzz_reader.hpp"
#include "orthant/files/problem_folder.hpp"
#include "support/memory_files.hpp"

namespace {

using namespace orthant;

/// The files that the seeds name.
testing::MemoryFiles files() {
  testing::MemoryFiles out;
  const Matrix I = Matrix::Identity(2, 2);
  out.dense("U", (Matrix(2, 1) << 1, 0).finished());
  out.dense("V", (Matrix(2, 1) << 0, 0.5).finished());
  out.dense("I", I);
  out.dense("B", (Matrix(2, 2) << 0, -0.1, -0.1, 1).finished());
  out.dense("C", (Matrix(2, 2) << 0.25, 0, 0, 0).finished());
  out.dense("H", Matrix::Identity(4, 4));
  out.dense("A", Matrix::Constant(3, 4, 0.5));
  out.dense("w", (Matrix(2, 1) << 1, 2).finished());
  out.dense("b3", Matrix::Ones(3, 1));
  out.dense("b4", Matrix::Ones(1, 4));
  out.sparse("S", compress_rows(3, 2, {{0, 0, 1.0}, {2, 1, 3.0}}));
  return out;
}

void demand_round_trip(const Problem& problem) {
  testing::MemoryFiles written;
  const std::string text = write_problem_json(problem, written).dump();
  const Problem back = read_problem_json(text, "x", written);
  demand(write_problem_json(back, written).dump() == text);
}

/// Sizes are bounded by the files but for operators of which the document says all.
void demand_usable(const Problem& problem) {
  if (problem.rows() > 100 || problem.cols() > 100) return;
  const auto objective = problem.objective();
  const Matrix U = problem.point ? problem.stacked_point() : Matrix::Ones(objective->rows(), problem.rank);
  const auto expansion = objective->at(U);
  demand(std::isfinite(expansion->value()) && expansion->gradient().allFinite());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t length) {
  static const testing::MemoryFiles source = files();
  try {
    const Problem problem = read_problem_json({reinterpret_cast<const char*>(bytes), length}, "x", source);
    demand_usable(problem);
    demand_round_trip(problem);
  } catch (const InputError& error) {
    demand_one_line(error.what());
  }
  return 0;
}
