/// Files that `recover` cannot take: each is refused by name, with the place inside it.

#include <gtest/gtest.h>

#include <limits>

#include "refusal.hpp"

namespace orthant::cli {
namespace {

class FileRefusals : public testing::TestWithParam<Refusal> {};

TEST_P(FileRefusals, OneLineAndExitCodeTwo) {
  expect_refused(GetParam());
}

const std::string formats = "expected a file (.npy, ";
const Refusal any[] = {
    {"Missing", "recover absent.npy --rank 1", {"absent.npy: no such file"}},
    {"MissingFolder", "recover no/where.csv --rank 1", {"no/where.csv: no such file"}},
    {"MissingForCertify", "certify absent.npy --factors point", {"absent.npy: no such file"}},
    {"Folder", "recover data.npy --rank 1", {"data.npy: ", "is a folder", formats}, {{"data.npy/", ""}}},
    {"FolderWithoutExtension", "recover data --rank 1", {"data: ", "is a folder", formats}, {{"data/", ""}}},
    bad_file("EmptyNpy", "a.npy", "", {"is empty", "expected a matrix"}),
    bad_file("EmptyMtx", "a.mtx", "", {"is empty", "expected a matrix"}),
    bad_file("EmptyCsv", "a.csv", "", {"is empty", "expected a matrix"}),
    bad_file("UnknownExtension", "a.dat", "1 2\n", {"\".dat\"", formats}),
    bad_file("NoExtension", "a", "1 2\n", {"no file extension", formats}),
    bad_file("NotCompressed", "a.npy.gz", "x", {"start: found \"x\"", "expected a gzip file"}),
    bad_file("Hdf5", "a.h5", "x", {"HDF5"}),
    {"Hdf5Path", "recover a.h5:/data/X --rank 1", {"a.h5:/data/X: ", "HDF5"}, {{"a.h5", "x"}}},
};
INSTANTIATE_TEST_SUITE_P(Any, FileRefusals, testing::ValuesIn(any), name_of);

constexpr double infinity = std::numeric_limits<double>::infinity();

Refusal bad_npy(const std::string& name, const std::string& content, std::vector<std::string> said) {
  return bad_file(name, "a.npy", content, std::move(said));
}

const Refusal npy_files[] = {
    bad_npy("Text", "some text, and more of it", {"start", "\"some t\"", "NUMPY"}),
    bad_npy("Version", npy_bytes("<f8", "(1, 2)", {1, 2}, 9), {"9.0", "expected 1.0"}),
    bad_npy("TruncatedHeader", npy(2, 2, {}).substr(0, 40), {"header", "30 bytes", "expected 118"}),
    bad_npy("Truncated", npy(2, 2, {1, 2, 3}), {"24 bytes", "expected 32"}),
    bad_npy("TooLong", npy(2, 2, {1, 2, 3, 4, 5}), {"40 bytes", "expected 32"}),
    bad_npy("Huge", npy_bytes("<f8", "(4000000000, 8000000000)", {1, 2}), {"16 bytes", "8000000000"}),
    bad_npy("Complex", npy_bytes("<c16", "(2, 1)", {1, 2, 3, 4}), {"<c16", "expected", "f8"}),
    bad_npy("Objects", npy_bytes("|O", "(2, 1)", {1, 2}), {"|O", "expected", "f8"}),
    bad_npy("OneDimension", npy_bytes("<f8", "(4,)", {1, 2, 3, 4}), {"(4,)", "expected two dimensions"}),
    bad_npy("ThreeDimensions", npy_bytes("<f8", "(1, 2, 1)", {1, 2}), {"(1, 2, 1)", "two dimensions"}),
    bad_npy("NoRows", npy(0, 3, {}), {"(0, 3)", "empty", "at least one row"}),
    bad_npy("NoColumns", npy(3, 0, {}), {"(3, 0)", "empty", "one column"}),
    {"NanNpy",
     "recover a.npy --rank 1 --missing none",
     {"a.npy: ", "(2, 1)", "nan", "expected a finite number"},
     {{"a.npy", npy(2, 2, {1, 2, nan, 4})}}},
    bad_npy("Infinity", npy(2, 2, {1, infinity, 3, 4}), {"(1, 2)", "inf", "expected a finite number"}),
    bad_npy("Negative", npy(2, 2, {1, 2, 3, -4.5}), {"(2, 2)", "-4.5", "expected a nonnegative number"}),
    bad_npy("Zeros", npy(2, 2, {0, 0, 0, 0}), {"all entries are zero", "expected", "positive"}),
};
INSTANTIATE_TEST_SUITE_P(Npy, FileRefusals, testing::ValuesIn(npy_files), name_of);

const std::string matrix = "%%MatrixMarket matrix ";

Refusal bad_mtx(const std::string& name, const std::string& content, std::vector<std::string> said) {
  return bad_file(name, "a.mtx", content, std::move(said));
}

/// What follows the first line `%%MatrixMarket matrix coordinate real general`.
Refusal bad_coordinates(const std::string& name, const std::string& lines, std::vector<std::string> said) {
  return bad_mtx(name, matrix + "coordinate real general\n" + lines, std::move(said));
}

const Refusal mtx_files[] = {
    bad_mtx("Header", "hello\n1 1 1\n1 1 1\n", {"line 1", "hello", "expected %%MatrixMarket"}),
    bad_mtx("Complex", matrix + "coordinate complex general\n1 1 1\n1 1 1 0\n",
            {"line 1", "complex", "expected real"}),
    bad_mtx("Hermitian", matrix + "coordinate real hermitian\n1 1 1\n1 1 1\n",
            {"line 1", "hermitian", "expected general or symmetric"}),
    bad_mtx("Skew", matrix + "coordinate real skew-symmetric\n2 2 1\n2 1 1\n",
            {"line 1", "skew-symmetric", "expected general or symmetric"}),
    bad_mtx("AboveDiagonal", matrix + "coordinate real symmetric\n2 2 1\n1 2 1\n",
            {"line 3", "(1, 2)", "lower triangle"}),
    bad_mtx("SymmetricNotSquare", matrix + "coordinate real symmetric\n2 3 1\n1 1 1\n",
            {"line 2", "2 × 3", "expected"}),
    bad_mtx("ShortArray", matrix + "array real general\n2 2\n1\n2\n3\n", {"3 entries", "expected 4"}),
    bad_coordinates("NoSizes", "", {"line 1", "expected a line of sizes"}),
    bad_coordinates("BadSize", "2 x 1\n1 1 1\n", {"line 2", "\"x\""}),
    bad_coordinates("RowOutOfRange", "2 2 1\n3 1 1\n", {"line 3", "row 3", "1 ≤ row ≤ 2"}),
    bad_coordinates("ColumnOutOfRange", "2 2 1\n1 5 1\n", {"line 3", "column 5", "≤ 2"}),
    bad_coordinates("IndexZero", "2 2 1\n0 1 1\n", {"line 3", "row 0", "1 ≤ row ≤ 2"}),
    bad_coordinates("Duplicate", "2 2 2\n1 1 1\n1 1 2\n", {"line 4", "(1, 1)", "twice", "line 3"}),
    bad_coordinates("TooFewLines", "2 2 3\n1 1 1\n2 2 1\n", {"after 2 entries", "expected 3"}),
    bad_coordinates("TooManyLines", "2 2 1\n1 1 1\n2 2 1\n", {"line 4", "2 2 1", "the end of the file"}),
    bad_coordinates("MissingValue", "2 2 1\n1 1\n", {"line 3", "2 words", "expected 3"}),
    bad_coordinates("Text", "2 2 1\n1 1 abc\n", {"line 3", "abc", "expected a number"}),
    bad_coordinates("Nan", "2 2 1\n1 1 nan\n", {"line 3", "nan", "expected a finite number"}),
    bad_coordinates("Infinity", "2 2 1\n1 1 inf\n", {"line 3", "inf", "expected a finite number"}),
    bad_coordinates("Negative", "2 2 2\n1 1 1\n2 1 -3\n", {"(2, 1)", "-3", "expected a nonnegative"}),
    bad_coordinates("Zeros", "2 2 1\n1 1 0\n", {"all entries are zero", "positive"}),
    bad_coordinates("NoEntries", "2 2 0\n", {"all entries are zero", "positive"}),
    bad_coordinates("EmptyMatrix", "0 0 0\n", {"line 2", "0 × 0 is empty", "at least one row"}),
};
INSTANTIATE_TEST_SUITE_P(Mtx, FileRefusals, testing::ValuesIn(mtx_files), name_of);

Refusal bad_csv(const std::string& name, const std::string& content, std::vector<std::string> said) {
  return bad_file(name, "a.csv", content, std::move(said));
}

Refusal strict_csv(const std::string& name, const std::string& content, std::vector<std::string> said) {
  Refusal out = bad_csv(name, content, std::move(said));
  out.command += " --missing none";
  return out;
}

const Refusal csv_files[] = {
    bad_csv("Ragged", "1,2\n3,4,5\n", {"line 2", "3 fields", "expected 2"}),
    bad_csv("Text", "1,2\n3,abc\n", {"line 2", "column 2", "abc", "expected a number"}),
    strict_csv("EmptyField", "1,2\n3,\n", {"line 2", "column 2", "an empty field", "expected a number"}),
    bad_csv("OpenQuote", "1,2\n\"3,4\n", {"line 2", "quotation mark"}),
    strict_csv("Nan", "1,2\nnan,4\n", {"line 2", "column 1", "nan", "expected a finite number"}),
    bad_csv("Infinity", "1,inf\n3,4\n", {"line 1", "column 2", "inf", "expected a finite number"}),
    bad_csv("Overflow", "1,1e999\n3,4\n", {"line 1", "column 2", "1e999", "expected a number below"}),
    bad_csv("Negative", "1,2\n-3,4\n", {"(2, 1)", "-3", "expected a nonnegative number"}),
    bad_csv("Zeros", "0,0\n0,0\n", {"all entries are zero", "positive"}),
    bad_csv("OnlyComments", "# nothing\n", {"no line of numbers"}),
    bad_csv("OnlyNames", "left,right\n", {"line of names", "at least one"}),
};
INSTANTIATE_TEST_SUITE_P(Csv, FileRefusals, testing::ValuesIn(csv_files), name_of);

}  // namespace
}  // namespace orthant::cli
