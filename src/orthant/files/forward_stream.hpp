/// Bytes that can only be read in their order, such as those of a compressed file, as a stream of known length
/// that readers may seek in: when they are many, they are never all in memory.
///
/// The length is found by reading everything once. What turns out to have at most 64 MiB is kept, so that it is
/// decompressed once; beyond that, going back reads again from the beginning. Memory: at most 128 MiB on the way to the
/// end, then what is kept, or 64 KiB.
#pragma once

#include <cstddef>
#include <istream>
#include <memory>
#include <string>
#include <string_view>

namespace orthant {

class ForwardBytes {
 public:
  virtual ~ForwardBytes() = default;

  /// Up to `count` bytes; 0 at the end only. Throws InputError for bytes that are damaged.
  virtual std::size_t read(char* bytes, std::size_t count) = 0;
  virtual void rewind() = 0;
};

/// Reads to the end and is then at the beginning. Throws InputError, also for a stream of 0 bytes, which lack what is
/// `expected`; `name` stands for it in messages.
std::unique_ptr<std::istream> seekable_stream(std::unique_ptr<ForwardBytes> bytes, const std::string& name,
                                              std::string_view expected = "a matrix");

}  // namespace orthant
