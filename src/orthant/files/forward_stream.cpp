#include "orthant/files/forward_stream.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <streambuf>
#include <utility>
#include <vector>

#include "orthant/base/stop.hpp"
#include "orthant/files/input_file.hpp"

namespace orthant {

namespace {

constexpr std::size_t forward_chunk = std::size_t{1} << 16, most_kept = std::size_t{1} << 26;

class ForwardBuffer final : public std::streambuf {
 public:
  explicit ForwardBuffer(std::unique_ptr<ForwardBytes> bytes)
      : bytes_(std::move(bytes)), buffer_(forward_chunk) {
    std::vector<char> all;
    for (bool kept = true; fill() > 0;) {
      check_budget();
      kept = kept && end_ <= static_cast<std::int64_t>(most_kept);
      if (kept)
        all.insert(all.end(), buffer_.begin(), buffer_.begin() + filled_);
      else
        all = {};
    }
    length_ = end_;
    if (static_cast<std::int64_t>(all.size()) == length_ && length_ > 0) {
      buffer_ = std::move(all);
      filled_ = length_;
      bytes_.reset();
    }
    wanted_ = 0;
  }

  std::int64_t length() const { return length_; }

 protected:
  int_type underflow() override {
    if (gptr() < egptr()) return traits_type::to_int_type(*gptr());
    const std::int64_t at = wanted_ >= 0 ? wanted_ : end_;
    if (at >= length_) return traits_type::eof();
    wanted_ = -1;
    if (at < end_ - filled_ || filled_ == 0) {
      bytes_->rewind();
      end_ = filled_ = 0;
    }
    while (end_ <= at) {
      check_budget();
      if (fill() == 0) return traits_type::eof();
    }
    show(at);
    return traits_type::to_int_type(*gptr());
  }

  pos_type seekoff(off_type by, std::ios_base::seekdir from, std::ios_base::openmode) override {
    const std::int64_t here = wanted_ >= 0 ? wanted_ : end_ - (egptr() - gptr());
    const std::int64_t base = from == std::ios_base::beg ? 0 : from == std::ios_base::cur ? here : length_;
    const std::int64_t target = base + by;
    if (target < 0 || target > length_) return pos_type(off_type(-1));
    if (target == here) return pos_type(target);
    setg(nullptr, nullptr, nullptr);
    wanted_ = target;  // the bytes are fetched when somebody reads
    if (target >= end_ - filled_ && target < end_) show(std::exchange(wanted_, -1));
    return pos_type(target);
  }

  pos_type seekpos(pos_type to, std::ios_base::openmode which) override {
    return seekoff(off_type(to), std::ios_base::beg, which);
  }

 private:
  /// The next bytes into the buffer.
  std::int64_t fill() {
    filled_ = static_cast<std::int64_t>(bytes_->read(buffer_.data(), buffer_.size()));
    end_ += filled_;
    return filled_;
  }

  /// `at` lies in the buffer.
  void show(std::int64_t at) {
    char* const first = buffer_.data();
    setg(first, first + (at - (end_ - filled_)), first + filled_);
  }

  std::unique_ptr<ForwardBytes> bytes_;
  std::vector<char> buffer_;
  std::int64_t end_ = 0, filled_ = 0;  ///< the buffer holds the `filled_` bytes before `end_`
  std::int64_t length_ = 0;
  std::int64_t wanted_ = -1;  ///< where to read next; −1: at gptr()
};

class ForwardStream final : public std::istream {
 public:
  explicit ForwardStream(std::unique_ptr<ForwardBytes> bytes)
      : std::istream(nullptr), buffer_(std::move(bytes)) {
    rdbuf(&buffer_);
    exceptions(std::ios::badbit);  // what the buffer throws gets to the reader
  }
  std::int64_t length() const { return buffer_.length(); }

 private:
  ForwardBuffer buffer_;
};

}  // namespace

std::unique_ptr<std::istream> seekable_stream(std::unique_ptr<ForwardBytes> bytes, const std::string& name,
                                              std::string_view expected) {
  auto stream = std::make_unique<ForwardStream>(std::move(bytes));
  if (stream->length() == 0) refuse(name, fmt::format("is empty (0 bytes); expected {}", expected));
  return stream;
}

}  // namespace orthant
