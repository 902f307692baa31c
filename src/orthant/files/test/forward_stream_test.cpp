/// Streams of bytes that can only be read in their order: seeking gives what is there, and few bytes are made once.

#include "orthant/files/forward_stream.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>

#include "orthant/base/error.hpp"

namespace orthant {
namespace {

/// Byte k is k mod 251. Counts how many were made.
class Counting final : public ForwardBytes {
 public:
  Counting(std::uint64_t length, std::uint64_t& made) : length_(length), made_(made) {}
  std::size_t read(char* bytes, std::size_t count) override {
    const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(count, length_ - at_));
    for (std::size_t k = 0; k < n; ++k) bytes[k] = static_cast<char>((at_ + k) % 251);
    at_ += n;
    made_ += n;
    return n;
  }
  void rewind() override { at_ = 0; }

 private:
  std::uint64_t length_, at_ = 0;
  std::uint64_t& made_;
};

void expect_bytes_at(std::istream& in, std::uint64_t at) {
  in.clear();
  in.seekg(static_cast<std::streamoff>(at));
  for (std::uint64_t k = at; k < at + 3; ++k) ASSERT_EQ(in.get(), static_cast<int>(k % 251)) << k;
  EXPECT_EQ(static_cast<std::uint64_t>(in.tellg()), at + 3);
}

void expect_seekable(std::istream& in, std::uint64_t length) {
  in.seekg(0, std::ios::end);
  EXPECT_EQ(static_cast<std::uint64_t>(in.tellg()), length);
  for (const std::uint64_t at : {std::uint64_t{0}, length - 3, length / 2, std::uint64_t{1}})
    expect_bytes_at(in, at);
  in.seekg(static_cast<std::streamoff>(length - 1));
  EXPECT_NE(in.get(), std::char_traits<char>::eof());
  EXPECT_EQ(in.get(), std::char_traits<char>::eof());
  in.clear();
  in.seekg(static_cast<std::streamoff>(length + 1));
  EXPECT_TRUE(in.fail());
}

TEST(ForwardStream, FewBytesAreMadeOnce) {
  for (const std::uint64_t length : {std::uint64_t{6}, std::uint64_t{1} << 16, std::uint64_t{1} << 26}) {
    std::uint64_t made = 0;
    expect_seekable(*seekable_stream(std::make_unique<Counting>(length, made), "a"), length);
    EXPECT_EQ(made, length);
  }
}

TEST(ForwardStream, ManyBytesAreMadeAgainAndNotKept) {
  const std::uint64_t length = (std::uint64_t{1} << 26) + 100;
  std::uint64_t made = 0;
  expect_seekable(*seekable_stream(std::make_unique<Counting>(length, made), "a"), length);
  EXPECT_GT(made, 2 * length);
}

TEST(ForwardStream, NoBytesLackWhatIsExpected) {
  std::uint64_t made = 0;
  try {
    seekable_stream(std::make_unique<Counting>(0, made), "a.gz", "labels");
    FAIL();
  } catch (const InputError& error) {
    EXPECT_STREQ(error.what(), "a.gz: is empty (0 bytes); expected labels");
  }
}

}  // namespace
}  // namespace orthant
