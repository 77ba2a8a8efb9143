#pragma once

#include <functional>
#include <string>

#include "output/command_output.h"

namespace jepa_oracle::program {

/// What the subcommands share. Numbers are kept as typed and read when the command runs, so that every bad value is
/// reported in one way: exit code 3 with the name of the option.
struct Context {
  bool json = false;
  std::string output;  ///< file; empty for standard output
  std::string digits = "50";
  std::string time;  ///< empty when not given: flow

  /// The subcommand that was chosen; set while the command line is parsed, run after that.
  std::function<Answer()> command;
};

}  // namespace jepa_oracle::program
