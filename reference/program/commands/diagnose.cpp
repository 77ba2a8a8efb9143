#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "commands/run_file.h"
#include "figures/run_plot.h"
#include "jepa_oracle/diagnosis.h"
#include "jepa_oracle/errors.h"
#include "jepa_oracle/text_file.h"
#include "output/diagnosis_results.h"
#include "output/output.h"

namespace jepa_oracle::program {
namespace {

struct Options {
  std::string run;
  std::string problem;
  std::string rate;
  std::string noise;
  std::string expected;
  std::string plot;
};

std::optional<double> positive(const std::string& text, const std::string& option) {
  if (text.empty()) return std::nullopt;
  const Rational value = parse_rational(text, option);
  if (value <= 0) throw InvalidProblem(option, fmt::format("{} is not > 0", text));
  return static_cast<double>(value);
}

ExitCode exit_of(Verdict verdict) {
  if (verdict == Verdict::as_expected) return ExitCode::ok;
  const bool open = verdict == Verdict::undecided || verdict == Verdict::cannot_tell ||
                    verdict == Verdict::insufficient_data;
  return open ? ExitCode::inconclusive : ExitCode::claim_fails;
}

RecordedRun run_of(const std::string& path, const DiagnosedProblem& problem) {
  return parse_text_of(path, read_run(path),
                       [&](std::string_view text) { return parse_recorded_run(text, problem.names()); });
}

Answer answer(const Options& options, const Context&) {
  DiagnosisOptions asked;
  asked.rate = positive(options.rate, "--rate");
  asked.noise = positive(options.noise, "--noise");
  if (!options.expected.empty()) asked.expected = parse_objective(options.expected, "--expect");
  const auto format = options.plot.empty() ? PictureFormat::svg : picture_format(options.plot, "--plot");
  const DiagnosedProblem problem = parse_file(options.problem, "a problem", parse_diagnosed_problem);
  const RecordedRun run = run_of(options.run, problem);
  if (run.in_steps && !asked.rate) {
    throw InvalidProblem("--rate", "missing: a run recorded in steps needs its learning rate");
  }
  const Diagnosis diagnosis = diagnose(run, problem, asked);
  Answer answer{json_of(diagnosis, run, problem), page_of(diagnosis, run, problem), exit_of(diagnosis.verdict)};
  if (!options.plot.empty()) answer.files.emplace_back(options.plot, plot_of(diagnosis, run, problem, asked, format));
  return answer;
}

}  // namespace

void add_diagnose(CLI::App& program, Context& context) {
  CLI::App& command = *program.add_subcommand("diagnose", "What a recorded training run actually implements");
  const auto options = std::make_shared<Options>();
  command
      .add_option(
          "run", options->run,
          "CSV with the columns step or time and, for the\nfeatures of the problem, NAME or \"encoder NAME\", and\n"
          "\"predictor NAME\"; or - for standard input")
      ->type_name("FILE")
      ->required();
  command.add_option("--problem", options->problem, "Problem in JSON")->type_name("FILE")->required();
  command
      .add_option("--rate", options->rate,
                  "Learning rate: the run is gradient descent, and flow\ntime is rate x steps (default: gradient flow)")
      ->type_name("ETA");
  command.add_option("--expect", options->expected, "What it is meant to be (default: an objective of\nthe problem)")
      ->type_name("jepa|mae");
  command.add_option("--noise", options->noise, "Relative noise of the amplitudes (default: estimated\nfrom the run)")
      ->type_name("S");
  command
      .add_option("--plot", options->plot,
                  "Draw the run, the nearest hypothesis and the expected\none, by gnuplot: .svg, .png or .pdf")
      ->type_name("FILE");
  add_output_options(command, context);
  add_examples(command, {"jepa-oracle diagnose tests/program/runs/jepa.csv \\\n"
                         "    --problem tests/program/runs/problem.json --rate 0.1"});
  set_action(command, context, options, answer);
}

}  // namespace jepa_oracle::program
