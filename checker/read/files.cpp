#include "checker/read/files.hpp"

#include <fcntl.h>
#include <nettle/sha2.h>
#include <sys/stat.h>
#include <unistd.h>
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>

#include "checker/read/document.hpp"

namespace orthant::checker {

namespace {

constexpr long longest_file = 8L << 30;

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

}  // namespace

std::string read_file(const std::string& path, bool follow_links) {
  // Without O_NONBLOCK a named pipe would wait for its writer.
  const Descriptor file(
      ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | (follow_links ? 0 : O_NOFOLLOW)));
  if (file.get() < 0)
    throw Rejected(path + ": " + (errno == ELOOP ? "a link; expected a file" : std::strerror(errno)));
  struct stat about {};
  if (::fstat(file.get(), &about) != 0 || !S_ISREG(about.st_mode))
    throw Rejected(path + ": not a regular file");
  if (about.st_size > longest_file)
    throw Rejected(path + ": " + std::to_string(about.st_size) + " bytes; expected at most " +
                   std::to_string(longest_file));
  std::string bytes(static_cast<std::size_t>(about.st_size), '\0');
  for (std::size_t at = 0; at < bytes.size();) {
    const auto got = ::read(file.get(), bytes.data() + at, bytes.size() - at);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) throw Rejected(path + ": cannot be read to its end");
    at += static_cast<std::size_t>(got);
  }
  return bytes;
}

bool is_plain_name(const std::string& name) {
  const auto printable = [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f && c != '/';
  };
  return !name.empty() && name != "." && name != ".." && std::all_of(name.begin(), name.end(), printable);
}

std::string FolderFiles::bytes(const std::string& name) const {
  if (!is_plain_name(name)) throw Rejected("\"" + excerpt(name) + "\" is not the plain name of a file");
  return read_file(folder_ + "/" + name, false);
}

struct Sha256::Context {
  sha256_ctx state;
};

Sha256::Sha256() : context_(std::make_unique<Context>()) {
  sha256_init(&context_->state);
}
Sha256::~Sha256() = default;

void Sha256::add(const void* bytes, std::size_t count) {
  sha256_update(&context_->state, count, static_cast<const std::uint8_t*>(bytes));
}

std::string Sha256::digits() {
  std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest{};
  sha256_digest(&context_->state, digest.size(), digest.data());
  std::string out;
  for (const std::uint8_t byte : digest) {
    out += "0123456789abcdef"[byte >> 4];
    out += "0123456789abcdef"[byte & 15];
  }
  return out;
}

std::string sha256(const std::string& bytes) {
  Sha256 hash;
  hash.add(bytes.data(), bytes.size());
  return hash.digits();
}

bool is_sha256(const std::string& text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace orthant::checker
