#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "jepa_oracle/rho_boundary.h"
#include "output/results.h"
#include "output/text_report.h"

namespace jepa_oracle::program {
namespace {

struct BoundaryOptions {
  std::string depth;
  std::string fraction;
};

Answer boundary_answer(const BoundaryOptions& options, const Context& context) {
  const Digits digits = digits_of(context);
  const Depth depth = parse_depth(options.depth, "--depth");
  const Rational fraction = Threshold::fraction(parse_rational(options.fraction, "--fraction"), "--fraction").value();
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
  add_option(command, "--depth", options->depth, "Number L of encoder layers").type_name("L").required();
  add_option(command, "--fraction", options->fraction, "Threshold: fraction of the limit, in (0, 1)")
      .type_name("P")
      .required();
  add_digits_option(command, context);
  add_output_options(command, context);
  add_examples(command, {"jepa-oracle boundary --depth 3 --fraction 0.5"});
  set_action(command, context, options, boundary_answer);
}

}  // namespace jepa_oracle::program
