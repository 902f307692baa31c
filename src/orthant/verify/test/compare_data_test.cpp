#include "orthant/verify/compare_data.hpp"

#include <gtest/gtest.h>

#include "npy_bytes.hpp"
#include "orthant/verify/files.hpp"

namespace orthant::verify {
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

Problem sparse(Problem::Kind kind) {
  Problem p = full();
  p.kind = kind;
  p.sparse = kind == Problem::Kind::full;
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
    EXPECT_EQ(refusal(sparse(Problem::Kind::full), *data), "");
  }
  EXPECT_EQ(refusal(sparse(Problem::Kind::entries), coordinates), "");
  EXPECT_EQ(refusal(sparse(Problem::Kind::entries), dense),
            "the data differ at entry (0, 1): none in the certificate, 0 in the file");
}

TEST(CompareData, TheFirstEntryThatDiffersIsNamed) {
  const Data other = read_data(npy_matrix(2, 3, {1, 0, 2, 0.5, 3, 0}), "a.npy");
  const std::string expected = "the data differ at entry (1, 0): 0 in the certificate, 0.5 in the file";
  EXPECT_EQ(refusal(full(), other), expected);
  EXPECT_EQ(refusal(sparse(Problem::Kind::full), other), expected);
  const Data fewer =
      read_data("%%MatrixMarket matrix coordinate real general\n2 3 2\n1 1 1\n2 2 3\n", "a.mtx");
  EXPECT_EQ(refusal(full(), fewer), "the data differ at entry (0, 2): 2 in the certificate, 0 in the file");
  EXPECT_EQ(refusal(sparse(Problem::Kind::entries), fewer),
            "the data differ at entry (0, 2): 2 in the certificate, none in the file");
  EXPECT_NE(refusal(full(), read_data(npy_matrix(3, 2, {1, 0, 2, 0, 3, 0}), "a.npy")), "");
}

TEST(CompareData, WhatIsNotTheDataThemselvesIsRefused) {
  const Data data = read_data(mtx, "a.mtx");
  Problem weighted = sparse(Problem::Kind::entries);
  weighted.weight = Numbers{3, 1, {1, 1, 1}, {}};
  EXPECT_NE(refusal(weighted, data), "");
  Problem truth = full();
  truth.measurements.reset();
  EXPECT_NE(refusal(truth, data), "");
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
}

}  // namespace
}  // namespace orthant::verify
