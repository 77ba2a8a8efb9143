#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "jepa_oracle/errors.h"
#include "jepa_oracle/objectives.h"
#include "jepa_oracle/rho_boundary.h"
#include "output/results.h"
#include "output/text_report.h"

namespace jepa_oracle::program {
namespace {

struct BoundaryOptions {
  std::string objective;
  std::string depth;
  std::string top_depth;
  std::string fraction;
};

/// Under one objective.
Answer one_boundary(const BoundaryOptions& options, const Context& context) {
  const Digits digits = digits_of(context);
  const Objective objective = parse_objective(options.objective, "--objective");
  const Depth depth = depth_of(options.depth, options.top_depth, objective);
  const Rational fraction = fraction_of(options.fraction);
  const RhoBoundary boundary = [&] {
    try {
      return rho_boundary(objective, depth, fraction, digits);
    } catch (const InvalidProblem& problem) {
      throw InvalidProblem(fmt::format("--{}", problem.where()), problem.rule());
    }
  }();

  Json document;
  document["s_star"] = boundary.s_star ? to_json(*boundary.s_star) : Json(nullptr);
  document["fraction_bound"] = boundary.fraction_bound ? to_json(*boundary.fraction_bound) : Json(nullptr);
  document["larger_rho_always_later"] = boundary.within ? Json(*boundary.within) : Json(nullptr);
  document["objective"] = name_of(objective);
  document["depth"] = depth.layers();
  if (depth.top_layers() > 1) document["top_depth"] = depth.top_layers();
  document["fraction"] = exact_text(fraction);
  document["digits"] = digits.count();

  TextReport out;
  out.paragraph(
      fmt::format("Which of two features of equal lambda is learned first under {} at the fraction {} of the "
                  "limit, by the initial amplitude w0 of the layers.",
                  title_of(objective), exact_text(fraction)));
  out.blank();
  if (boundary.fraction_bound) {
    out.paragraph("The larger rho is later for every start while the fraction is at most p0.");
    out.row("p0", *boundary.fraction_bound);
  }
  if (boundary.s_star) {
    out.paragraph("The larger rho is first while w0 < s* w_inf, for the smaller limit w_inf of the two.");
    out.row("s*", *boundary.s_star);
  } else if (!boundary.within) {
    out.row("here", "not decided: the fraction agrees with p0 in all digits of the precision limit");
  } else {
    out.row("here", "the fraction is at most p0");
  }
  out.blank();
  if (boundary.conclusive()) out.digits_row(digits);
  return {document, out.text(), boundary.conclusive() ? ExitCode::ok : ExitCode::inconclusive};
}

Answer boundary_answer(const BoundaryOptions& options, const Context& context) {
  if (!options.objective.empty()) return one_boundary(options, context);
  if (!options.top_depth.empty()) throw UsageError("--top-depth", "needs --objective: it says whose layers they are");
  const Digits digits = digits_of(context);
  const Depth depth = parse_depth(options.depth, "--depth");
  const Rational fraction = fraction_of(options.fraction);
  const Guaranteed jepa = jepa_rho_boundary(depth, fraction, digits);
  const Guaranteed bound = mae_fraction_bound(depth, digits);
  const std::optional<bool> within = is_within_mae_fraction_bound(depth, fraction);
  const std::optional<Guaranteed> mae = mae_rho_boundary(depth, fraction, digits);
  const bool decided = within && jepa.conclusive() && bound.conclusive() && (!mae || mae->conclusive());

  Json document;
  document["s_star"] = to_json(jepa);
  document["mae_fraction"] = to_json(bound);
  document["mae_s_star"] = mae ? to_json(*mae) : Json(nullptr);
  document["mae_larger_rho_always_later"] = within ? Json(*within) : Json(nullptr);
  document["depth"] = depth.layers();
  document["fraction"] = exact_text(fraction);
  document["digits"] = digits.count();

  TextReport out;
  out.paragraph(
      fmt::format("Which of two features of equal lambda is learned first, at depth {} and the fraction {} of the "
                  "limit, by the initial amplitude w0 = epsilon^(1/L) of the layers.",
                  depth.layers(), exact_text(fraction)));
  out.blank();
  out.paragraph("JEPA: the larger rho is first while w0 < s* rho, for the smaller rho of the two.");
  out.row("s*", jepa);
  out.blank();
  out.paragraph("MAE: the larger rho is later for every start while the fraction is at most p0.");
  out.row("p0", bound);
  if (!within) {
    out.row("here", "not decided: the fraction agrees with p0 in all digits of the precision limit");
  } else if (*within) {
    out.row("here", "the fraction is at most p0: larger rho is later for every start");
  } else {
    out.row("here", "the fraction is above p0: larger rho is earlier while w0 < s rho^(1/(L+1)), with");
    out.row("s", *mae);
  }
  out.blank();
  if (decided) out.digits_row(digits);
  return {document, out.text(), decided ? ExitCode::ok : ExitCode::inconclusive};
}

}  // namespace

void add_boundary(CLI::App& program, Context& context) {
  CLI::App& command = add_subcommand(program, "boundary", "Initial amplitudes at which the order by rho reverses");
  const auto options = std::make_shared<BoundaryOptions>();
  add_option(command, "--objective", options->objective, "Objective (default: jepa and mae, one layer on top)")
      .type_name(names_of(all_objectives(), "|", "|"));
  add_depth_option(command, options->depth).required();
  add_top_depth_option(command, options->top_depth);
  add_fraction_option(command, options->fraction).required();
  add_digits_option(command, context);
  add_output_options(command, context);
  add_examples(command, {"jepa-oracle boundary --depth 3 --fraction 0.5",
                         "jepa-oracle boundary --objective jepa --depth 3 --top-depth 2 \\\n    --fraction 0.5"});
  set_action(command, context, options, boundary_answer);
}

}  // namespace jepa_oracle::program
