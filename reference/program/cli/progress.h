#pragma once

#include <chrono>
#include <string>

namespace jepa_oracle::program {

/// A bar on standard error while a command runs, once it has run for two seconds, with the time that it will still take
/// at the pace so far; nothing at all when that is not a terminal.
class Progress {
 public:
  explicit Progress(std::string what);
  ~Progress() { finish(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void show(std::size_t done, std::size_t total);
  /// Of work whose length is not known: a number that grows.
  void show(std::size_t done);
  /// Clears the line.
  void finish();

  /// When any bar of this process was drawn last; long ago if none was.
  static std::chrono::steady_clock::time_point last_shown();

 private:
  /// Whether it is time to draw.
  bool is_due(bool last);

  std::string what_;
  bool terminal_;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point last_{};
};

/// Says on standard error that fewer threads work than were asked for.
void say_fewer_jobs(int asked, int working);

}  // namespace jepa_oracle::program
