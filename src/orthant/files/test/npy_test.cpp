#include "orthant/files/npy.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <sstream>
#include <stdexcept>

#include "numpy_samples.hpp"
#include "orthant/base/random.hpp"
#include "refusal.hpp"

namespace orthant {
namespace {

using std::string_literals::operator""s;

DataMatrix read_bytes(const std::string& bytes) {
  std::istringstream in(bytes);
  return read_npy(in, "x.npy");
}

std::string npy_refusal(const std::string& bytes) {
  return refusal([&] { read_bytes(bytes); });
}

/// A version 1.0 file with any dictionary and entries.
std::string file(const std::string& dictionary, const std::string& entries) {
  const std::string length = {static_cast<char>(dictionary.size() & 0xff),
                              static_cast<char>(dictionary.size() >> 8)};
  return std::string("\x93NUMPY\x01\x00", 8) + length + dictionary + entries;
}

std::string dictionary(const std::string& descr, bool fortran, const std::string& shape) {
  return "{'descr': '" + descr + "', 'fortran_order': " + (fortran ? "True" : "False") +
         ", 'shape': " + shape + ", }\n";
}

template <class T>
std::string entry(T value, bool big) {
  char raw[sizeof(T)];
  std::memcpy(raw, &value, sizeof(T));
  if (big) std::reverse(raw, raw + sizeof(T));
  return std::string(raw, sizeof(T));
}

/// A = [[0 … 6], [7 … 13], …] of 5×7, in every order of entries and bytes.
template <class T>
void expect_every_layout(const std::string& type) {
  const Matrix expected =
      Matrix::NullaryExpr(5, 7, [](Index i, Index j) { return static_cast<double>(7 * i + j); });
  for (const bool big : {false, true}) {
    for (const bool fortran : {false, true}) {
      std::string entries;
      for (Index p = 0; p < 35; ++p) {
        const double value = fortran ? expected.data()[p] : static_cast<double>(p);
        entries += entry(static_cast<T>(value), big);
      }
      const std::string descr = (big ? '>' : '<') + type;
      EXPECT_EQ(entries_of(read_bytes(file(dictionary(descr, fortran, "(5, 7)"), entries))), expected)
          << descr << fortran;
    }
  }
}

TEST(Npy, AMatrixOfFloatsTakesFourBytesAnEntry) {
  for (const bool fortran : {false, true}) {
    const std::string entries = entry(0.1F, false) + entry(2.5F, false) + entry(1e-40F, false);
    const DataMatrix data = read_bytes(file(dictionary("<f4", fortran, "(3, 1)"), entries));
    EXPECT_EQ(data.bytes(), 3 * 4);
    EXPECT_EQ(entries_of(data), (Matrix{{0.1F}, {2.5F}, {1e-40F}}));
  }
}

TEST(Npy, EveryTypeAndLayoutAgrees) {
  expect_every_layout<double>("f8");
  expect_every_layout<float>("f4");
  expect_every_layout<std::int8_t>("i1");
  expect_every_layout<std::int16_t>("i2");
  expect_every_layout<std::int32_t>("i4");
  expect_every_layout<std::int64_t>("i8");
  expect_every_layout<std::uint8_t>("u1");
  expect_every_layout<std::uint16_t>("u2");
  expect_every_layout<std::uint32_t>("u4");
  expect_every_layout<std::uint64_t>("u8");
}

TEST(Npy, FilesOfNumPyAgree) {
  Matrix expected(2, 3);
  expected << 0, 1, 2, 3, 4, 5;
  for (const char* name :
       {"little_f8", "big_f8_fortran", "little_f4", "big_f4_fortran", "i1", "big_i2", "little_i4_fortran",
        "little_i8", "u1_fortran", "little_u2", "big_u4", "big_u8", "version_2", "version_3"}) {
    EXPECT_EQ(entries_of(read_bytes(numpy_samples.at(name))), expected) << name;
  }
  EXPECT_EQ(entries_of(read_bytes(numpy_samples.at("booleans_10_01"))), Matrix::Identity(2, 2));
  const Matrix special = entries_of(read_bytes(numpy_samples.at("special_f8")));
  EXPECT_EQ(special(0, 0), std::numeric_limits<double>::denorm_min());
  EXPECT_TRUE(special(0, 1) == 0 && std::signbit(special(0, 1)));
  EXPECT_EQ(special(1, 0), std::numeric_limits<double>::max());
  EXPECT_EQ(special(1, 1), 0.1);
}

TEST(Npy, SignedExtremesAreExact) {
  const auto least = std::numeric_limits<std::int64_t>::min();
  EXPECT_EQ(entries_of(read_bytes(file(dictionary("<i8", false, "(1, 1)"), entry(least, false))))(0, 0),
            -0x1p63);
  EXPECT_EQ(entries_of(read_bytes(file(dictionary("|i1", false, "(1, 1)"), "\x80")))(0, 0), -128);
  EXPECT_EQ(entries_of(read_bytes(file(dictionary("|u1", false, "(1, 1)"), "\xff")))(0, 0), 255);
}

/// Wide, tall, more than one chunk, and every kind of double.
TEST(Npy, WrittenMatricesAreReadBackToTheBit) {
  const TemporaryFolder folder;
  Random random(1);
  for (const auto& [rows, cols] :
       {std::pair<Index, Index>{1, 1}, {1, 20000}, {20000, 1}, {301, 97}, {3, 5}}) {
    Matrix A(rows, cols);
    for (double& a : A.reshaped()) {
      do {
        a = std::bit_cast<double>(random.below(~std::uint64_t{0}));
      } while (!std::isfinite(a));
    }
    A(0, 0) = -0.0;
    A(rows - 1, cols - 1) = std::numeric_limits<double>::denorm_min();
    write_npy(folder.path("a.npy"), A);
    std::ifstream in(folder.path("a.npy"), std::ios::binary);
    const Matrix back = entries_of(read_npy(in, "a.npy"));
    ASSERT_EQ(back.rows(), rows);
    ASSERT_EQ(back.cols(), cols);
    EXPECT_EQ(std::memcmp(back.data(), A.data(), static_cast<size_t>(A.size()) * sizeof(double)), 0);
  }
}

TEST(Npy, WritesTheBytesThatNumPyWrites) {
  const TemporaryFolder folder;
  Matrix A(2, 3);
  A << 0, 1, 2, 3, 4, 5;
  write_npy(folder.path("a.npy"), A);
  std::ifstream in(folder.path("a.npy"), std::ios::binary);
  const std::string written(std::istreambuf_iterator<char>(in), {});
  EXPECT_EQ(written, numpy_samples.at("little_f8"));
}

TEST(Npy, ReadsVectors) {
  const auto vector = [](const std::string& bytes) {
    std::istringstream in(bytes);
    return read_npy_vector(in, "b.npy");
  };
  const Vector expected{{3, 1, 2}};
  const std::string entries = entry(3.0, false) + entry(1.0, false) + entry(2.0, false);
  EXPECT_EQ(vector(numpy_samples.at("vector_3_1_2")), expected);
  EXPECT_EQ(vector(file(dictionary("<f8", false, "(3, 1)"), entries)), expected);
  EXPECT_EQ(vector(file(dictionary("<f8", true, "(1, 3)"), entries)), expected);
  EXPECT_EQ(refusal([&] { vector(numpy_samples.at("little_f8")); }),
            "b.npy: shape (2, 3); expected a vector: (n,), (n, 1) or (1, n)");
  EXPECT_EQ(refusal([&] { vector(file(dictionary("<f4", false, "(1,)"), "\x00\x00\xc0\x7f"s)); }),
            "b.npy: entry 1 is nan; expected a finite number");
}

TEST(Npy, AcceptsAnyWayToWriteTheDictionary) {
  for (const char* text : {"{\"shape\":(1,1),\"descr\":\"<u2\",\"fortran_order\":False}",
                           "  { 'fortran_order' : True , 'shape' : ( 1 , 1 , ) , 'descr' : '=u2' } \n \n",
                           "{'descr': '<u2', 'fortran_order': False, 'shape': (1L, 1L)}"}) {
    EXPECT_EQ(entries_of(read_bytes(file(text, entry(std::uint16_t{7}, false))))(0, 0), 7) << text;
  }
}

TEST(NpyRefusal, Shapes) {
  EXPECT_EQ(npy_refusal(numpy_samples.at("three_dimensions")),
            "x.npy: shape (1, 2, 1); expected two dimensions");
  EXPECT_EQ(npy_refusal(numpy_samples.at("vector_3_1_2")), "x.npy: shape (3,); expected two dimensions");
  EXPECT_EQ(npy_refusal(numpy_samples.at("scalar")), "x.npy: shape (); expected two dimensions");
  EXPECT_EQ(npy_refusal(numpy_samples.at("no_rows")),
            "x.npy: shape (0, 5) is empty; expected at least one row and one column");
}

TEST(NpyRefusal, Types) {
  const std::string expected =
      "; expected one of f4 f8 i1 i2 i4 i8 u1 u2 u4 u8 b1, with < or > for the byte order";
  EXPECT_EQ(npy_refusal(numpy_samples.at("half")), "x.npy: dtype \"<f2\"" + expected);
  EXPECT_EQ(npy_refusal(numpy_samples.at("complex")), "x.npy: dtype \"<c16\"" + expected);
  EXPECT_EQ(npy_refusal(numpy_samples.at("text")), "x.npy: dtype \"<U2\"" + expected);
  EXPECT_EQ(npy_refusal(file(dictionary("|f8", false, "(1, 1)"), "12345678")),
            "x.npy: dtype \"|f8\"" + expected);
  EXPECT_EQ(npy_refusal(file(dictionary("", false, "(1, 1)"), "")), "x.npy: dtype \"\"" + expected);
  EXPECT_EQ(npy_refusal(numpy_samples.at("structured")),
            "x.npy: header: byte 11: found \"[('a', '<i4'), ('b', '<f8')], 'fortran_o…\"; "
            "expected a plain dtype such as '<f8'");
}

TEST(NpyRefusal, TooFewAndTooManyBytes) {
  const std::string whole = numpy_samples.at("little_f8");
  EXPECT_EQ(npy_refusal(whole.substr(0, whole.size() - 1)),
            "x.npy: entries: found 47 bytes; expected 48 for shape (2, 3) of <f8");
  EXPECT_EQ(npy_refusal(whole + "!"), "x.npy: entries: found 49 bytes; expected 48 for shape (2, 3) of <f8");
  EXPECT_EQ(npy_refusal(whole.substr(0, 3)), "x.npy: start: found 3 bytes; expected 8");
  EXPECT_EQ(npy_refusal(whole.substr(0, 9)), "x.npy: header length: found 1 bytes; expected 2");
  EXPECT_EQ(npy_refusal(whole.substr(0, 60)), "x.npy: header: found 50 bytes; expected 118");
}

/// Nothing may be allocated for sizes that the file cannot back.
TEST(NpyRefusal, AbsurdSizes) {
  EXPECT_EQ(npy_refusal(file(dictionary("<f8", false, "(1000000000, 1000000000)"), "x")),
            "x.npy: entries: found 1 bytes; expected 8000000000000000000 for shape (1000000000, 1000000000) "
            "of <f8");
  EXPECT_EQ(
      npy_refusal(file(dictionary("<f8", true, "(4294967296, 4294967296)"), "")),
      "x.npy: entries: found 0 bytes; expected more than 2^64 for shape (4294967296, 4294967296) of <f8");
  EXPECT_EQ(
      npy_refusal(file(dictionary("<f8", true, "(4611686018427387904, 4)"), "")),
      "x.npy: entries: found 0 bytes; expected more than 2^64 for shape (4611686018427387904, 4) of <f8");
  EXPECT_EQ(npy_refusal(file(dictionary("<f8", true, "(99999999999999999999, 1)"), "")),
            "x.npy: header: byte 51: found \"99999999999999999999, 1), }\\x0a\"; "
            "expected a size from 0 to 18446744073709551615");
}

TEST(NpyRefusal, EntriesThatAreNoNumbers) {
  const double nan = std::numeric_limits<double>::quiet_NaN(),
               infinity = std::numeric_limits<double>::infinity();
  std::string entries;
  for (int p = 0; p < 15; ++p) entries += entry(p == 13 ? nan : 1.0, false);
  EXPECT_EQ(npy_refusal(file(dictionary("<f8", false, "(3, 5)"), entries)),
            "x.npy: entry (3, 4) is nan; expected a finite number");
  EXPECT_EQ(npy_refusal(file(dictionary("<f8", true, "(3, 5)"), entries)),
            "x.npy: entry (2, 5) is nan; expected a finite number");
  EXPECT_EQ(npy_refusal(file(dictionary(">f8", false, "(1, 1)"), entry(-infinity, true))),
            "x.npy: entry (1, 1) is -inf; expected a finite number");
  EXPECT_EQ(
      npy_refusal(file(dictionary("<i8", false, "(1, 1)"), entry(std::int64_t{9007199254740993}, false))),
      "x.npy: entry (1, 1) is 9007199254740993; expected an integer that a double holds exactly");
  EXPECT_EQ(npy_refusal(file(dictionary("<u8", false, "(1, 1)"), std::string(8, '\xff'))),
            "x.npy: entry (1, 1) is 18446744073709551615; expected an integer that a double holds exactly");
  EXPECT_EQ(npy_refusal(file(dictionary("<i8", false, "(1, 1)"), std::string(7, '\xff') + '\x7f')),
            "x.npy: entry (1, 1) is 9223372036854775807; expected an integer that a double holds exactly");
  EXPECT_EQ(npy_refusal(file(dictionary("|b1", false, "(1, 2)"), "\x01\x07")),
            "x.npy: entry (1, 2) is byte 7; expected a boolean, 0 or 1");
}

TEST(NpyRefusal, Headers) {
  const auto header = [](const std::string& text) { return npy_refusal(file(text, "")); };
  EXPECT_EQ(npy_refusal("PK\x03\x04 some zip file"),
            "x.npy: start: found \"PK\\x03\\x04 s\"; expected \"\\x93NUMPY\"");
  EXPECT_EQ(npy_refusal("\x93NUMPY\x04\x01"), "x.npy: version: found 4.1; expected 1.0, 2.0 or 3.0");
  EXPECT_EQ(npy_refusal("\x93NUMPY\x02\x00\xff\xff\xff\xff"s),
            "x.npy: header length: found 4294967295; expected at most 65535");
  EXPECT_EQ(header(""), "x.npy: header: byte 1: found the end; expected a dictionary {'descr': …}");
  EXPECT_EQ(header("{}"),
            "x.npy: header: byte 3: found the end; expected all of the keys descr, fortran_order, shape");
  EXPECT_EQ(header("{'descr': '<f8', 'descr': '<f8'}"),
            "x.npy: header: byte 18: found \"'descr': '<f8'}\"; "
            "expected each of the keys descr, fortran_order, shape once");
  EXPECT_EQ(header("{'colour': 1}"),
            "x.npy: header: byte 2: found \"'colour': 1}\"; expected each of the keys descr, fortran_order, "
            "shape once");
  EXPECT_EQ(header("{'fortran_order': 0}"), "x.npy: header: byte 19: found \"0}\"; expected True or False");
  EXPECT_EQ(header("{'shape': [1, 1]}"),
            "x.npy: header: byte 11: found \"[1, 1]}\"; expected a tuple such as (3, 4)");
  EXPECT_EQ(header("{'shape': (1)}"),
            "x.npy: header: byte 14: found \"}\"; expected ',' in a tuple of one number");
  EXPECT_EQ(header("{'shape': (1 1)}"), "x.npy: header: byte 14: found \"1)}\"; expected ',' or ')'");
  EXPECT_EQ(header("{'shape': (-1, 1)}"),
            "x.npy: header: byte 12: found \"-1, 1)}\"; expected a size from 0 to 18446744073709551615");
  EXPECT_EQ(header("{'descr': '<f8"),
            "x.npy: header: byte 11: found \"'<f8\"; expected a closing quotation mark");
  EXPECT_EQ(header(dictionary("<f8", false, "(1, 1)") + "x"),
            "x.npy: header: byte 61: found \"x\"; expected nothing after the dictionary");
}

TEST(NpyRefusal, EveryBeginningOfAFile) {
  for (const auto& [name, bytes] : numpy_samples) {
    for (size_t length = 0; length < bytes.size(); ++length) {
      EXPECT_NE(npy_refusal(bytes.substr(0, length)), "accepted") << name << " cut after " << length;
    }
    expect_robust(bytes, read_npy);
  }
}

TEST(Npy, LinesComeSomeAtATimeAndRowsGoThere) {
  Matrix A(5, 3);
  for (Index e = 0; e < A.size(); ++e) A.data()[e] = static_cast<double>(e) / 3;
  const std::string path = ::testing::TempDir() + "/orthant-npy-lines.npy";
  {
    NpyWriter writer(path, 5, 3);
    writer.append(A.topRows(2));
    EXPECT_THROW(writer.commit(), std::logic_error);
    writer.append(A.bottomRows(3));
    EXPECT_THROW(writer.append(A.topRows(1)), std::logic_error);
    writer.commit();
  }
  NpyLines lines(path);
  EXPECT_TRUE(lines.are_rows());
  ASSERT_EQ(lines.lines(), 5);
  ASSERT_EQ(lines.length(), 3);
  EXPECT_EQ(lines.next(2), A.topRows(2).transpose());
  EXPECT_EQ(lines.done(), 2);
  EXPECT_EQ(lines.next(9), A.bottomRows(3).transpose());
  EXPECT_EQ(lines.next(1).cols(), 0);
}

}  // namespace
}  // namespace orthant
