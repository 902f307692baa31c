#include "orthant/files/input_file.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "orthant/base/error.hpp"

namespace orthant {

namespace {

constexpr size_t longest_quotation = 40;

bool is_control(unsigned char byte) {
  return byte < 0x20 || byte == 0x7f;
}

std::string escape(unsigned char byte) {
  return fmt::format("\\x{:02x}", byte);
}

}  // namespace

std::string quote(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    const std::string shown = is_control(byte) || byte >= 0x80 ? escape(byte) : std::string(1, c);
    if (out.size() + shown.size() > longest_quotation) return '"' + out + "…\"";
    out += shown;
  }
  return '"' + out + '"';
}

std::string on_one_line(std::string_view name) {
  std::string out;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_control(byte)) {
      out += escape(byte);
    } else {
      out += c;
    }
  }
  return out;
}

void refuse(std::string_view name, std::string_view message) {
  throw InputError(fmt::format("{}: {}", on_one_line(name), message));
}

std::ifstream open_input(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) refuse(path, "no such file");
  if (error) refuse(path, error.message());
  if (fs::is_directory(status)) refuse(path, "is a folder; expected a file");
  if (!fs::is_regular_file(status)) refuse(path, "is not a regular file; expected one");
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  if (!in) refuse(path, "cannot be read: " + std::generic_category().message(errno));
  if (bytes_left(in, path) == 0) refuse(path, "is empty (0 bytes); expected a matrix");
  return in;
}

std::uint64_t bytes_left(std::istream& in, std::string_view name) {
  const auto here = in.tellg();
  in.seekg(0, std::ios::end);
  const auto end = in.tellg();
  in.seekg(here);
  if (!in || here < 0 || end < here) refuse(name, "has no known length; expected a regular file");
  return static_cast<std::uint64_t>(end - here);
}

}  // namespace orthant
