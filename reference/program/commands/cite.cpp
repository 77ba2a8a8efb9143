#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "cli/commands.h"
#include "cli/options.h"
#include "commands/citation_documents.h"
#include "evidence/source_digest.h"
#include "jepa_oracle/errors.h"
#include "jepa_oracle/nearest_name.h"
#include "jepa_oracle/text_file.h"
#include "output/text_report.h"
#include "report/replayed_report.h"
#include "report/report_sentence.h"
#include "suite/registry.h"

namespace jepa_oracle::program {
namespace {

using namespace properties;

constexpr const char* kTitle =
    "jepa-oracle: verified high-precision reference for the training dynamics of linear JEPA and MAE";
constexpr const char* kYear = "2026";

struct CiteOptions {
  std::string format = "text";
  std::string claim;
  std::string report;
};

std::string sources() { return fmt::format("sha256:{}", kSourceDigest); }

/// The entry of references.bib with this key, as written. @throws InvalidProblem if there is none
std::string reference(const std::string& key) {
  const std::string text = kReferencesDocument;
  const std::size_t name = text.find(fmt::format("{{{},", key));
  const std::size_t begin = name == std::string::npos ? name : text.rfind('@', name);
  const std::size_t end = begin == std::string::npos ? begin : text.find("\n}", begin);
  if (end == std::string::npos) throw InvalidProblem("references.bib", fmt::format("has no entry {}", key));
  return text.substr(begin, end + 3 - begin);
}

/// "orderingconflictwindow"
std::string key_of(const std::string& id) {
  std::string key;
  for (const char c : id) {
    if (c != '.') key += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return key;
}

/// Key of references.bib that the claim names, or nothing.
std::string citation_of(const ClaimEntry& entry) {
  const auto found = entry.document.find("citation");
  return found != entry.document.end() && found->is_string() ? found->get<std::string>() : "";
}

std::string bibtex(const ClaimEntry* entry) {
  const std::string what = entry == nullptr ? "" : fmt::format("claim {}, {}; ", entry->id, entry->note);
  std::string text = fmt::format(
      "@software{{jepaoracle{},\n"
      "  title   = {{{{{}}}}},\n"
      "  author  = {{{{jepa-oracle developers}}}},\n"
      "  version = {{{}}},\n"
      "  year    = {{{}}},\n"
      "  license = {{BSD-3-Clause}},\n"
      "  note    = {{{}sources {}}}\n"
      "}}\n",
      entry == nullptr ? "" : ":" + key_of(entry->id), kTitle, JEPA_ORACLE_VERSION, kYear, what, sources());
  const std::string paper = entry == nullptr ? "littwin2024jepa" : citation_of(*entry);
  if (!paper.empty()) text += "\n" + reference(paper);
  return text;
}

/// CITATION.cff with the digest of the sources, and the claim, as identifiers of the software.
std::string cff(const ClaimEntry* entry) {
  std::string text = fmt::format(
      "{}identifiers:\n"
      "  - type: other\n"
      "    value: \"{}\"\n"
      "    description: digest of the sources\n",
      kCitationDocument, sources());
  if (entry != nullptr) {
    text += fmt::format(
        "  - type: other\n"
        "    value: \"{}\"\n"
        "    description: claim, stated and proved in {}\n",
        entry->id, entry->note);
  }
  return text;
}

std::string sentence(const ClaimEntry* entry) {
  TextReport out;
  if (entry == nullptr) {
    out.paragraph(fmt::format("jepa-oracle developers ({}). {}. Version {}.", kYear, kTitle, JEPA_ORACLE_VERSION));
  } else {
    out.paragraph(fmt::format("jepa-oracle developers ({}). {} (claim {}, {}). In {}. Version {}.", kYear, entry->title,
                              entry->id, entry->note, kTitle, JEPA_ORACLE_VERSION));
    out.paragraph(fmt::format("Source of the claim: {} ({}).", entry->source, entry->provenance));
  }
  out.payload("sources", sources());
  return out.text();
}

/// What a report shows, as a sentence, and the sources that it names.
Answer cited_report(const CiteOptions& options) {
  if (!options.claim.empty()) throw UsageError("--claim", "excluded by a report, which covers all its claims");
  if (options.format != "text") throw UsageError("--format", "a report is cited in the format text only");
  const ReplayedReport report = parse_replayed(read_text(options.report, "a report"));
  const std::string text = report_sentence(report);
  TextReport out;
  out.paragraph(text);
  out.payload("sources", report.sources);
  return {Json{{"version", report.suite}, {"sources", report.sources}, {"format", "text"}, {"text", text}}, out.text(),
          ExitCode::ok};
}

Answer cite_answer(const CiteOptions& options, const Context&) {
  if (!options.report.empty()) return cited_report(options);
  const ClaimEntry* entry = nullptr;
  if (!options.claim.empty()) {
    const std::vector<Claim> claims = claims_named(options.claim);
    if (claims.size() != 1) throw UsageError("--claim", "names a family; expected the id of one claim");
    entry = &entry_of(claims.front().id);
  }
  std::string text;
  if (options.format == "bibtex") {
    text = bibtex(entry);
  } else if (options.format == "cff") {
    text = cff(entry);
  } else if (options.format == "text") {
    text = sentence(entry);
  } else {
    throw InvalidProblem("--format", unknown_name("format", options.format, {"bibtex", "cff", "text"}));
  }
  Json document{{"version", JEPA_ORACLE_VERSION}, {"sources", sources()}, {"format", options.format}, {"text", text}};
  if (entry != nullptr) document["claim"] = {{"id", entry->id}, {"title", entry->title}, {"anchor", entry->note}};
  return {document, text, ExitCode::ok};
}

}  // namespace

void add_cite(CLI::App& program, Context& context) {
  CLI::App& command = add_subcommand(program, "cite", "How to cite this version, one claim, or a report");
  const auto options = std::make_shared<CiteOptions>();
  add_option(
      command, "report", options->report,
      "Cite what this report.json of verify or conform\nshows; - is standard input (default: cite this\nversion)")
      .type_name("FILE");
  add_option(command, "--format", options->format, "Form of the citation (default text)").type_name("bibtex|cff|text");
  add_option(command, "--claim", options->claim, "Cite this claim, with the anchor of its proof").type_name("ID");
  add_output_options(command, context);
  add_examples(command,
               {"jepa-oracle cite --format bibtex --claim Ordering.ConflictWindow", "jepa-oracle cite report.json"});
  set_action(command, context, options, cite_answer);
}

}  // namespace jepa_oracle::program
