#include "checker/read/npy.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "checker/read/files.hpp"
#include "npy_bytes.hpp"

namespace orthant::checker {
namespace {

const std::vector<double> six = {1, 2, 3, 4, 5, 6};

std::string header(const std::string& type, const std::string& order, const std::string& shape) {
  return "{'descr': '" + type + "', 'fortran_order': " + order + ", 'shape': " + shape + ", }";
}

TEST(Npy, ReadsBothVersionsAndOrders) {
  for (const int version : {1, 2}) {
    const Npy rows = read_npy(npy_bytes(header("<f8", "False", "(2, 3)"), raw(six), version), "a");
    EXPECT_EQ(rows.rows, 2);
    EXPECT_EQ(rows.cols, 3);
    EXPECT_EQ(rows.values, six);
  }
  const Npy cols = read_npy(npy_bytes(header("<f8", "True", "(2, 3)"), raw(six)), "a");
  EXPECT_EQ(cols.values, (std::vector<double>{1, 3, 5, 2, 4, 6}));
  const Npy vector = read_npy(npy_bytes(header("<f8", "False", "(6,)"), raw(six)), "a");
  EXPECT_EQ(vector.dimensions, 1);
  EXPECT_EQ(vector.rows, 6);
  EXPECT_EQ(vector.cols, 1);
}

std::string npy_refusal(const std::string& bytes) {
  try {
    read_npy(bytes, "a.npy");
    return "";
  } catch (const Rejected& rejected) {
    return rejected.what();
  }
}

TEST(Npy, RefusesWhatIsDamaged) {
  const std::string good = npy_bytes(header("<f8", "False", "(2, 3)"), raw(six));
  ASSERT_EQ(npy_refusal(good), "");
  for (std::size_t length = 0; length < good.size(); ++length)
    EXPECT_NE(npy_refusal(good.substr(0, length)), "") << length;
  EXPECT_NE(npy_refusal(good + "x"), "");
  EXPECT_NE(npy_refusal(npy_bytes(header("<f8", "False", "(2, 3)"), raw(six), 3)).find("version 1.0 or 2.0"),
            std::string::npos);
  EXPECT_NE(npy_refusal(npy_bytes(header("<f8", "False", "(2, 3)"), raw(six), 4)).find("version 4.0"),
            std::string::npos);
  for (const char* shape :
       {"(3, 3)", "(2, 2)", "()", "(6)", "(1, 2, 3)", "(-2, -3)", "(0, 3)", "(2, 0)",
        "(4611686018427387904, 4)", "(99999999999999999999, 1)", "(9223372036854775807, 2)"})
    EXPECT_NE(npy_refusal(npy_bytes(header("<f8", "False", shape), raw(six))), "") << shape;
  for (const char* type : {">f8", "<f4", "<i8", "<c16", "|O", "<f8x", ""})
    EXPECT_NE(npy_refusal(npy_bytes(header(type, "False", "(2, 3)"), raw(six))), "") << type;
  for (const char* text :
       {"{}", "", "{'descr': '<f8'}", "{'descr': '<f8', 'descr': '<f8', 'fortran_order': False}",
        "{'descr': '<f8', 'fortran_order': 0, 'shape': (2, 3)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3)} 1",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), 'more': '1'}"})
    EXPECT_NE(npy_refusal(npy_bytes(text, raw(six))), "") << text;
  std::string long_header = good;
  long_header[8] = '\xff';
  long_header[9] = '\xff';
  EXPECT_NE(npy_refusal(long_header), "");
}

TEST(Npy, RefusesWhatIsNotFinite) {
  for (const double bad :
       {std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()}) {
    auto values = six;
    values[4] = bad;
    EXPECT_NE(npy_refusal(npy_matrix(2, 3, values)).find("entry (1, 1) is not finite"), std::string::npos);
  }
}

template <class T>
std::vector<double> numbers(const std::string& type, const std::vector<T>& values) {
  return read_npy_numbers(
             npy_bytes(header(type, "False", "(1, " + std::to_string(values.size()) + ")"), raw(values)), "a")
      .values;
}

TEST(Npy, ReadsEveryTypeOfNumbers) {
  const std::vector<double> expected = {1, 2, 100};
  EXPECT_EQ(numbers<double>("<f8", {1, 2, 100}), expected);
  EXPECT_EQ(numbers<float>("<f4", {1, 2, 100}), expected);
  EXPECT_EQ(numbers<std::int8_t>("|i1", {1, 2, 100}), expected);
  EXPECT_EQ(numbers<std::uint8_t>("|u1", {1, 2, 100}), expected);
  EXPECT_EQ(numbers<std::uint8_t>("|b1", {1, 2, 100}), expected);
  EXPECT_EQ(numbers<std::int16_t>("<i2", {1, 2, 100}), expected);
  EXPECT_EQ(numbers<std::uint16_t>("<u2", {1, 2, 100}), expected);
  EXPECT_EQ(numbers<std::int32_t>("<i4", {1, 2, 100}), expected);
  EXPECT_EQ(numbers<std::uint32_t>("<u4", {1, 2, 100}), expected);
  EXPECT_EQ(numbers<std::int64_t>("<i8", {1, 2, 100}), expected);
  EXPECT_EQ(numbers<std::uint64_t>("<u8", {1, 2, 100}), expected);
  EXPECT_EQ(numbers<std::int64_t>("<i8", {-3, std::int64_t{1} << 60}), (std::vector<double>{-3, 0x1p60}));
  EXPECT_THROW(numbers<std::int64_t>("<i8", {(std::int64_t{1} << 60) + 1}), Rejected);
  EXPECT_THROW(numbers<std::uint64_t>("<u8", {~std::uint64_t{0}}), Rejected);
}

}  // namespace
}  // namespace orthant::checker
