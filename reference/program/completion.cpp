#include <fmt/format.h>

#include <algorithm>

#include "commands.h"
#include "jepa_oracle/errors.h"
#include "options.h"

namespace jepa_oracle::program {
namespace {

struct Options {
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
  if (type == "FILE") return fmt::format("    {}) COMPREPLY=($(compgen -f -- \"$word\")); return;;\n", pattern);
  if (type.find('|') == std::string::npos) return fmt::format("    {}) return;;\n", pattern);
  std::string values = type;
  std::replace(values.begin(), values.end(), '|', ' ');
  return fmt::format("    {}) COMPREPLY=($(compgen -W '{}' -- \"$word\")); return;;\n", pattern, values);
}

/// Branches of one subcommand. `previous` is the word before the one being completed.
std::string branches(const CLI::App& command) {
  const std::string& name = command.get_name();
  std::string text;
  std::string positional;
  for (const CLI::Option* option : command.get_options()) {
    if (option->get_positional()) {
      positional = value_branch(fmt::format("{}:*", name), option->get_type_name());
    } else if (option->get_items_expected_max() > 0) {
      text += value_branch(fmt::format("{}:--{}", name, option->get_lnames().front()), option->get_type_name());
    }
  }
  text += fmt::format("    {}:*) [[ $word == -* ]] && COMPREPLY=($(compgen -W '{}' -- \"$word\")) && return;;&\n", name,
                      option_names(command));
  return text + positional;
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
_jepa_oracle() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD-1]}} subcommand=${{COMP_WORDS[1]}}
  COMPREPLY=()
  if [[ $COMP_CWORD -eq 1 ]]; then
    COMPREPLY=($(compgen -W '{1} {2}' -- "$word"))
    return
  fi
  case "$subcommand:$previous" in
{3}  esac
}}
complete -o filenames -F _jepa_oracle {0}
)",
      program.get_name(), fmt::join(subcommands, " "), option_names(program), cases);
}

}  // namespace

void add_completion(CLI::App& program, Context& context) {
  CLI::App& command = *program.add_subcommand("completion", "Shell completion script, made from this help");
  const auto options = std::make_shared<Options>();
  command.add_option("shell", options->shell, "Shell that reads it")->type_name("bash")->required();
  add_examples(command, {"jepa-oracle completion bash"});
  set_action(command, context, options, [&program](const Options& chosen, const Context&) {
    if (chosen.shell != "bash") {
      throw InvalidProblem("shell", fmt::format("\"{}\" has no completion here: bash has", chosen.shell.substr(0, 40)));
    }
    const std::string script = bash_script(program);
    return Answer{Json{{"script", script}}, script, ExitCode::ok};
  });
}

}  // namespace jepa_oracle::program
