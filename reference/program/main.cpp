#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <new>
#include <stdexcept>
#include <string_view>
#include <system_error>

#include "cli/commands.h"
#include "cli/distinct_files.h"
#include "cli/elapsed_time.h"
#include "jepa_oracle/errors.h"
#include "jepa_oracle/nearest_name.h"
#include "output/output.h"

namespace {

using namespace jepa_oracle::program;

constexpr auto kSubcommands = {
    add_critical_time, add_amplitude, add_boundary, add_window,   add_weight_decay, add_order,  add_flow,
    add_descend,       add_sample,    add_analyze,  add_diagnose, add_claims,       add_verify, add_replay,
    add_worst,         add_conform,   add_answer,   add_vectors,  add_figure,       add_cite,   add_completion};

int code(ExitCode exit) { return static_cast<int>(exit); }

/// An empty name or value is a forgotten variable of a shell, not a wish for no file or for what would be without it.
void refuse_empty_values(CLI::App& command) {
  const CLI::Validator name([](std::string& text) { return text.empty() ? "is empty; expected a name" : ""; }, "");
  const CLI::Validator value([](std::string& text) { return text.empty() ? "is empty; expected a value" : ""; }, "");
  for (CLI::Option* option : command.get_options()) {
    if (option->get_expected_max() == 0) continue;  // a flag
    const std::string type = option->get_type_name();
    option->check(type == "FILE" || type == "DIR" || type == "ID" ? name : value);
  }
}

void build(CLI::App& program, Context& context) {
  program.name("jepa-oracle");
  program.set_version_flag("--version", fmt::format("jepa-oracle {}", JEPA_ORACLE_VERSION));
  program.require_subcommand(1);
  program.get_formatter()->column_width(26);
  for (const auto add : kSubcommands) add(program, context);
  for (CLI::App* command : program.get_subcommands({})) refuse_empty_values(*command);
  program.footer(
      "Exit codes: 0 ok, 1 a claim fails, 2 usage, 3 invalid input, 4 inconclusive.\n"
      "\"jepa-oracle SUBCOMMAND --help\" shows options and an example.");
}

/// A first word that is no subcommand deserves a better answer than that one is required.
void require_known_subcommand(const CLI::App& program, int argc, char** argv) {
  if (argc < 2 || argv[1][0] == '-') return;
  std::vector<std::string> names;
  for (const CLI::App* command : program.get_subcommands({})) names.push_back(command->get_name());
  if (std::find(names.begin(), names.end(), argv[1]) == names.end()) {
    throw UsageError("command line", jepa_oracle::unknown_name("subcommand", argv[1], names));
  }
}

/// An option that has another name now, as its direction was another elsewhere.
struct FormerOption {
  std::string_view command;
  std::string_view name;
  std::string_view instead;
};
constexpr FormerOption kFormerOptions[] = {{"analyze", "--problem", "--write-problem FILE writes the problem"},
                                           {"cite", "--report", "the report is an argument now: cite REPORT"}};

/// " (did you mean --fraction?)" for the first option of the command line that the subcommand does not have, or
/// nothing.
std::string meant_option(const CLI::App& program, int argc, char** argv) {
  std::vector<std::string> names;
  for (const CLI::App* command : program.get_subcommands({})) {
    if (argc < 2 || command->get_name() != argv[1]) continue;
    for (const CLI::Option* option : command->get_options()) {
      for (const std::string& name : option->get_lnames()) names.push_back(fmt::format("--{}", name));
    }
  }
  for (int i = 2; i < argc; ++i) {
    const std::string_view word(argv[i]);
    const std::string name(word.substr(0, word.find('=')));
    if (!name.starts_with("--") || std::find(names.begin(), names.end(), name) != names.end()) continue;
    for (const FormerOption& former : kFormerOptions) {
      if (former.command == argv[1] && former.name == name) return fmt::format(" ({})", former.instead);
    }
    return jepa_oracle::did_you_mean(name, names);
  }
  return "";
}

/// Writes the answer in the form asked for, one document or one table, to the file or to standard output; and the files
/// beside it. Where one of them cannot be written, none is.
void deliver(const Answer& answer, const Context& context) {
  const std::string text = context.json ? text_of(answer.json) : answer.text;
  StagedFiles files;
  for (const auto& [path, content] : answer.files) files.add(path, content);
  if (!context.output.empty()) files.add(context.output, text);
  if (context.output.empty()) write_standard_output(text);
  files.put_into_place();
}

int run(CLI::App& program, Context& context, int argc, char** argv) {
  try {
    require_known_subcommand(program, argc, argv);
    program.parse(argc, argv);
    for (const CLI::App* command : program.get_subcommands()) require_distinct_files(*command);
    ElapsedTime elapsed(program.get_subcommands().front()->get_name());
    const Answer answer = context.command();
    elapsed.stop();
    if (!answer.written) deliver(answer, context);
    return code(answer.exit);
  } catch (const CLI::CallForHelp&) {
    write_standard_output(program.help());
  } catch (const CLI::CallForVersion& version) {
    write_standard_output(fmt::format("{}\n", version.what()));
  }
  return code(ExitCode::ok);
}

}  // namespace

int main(int argc, char** argv) {
  // A file that may not grow is an error of writing, with a message, and not the end of the process.
  std::signal(SIGXFSZ, SIG_IGN);
  // Errors are reported as asked for even when the command line itself is wrong.
  const bool json =
      std::any_of(argv, argv + argc, [](const char* argument) { return std::string_view(argument) == "--json"; });
  CLI::App program("Guaranteed digits for the training dynamics of linear JEPA and MAE.");
  Context context;
  try {
    build(program, context);
    return run(program, context, argc, argv);
  } catch (const CLI::ExtrasError& error) {
    report_error(json, "usage", "command line", error.what() + meant_option(program, argc, argv));
    return code(ExitCode::usage);
  } catch (const CLI::ParseError& error) {
    report_error(json, "usage", "command line", error.what());
    return code(ExitCode::usage);
  } catch (const UsageError& error) {
    report_error(json, "usage", error.where(), error.what());
    return code(ExitCode::usage);
  } catch (const jepa_oracle::InvalidProblem& error) {
    report_error(json, "invalid_problem", error.where(), error.rule());
    return code(ExitCode::invalid_input);
  } catch (const OutputError& error) {
    report_error(json, "output", error.where(), error.what());
    return code(ExitCode::invalid_input);
  } catch (const std::bad_alloc&) {
    report_error(json, "resources", "", "not enough memory for this problem");
    return code(ExitCode::inconclusive);
  } catch (const std::system_error& error) {
    report_error(json, "resources", "", fmt::format("the system refuses a resource: {}", error.code().message()));
    return code(ExitCode::inconclusive);
  } catch (const std::logic_error& error) {
    // A rule of our own is broken, and its message says which.
    report_error(json, "internal", "",
                 fmt::format("internal error: {}; this is a defect of jepa-oracle; please report it", error.what()));
    return code(ExitCode::inconclusive);
  } catch (const std::exception&) {
    // What another library says of itself helps nobody.
    report_error(json, "internal", "", "internal error: this is a defect of jepa-oracle; please report it");
    return code(ExitCode::inconclusive);
  }
}
