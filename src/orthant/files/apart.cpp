#include "orthant/files/apart.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <system_error>
#include <utility>

#include "orthant/base/error.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/files/input_file.hpp"

namespace orthant {

namespace {

constexpr rlim_t seconds_of_a_piece = 20;  ///< of processor time
constexpr std::uint64_t error_mark = std::uint64_t{1} << 63, most_text = std::uint64_t{1} << 32;

/// More time for this process, after which a signal ends it.
void allow_another_piece() {
  timespec used = {};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  const rlim_t until = static_cast<rlim_t>(used.tv_sec) + seconds_of_a_piece;
  const rlimit limit = {until, RLIM_INFINITY};
  setrlimit(RLIMIT_CPU, &limit);
}

/// What the process does that works: it never returns, and leaves no trace of a crash.
[[noreturn]] void work_and_end(int pipe, const std::function<void(ApartSink&)>& work) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (const int ends : {SIGPIPE, SIGXCPU, SIGSEGV, SIGBUS, SIGABRT, SIGFPE}) signal(ends, SIG_DFL);
  const rlimit no_core = {0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  if (const int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC); nowhere >= 0) {
    dup2(nowhere, STDOUT_FILENO);
    dup2(nowhere, STDERR_FILENO);
  }
  allow_another_piece();
  ApartSink sink(pipe);
  try {
    work(sink);
  } catch (const InputError& error) {
    sink.put_error(error.what());
  } catch (...) {
    _exit(3);
  }
  _exit(0);
}

}  // namespace

void ApartSink::write_all(const void* bytes, std::size_t count) {
  const auto* from = static_cast<const char*>(bytes);
  while (count > 0) {
    const ssize_t put = write(pipe_, from, count);
    if (put < 0 && errno != EINTR) _exit(4);  // nobody takes
    if (put > 0) from += put, count -= static_cast<std::size_t>(put);
  }
}

void ApartSink::put(const void* bytes, std::size_t count) {
  const auto length = static_cast<std::uint64_t>(count);
  write_all(&length, sizeof length);
  write_all(bytes, count);
  allow_another_piece();
}

void ApartSink::put_text(const std::string& text) {
  put(text.data(), text.size());
}

void ApartSink::put_texts(const std::vector<std::string>& texts) {
  put_number(static_cast<std::int64_t>(texts.size()));
  std::string joined;
  for (const std::string& text : texts) {
    const auto length = static_cast<std::uint32_t>(text.size());
    joined.append(reinterpret_cast<const char*>(&length), sizeof length);
    joined += text;
  }
  put_text(joined);
}

void ApartSink::put_error(const std::string& message) {
  const std::uint64_t length = message.size() | error_mark;
  write_all(&length, sizeof length);
  write_all(message.data(), message.size());
}

Apart::Apart(std::string name, std::string library, const std::function<void(ApartSink&)>& work)
    : name_(std::move(name)), library_(std::move(library)) {
  int ends[2] = {-1, -1};
  if (pipe2(ends, O_CLOEXEC) != 0) refuse(name_, "cannot be read: " + std::generic_category().message(errno));
  child_ = fork();
  if (child_ == 0) {
    close(ends[0]);
    work_and_end(ends[1], work);
  }
  const int reason = errno;
  close(ends[1]);
  pipe_ = ends[0];
  if (child_ > 0) return;
  close(pipe_);
  refuse(name_, "cannot be read: " + std::generic_category().message(reason));
}

Apart::~Apart() {
  close(pipe_);
  if (child_ <= 0) return;
  kill(child_, SIGKILL);
  while (waitpid(child_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

void Apart::refuse_end() {
  int status = 0;
  while (waitpid(child_, &status, 0) < 0 && errno == EINTR) {
  }
  child_ = -1;
  const int ended_by = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  if (ended_by == SIGXCPU)
    refuse(name_, fmt::format("{} is busy with it for {} s without a result; expected a file that is whole",
                              library_, seconds_of_a_piece));
  const std::string how = ended_by == 0 ? "gave up" : fmt::format("ended by \"{}\"", strsignal(ended_by));
  refuse(name_, fmt::format("{} {} on it; expected a file that is whole", library_, how));
}

void Apart::read_all(void* bytes, std::size_t count) {
  auto* to = static_cast<char*>(bytes);
  while (count > 0) {
    check_budget();
    pollfd wait{pipe_, POLLIN, 0};
    if (poll(&wait, 1, 100) <= 0) continue;
    const ssize_t got = read(pipe_, to, count);
    if (got == 0) refuse_end();
    if (got > 0) to += got, count -= static_cast<std::size_t>(got);
  }
}

std::size_t Apart::next_piece() {
  std::uint64_t length = 0;
  read_all(&length, sizeof length);
  if ((length & error_mark) == 0) return length;
  std::string message(std::min(length & ~error_mark, std::uint64_t{1} << 16), '\0');
  read_all(message.data(), message.size());
  throw InputError(message);
}

void Apart::take(void* bytes, std::size_t count) {
  if (next_piece() != count) refuse(name_, library_ + " lost its way in it; expected a file that is whole");
  read_all(bytes, count);
}

std::int64_t Apart::take_number() {
  std::int64_t number = 0;
  take(&number, sizeof number);
  return number;
}

std::string Apart::take_text() {
  const std::size_t count = next_piece();
  if (count > most_text) refuse(name_, "names of more than 4 GiB; expected fewer");
  std::string out(count, '\0');
  read_all(out.data(), count);
  return out;
}

std::vector<std::string> Apart::take_texts() {
  const std::int64_t count = take_number();
  const std::string joined = take_text();
  std::vector<std::string> out;
  std::size_t at = 0;
  for (std::int64_t k = 0; k < count; ++k) {
    std::uint32_t length = 0;
    if (joined.size() - at < sizeof length) break;
    joined.copy(reinterpret_cast<char*>(&length), sizeof length, at);
    at += sizeof length;
    out.push_back(joined.substr(at, length));
    at += out.back().size();
  }
  return out;
}

}  // namespace orthant
