/// What every reader shares: opening a file, its length, and refusing it in exactly one line.
///
/// A refusal reads `FILE: PLACE: what was found; expected what`. Names and quoted bytes are escaped, so a
/// message is one printable line whatever the file holds.
#pragma once

#include <cstdint>
#include <fstream>
#include <istream>
#include <string>
#include <string_view>

namespace orthant {

/// What NaN in a file of numbers is.
enum class Nan { is_refused, is_missing };

/// The first 40 characters of `bytes` between quotation marks; control and non-ASCII bytes as \xNN,
/// `…` where cut.
std::string quote(std::string_view bytes);

/// `name` with control characters escaped and nothing cut.
std::string on_one_line(std::string_view name);

/// Throws InputError `name: message`, the name on one line.
[[noreturn]] void refuse(std::string_view name, std::string_view message);

/// Opens a regular file for reading bytes. Throws InputError for a missing, unreadable or 0-byte file, a
/// folder, or anything else that is not a regular file.
std::ifstream open_input(const std::string& path);

/// Bytes from the present position to the end. A reader compares it with what a header promises before
/// it allocates. Throws InputError for a stream without a length.
std::uint64_t bytes_left(std::istream& in, std::string_view name);

}  // namespace orthant
