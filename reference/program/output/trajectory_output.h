#pragma once

#include <chrono>
#include <functional>
#include <string>

namespace jepa_oracle::program {

/// Where a trajectory goes line by line: standard output, or a file that an interrupted run leaves with whole lines,
/// unless it is killed in the middle of writing one.
///
/// Beside FILE stands FILE.part while the run is not finished: what was asked for, how much of FILE it vouches for, and
/// the state to continue from. The same command finds it, cuts FILE to that length and goes on; the finished file is
/// the same as without the interruption.
class TrajectoryOutput {
 public:
  /// @param path      empty for standard output
  /// @param identity  one line that says everything the lines depend on
  /// @throws InvalidProblem (at FILE.part) if it belongs to another command, OutputError if FILE cannot be written
  TrajectoryOutput(const std::string& path, std::string identity);
  ~TrajectoryOutput();
  TrajectoryOutput(const TrajectoryOutput&) = delete;
  TrajectoryOutput& operator=(const TrajectoryOutput&) = delete;

  /// Lines that stand already.
  long lines() const { return lines_; }
  /// State to continue from; empty when the run starts.
  const std::string& state() const { return state_; }

  /// Writes a line by one call of the system: signals that are handled do not split it, being killed may.
  void append(const std::string& line);
  /// Notes that every line so far follows from `state`, at most once a second. The state is made only when it is
  /// written.
  void keep(const std::function<std::string()>& state);
  /// Removes FILE.part.
  void finish();

 private:
  void write_part(const std::string& state);

  std::string path_;
  std::string identity_;
  int descriptor_;
  long lines_ = 0;
  long bytes_ = 0;
  std::string state_;
  std::chrono::steady_clock::time_point kept_{};
};

}  // namespace jepa_oracle::program
