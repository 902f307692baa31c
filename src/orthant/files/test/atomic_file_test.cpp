#include "orthant/files/atomic_file.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <iterator>

#include "refusal.hpp"

namespace orthant {
namespace {

namespace fs = std::filesystem;

std::string content(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(AtomicFile, WritesEveryByteAndLeavesNothingElse) {
  const TemporaryFolder folder;
  const std::string bytes("a\0b\r\n\xff", 6);
  write_file_atomically(folder.path("x"), bytes);
  EXPECT_EQ(content(folder.path("x")), bytes);
  write_file_atomically(folder.path("x"), "");
  EXPECT_EQ(content(folder.path("x")), "");
  EXPECT_EQ(folder.files(), 1u);
}

TEST(AtomicFile, TheOldFileStaysUntilTheNewOneIsWhole) {
  const TemporaryFolder folder;
  const std::string path = folder.write("x", "old");
  {
    AtomicFile file(path);
    file.write("half of the n");
    EXPECT_EQ(content(path), "old");
    EXPECT_EQ(folder.files(), 2u);
  }
  EXPECT_EQ(content(path), "old");
  EXPECT_EQ(folder.files(), 1u);
}

TEST(AtomicFile, PermissionsFollowTheMask) {
  const TemporaryFolder folder;
  const mode_t before = umask(027);
  write_file_atomically(folder.path("x"), "1");
  umask(before);
  EXPECT_EQ(fs::status(folder.path("x")).permissions(), fs::perms(0640));
}

TEST(AtomicFile, ASymbolicLinkStaysOne) {
  const TemporaryFolder folder;
  folder.write("real", "old");
  fs::create_symlink("real", folder.path("link"));
  write_file_atomically(folder.path("link"), "new");
  EXPECT_TRUE(fs::is_symlink(folder.path("link")));
  EXPECT_EQ(content(folder.path("real")), "new");
}

TEST(AtomicFile, RefusesWithTheSystemsReason) {
  const TemporaryFolder folder;
  const auto message = [](const std::string& path) {
    return refusal([&] { write_file_atomically(path, "1"); });
  };
  EXPECT_EQ(message(folder.path("no/such/x")),
            folder.path("no/such/x") + ": cannot be written: No such file or directory");
  EXPECT_EQ(message(folder.path("")), folder.path("") + ": cannot be written: is a folder");
  const std::string file = folder.write("file", "1");
  EXPECT_EQ(message(file + "/x"), file + "/x: cannot be written: Not a directory");
  EXPECT_EQ(message("/dev/null"), "/dev/null: cannot be written: is not a regular file");
  EXPECT_EQ(message(folder.path("a\nb/x")),
            folder.path("a\\x0ab/x") + ": cannot be written: No such file or directory");
  EXPECT_EQ(folder.files(), 1u);
}

TEST(AtomicFile, AFullDiskLeavesNothing) {
  const TemporaryFolder folder;
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  rlimit small = before;
  small.rlim_cur = 1000;
  const auto handler = signal(SIGXFSZ, SIG_IGN);
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  const std::string message =
      refusal([&] { write_file_atomically(folder.path("x"), std::string(5000, 'x')); });
  setrlimit(RLIMIT_FSIZE, &before);
  signal(SIGXFSZ, handler);
  EXPECT_EQ(message, folder.path("x") + ": cannot be written: File too large");
  EXPECT_EQ(folder.files(), 0u);
}

}  // namespace
}  // namespace orthant
