#include "cli/elapsed_time.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <iostream>
#include <system_error>

#include "cli/progress.h"

namespace jepa_oracle::program {

ElapsedTime::ElapsedTime(std::string command) : command_(std::move(command)) {
  if (isatty(STDERR_FILENO) != 1) return;
  try {
    thread_ = std::thread([this] { watch(); });
  } catch (const std::system_error&) {
    // No thread is to be had: the command works all the same, in silence.
  }
}

void ElapsedTime::stop() {
  {
    const std::lock_guard guard(mutex_);
    stop_ = true;
  }
  stopped_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void ElapsedTime::watch() {
  using Clock = std::chrono::steady_clock;
  constexpr auto kQuiet = std::chrono::seconds(3);
  constexpr auto kPause = std::chrono::seconds(1);
  const auto begin = Clock::now();
  bool drawn = false;
  std::unique_lock lock(mutex_);
  while (!stopped_.wait_for(lock, kPause, [this] { return stop_; })) {
    const auto now = Clock::now();
    if (now - begin < kQuiet || now - Progress::last_shown() < kQuiet) continue;
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now - begin).count();
    std::cerr << fmt::format("\r{}: {} s so far (Ctrl-C ends it)\033[K", command_, seconds) << std::flush;
    drawn = true;
  }
  if (drawn) std::cerr << "\r\033[K" << std::flush;
}

}  // namespace jepa_oracle::program
