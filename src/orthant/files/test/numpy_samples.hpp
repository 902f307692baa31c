/// Files written by NumPy 1.24 (numpy.lib.format.write_array), byte for byte. Matrices are
/// [[0, 1, 2], [3, 4, 5]] unless their name says otherwise.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace orthant {

inline std::string from_hex(std::string_view hex) {
  std::string out;
  const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  for (size_t i = 0; i + 1 < hex.size(); i += 2)
    out += static_cast<char>(16 * digit(hex[i]) + digit(hex[i + 1]));
  return out;
}

/// Magic string, version and header length, the dictionary, its padding, the entries.
inline std::string bytes(std::string_view start, std::string_view dictionary, size_t padding,
                         std::string_view data) {
  return "\x93NUMPY" + from_hex(start) + std::string(dictionary) + std::string(padding, ' ') + '\n' +
         from_hex(data);
}

inline const std::map<std::string, std::string> numpy_samples = {
    {"little_f8",
     bytes(
         "01007600", "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }", 58,
         "0000000000000000000000000000f03f0000000000000040000000000000084000000000000010400000000000001440")},
    {"big_f8_fortran",
     bytes(
         "01007600", "{'descr': '>f8', 'fortran_order': True, 'shape': (2, 3), }", 59,
         "000000000000000040080000000000003ff0000000000000401000000000000040000000000000004014000000000000")},
    {"little_f4", bytes("01007600", "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", 58,
                        "000000000000803f0000004000004040000080400000a040")},
    {"big_f4_fortran", bytes("01007600", "{'descr': '>f4', 'fortran_order': True, 'shape': (2, 3), }", 59,
                             "00000000404000003f800000408000004000000040a00000")},
    {"i1",
     bytes("01007600", "{'descr': '|i1', 'fortran_order': False, 'shape': (2, 3), }", 58, "000102030405")},
    {"big_i2", bytes("01007600", "{'descr': '>i2', 'fortran_order': False, 'shape': (2, 3), }", 58,
                     "000000010002000300040005")},
    {"little_i4_fortran", bytes("01007600", "{'descr': '<i4', 'fortran_order': True, 'shape': (2, 3), }", 59,
                                "000000000300000001000000040000000200000005000000")},
    {"little_i8",
     bytes(
         "01007600", "{'descr': '<i8', 'fortran_order': False, 'shape': (2, 3), }", 58,
         "000000000000000001000000000000000200000000000000030000000000000004000000000000000500000000000000")},
    {"u1_fortran",
     bytes("01007600", "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }", 59, "000301040205")},
    {"little_u2", bytes("01007600", "{'descr': '<u2', 'fortran_order': False, 'shape': (2, 3), }", 58,
                        "000001000200030004000500")},
    {"big_u4", bytes("01007600", "{'descr': '>u4', 'fortran_order': False, 'shape': (2, 3), }", 58,
                     "000000000000000100000002000000030000000400000005")},
    {"big_u8",
     bytes(
         "01007600", "{'descr': '>u8', 'fortran_order': False, 'shape': (2, 3), }", 58,
         "000000000000000000000000000000010000000000000002000000000000000300000000000000040000000000000005")},
    {"version_2",
     bytes(
         "020074000000", "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }", 56,
         "0000000000000000000000000000f03f0000000000000040000000000000084000000000000010400000000000001440")},
    {"version_3",
     bytes(
         "030074000000", "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }", 56,
         "0000000000000000000000000000f03f0000000000000040000000000000084000000000000010400000000000001440")},
    {"booleans_10_01",
     bytes("01007600", "{'descr': '|b1', 'fortran_order': False, 'shape': (2, 2), }", 58, "01000001")},
    {"special_f8", bytes("01007600", "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2), }", 58,
                         "01000000000000000000000000000080ffffffffffffef7f9a9999999999b93f")},
    {"vector_3_1_2", bytes("01007600", "{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }", 60,
                           "0000000000000840000000000000f03f0000000000000040")},
    {"scalar",
     bytes("01007600", "{'descr': '<f8', 'fortran_order': False, 'shape': (), }", 62, "000000000000f83f")},
    {"three_dimensions", bytes("01007600", "{'descr': '<f8', 'fortran_order': False, 'shape': (1, 2, 1), }",
                               55, "00000000000000000000000000000000")},
    {"half", bytes("01007600", "{'descr': '<f2', 'fortran_order': False, 'shape': (2, 3), }", 58,
                   "0000003c0040004200440045")},
    {"complex",
     bytes(
         "01007600", "{'descr': '<c16', 'fortran_order': False, 'shape': (2, 3), }", 57,
         "00000000000000000000000000000000000000000000f03f000000000000000000000000000000400000000000000000000"
         "000000000084000000000000000000000000000001040000000000000000000000000000014400000000000000000")},
    {"text", bytes("01007600", "{'descr': '<U2', 'fortran_order': False, 'shape': (1, 1), }", 58,
                   "6100000062000000")},
    {"structured",
     bytes("01007600", "{'descr': [('a', '<i4'), ('b', '<f8')], 'fortran_order': False, 'shape': (1, 1), }",
           35, "010000000000000000000040")},
    {"no_rows", bytes("01007600", "{'descr': '<f8', 'fortran_order': False, 'shape': (0, 5), }", 58, "")},
};

}  // namespace orthant
