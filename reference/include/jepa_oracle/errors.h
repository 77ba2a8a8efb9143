#pragma once

#include <stdexcept>
#include <string>

namespace jepa_oracle {

/// Input that breaks a rule. The message names the value, where it stands and the rule it breaks.
///   kind "invalid_problem"; the program turns it into exit code 3.
class InvalidProblem : public std::runtime_error {
 public:
  /// @param where    the field, option or file position, e.g. "features[2].rho"
  /// @param message  value and rule, one sentence, without `where`
  InvalidProblem(std::string where, const std::string& message)
      : std::runtime_error(where.empty() ? message : where + ": " + message),
        where_(std::move(where)),
        rule_(message) {}

  const std::string& where() const { return where_; }
  const std::string& rule() const { return rule_; }

 private:
  std::string where_;
  std::string rule_;
};

}  // namespace jepa_oracle
