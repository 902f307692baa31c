#include "orthant/files/read_matrix.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "orthant/files/input_file.hpp"
#include "orthant/files/npy.hpp"
#include "refusal.hpp"

namespace orthant {
namespace {

std::string matrix_refusal(const std::string& source) {
  const std::string message = refusal([&] { read_matrix(source); });
  expect_one_line(message);
  return message;
}

TEST(Digits, AreTheBundledSet) {
  const DataMatrix digits = read_matrix("digits");
  EXPECT_EQ(digits.rows(), 1797);
  EXPECT_EQ(digits.cols(), 64);
  EXPECT_FALSE(digits.is_sparse());
  EXPECT_EQ(digits.sum(), 561718);
  EXPECT_EQ(digits.squared_norm(), 6907012);
  EXPECT_DOUBLE_EQ(std::sqrt(digits.squared_norm()), 2628.119479780172);
  const Matrix entries = entries_of(digits);
  EXPECT_EQ(entries.minCoeff(), 0);
  EXPECT_EQ(entries.maxCoeff(), 16);
  EXPECT_EQ(digits.empty_rows(), 0);
  EXPECT_EQ(digits.empty_cols(), 3);
  for (const Index empty : {0, 32, 39}) EXPECT_TRUE(entries.col(empty).isZero(0)) << empty;
  EXPECT_EQ(entries(0, 2), 5);
  EXPECT_EQ(entries(1796, 62), 1);
}

TEST(ReadMatrix, TheSameMatrixFromEveryFormat) {
  const TemporaryFolder folder;
  const Matrix A{{1, 0, 2.5}, {0, 4, 0}};
  write_npy(folder.path("a.npy"), A);
  const std::string as_coordinates =
      folder.write("a.mtx", "%%MatrixMarket matrix coordinate real general\n2 3 3\n1 1 1\n1 3 2.5\n2 2 4\n");
  const std::string as_array =
      folder.write("b.MTX", "%%MatrixMarket matrix array real general\n2 3\n1\n0\n0\n4\n2.5\n0\n");
  const std::string csv = folder.write("a.csv", "1,0,2.5\n0,4,0\n");
  for (const std::string& path : {folder.path("a.npy"), as_coordinates, as_array, csv}) {
    const DataMatrix data = read_matrix(path);
    EXPECT_EQ(entries_of(data), A) << path;
    EXPECT_EQ(data.is_sparse(), path == as_coordinates) << path;
    EXPECT_EQ(read_dense(path), A) << path;
  }
}

TEST(ReadMatrix, FactorsMayBeNegativeAndSparseOnesAreExpanded) {
  const TemporaryFolder folder;
  EXPECT_EQ(read_dense(folder.write("u.csv", "-1\n2\n")), (Matrix{{-1}, {2}}));
  const std::string large =
      folder.write("u.mtx", "%%MatrixMarket matrix coordinate real general\n100000 1001 1\n1 1 1\n");
  EXPECT_EQ(refusal([&] { read_dense(large); }),
            large + ": 100000 × 1001 sparse; expected at most 100000000 entries when expanded");
}

TEST(ReadMatrix, Vectors) {
  const TemporaryFolder folder;
  const Vector expected{{1, 2, 3}};
  write_npy(folder.path("b.npy"), expected);
  EXPECT_EQ(read_vector(folder.path("b.npy")), expected);
  EXPECT_EQ(read_vector(folder.write("b.csv", "1,2,3\n")), expected);
  EXPECT_EQ(read_vector(folder.write("c.csv", "1\n2\n3\n")), expected);
  const std::string square = folder.write("d.csv", "1,2\n3,4\n");
  EXPECT_EQ(refusal([&] { read_vector(square); }), square + ": 2 × 2; expected a single row or column");
}

TEST(ReadMatrixRefusal, Names) {
  const std::string supported = "expected " + readable_sources();
  EXPECT_TRUE(readable_sources().starts_with("a file (.npy, ")) << supported;
  EXPECT_EQ(matrix_refusal("x.dat"), "x.dat: extension \".dat\"; " + supported);
  EXPECT_EQ(matrix_refusal("digit"), "digit: no file extension; " + supported);
  EXPECT_EQ(matrix_refusal(""), "data: no file name; " + supported);
  EXPECT_EQ(matrix_refusal("a\nb.t\nt"), "a\\x0ab.t\\x0at: extension \".t\\x0at\"; " + supported);
}

const std::string files_of_folders = "matrix.mtx, matrix.mtx.gz, .png and .pgm";

TEST(ReadMatrixRefusal, Files) {
  const TemporaryFolder folder;
  for (const char* name : {"x.npy", "x.mtx", "x.csv"}) {
    const std::string path = folder.path(name);
    EXPECT_EQ(matrix_refusal(path), path + ": no such file");
    folder.write(name, "");
    EXPECT_EQ(matrix_refusal(path), path + ": is empty (0 bytes); expected a matrix");
    std::filesystem::remove(path);
    std::filesystem::create_directory(path);
    EXPECT_EQ(matrix_refusal(path),
              path + ": is a folder without " + files_of_folders + "; expected " + readable_sources());
  }
  EXPECT_EQ(matrix_refusal(folder.path("")), folder.path("") + ": is a folder without " + files_of_folders +
                                                 "; expected " + readable_sources());
  ASSERT_EQ(mkfifo(folder.path("f.csv").c_str(), 0600), 0);
  EXPECT_EQ(matrix_refusal(folder.path("f.csv")),
            folder.path("f.csv") + ": is not a regular file; expected one");
  const std::string file = folder.write("y.csv", "1\n");
  EXPECT_EQ(matrix_refusal(file + "/x.csv"), file + "/x.csv: no such file");
}

TEST(ReadMatrixRefusal, UnreadableFiles) {
  if (geteuid() == 0) GTEST_SKIP() << "root reads everything";
  const TemporaryFolder folder;
  const std::string path = folder.write("x.csv", "1\n");
  std::filesystem::permissions(path, std::filesystem::perms::none);
  EXPECT_EQ(matrix_refusal(path), path + ": cannot be read: Permission denied");
}

TEST(ReadMatrixRefusal, NegativeEntries) {
  const Matrix A{{1, 2, 3}, {4, 5, -0.25}, {-7, 8, 9}};
  const auto message = [](const DataMatrix& data) {
    return refusal([&] { require_nonnegative(data, "x"); });
  };
  const std::string expected = "x: entry (2, 3) is -0.25; expected a nonnegative number";
  EXPECT_EQ(message(DataMatrix::dense(A)), expected);
  EXPECT_EQ(message(DataMatrix::dense_row_major(A.transpose())), expected);
  EXPECT_EQ(message(DataMatrix::sparse_rows(compress_rows(3, 3, {{2, 0, -7.0}, {1, 2, -0.25}, {0, 0, 1.0}}))),
            expected);
  EXPECT_EQ(message(DataMatrix::dense(A.cwiseAbs())), "accepted");
  EXPECT_EQ(message(DataMatrix::dense(Matrix::Constant(2, 2, -0.0))), "accepted");
}

/// The same pair for every storage, and for what is stored on one side only.
TEST(ReadMatrixRefusal, AsymmetricPair) {
  const auto message = [](const DataMatrix& data) {
    return refusal([&] { require_symmetric(data, "x", ""); });
  };
  const Matrix A{{1, 0, 1}, {0, 1, 0}, {2, 0, 1}};
  const std::string expected =
      "x: entry (3, 1) = 2 differs from entry (1, 3) = 1; expected a symmetric matrix";
  EXPECT_EQ(message(DataMatrix::dense(A)), expected);
  EXPECT_EQ(message(DataMatrix::dense_row_major(A.transpose())), expected);
  EXPECT_EQ(message(DataMatrix::sparse_rows(
                compress_rows(3, 3, {{0, 0, 1.0}, {0, 2, 1.0}, {1, 1, 1.0}, {2, 0, 2.0}, {2, 2, 1.0}}))),
            expected);
  EXPECT_EQ(message(DataMatrix::sparse_rows(compress_rows(2, 2, {{0, 1, 3.0}}))),
            "x: entry (2, 1) = 0 differs from entry (1, 2) = 3; expected a symmetric matrix");
  EXPECT_EQ(message(DataMatrix::sparse_rows(compress_rows(2, 2, {{1, 0, 0.0}}))), "accepted");
  EXPECT_EQ(message(DataMatrix::dense(Matrix::Ones(2, 3))), "x: size 2×3; expected a square matrix");
  EXPECT_EQ(message(DataMatrix::dense(Matrix::Ones(2, 2))), "accepted");
  EXPECT_EQ(message(DataMatrix::sparse_rows(compress_rows(3, 3, {{0, 2, 1.0}, {2, 0, 1.0}}))), "accepted");
}

TEST(ReadMatrix, TabsEndTheFieldsOfTsv) {
  const TemporaryFolder folder;
  EXPECT_EQ(entries_of(read_matrix(folder.write("a.tsv", "a b\tc\n1\t2\n3\t4\n"))), (Matrix{{1, 2}, {3, 4}}));
  EXPECT_EQ(entries_of(read_named(folder.write("b.TSV", "r 1\t1,5\t2\nr 2\t3\t4\n"),
                                  {.table = {.first_line = NamesOrData::data}})
                           .data),
            (Matrix{{1.5, 2}, {3, 4}}));
  const std::string blanks = folder.write("c.tsv", "1 2\n3 4\n");
  EXPECT_EQ(matrix_refusal(blanks), blanks + ": line 1: column 1: found \"1 2\"; expected a number");
}

TEST(ReadMatrixRefusal, AllZero) {
  const auto message = [](const DataMatrix& data) { return refusal([&] { require_nonzero(data, "x"); }); };
  const std::string expected = "x: all entries are zero; expected at least one positive entry";
  EXPECT_EQ(message(DataMatrix::dense(Matrix::Zero(2, 3))), expected);
  EXPECT_EQ(message(DataMatrix::sparse_rows(compress_rows(2, 2, {}))), expected);
  EXPECT_EQ(message(DataMatrix::sparse_rows(compress_rows(2, 2, {{0, 1, 0.0}}))), expected);
  EXPECT_EQ(message(DataMatrix::dense(Matrix::Constant(1, 1, 1e-300))), "accepted");  // its square underflows
}

TEST(Quotation, IsShortAndPrintable) {
  EXPECT_EQ(quote("abc"), "\"abc\"");
  EXPECT_EQ(quote("a\tb\n\x7f\xc3\xa9"), "\"a\\x09b\\x0a\\x7f\\xc3\\xa9\"");
  EXPECT_EQ(quote(std::string(40, 'a')), '"' + std::string(40, 'a') + '"');
  EXPECT_EQ(quote(std::string(41, 'a')), '"' + std::string(40, 'a') + "…\"");
  EXPECT_EQ(on_one_line("ä\r\n"), "ä\\x0d\\x0a");
}

}  // namespace
}  // namespace orthant
