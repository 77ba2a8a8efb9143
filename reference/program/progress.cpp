#include "progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <iostream>

namespace jepa_oracle::program {

Progress::Progress(std::string what) : what_(std::move(what)), terminal_(isatty(STDERR_FILENO) == 1) {}

void Progress::show(std::size_t done, std::size_t total) {
  constexpr auto kPause = std::chrono::milliseconds(80);  // no more often than an eye follows
  constexpr std::size_t kBar = 40;
  const auto now = std::chrono::steady_clock::now();
  if (!terminal_ || total == 0 || (now - last_ < kPause && done < total)) return;
  last_ = now;
  drawn_ = true;
  const std::size_t filled = kBar * done / total;
  std::cerr << fmt::format("\r{} [{:#<{}}{:.<{}}] {}/{}", what_, "", filled, "", kBar - filled, done, total) << std::flush;
}

void Progress::finish() {
  if (drawn_) std::cerr << "\r\033[K" << std::flush;
  drawn_ = false;
}

}  // namespace jepa_oracle::program
