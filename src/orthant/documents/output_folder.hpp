/// A folder of results. What an earlier run left there under names of this kind is removed first, so that
/// nothing of it is taken for this run's; the document, which names the files beside it, is written last.
#pragma once

#include <filesystem>
#include <initializer_list>
#include <map>
#include <string>
#include <utility>

#include "orthant/base/error.hpp"
#include "orthant/files/atomic_file.hpp"
#include "orthant/files/json_document.hpp"

namespace orthant {

class OutputFolder {
 public:
  explicit OutputFolder(const std::string& folder, std::initializer_list<const char*> stale = {})
      : folder_(folder) {
    make_output_folder(folder);
    std::error_code ignored;
    for (const char* name : stale) std::filesystem::remove(folder_ / name, ignored);
  }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  void write(const std::string& name, const std::string& bytes) const {
    write_file_atomically(path(name), bytes);
  }

  void write_json(const std::string& name, const Json& document) const {
    write(name, json_text(document) + "\n");
  }

  /// The page, if one is asked for, and the document. document.files says what stands in the folder, and
  /// nothing where that fails.
  template <class Document, class Page>
  void finish(Document& document, const char* name, std::map<std::string, std::string> files,
              const Page& page) const {
    if (page) files["report"] = "report.html";
    document.files = std::move(files);
    try {
      if (page) write("report.html", page(document));
      write_json(name, as_json(document));
    } catch (const OutputError&) {
      document.files.clear();
      throw;
    }
  }

 private:
  std::filesystem::path folder_;
};

}  // namespace orthant
