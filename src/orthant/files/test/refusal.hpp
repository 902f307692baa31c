/// What a reader says to bad input.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "orthant/base/error.hpp"
#include "orthant/linalg/data_matrix.hpp"

namespace orthant {

/// The message with which `action` refuses its input or says that it cannot write, or "accepted". Any other
/// exception escapes.
template <class Action>
std::string refusal(const Action& action) {
  try {
    action();
  } catch (const InputError& error) {
    return error.what();
  } catch (const OutputError& error) {
    return error.what();
  }
  return "accepted";
}

/// Every message is one printable line.
inline void expect_one_line(const std::string& message) {
  EXPECT_FALSE(message.empty());
  for (const char c : message) {
    const auto byte = static_cast<unsigned char>(c);
    EXPECT_TRUE(byte >= 0x20 && byte != 0x7f) << message;
  }
}

/// Every entry of A as a dense matrix.
inline Matrix entries_of(const DataMatrix& A) {
  Matrix out = Matrix::Zero(A.rows(), A.cols());
  A.for_each([&](Index i, Index j, double a) { out(i, j) = a; });
  return out;
}

/// A damaged file is refused in one line or read; it never crashes: every beginning of `file`, and every
/// byte of it replaced by a few others.
template <class Reader>
void expect_robust(const std::string& file, const Reader& read) {
  const auto attempt = [&](const std::string& bytes) {
    std::istringstream in(bytes);
    expect_one_line(refusal([&] { read(in, "x"); }));
  };
  for (size_t length = 0; length < file.size(); ++length) attempt(file.substr(0, length));
  for (size_t at = 0; at < file.size(); ++at) {
    for (const char other :
         {'\0', '\n', ' ', ',', '-', '0', '9', '"', '\xff', static_cast<char>(file[at] ^ 1)}) {
      std::string damaged = file;
      damaged[at] = other;
      attempt(damaged);
    }
  }
}

/// A folder that exists for one test.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "orthant-test-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    folder_ = pattern;
  }
  ~TemporaryFolder() { std::filesystem::remove_all(folder_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  std::string write(const std::string& name, const std::string& content) const {
    std::ofstream(path(name), std::ios::binary) << content;
    return path(name);
  }
  size_t files() const {
    size_t count = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder_)) ++count;
    return count;
  }

 private:
  std::filesystem::path folder_;
};

}  // namespace orthant
