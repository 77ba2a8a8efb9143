#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "cli/commands.h"
#include "cli/options.h"
#include "evidence/formal.h"
#include "output/text_report.h"
#include "report/retired_claims.h"
#include "suite/claim_search.h"
#include "suite/registry.h"

namespace jepa_oracle::program {
namespace {

using namespace properties;

struct ClaimsOptions {
  std::vector<std::string> words;
};

std::string joined(const std::vector<std::string>& items, const char* none) {
  return items.empty() ? none : fmt::format("{}", fmt::join(items, ", "));
}

std::string one_claim(const ClaimEntry& entry, const Claim& claim) {
  TextReport out;
  out.row("claim", entry.id);
  out.row("title", entry.title);
  out.row("statement", entry.statement);
  for (const std::string& hypothesis : entry.hypotheses) out.row("where", hypothesis);
  out.row("expected", entry.expects_refuted ? "refuted" : "holds");
  out.row("evidence", evidence_of(claim));
  if (const auto theorems = theorems_of(claim.id); !theorems.empty()) {
    out.row("theorems", fmt::format("{} (proofs-notes/coq/Main.v)", fmt::join(theorems, ", ")));
  }
  out.row("source", fmt::format("{} ({})", entry.source, entry.provenance));
  out.row("depends on", joined(entry.uses, "the equations alone"));
  if (const auto replaced = replaced_ids(entry.id); !replaced.empty()) out.row("replaces", joined(replaced, ""));
  out.row("proof", entry.note);
  out.row("check", entry.check);
  out.row("mutants", joined(entry.mutants, "none"));
  out.payload("witness", entry.witness.to_json().dump());
  if (entry.counterexample) out.payload("refuted by", entry.counterexample->to_json().dump());
  return out.text();
}

std::string overview(const std::vector<Claim>& claims) {
  TextReport out;
  std::vector<std::vector<std::string>> rows;
  for (const Claim& claim : claims) {
    const ClaimEntry& entry = entry_of(claim.id);
    rows.push_back({entry.expects_refuted ? "refuted" : "holds", evidence_of(claim), claim.id});
  }
  if (claims.size() == all_claims().size()) {
    for (const RetiredClaim& claim : whole_registry().retired) rows.push_back({"retired", "", claim.id});
  }
  out.table({"expected", "evidence", "claim"}, rows);
  out.blank();
  out.paragraph("`jepa-oracle claims ID` shows one; `jepa-oracle verify` decides them.");
  return out.text();
}

/// Whether it is the id of a claim or the name of a family.
bool names_claims(const std::string& text) {
  const std::vector<Claim>& claims = all_claims();
  return std::any_of(claims.begin(), claims.end(),
                     [&text](const Claim& claim) { return claim.id == text || claim.id.rfind(text + ".", 0) == 0; });
}

/// Claims whose ids and titles together have all the words, each with its title.
std::optional<Answer> found_by(const std::string& words) {
  std::vector<Claim> claims;
  std::vector<std::vector<std::string>> rows;
  for (const Claim& claim : all_claims()) {
    const ClaimEntry& entry = entry_of(claim.id);
    if (!mentions(fmt::format("{} {}", entry.id, entry.title), words)) continue;
    claims.push_back(claim);
    rows.push_back(
        {entry.expects_refuted ? "refuted" : "holds", evidence_of(claim), fmt::format("{} {}", entry.id, entry.title)});
  }
  Json retired = Json::array();
  for (const RetiredClaim& claim : whole_registry().retired) {
    if (!mentions(fmt::format("{} {}", claim.id, claim.title), words)) continue;
    retired.push_back(claim.document);
    rows.push_back({"retired", "", fmt::format("{} {}", claim.id, claim.title)});
  }
  if (rows.empty()) return std::nullopt;
  TextReport out;
  out.table({"expected", "evidence", "claim"}, rows);
  Json document = claims_document(claims);
  document["retired"] = std::move(retired);
  return Answer{std::move(document), out.text(), ExitCode::ok};
}

Answer claims_answer(const ClaimsOptions& options, const Context&) {
  const std::string words = fmt::format("{}", fmt::join(options.words, " "));
  for (const RetiredClaim& retired : whole_registry().retired) {
    if (retired.id != words) continue;
    return {Json{{"format", "jepa-oracle/claims/1"},
                 {"claims", Json::array()},
                 {"retired", Json::array({retired.document})}},
            retired_text(retired), ExitCode::ok};
  }
  if (!words.empty() && !names_claims(words)) {
    if (auto found = found_by(words)) return std::move(*found);
  }
  const std::vector<Claim> claims = words.empty() ? all_claims() : claims_named(words, "claim");
  const std::string text =
      claims.size() == 1 ? one_claim(entry_of(claims.front().id), claims.front()) : overview(claims);
  return {claims_document(claims), text, ExitCode::ok};
}

}  // namespace

void add_claims(CLI::App& program, Context& context) {
  CLI::App& command = add_subcommand(program, "claims", "The claims: statement, source, proof and check");
  const auto options = std::make_shared<ClaimsOptions>();
  add_option(command, "claim", options->words, "Claim, family, or words in ids and titles\n(default: all)")
      .type_name("ID");
  add_output_options(command, context);
  add_examples(command, {"jepa-oracle claims Ordering.ConflictWindow", "jepa-oracle claims stop-gradient collapse"});
  set_action(command, context, options, claims_answer);
}

}  // namespace jepa_oracle::program
