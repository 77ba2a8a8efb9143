#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace jepa_oracle::requests {

/// A parameter as it was written; nothing where it was not given.
using Text = std::optional<std::string>;

/// How messages name a parameter: as an option of the program ("--epsilon-of") or as an argument in Python
/// ("epsilon_of").
enum class Spelling { option, argument };

/// @param parameter  with underscores: "epsilon_of"
std::string spelled(std::string_view parameter, Spelling spelling);

/// A request that does not say what to compute (as opposed to a value that breaks a rule: InvalidProblem).
class UsageError : public std::runtime_error {
 public:
  /// @param where  the parameter, e.g. "--rho"
  UsageError(std::string where, const std::string& message) : std::runtime_error(message), where_(std::move(where)) {}
  const std::string& where() const { return where_; }

 private:
  std::string where_;
};

/// @throws UsageError unless exactly one of two parameters that exclude each other is given
void require_one(const Text& first, std::string_view first_name, const Text& second, std::string_view second_name,
                 Spelling spelling);

}  // namespace jepa_oracle::requests
