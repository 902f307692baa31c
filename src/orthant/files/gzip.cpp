#include "orthant/files/gzip.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
#include <zlib.h>

#include <cerrno>
#include <system_error>

#include "orthant/files/forward_stream.hpp"
#include "orthant/files/input_file.hpp"

namespace orthant {

namespace {

class GzipBytes final : public ForwardBytes {
 public:
  GzipBytes(const std::string& path, std::string name) : name_(std::move(name)) {
    const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) refuse(name_, "cannot be read: " + std::generic_category().message(errno));
    file_ = gzdopen(descriptor, "rb");
    if (file_ == nullptr) {
      close(descriptor);
      refuse(name_, "cannot be read: out of memory");
    }
    gzbuffer(file_, 1 << 17);
  }
  ~GzipBytes() override { gzclose(file_); }
  GzipBytes(const GzipBytes&) = delete;
  GzipBytes& operator=(const GzipBytes&) = delete;

  std::size_t read(char* bytes, std::size_t count) override {
    const int got = gzread(file_, bytes, static_cast<unsigned>(count));
    if (got >= 0 && static_cast<std::size_t>(got) == count) return count;
    int code = Z_OK;
    gzerror(file_, &code);
    const auto place = [&] { return fmt::format("byte {} of what is compressed", gztell(file_) + 1); };
    if (code == Z_BUF_ERROR)
      refuse(name_, place() + ": the file ends within its compressed data; expected a whole gzip file");
    if (got < 0 || code != Z_OK)
      refuse(name_, place() + ": the compressed data are damaged; expected a gzip file");
    return static_cast<std::size_t>(got);
  }

  void rewind() override { gzrewind(file_); }

 private:
  std::string name_;
  gzFile file_ = nullptr;
};

}  // namespace

std::unique_ptr<std::istream> open_gzip(const std::string& path, const std::string& name,
                                        std::string_view expected) {
  return seekable_stream(std::make_unique<GzipBytes>(path, name), name, expected);
}

}  // namespace orthant
