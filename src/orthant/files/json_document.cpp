#include "orthant/files/json_document.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "orthant/files/input_file.hpp"

namespace orthant {

namespace {

constexpr std::size_t most_levels = 64, most_fields = 1000;

/// Reads a text to its end and keeps nothing: what is behind this is JSON within the limits.
class DocumentScan final : public nlohmann::json_sax<Json> {
 public:
  DocumentScan(std::string_view text, const std::string& file) : text_(text), file_(file) {}

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override { return enter(); }
  bool start_array(std::size_t) override { return enter(); }
  bool end_object() override { return leave(); }
  bool end_array() override { return leave(); }
  bool key(string_t&) override {
    if (++fields_.back() > most_fields)
      refuse(file_, fmt::format("an object of more than {} fields; expected at most so many", most_fields));
    return true;
  }

  bool parse_error(std::size_t position, const std::string& token,
                   const nlohmann::detail::exception& error) override {
    const std::size_t at = std::min(position == 0 ? 0 : position - 1, text_.size());
    const std::string_view before = text_.substr(0, at);
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 = 0
    const bool number = error.id == 406;                    // a number that no double holds
    const std::string found = number               ? quote(token)
                              : at == text_.size() ? "the end"
                                                   : quote(text_.substr(at));
    refuse(file_, fmt::format("line {}: column {}: found {}; expected {}", line, at - line_start + 1, found,
                              number ? "a number that a double holds" : "JSON"));
  }

 private:
  bool enter() {
    fields_.push_back(0);
    if (fields_.size() > most_levels)
      refuse(file_, fmt::format("more than {} levels of nesting; expected at most so many", most_levels));
    return true;
  }
  bool leave() {
    fields_.pop_back();
    return true;
  }

  std::string_view text_;
  const std::string& file_;
  std::vector<std::size_t> fields_;  ///< of every object that is open
};

bool holds(std::initializer_list<std::string_view> keys, std::string_view key) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

}  // namespace

Json parse_json_document(std::string_view text, const std::string& file, std::size_t longest) {
  if (text.size() > longest) refuse(file, fmt::format("{} bytes; expected at most {}", text.size(), longest));
  DocumentScan scan(text, file);
  Json::sax_parse(text, &scan);
  return Json::parse(text);
}

std::string read_json_text(const std::string& path, std::size_t longest) {
  std::ifstream in = open_input(path, path, "a JSON document");
  const std::uint64_t length = bytes_left(in, path);
  if (length > longest) refuse(path, fmt::format("{} bytes; expected at most {}", length, longest));
  std::string text(length, '\0');
  in.read(text.data(), static_cast<std::streamsize>(length));
  if (static_cast<std::uint64_t>(in.gcount()) != length) refuse(path, "cannot be read to its end");
  return text;
}

Json read_json_file(const std::string& path, std::size_t longest) {
  return parse_json_document(read_json_text(path, longest), path, longest);
}

bool has_format(const std::string& path, const char* format) {
  const Json json = read_json_file(path, std::size_t{1} << 32);
  return json.is_object() && json.contains("format") && json["format"] == format;
}

std::string valid_utf8(std::string_view text) {
  // How many bytes a character takes, and the range of its second one, by its first (Unicode, table 3-7).
  struct Form {
    unsigned first, last, length, second_low, second_high;
  };
  constexpr Form forms[] = {
      {0x00, 0x7F, 1, 0, 0},       {0xC2, 0xDF, 2, 0x80, 0xBF}, {0xE0, 0xE0, 3, 0xA0, 0xBF},
      {0xE1, 0xEC, 3, 0x80, 0xBF}, {0xED, 0xED, 3, 0x80, 0x9F}, {0xEE, 0xEF, 3, 0x80, 0xBF},
      {0xF0, 0xF0, 4, 0x90, 0xBF}, {0xF1, 0xF3, 4, 0x80, 0xBF}, {0xF4, 0xF4, 4, 0x80, 0x8F}};
  std::string out;
  while (!text.empty()) {
    const auto byte = [&](std::size_t k) {
      return k < text.size() ? static_cast<unsigned char>(text[k]) : 0u;
    };
    std::size_t length = 0;
    for (const Form& form : forms)
      if (byte(0) >= form.first && byte(0) <= form.last &&
          (form.length == 1 || (byte(1) >= form.second_low && byte(1) <= form.second_high)))
        length = form.length;
    for (std::size_t k = 2; k < length; ++k)
      if ((byte(k) & 0xC0) != 0x80) length = 0;
    out += length > 0 ? text.substr(0, length) : std::string_view("\xEF\xBF\xBD");
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return out;
}

std::string json_text(const Json& document, int indent) {
  return document.dump(indent, ' ', false, Json::error_handler_t::replace);
}

std::string JsonPlace::found() const {
  if (value_.is_object()) return "an object";
  if (value_.is_array()) return fmt::format("a list of {}", value_.size());
  if (value_.is_string()) return quote(value_.get_ref<const std::string&>());
  return value_.dump();
}

void JsonPlace::refuse(std::string_view expected) const {
  if (path_.empty()) orthant::refuse(file_, fmt::format("found {}; expected {}", found(), expected));
  orthant::refuse(file_, fmt::format("{} = {}; expected {}", path_, found(), expected));
}

void JsonPlace::fail(std::string_view message) const {
  orthant::refuse(file_, path_.empty() ? std::string(message) : fmt::format("{}: {}", path_, message));
}

void JsonPlace::require_fields(std::initializer_list<std::string_view> required,
                               std::initializer_list<std::string_view> optional) const {
  if (!value_.is_object()) refuse("an object");
  std::vector<std::string_view> known(required);
  known.insert(known.end(), optional);
  for (const auto& [key, ignored] : value_.items())
    if (!holds(required, key) && !holds(optional, key))
      fail(fmt::format("unknown field {}; expected {}", quote(key), fmt::join(known, ", ")));
  for (const std::string_view key : required)
    if (!value_.contains(key)) fail(fmt::format("no field \"{}\"; expected {}", key, fmt::join(known, ", ")));
}

JsonPlace JsonPlace::at(const char* key) const {
  return {value_.at(key), file_, path_.empty() ? key : path_ + '.' + key};
}

JsonPlace JsonPlace::at(std::size_t k) const {
  return {value_.at(k), file_, fmt::format("{}[{}]", path_, k)};
}

std::size_t JsonPlace::list_size() const {
  if (!value_.is_array()) refuse("a list");
  return value_.size();
}

Index JsonPlace::integer(Index lower, Index upper) const {
  const bool fits = value_.is_number_integer() &&
                    !(value_.is_number_unsigned() && value_.get<std::uint64_t>() > std::uint64_t{INT64_MAX});
  if (!fits || value_.get<std::int64_t>() < lower || value_.get<std::int64_t>() > upper)
    refuse(fmt::format("an integer from {} to {}", lower, upper));
  return value_.get<std::int64_t>();
}

double JsonPlace::number(double lower, double upper) const {
  if (!value_.is_number() || !(value_.get<double>() >= lower && value_.get<double>() <= upper))
    refuse(fmt::format("a number from {:g} to {:g}", lower, upper));
  return value_.get<double>();
}

bool JsonPlace::truth() const {
  if (!value_.is_boolean()) refuse("true or false");
  return value_.get<bool>();
}

std::vector<std::string> JsonPlace::names() const {
  if (!value_.is_object()) refuse("an object");
  std::vector<std::string> out;
  for (const auto& [name, ignored] : value_.items()) out.push_back(name);
  return out;
}

const std::string& JsonPlace::text() const {
  if (!value_.is_string()) refuse("a text");
  return value_.get_ref<const std::string&>();
}

}  // namespace orthant
