#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/context.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace jepa_oracle::program {

/// @name How a subcommand is described
/// CLI11 parses; what a subcommand needs of it is declared here, because each file that reads its header compiles the
/// parser anew: 11 s of processor time a subcommand, of which 8 went there.
/// @{

/// An option that was added, for what else is said of it.
class AddedOption {
 public:
  explicit AddedOption(CLI::Option* option) : option_(option) {}
  /// What its value is in the help: a kind ("FILE", "NUMBER") or a closed list ("jepa|mae"), which completion offers.
  AddedOption type_name(const std::string& name) const;
  AddedOption required() const;

 private:
  CLI::Option* option_;
};

CLI::App& add_subcommand(CLI::App& program, const std::string& name, const std::string& description);

/// The value, all values in order, or whether and with which value it was given. The target must outlive the parsing.
/// A name without dashes is a positional argument.
AddedOption add_option(CLI::App& command, const std::string& name, std::string& value, const std::string& description);
AddedOption add_option(CLI::App& command, const std::string& name, std::vector<std::string>& values,
                       const std::string& description);
AddedOption add_option(CLI::App& command, const std::string& name, std::optional<std::string>& value,
                       const std::string& description);
AddedOption add_flag(CLI::App& command, const std::string& name, bool& given, const std::string& description);

/// Ends the help of a subcommand with commands that work as they stand (a test runs them).
void add_examples(CLI::App& command, const std::vector<std::string>& examples);

/// What the program runs when `command` is the subcommand chosen.
void set_answer(CLI::App& command, Context& context, std::function<Answer()> answer);
/// @}

}  // namespace jepa_oracle::program
