#pragma once

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

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

/// A command line that does not say what to compute (as opposed to a value that breaks a rule: InvalidProblem).
class UsageError : public std::runtime_error {
 public:
  /// @param where  the option, e.g. "--rho"
  UsageError(std::string where, const std::string& message) : std::runtime_error(message), where_(std::move(where)) {}
  const std::string& where() const { return where_; }

 private:
  std::string where_;
};

}  // namespace jepa_oracle::program
