#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "figures/run_plot.h"
#include "jepa_oracle/diagnosis.h"
#include "jepa_oracle/errors.h"
#include "jepa_oracle/objectives.h"
#include "jepa_oracle/text_file.h"
#include "output/diagnosis_results.h"
#include "output/output.h"
#include "requests/diagnosis_request.h"

namespace jepa_oracle::program {
namespace {

struct DiagnoseOptions {
  std::string run;
  std::string problem;
  std::string rate;
  std::string noise;
  std::string expected;
  std::string batch_size;
  std::string plot;
};

ExitCode exit_of(Verdict verdict) {
  if (verdict == Verdict::as_expected) return ExitCode::ok;
  const bool open =
      verdict == Verdict::undecided || verdict == Verdict::cannot_tell || verdict == Verdict::insufficient_data;
  return open ? ExitCode::inconclusive : ExitCode::claim_fails;
}

RecordedRun run_of(const std::string& path, const DiagnosedProblem& problem) {
  return parse_text_of(path, read_text(path, kRecordedRun),
                       [&](std::string_view text) { return parse_recorded_run(text, problem.names()); });
}

Answer diagnose_answer(const DiagnoseOptions& options, const Context&) {
  constexpr auto kSpelling = requests::Spelling::option;
  const DiagnosisOptions asked = requests::options_of(
      {given(options.rate), given(options.noise), given(options.expected), given(options.batch_size)}, kSpelling);
  const auto format = options.plot.empty() ? PictureFormat::svg : picture_format(options.plot, "--plot");
  const DiagnosedProblem problem = parse_file(options.problem, "a problem", parse_diagnosed_problem);
  const RecordedRun run = run_of(options.run, problem);
  requests::require_rate(asked, run, kSpelling);
  requests::require_moments(asked, problem, kSpelling);
  const Diagnosis diagnosis = diagnose(run, problem, asked);
  Answer answer{json_of(diagnosis, run, problem), text_report_of(diagnosis, run, problem), exit_of(diagnosis.verdict)};
  if (!options.plot.empty()) answer.files.emplace_back(options.plot, plot_of(diagnosis, run, problem, asked, format));
  return answer;
}

}  // namespace

void add_diagnose(CLI::App& program, Context& context) {
  CLI::App& command = add_subcommand(program, "diagnose", "Which training a recorded run actually implements");
  const auto options = std::make_shared<DiagnoseOptions>();
  add_option(
      command, "run", options->run,
      "CSV with a column step or time and, for features\nof the problem, NAME or \"encoder NAME\" (encoder\n"
      "amplitude) and \"predictor NAME\" (amplitude of the\npredictor or decoder, all its layers together); or -\n"
      "for standard input")
      .type_name("FILE")
      .required();
  add_option(command, "--problem", options->problem, "Problem to read (JSON)").type_name("FILE").required();
  add_option(command, "--rate", options->rate,
             "Learning rate: the run is gradient descent, and flow\ntime is rate x steps (default: gradient flow)")
      .type_name("ETA");
  add_option(command, "--expect", options->expected, "Expected objective (default: any of the problem)")
      .type_name(names_of(network_objectives(), "|", "|"));
  add_option(command, "--batch-size", options->batch_size,
             "Pairs a step: how large the noise of mini-batches\nis, with a problem that analyze wrote (default:\n"
             "estimated from the run)")
      .type_name("N");
  add_option(command, "--noise", options->noise, "Relative noise of the amplitudes (default: estimated\nfrom the run)")
      .type_name("S");
  add_option(command, "--plot", options->plot,
             "Write a plot of the run, the nearest hypothesis and\nthe expected one (by gnuplot): .svg, .png or .pdf")
      .type_name("FILE");
  add_output_options(command, context);
  add_examples(command, {"jepa-oracle diagnose tests/program/runs/jepa.csv \\\n"
                         "    --problem tests/program/runs/problem.json --rate 0.1"});
  set_action(command, context, options, diagnose_answer);
}

}  // namespace jepa_oracle::program
