#include "checker/read/named_files.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace orthant::checker {

NamedFiles::NamedFiles(const Json& listed, const Files& files) : files_(files) {
  if (!listed.is_object()) throw Rejected("proof.files is not an object");
  for (const auto& item : listed.items()) {
    if (!is_plain_name(item.key()))
      throw Rejected("proof.files: \"" + excerpt(item.key()) + "\" is not the plain name of a file");
    const auto digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    if (!item.value().is_string()) throw Rejected("proof.files." + item.key() + " is not a text");
    const auto& hash = item.value().get_ref<const std::string&>();
    if (hash.size() != 64 || !std::all_of(hash.begin(), hash.end(), digit))
      throw Rejected("proof.files." + item.key() + " is not a SHA-256 of 64 lower-case hexadecimal digits");
    listed_[item.key()] = {hash};
  }
}

Numbers NamedFiles::matrix(const Json& reference, const std::string& place, bool may_scale) {
  Numbers out;
  if (reference.is_object()) {
    if (may_scale)
      require_fields(reference, place, {"file"}, {"scale"});
    else
      require_fields(reference, place, {"file"});
    if (reference.contains("scale")) out.scale = parse_scale(text_field(reference, place, "scale"), place);
  } else if (!reference.is_string()) {
    throw Rejected(place + " is not the name of a file");
  }
  const auto& name =
      reference.is_object() ? text_field(reference, place, "file") : reference.get_ref<const std::string&>();
  const std::string bytes = any_ ? files_.bytes(name) : this->bytes(name, place);
  // Before the numbers are allocated; items have 8 bytes.
  numbers_left_ -= std::max(static_cast<long>(bytes.size() / sizeof(double)), fewest_numbers);
  if (numbers_left_ < 0) throw Rejected(name + ": more than 2^30 numbers in all matrices of the certificate");
  Npy array = any_ ? read_npy_numbers(bytes, name) : read_npy(bytes, name);
  out.rows = array.rows;
  out.cols = array.cols;
  out.values = std::move(array.values);
  return out;
}

std::string NamedFiles::bytes(const std::string& name, const std::string& place) {
  const auto found = listed_.find(name);
  if (found == listed_.end())
    throw Rejected(place + " names \"" + excerpt(name) + "\", which proof.files does not list");
  std::string bytes = files_.bytes(name);
  if (const std::string hash = sha256(bytes); hash != found->second.hash)
    throw Rejected(name + ": its SHA-256 is " + hash + ", that of the certificate " + found->second.hash);
  found->second.named = true;
  return bytes;
}

void NamedFiles::require_all_named() const {
  for (const auto& [name, listed] : listed_)
    if (!listed.named) throw Rejected("proof.files lists \"" + name + "\", which the proof names nowhere");
}

bool is_plain_name(const std::string& name) {
  const auto printable = [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f && c != '/';
  };
  return !name.empty() && name != "." && name != ".." && std::all_of(name.begin(), name.end(), printable);
}

}  // namespace orthant::checker
