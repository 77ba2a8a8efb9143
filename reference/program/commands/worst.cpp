#include "suite/worst.h"

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "output/text_report.h"
#include "suite/registry.h"
#include "suite/regressions.h"

namespace jepa_oracle::program {
namespace {

using namespace properties;

constexpr std::size_t kShown = 3;

struct WorstOptions {
  std::string claim;
  std::string cases = "100";
  std::string steps = "400";
  std::string seed = "1";
};

std::string margin_text(const Tight& tight) {
  return tight.margin_bits ? fmt::format("2^{}", *tight.margin_bits) : "none: nothing is decided by an inequality";
}

std::string text_of_search(const Claim& claim, const WorstCases& worst) {
  TextReport out;
  out.paragraph(fmt::format("{}: the tightest of {} instances tried.", claim.id, worst.tried));
  out.blank();
  for (const Tight& tight : worst.found) {
    out.row("margin", margin_text(tight));
    out.row("verdict", std::string(name_of(tight.verdict)));
    if (!tight.reason.empty()) out.row("because", tight.reason);
    out.payload("instance", tight.instance.to_json().dump());
    out.blank();
  }
  out.paragraph(fmt::format("`jepa-oracle verify --claim {} --instance FILE` decides one of them again.", claim.id));
  return out.text();
}

Answer worst_answer(const WorstOptions& options, const Context&) {
  if (options.claim.empty()) throw UsageError("--claim", "is missing; expected the id of the claim to search");
  const std::vector<Claim> claims = claims_named(options.claim);
  if (claims.size() != 1) throw UsageError("--claim", "names a family; expected the id of one claim");
  const Claim& claim = claims.front();
  RunOptions run_with;
  run_with.cases = static_cast<int>(whole_number(options.cases, "--cases", 0, 1'000'000));
  run_with.seed = static_cast<std::uint64_t>(whole_number(options.seed, "--seed", 0, 1'000'000'000'000'000'000));
  run_with.regressions = kept_regressions();
  const int steps = static_cast<int>(whole_number(options.steps, "--steps", 0, 1'000'000));
  Progress progress("searching");
  run_with.progress = [&progress](std::size_t done, std::size_t total) { progress.show(done, total); };
  const WorstCases worst = worst_cases(claim, ReferenceSubject(), run_with, steps, kShown);
  progress.finish();

  Json found = Json::array();
  ExitCode exit = ExitCode::ok;
  for (const Tight& tight : worst.found) {
    found.push_back({{"instance", tight.instance.to_json()},
                     {"verdict", name_of(tight.verdict)},
                     {"reason", tight.reason},
                     {"margin", tight.margin_bits ? Json(fmt::format("2^{}", *tight.margin_bits)) : Json(nullptr)}});
    if (entry_of(claim.id).expects_refuted || exit == ExitCode::claim_fails) continue;
    if (tight.verdict == Verdict::fails) exit = ExitCode::claim_fails;
    if (tight.verdict == Verdict::inconclusive) exit = ExitCode::inconclusive;
  }
  return {Json{{"claim", claim.id}, {"seed", run_with.seed}, {"tried", worst.tried}, {"worst", found}},
          text_of_search(claim, worst), exit};
}

}  // namespace

void add_worst(CLI::App& program, Context& context) {
  CLI::App& command = add_subcommand(program, "worst", "Search for the instances closest to failure");
  const auto options = std::make_shared<WorstOptions>();
  add_option(command, "--claim", options->claim, "The claim").type_name("ID");
  add_option(command, "--cases", options->cases,
             "Random cases to start from, in addition to corner\ncases and regressions (default 100)")
      .type_name("N");
  add_option(command, "--steps", options->steps, "Search steps from the tightest of them (default\n400)")
      .type_name("N");
  add_option(command, "--seed", options->seed, "Seed of the search (default 1)").type_name("N");
  add_output_options(command, context);
  add_examples(command, {"jepa-oracle worst --claim Ordering.MaeNeverReverses --cases 20 --steps 50"});
  set_action(command, context, options, worst_answer);
}

}  // namespace jepa_oracle::program
