/// Any bytes as a file of any format that is known by its first bytes (files/formats.cpp): .npz, HDF5, PNG, PGM,
/// .wav, gzip, and text where they are none of these. The libraries that open such files take a path, so the bytes
/// lie in a file in memory.
#include <sys/mman.h>
#include <unistd.h>

#include <string>

#include "fuzz_reader.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/files/read_matrix.hpp"

namespace {

/// Descriptor of a file of these bytes.
int file_of(const std::uint8_t* bytes, std::size_t length) {
  const int file = memfd_create("fuzz", MFD_CLOEXEC);
  orthant::demand(file >= 0);
  for (std::size_t done = 0; done < length;) {
    const ssize_t put = write(file, bytes + done, length - done);
    orthant::demand(put > 0);
    done += static_cast<std::size_t>(put);
  }
  return file;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t length) {
  using namespace orthant;
  const int file = file_of(bytes, length);
  const std::string path = "/proc/self/fd/" + std::to_string(file);
  SourceOptions options{.table = {.missing = Missing::automatic, .refuse_doubtful = true}};
  if (bytes != nullptr && length > 0 && bytes[0] == 'R') options.window = 16, options.hop = 8;
  const Budget budget(1);  // HDF5 may never end on such a file
  const BudgetScope scope(budget);
  try {
    fuzz_reader(nullptr, 0, [&](std::istream&, const std::string&) {
      NamedData read = read_named(path, options);
      demand(read.row_names.empty() || static_cast<Index>(read.row_names.size()) == read.data.rows());
      demand(read.column_names.empty() || static_cast<Index>(read.column_names.size()) == read.data.cols());
      return std::move(read.data);
    });
  } catch (const OutOfBudget&) {
  }
  close(file);
  return 0;
}
