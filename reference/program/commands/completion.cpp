#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "cli/commands.h"
#include "cli/options.h"
#include "jepa_oracle/errors.h"
#include "jepa_oracle/nearest_name.h"

namespace jepa_oracle::program {
namespace {

struct CompletionOptions {
  std::string shell;
};

/// "--depth --lambda ...": the long names of the options of a command.
std::string option_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back(fmt::format("--{}", name));
  }
  return fmt::format("{}", fmt::join(names, " "));
}

/// One branch for the value of an option or for a positional argument: its closed list of values, or files.
std::string value_branch(const std::string& pattern, const std::string& type) {
  if (type == "FILE") return fmt::format("    {}) _jepa_oracle_offer -f; return;;\n", pattern);
  if (type != "bash" && type.find('|') == std::string::npos) return fmt::format("    {}) return;;\n", pattern);
  std::string values = type;
  std::replace(values.begin(), values.end(), '|', ' ');
  return fmt::format("    {}) _jepa_oracle_offer -W '{}'; return;;\n", pattern, values);
}

/// Branches of one subcommand, looked up by "subcommand:word before the one being completed".
std::string branches(const CLI::App& command) {
  const std::string& name = command.get_name();
  std::string values;
  std::string positional;
  for (const CLI::Option* option : command.get_options()) {
    if (option->get_positional()) {
      positional = value_branch(fmt::format("{}:*", name), option->get_type_name());
    } else if (option->get_items_expected_max() > 0) {
      values += value_branch(fmt::format("{}:--{}", name, option->get_lnames().front()), option->get_type_name());
    }
  }
  // A word that begins like an option is one; any other goes on to the positional argument.
  const std::string option_branch = fmt::format(
      "    {}:*) [[ $word == -* ]] && {{ _jepa_oracle_offer -W '{}'; return; }};;&\n", name, option_names(command));
  return fmt::format("{}{}{}", values, option_branch, positional);
}

std::string bash_script(const CLI::App& program) {
  std::vector<std::string> subcommands;
  std::string cases;
  for (const CLI::App* command : program.get_subcommands({})) {
    subcommands.push_back(command->get_name());
    cases += branches(*command);
  }
  return fmt::format(
      R"(# bash completion for {0}: source this file, or put it where bash-completion looks.
_jepa_oracle_offer() {{
  mapfile -t COMPREPLY < <(compgen "$@" -- "$word")
}}
_jepa_oracle() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD-1]}}
  COMPREPLY=()
  # bash splits --option=value at the sign
  if [[ $previous == = ]]; then previous=${{COMP_WORDS[COMP_CWORD-2]}}; fi
  if [[ $word == = ]]; then word=; fi
  if [[ $COMP_CWORD -eq 1 ]]; then
    _jepa_oracle_offer -W '{1} {2}'
    return
  fi
  case "${{COMP_WORDS[1]}}:$previous" in
{3}  esac
}}
complete -o filenames -F _jepa_oracle {0}
)",
      program.get_name(), fmt::join(subcommands, " "), option_names(program), cases);
}

}  // namespace

void add_completion(CLI::App& program, Context& context) {
  CLI::App& command = add_subcommand(program, "completion", "Shell completion script");
  const auto options = std::make_shared<CompletionOptions>();
  add_option(command, "shell", options->shell, "Shell").type_name("bash").required();
  add_examples(command, {"jepa-oracle completion bash"});
  set_action(command, context, options, [&program](const CompletionOptions& chosen, const Context&) {
    if (chosen.shell != "bash") {
      throw InvalidProblem("shell", unknown_name("shell", chosen.shell, {"bash"}));
    }
    const std::string script = bash_script(program);
    return Answer{Json{{"script", script}}, script, ExitCode::ok};
  });
}

}  // namespace jepa_oracle::program
