/// A computation that stops wherever it wants something and goes on when it is given that, so that an
/// algorithm is written as one loop and whoever leads several of them can make one thing for all:
///
///   Asking<Order, Ware> f() { … const Ware w = co_await Order{…}; … }
///
///   Asking<Order, Ware> a = f();
///   while (a.go_on()) a.give(made_for(a.wanted()));
///
/// Nothing runs before the first go_on(). It may be called by another thread each time.
#pragma once

#include <coroutine>
#include <exception>
#include <optional>
#include <utility>

namespace orthant {

template <class Wanted, class Given>
class Asking {
 public:
  struct promise_type {
    std::optional<Wanted> wanted;
    std::optional<Given> given;
    std::exception_ptr failure;

    struct Answer {
      promise_type& promise;
      bool await_ready() const noexcept { return false; }
      void await_suspend(std::coroutine_handle<>) const noexcept {}
      Given await_resume() const { return std::move(*promise.given); }
    };

    Asking get_return_object() { return Asking(Handle::from_promise(*this)); }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    Answer await_transform(const Wanted& what) {
      wanted.emplace(what);
      return {*this};
    }
    void return_void() {}
    void unhandled_exception() { failure = std::current_exception(); }
  };

  Asking(Asking&& other) noexcept : handle_(std::exchange(other.handle_, {})) {}
  Asking& operator=(Asking&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~Asking() {
    if (handle_) handle_.destroy();
  }

  /// Until it wants something: true; or to its end: false. Throws what it throws.
  bool go_on() {
    handle_.resume();
    if (handle_.promise().failure) std::rethrow_exception(handle_.promise().failure);
    return !handle_.done();
  }

  const Wanted& wanted() const { return *handle_.promise().wanted; }
  void give(Given what) { handle_.promise().given.emplace(std::move(what)); }

 private:
  using Handle = std::coroutine_handle<promise_type>;
  explicit Asking(Handle handle) : handle_(handle) {}
  Handle handle_;
};

}  // namespace orthant
