#include "cli/command_line.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <utility>

namespace jepa_oracle::program {

AddedOption AddedOption::type_name(const std::string& name) const {
  option_->type_name(name);
  return *this;
}

AddedOption AddedOption::required() const {
  option_->required();
  return *this;
}

CLI::App& add_subcommand(CLI::App& program, const std::string& name, const std::string& description) {
  return *program.add_subcommand(name, description);
}

AddedOption add_option(CLI::App& command, const std::string& name, std::string& value, const std::string& description) {
  return AddedOption(command.add_option(name, value, description));
}

AddedOption add_option(CLI::App& command, const std::string& name, std::vector<std::string>& values,
                       const std::string& description) {
  return AddedOption(command.add_option(name, values, description));
}

AddedOption add_option(CLI::App& command, const std::string& name, std::optional<std::string>& value,
                       const std::string& description) {
  return AddedOption(command.add_option(name, value, description));
}

AddedOption add_flag(CLI::App& command, const std::string& name, bool& given, const std::string& description) {
  return AddedOption(command.add_flag(name, given, description));
}

void add_examples(CLI::App& command, const std::vector<std::string>& examples) {
  command.footer(fmt::format("{}:\n  {}", examples.size() == 1 ? "Example" : "Examples", fmt::join(examples, "\n  ")));
}

void set_answer(CLI::App& command, Context& context, std::function<Answer()> answer) {
  command.callback([&context, answer = std::move(answer)] { context.command = answer; });
}

}  // namespace jepa_oracle::program
