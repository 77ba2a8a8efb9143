#include "figures/figure.h"

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "figures/gnuplot.h"
#include "jepa_oracle/errors.h"
#include "jepa_oracle/nearest_name.h"
#include "output/output.h"
#include "output/output_directory.h"
#include "output/text_report.h"

namespace jepa_oracle::program {

const char* const kLineStyles =
    "set linetype 1 lc rgb '#000000' lw 2 dt 1\n"
    "set linetype 2 lc rgb '#0072b2' lw 2 dt (8,3)\n"
    "set linetype 3 lc rgb '#d55e00' lw 2 dt (4,3)\n"
    "set linetype 4 lc rgb '#009e73' lw 2 dt (8,3,2,3)\n"
    "set linetype 5 lc rgb '#cc79a7' lw 2 dt (2,2)\n";

namespace {

constexpr int kMaxDigits = 100;

struct Options {
  std::string name;
  std::string directory;
};

Figure figure_of(const std::string& name, Digits digits) {
  Progress progress("figure");
  const auto visit = [&progress](std::size_t done, std::size_t total) { progress.show(done, total); };
  if (name == "two") return figure_two(digits, visit);
  if (name == "window") return figure_window(digits, visit);
  if (name == "starts") return figure_starts(digits, visit);
  if (name == "decay") return figure_decay(digits, visit);
  if (name == "family") return figure_family(digits, visit);
  throw InvalidProblem("figure", unknown_name("figure", name, {"two", "window", "starts", "decay", "family"}));
}

Answer answer(const Options& options, const Context& context) {
  const Digits digits = digits_of(context);
  if (digits.count() > kMaxDigits) {
    throw InvalidProblem("--digits",
                         fmt::format("{} is too many digits: a figure has at most {}", digits.count(), kMaxDigits));
  }
  const bool writes = !options.directory.empty();
  const auto target = writes ? output_directory(options.directory, "figures") : std::filesystem::path();
  const Figure figure = figure_of(options.name, digits);
  if (writes) {
    OutputDirectory temporary(target);
    for (const auto& [name, text] : figure.files) write_file(temporary.path() / name, text);
    write_file(temporary.path() / fmt::format("{}.json", options.name), text_of(figure.json));
    draw_by_gnuplot(figure.files.at(figure.script), temporary.path(), options.name + ".svg");
    temporary.rename_to_target();
  }
  TextReport out;
  out.blank();
  out.paragraph(writes ? fmt::format("Written to {}.", options.directory) : "Nothing is written without --output.");
  Json document = figure.json;
  document["directory"] = writes ? Json(options.directory) : Json(nullptr);
  return {document, figure.text + out.text(), figure.decided ? ExitCode::ok : ExitCode::inconclusive};
}

}  // namespace

void add_figure(CLI::App& program, Context& context) {
  CLI::App& command = add_subcommand(program, "figure", "Figures with certified numbers");
  const auto options = std::make_shared<Options>();
  add_option(command, "figure", options->name,
             "two: the six panels of the paper's Figure 2;\nwindow: initial amplitudes for which JEPA avoids a\nnoisy "
             "feature, by depth;\nstarts: effect of random initialisation on the\norder;"
             "\ndecay: largest weight decay under which features are\nlearned, by depth;\nfamily: learning curves and gap "
             "laws of all\nobjectives")
      .type_name("two|window|starts|decay|family")
      .required();
  add_flag(command, "--json", context.json, "One JSON document instead of a table");
  add_option(command, "--output", options->directory,
             "Write SVG, CSV, JSON and the gnuplot script to this\nnew or empty directory (all or nothing)")
      .type_name("DIR");
  add_digits_option(command, context);
  add_examples(command, {"jepa-oracle figure two", "jepa-oracle figure window --digits 10"});
  set_action(command, context, options, answer);
}

}  // namespace jepa_oracle::program
