#include "orthant/files/source.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <vector>

#include "orthant/base/stop.hpp"
#include "orthant/files/gzip.hpp"
#include "orthant/files/input_file.hpp"

namespace orthant {

namespace {

namespace fs = std::filesystem;

std::string extension(const fs::path& path) {
  return in_lower_case(path.extension().string());
}

std::string path_of_descriptor(int descriptor) {
  return fmt::format("/proc/self/fd/{}", descriptor);
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() { close(number_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

 private:
  int number_;
};

/// A file without a name.
int unnamed_file(const std::string& name) {
  std::error_code error;
  std::string pattern = (fs::temp_directory_path(error) / "orthant-XXXXXX").string();
  const int descriptor = error ? -1 : mkostemp(pattern.data(), O_CLOEXEC);
  if (descriptor < 0) refuse(name, "cannot be kept: " + std::generic_category().message(errno));
  unlink(pattern.c_str());
  return descriptor;
}

void copy_input(int to, const std::string& name) {
  std::vector<char> chunk(std::size_t{1} << 18);
  while (true) {
    check_budget();
    pollfd wait{STDIN_FILENO, POLLIN, 0};
    if (poll(&wait, 1, 100) == 0) continue;  // who writes it may take his time
    const ssize_t got = read(STDIN_FILENO, chunk.data(), chunk.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) refuse(name, "cannot be read: " + std::generic_category().message(errno));
    if (got == 0) return;
    for (ssize_t done = 0; done < got;) {
      const ssize_t put = write(to, chunk.data() + done, static_cast<std::size_t>(got - done));
      if (put < 0 && errno != EINTR)
        refuse(name, "cannot be kept: " + std::generic_category().message(errno));
      if (put > 0) done += put;
    }
  }
}

void find_standard_input(Source& source) {
  source.name = "standard input";
  struct stat status = {};
  if (fstat(STDIN_FILENO, &status) == 0 && S_ISREG(status.st_mode) && lseek(STDIN_FILENO, 0, SEEK_CUR) == 0) {
    source.path = path_of_descriptor(STDIN_FILENO);
    return;
  }
  const int kept = unnamed_file(source.name);
  source.keeps = std::make_shared<const Descriptor>(kept);
  copy_input(kept, source.name);
  source.path = path_of_descriptor(kept);
}

constexpr std::size_t longest_start = 16;

std::string first_bytes(std::istream& in) {
  std::string out(longest_start, '\0');
  in.read(out.data(), static_cast<std::streamsize>(out.size()));
  out.resize(static_cast<std::size_t>(in.gcount()));
  return out;
}

}  // namespace

std::unique_ptr<std::istream> Source::open(std::string_view expected) const {
  auto in = std::make_unique<std::ifstream>(open_input(path, name, expected));
  if (!compressed) return in;
#if ORTHANT_ZLIB
  return open_gzip(path, name, expected);
#else
  refuse_built_without(name, "zlib", "zlib1g-dev");
#endif
}

const std::string& Source::plain_file() const {
  open_input(path, name);
  if (compressed) refuse("is compressed by gzip; expected the file itself: gunzip it first");
  return path;
}

void Source::refuse(std::string_view message) const {
  orthant::refuse(name, message);
}

Source find_source(const std::string& given) {
  Source out;
  out.name = out.path = given;
  std::error_code ignored;
  if (given == "-") {
    find_standard_input(out);
  } else if (const std::size_t colon = given.find(":/");
             colon != std::string::npos && !fs::exists(given, ignored)) {
    out.path = given.substr(0, colon);
    out.inside = given.substr(colon + 1);
  }
  out.is_folder = fs::is_directory(out.path, ignored);
  fs::path file = given == "-" ? fs::path() : fs::path(out.path);
  out.kind = extension(file);
  const bool said_compressed = out.kind == ".gz";
  if (said_compressed) out.kind = extension(file.stem());
  if (!fs::is_regular_file(out.path, ignored)) return out;
  std::ifstream in(out.path, std::ios::binary);
  out.start = first_bytes(in);
  out.compressed = out.start.starts_with("\x1f\x8b");
  if (said_compressed && !out.compressed && !out.start.empty())
    out.refuse(fmt::format("start: found {}; expected a gzip file", quote(out.start)));
  // What is inside says itself what it is only where no extension does.
  if (out.compressed) out.start = out.kind.empty() ? first_bytes(*out.open()) : "";
  return out;
}

std::string short_name(const std::string& name) {
  const std::size_t part = std::min(name.find(":/"), name.size());
  fs::path path = name.substr(0, part);
  if (!path.has_filename()) path = path.parent_path();  // of a folder with a slash behind it
  return path.filename().string() + name.substr(part);
}

void refuse_built_without(const std::string& name, const char* library, const char* package) {
  refuse(name, fmt::format("built without {}; install {} and build again", library, package));
}

}  // namespace orthant
