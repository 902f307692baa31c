/// Work in a process of its own: for libraries that a hostile file may bring down, or keep busy for ever. What the
/// work makes comes back through a pipe, piece by piece, so that nothing large is held twice.
///
///   Apart apart(name, "HDF5", [&](ApartSink& to) { to.put_number(rows); to.put(numbers, bytes); });
///   rows = apart.take_number();
///   apart.take(numbers, bytes);            // pieces are taken as they were put
///
/// An InputError of the work is thrown by take. So is one that names the library when the process ends by itself, or
/// needs 20 seconds of processor time for one piece. The budget of the caller counts (base/stop.hpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace orthant {

class ApartSink {
 public:
  explicit ApartSink(int pipe) : pipe_(pipe) {}
  void put(const void* bytes, std::size_t count);
  void put_number(std::int64_t number) { put(&number, sizeof number); }
  void put_text(const std::string& text);
  void put_texts(const std::vector<std::string>& texts);

  /// The last piece: what take is to throw.
  void put_error(const std::string& message);

 private:
  void write_all(const void* bytes, std::size_t count);
  int pipe_;
};

class Apart {
 public:
  /// `name` stands for the file in messages.
  Apart(std::string name, std::string library, const std::function<void(ApartSink&)>& work);
  ~Apart();
  Apart(const Apart&) = delete;
  Apart& operator=(const Apart&) = delete;

  void take(void* bytes, std::size_t count);
  std::int64_t take_number();
  std::string take_text();
  std::vector<std::string> take_texts();

 private:
  std::size_t next_piece();
  void read_all(void* bytes, std::size_t count);
  [[noreturn]] void refuse_end();

  std::string name_, library_;
  int pipe_ = -1, child_ = -1;
};

}  // namespace orthant
