/// Writes the page of the tests' sample of `orthant reproduce`, which fails and leaves out on purpose what a
/// real run does not, and its document:  write_statements FOLDER

#include <filesystem>

#include "orthant/files/atomic_file.hpp"
#include "orthant/report/report.hpp"
#include "orthant/report/test/sample_statements.hpp"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const std::filesystem::path folder(argv[1]);
  std::filesystem::create_directories(folder);
  const auto document = orthant::testing::sample_statements();
  orthant::write_file_atomically((folder / "reproduce.html").string(),
                                 orthant::report::statements_page(document));
  orthant::write_file_atomically((folder / "reproduce.json").string(),
                                 orthant::json_text(as_json(document)) + "\n");
  return 0;
}
