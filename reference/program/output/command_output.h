#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "requests/spelling.h"

namespace jepa_oracle::program {

/// JSON of results: keys stay in the order in which they are written.
using Json = nlohmann::ordered_json;

/// What the exit code of the program says.
enum class ExitCode : int { ok = 0, claim_fails = 1, usage = 2, invalid_input = 3, inconclusive = 4 };

/// What a subcommand found, ready to be written as one piece, in the form that was asked for.
struct Answer {
  Json json;
  std::string text;
  ExitCode exit = ExitCode::ok;
  bool written = false;  ///< line by line, by the command itself: nothing is left to write
  std::vector<std::pair<std::string, std::string>> files = {};  ///< beside the answer: paths and texts, all or none
};

using requests::UsageError;  ///< exit code 2

}  // namespace jepa_oracle::program
