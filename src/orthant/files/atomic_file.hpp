/// Writing files so that nothing half-written is ever seen under the asked name: bytes go to a temporary
/// name in the same folder, are flushed to the disk, and the file is then renamed.
///
/// A failure throws OutputError `FILE: cannot be written: the system's reason` and removes the temporary
/// file. An existing regular file (or the one a symbolic link points to) is replaced; a folder, device or
/// pipe of that name is refused. Memory: none beyond the caller's bytes.
#pragma once

#include <string>
#include <string_view>

namespace orthant {

class AtomicFile {
 public:
  explicit AtomicFile(const std::string& path);
  ~AtomicFile();  ///< without a commit: removes what was written
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(std::string_view bytes);

  /// Gives the file its name. Nothing may be written afterwards.
  void commit();

 private:
  [[noreturn]] void fail(int reason);
  void discard();

  std::string path_, target_, temporary_;
  int descriptor_ = -1;
};

/// The folder that results go to, and those above it, where they are missing. Throws OutputError.
void make_output_folder(const std::string& folder);

/// The whole file at once.
void write_file_atomically(const std::string& path, std::string_view content);

}  // namespace orthant
