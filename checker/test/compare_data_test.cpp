#include "checker/read/data_file.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "checker/read/files.hpp"
#include "npy_bytes.hpp"

namespace orthant::checker {
namespace {

/// [1 0 2; 0 3 0]
Problem full() {
  Problem p;
  p.symmetric = false;
  p.rows = 2;
  p.cols = 3;
  p.measurements = Numbers{2, 3, {1, 0, 2, 0, 3, 0}, {}};
  return p;
}

Problem sparse(const OperatorKind* kind) {
  Problem p = full();
  p.kind = kind;
  p.sparse = kind == &full_kind;
  p.index.at = {{1, 1}, {0, 0}, {0, 2}};
  p.measurements = Numbers{3, 1, {3, 1, 2}, {}};
  return p;
}

std::string refusal(const Problem& problem, const Data& data) {
  try {
    require_same_data(problem, data);
    return "";
  } catch (const Rejected& rejected) {
    return rejected.what();
  }
}

const std::string mtx =
    "%%MatrixMarket matrix coordinate real general\n% a comment\n2 3 3\n1 1 1\n1 3 2\n2 2 3.0\n";

TEST(CompareData, TheSameDataInEveryForm) {
  const Data dense = read_data(npy_matrix(2, 3, {1, 0, 2, 0, 3, 0}), "a.npy");
  const Data coordinates = read_data(mtx, "a.mtx");
  const Data array = read_data("%%MatrixMarket matrix array integer general\n2 3\n1 0\n0 3\n2 0\n", "a.mtx");
  for (const Data* data : {&dense, &coordinates, &array}) {
    EXPECT_EQ(refusal(full(), *data), "");
    EXPECT_EQ(refusal(sparse(&full_kind), *data), "");
  }
  EXPECT_EQ(refusal(sparse(&entries_kind), coordinates), "");
  EXPECT_EQ(refusal(sparse(&entries_kind), dense),
            "the data differ at entry (0, 1): none in the certificate, 0 in the file");
}

TEST(CompareData, TheFirstEntryThatDiffersIsNamed) {
  const Data other = read_data(npy_matrix(2, 3, {1, 0, 2, 0.5, 3, 0}), "a.npy");
  const std::string expected = "the data differ at entry (1, 0): 0 in the certificate, 0.5 in the file";
  EXPECT_EQ(refusal(full(), other), expected);
  EXPECT_EQ(refusal(sparse(&full_kind), other), expected);
  const Data fewer =
      read_data("%%MatrixMarket matrix coordinate real general\n2 3 2\n1 1 1\n2 2 3\n", "a.mtx");
  EXPECT_EQ(refusal(full(), fewer), "the data differ at entry (0, 2): 2 in the certificate, 0 in the file");
  EXPECT_EQ(refusal(sparse(&entries_kind), fewer),
            "the data differ at entry (0, 2): 2 in the certificate, none in the file");
  EXPECT_NE(refusal(full(), read_data(npy_matrix(3, 2, {1, 0, 2, 0, 3, 0}), "a.npy")), "");
}

TEST(CompareData, WhatIsNotTheDataThemselvesIsRefused) {
  const Data data = read_data(mtx, "a.mtx");
  Problem weighted = sparse(&entries_kind);
  weighted.weight = Numbers{3, 1, {1, 1, 1}, {}};
  EXPECT_NE(refusal(weighted, data), "");
  Problem truth = full();
  truth.measurements.reset();
  EXPECT_NE(refusal(truth, data), "");
}

/// "rows×cols: v v v …", missing entries as −.
std::string table(const std::string& text, const std::string& name = "a.csv") {
  try {
    const Data data = read_data(text, name);
    std::string out = std::to_string(data.rows) + "×" + std::to_string(data.cols) + ":";
    for (long i = 0; i < data.rows; ++i)
      for (long j = 0; j < data.cols; ++j) {
        std::string shown = " −";
        const auto show = [&](double value) { shown = " " + std::to_string(value).substr(0, 4); };
        if (!data.sparse) show(data.values.at(static_cast<std::size_t>(i * data.cols + j)));
        for (const DataEntry& entry : data.entries)
          if (data.sparse && entry.row == i && entry.col == j) show(entry.value);
        out += shown;
      }
    return out;
  } catch (const Rejected& refusal) {
    return refusal.what();
  }
}

TEST(DataFile, TablesOfTextWithAndWithoutNames) {
  const std::string plain = "2×3: 1.00 2.50 3.00 4.00 5.00 6.00";
  for (const char* text :
       {"1,2.5,3\n4,5,6\n", "1;2.5;3\r\n4;5;6\r\n", "1\t2.5\t3\n4\t5\t6", "1 2.5  3\n 4 5 6\n",
        "\xef\xbb\xbf# a comment\n\n1, 2.5, 3\n4, 5, 6\n", "a,b,c\n1,2.5,3\n4,5,6\n",
        "\"a\",\"b, c\",\"d\"\n1,2.5,3\n4,5,6\n", "name,a,b,c\nr1,1,2.5,3\nr2,4,5,6\n",
        "a,b,c\nr1,1,2.5,3\nr2,4,5,6\n", ",a,b,c\n0,1,2.5,3\n1,4,5,6\n", "r1,1,2.5,3\nr2,4,5,6\n",
        "2001,a,b\n1,2.5,3\n4,5,6\n"})
    EXPECT_EQ(table(text), plain) << text;
  EXPECT_EQ(table("1\t2\n3\t\n", "a.tsv"), "2×2: 1.00 2.00 3.00 −");
  EXPECT_EQ(table("1,NA\nnan,\n"), "2×2: 1.00 − − −");
  EXPECT_EQ(table("1,2,\n3,4,\n"), "2×2: 1.00 2.00 3.00 4.00");  // separators at the ends of lines
  EXPECT_EQ(table("a,b\n1,2,\n3,4,\n"), "2×2: 1.00 2.00 3.00 4.00");
  EXPECT_EQ(table("a,\n"), "a.csv: no column of numbers");
  EXPECT_EQ(table("a,\nb,\n"), "a.csv: no column of numbers");
  EXPECT_EQ(table("a;b\n1,5;2\n1,000;4\n"), "2×2: 1.50 2.00 1.00 4.00");
  EXPECT_EQ(table("1,000;2\n3;4\n"), "a.csv: line 1: column 1: \"1,000\"; expected a number");
  EXPECT_EQ(table("1,5;2\n3.5;4\n"), "a.csv: line 1: column 1: \"1,5\"; expected a number");
  EXPECT_EQ(table("NA,2\n3,4\n"), "2×2: − 2.00 3.00 4.00");  // no line of names, no name of a row
  EXPECT_EQ(table("1\n2\n"), "2×1: 1.00 2.00");
  EXPECT_EQ(table("x\n1\n2\n"), "2×1: 1.00 2.00");
  EXPECT_EQ(table("1,2\n3,4,5\n6,7\n"), "a.csv: line 3: 2 fields; expected 3");
  EXPECT_EQ(table("1,2\n3,x\n"), "a.csv: line 2: column 2: \"x\"; expected a number");
  EXPECT_EQ(table("1,inf\n"), "a.csv: no line of numbers after its names");
  EXPECT_EQ(table("\n# nothing\n"), "a.csv: no line of numbers");
  EXPECT_EQ(table("1,\"2\n"), "a.csv: line 1: a quotation mark is not closed");
}

TEST(DataFile, MissingEntriesAndByteOrders) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(table(npy_matrix(2, 2, {1, nan, 3, 4}), "a.npy"), "2×2: 1.00 − 3.00 4.00");
  const std::string big = std::string("\x3f\xf8\0\0\0\0\0\0", 8) + std::string("\x40\x08\0\0\0\0\0\0", 8);
  EXPECT_EQ(table(npy_bytes("{'descr': '>f8', 'fortran_order': False, 'shape': (1, 2)}", big, 3), "a.NPY"),
            "1×2: 1.50 3.00");
  EXPECT_EQ(table("%%MatrixMarket matrix coordinate pattern general\n2 2 2\n1 1\n2 2\n", "a.mtx"),
            "2×2: 1.00 − − 1.00");
}

/// Entries are compared whatever their order.
TEST(CompareData, TheSameProblemButForItsPoint) {
  const Problem certified = sparse(&entries_kind);
  Problem own = certified;
  own.point.L = Numbers{2, 1, {7, 7}, {}};
  own.index.at = {{0, 0}, {0, 2}, {1, 1}};
  own.measurements->values = {1, 2, 3};
  own.weight = Numbers{3, 1, {1, 1, 1}, {}};
  const auto refusal_of = [&](const Problem& problem) {
    try {
      require_same_data(certified, problem);
      return std::string();
    } catch (const Rejected& rejected) {
      return std::string(rejected.what());
    }
  };
  EXPECT_EQ(refusal_of(own), "");
  Problem other = own;
  other.measurements->values[2] = 4;
  EXPECT_EQ(refusal_of(other), "number 2 of the measurements is 3 in the certificate, 4 in the folder");
  other = own;
  other.weight->values[0] = 2;
  EXPECT_EQ(refusal_of(other), "only the folder has the weight");
  other = own;
  other.balance = Rational(1);
  EXPECT_EQ(refusal_of(other), "the balance is 0 in the certificate, 1 in the folder");
  other = own;
  other.measurements->scale.value = Rational(2);
  EXPECT_EQ(refusal_of(other), "the scale of the measurements is 1 in the certificate, 2 in the folder");
  other = own;
  other.index.at[0] = {1, 0};
  EXPECT_EQ(refusal_of(other), "the positions of the entries differ from those of the folder");
  other = own;
  other.symmetric = true;
  EXPECT_EQ(refusal_of(other), "the factorization is asymmetric in the certificate, symmetric in the folder");
  other = own;
  other.truth = Factors{Numbers{2, 1, {1, 1}, {}}, Numbers{3, 1, {1, 1, 1}, {}}};
  EXPECT_EQ(refusal_of(other), "only the folder has a truth");
}

TEST(DataFile, SymmetricFilesAreMirrored) {
  const Data data =
      read_data("%%MatrixMarket MATRIX coordinate integer symmetric\n2 2 2\n1 1 5\n2 1 7\n", "a.mtx");
  ASSERT_EQ(data.entries.size(), 3u);
  EXPECT_EQ(data.entries[1].row, 0);
  EXPECT_EQ(data.entries[1].col, 1);
  EXPECT_EQ(data.entries[1].value, 7);
  const Data array = read_data("%%MatrixMarket matrix array real symmetric\n2 2\n1 2 3\n", "a.mtx");
  EXPECT_EQ(array.values, (std::vector<double>{1, 2, 2, 3}));
}

TEST(DataFile, DamagedFilesAreRefused) {
  ASSERT_NO_THROW(read_data(mtx, "a.mtx"));
  const std::string banner = "%%MatrixMarket matrix coordinate real general\n";
  for (const std::string& text :
       {std::string(), banner, banner + "2 3", banner + "2 3 4\n1 1 1\n", banner + "2 3 1\n3 1 1\n",
        banner + "2 3 1\n0 1 1\n", banner + "2 3 1\n1 1 x\n", banner + "2 3 1\n1 1 nan\n",
        banner + "2 3 1\n1 1 1 1\n", banner + "2 3 2\n1 1 1\n1 1 2\n", banner + "2 3 99999999999\n1 1 1\n",
        banner + "-2 3 1\n1 1 1\n", banner + "9999999999 3 1\n1 1 1\n",
        std::string("%%MatrixMarket matrix coordinate complex general\n2 3 1\n"),
        std::string("%%MatrixMarket matrix array real general\n2000000000 2000000000\n1\n"),
        std::string("%%MatrixMarket matrix array real symmetric\n2 3\n1 2 3 4 5 6\n")})
    EXPECT_THROW(read_data(text, "a.mtx"), Rejected) << text;
  EXPECT_THROW(read_data(mtx, "a.csv"), Rejected);
  EXPECT_THROW(read_data(mtx, "a.h5"), Rejected);
}

/// Expected ones were computed by another program from the description in docs/certificates.md.
TEST(DataHash, IsOfTheValuesWhateverHoldsThem) {
  const char* of_all = "8545aaacd2d685531ead122316e08e3e21826c375f6c5c52716bea612d935197";
  const char* of_entries = "0740812f8e6d754678272e8d8c7eb58f21a0d727f9459f97f65baadc2926ac4c";
  const Data dense{2, 3, false, {1, 0, 2, 0, 3, -0.0}, {}};
  const Data sparse{2, 3, true, {}, {{0, 0, 1}, {0, 1, 0}, {0, 2, 2}, {1, 1, 3}}};
  EXPECT_EQ(data_hash(dense, true), of_all);
  EXPECT_EQ(data_hash(sparse, true), of_all);
  EXPECT_EQ(data_hash({2, 3, true, {}, {{0, 0, 1}, {0, 1, -0.0}, {1, 2, -3.5}}}, false), of_entries);
  EXPECT_NE(data_hash(dense, false), data_hash(sparse, false));  // zeros that are observed count
  EXPECT_NE(data_hash({3, 2, false, {1, 0, 2, 0, 3, 0}, {}}, true), of_all);
  EXPECT_NE(data_hash({2, 3, false, {1, 0, 2, 0, 3.0000000000000004, 0}, {}}, true), of_all);
}

}  // namespace
}  // namespace orthant::checker
