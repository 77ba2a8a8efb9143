#include "report/html_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "evidence/report_markdown.h"
#include "report/html_parts.h"
#include "report/math_text.h"
#include "report/report_graph.h"
#include "report/report_notes.h"
#include "report/report_plots.h"
#include "report/retired_claims.h"
#include "report/svg_plot.h"

namespace jepa_oracle::program {
namespace {

std::string family_of(const std::string& id) { return id.substr(0, id.find('.')); }

std::string class_of_status(std::string status) {
  std::replace(status.begin(), status.end(), ' ', '-');
  return status;
}

std::string class_of(const Json& claim) { return class_of_status(status_of(claim)); }

/// Anchor of the note's section, from "proofs-notes/ordering.md#orderingconflictwindow".
std::string note_anchor(const std::string& note) {
  const std::size_t slash = note.find('/') + 1;
  const std::size_t dot = note.find(".md#");
  return fmt::format("note-{}-{}", note.substr(slash, dot - slash), note.substr(dot + 4));
}

/// "proofs-notes/ordering.md"
std::string file_of(const std::string& note) { return note.substr(0, note.find('#')); }

std::string select(const std::string& name, const std::string& label, const std::set<std::string>& values) {
  std::string options = "<option value=\"\">all</option>";
  for (const std::string& value : values) options += fmt::format("<option>{}</option>", escaped(value));
  return fmt::format("<label>{}<select name=\"{}\">{}</select></label>\n", label, name, options);
}

/// "2^-40" with its exponent raised.
std::string power_of_two(const Json& margin) { return math_html(margin.get<std::string>()); }

std::string table(const Json& report) {
  std::set<std::string> verdicts, kinds, families;
  std::string rows;
  for (const Json& claim : report.at("claims")) {
    const std::string id = claim.at("id");
    const std::string evidence = claim.at("evidence");
    verdicts.insert(status_of(claim));
    families.insert(family_of(id));
    kinds.insert(evidence.substr(0, evidence.find(',')));
    if (claim.contains("theorems")) kinds.insert("formal");
    const Json& margin = claim.at("smallest_margin");
    rows += fmt::format(
        "<tr data-verdict=\"{0}\" data-evidence=\"{1}\" data-family=\"{2}\" data-words=\"{10}\">"
        "<td class=\"verdict {3}\">{0}</td>"
        "<td><a href=\"#{4}\">{5}</a><br><span class=\"id quiet\">{6}</span></td><td>{1}</td><td>{7}</td>"
        "<td class=\"number\">{8}</td><td class=\"number\">{9}</td></tr>\n",
        status_of(claim), escaped(evidence), family_of(id), class_of(claim), claim_anchor(id),
        math_html(text_at(claim, "title")), breakable(id), escaped(text_at(claim, "provenance")),
        claim.at("cases").dump(), margin.is_null() ? "" : power_of_two(margin), escaped(text_at(claim, "title")));
  }
  return fmt::format(
      "<section id=\"claims\"><h2>Claims</h2>\n<form id=\"filters\" hidden>\n"
      "<label>Words<input name=\"words\" type=\"search\" autocomplete=\"off\"></label>\n{}{}{}"
      "<button type=\"reset\">Show all</button>\n<output id=\"shown\" aria-live=\"polite\">{} claim{}</output></form>\n"
      "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Table of the "
      "claims\"><table><thead><tr><th>verdict</th>"
      "<th>claim</th><th>evidence</th><th>provenance</th><th class=\"number\">cases</th>"
      "<th class=\"number\">margin</th></tr></thead>\n"
      "<tbody>\n{}</tbody></table></div></section>\n",
      select("verdict", "Verdict", verdicts), select("evidence", "Evidence", kinds),
      select("family", "Family", families), report.at("claims").size(), report.at("claims").size() == 1 ? "" : "s",
      rows);
}

std::string links(const Json& ids, const std::set<std::string>& on_page, const char* none) {
  std::vector<std::string> parts;
  for (const Json& item : ids) {
    const std::string id = item;
    parts.push_back(on_page.count(id) == 0
                        ? fmt::format("<span class=\"id\">{}</span>", breakable(id))
                        : fmt::format("<a class=\"id\" href=\"#{}\">{}</a>", claim_anchor(id), breakable(id)));
  }
  return parts.empty() ? none : fmt::format("{}", fmt::join(parts, ", "));
}

std::string scope_text(const Json& scope) {
  std::vector<std::string> parts;
  for (const auto& [name, range] : scope.items()) {
    parts.push_back(fmt::format("{} {} to {}", escaped(name), escaped(range.at(0).get<std::string>()),
                                escaped(range.at(1).get<std::string>())));
  }
  return fmt::format("{}", fmt::join(parts, "; "));
}

std::string coverage_text(const Json& coverage) {
  std::vector<std::string> parts;
  for (const auto& [kind, count] : coverage.items())
    parts.push_back(fmt::format("{} ({})", escaped(kind), count.dump()));
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string example(const std::string& heading, const Json& found, const std::string& id) {
  return fmt::format(
      "<h4>{}</h4><p>{}</p><pre tabindex=\"0\">{}</pre><p class=\"quiet\">Decide it again: "
      "<code>jepa-oracle verify --claim {} --instance FILE</code></p>\n",
      heading, escaped(text_at(found, "reason")), escaped(found.at("instance").dump()), id);
}

/// What is claimed, and what decided against it.
std::string said(const Json& claim) {
  std::string html = fmt::format("<div class=\"said\"><p>{}</p>\n<ul>", math_html(text_at(claim, "statement")));
  for (const Json& hypothesis : claim.at("hypotheses"))
    html += fmt::format("<li>{}</li>", math_html(hypothesis.get<std::string>()));
  html += "</ul>\n";
  const std::string id = claim.at("id");
  if (claim.contains("counterexample"))
    html += example("Smallest counterexample found", claim.at("counterexample"), id);
  if (claim.contains("undecided")) html += example("Not decided", claim.at("undecided"), id);
  if (claim.contains("missing_coverage")) {
    html += fmt::format("<p>No case of these kinds: {}</p>\n", code_list(claim.at("missing_coverage")));
  }
  return html + "</div>\n";
}

std::string article(const Json& claim, const std::set<std::string>& on_page,
                    const std::map<std::string, Json>& used_by) {
  const std::string id = claim.at("id");
  std::string html =
      fmt::format("<article class=\"claim {}\" id=\"{}\"><h3>{}<br><span class=\"id quiet\">{}</span></h3>\n{}<dl>",
                  class_of(claim), claim_anchor(id), math_html(text_at(claim, "title")), breakable(id), said(claim));
  const auto row = [&html](const char* name, const std::string& value) {
    if (!value.empty()) html += fmt::format("<dt>{}</dt><dd>{}</dd>", name, value);
  };
  row("verdict",
      fmt::format("<span class=\"verdict {}\">{}</span>, {}, on {} case{}", class_of(claim), status_of(claim),
                  escaped(text_at(claim, "evidence")), claim.at("cases").dump(), claim.at("cases") == 1 ? "" : "s"));
  if (!claim.at("undermined_by").empty()) row("undermined by", links(claim.at("undermined_by"), on_page, ""));
  row("proof", report_notes().empty() ? escaped(text_at(claim, "note"))
                                      : fmt::format("<a href=\"#{}\">{}</a>", note_anchor(claim.at("note")),
                                                    escaped(file_of(claim.at("note")))));
  if (claim.contains("theorems")) row("in Coq", code_list(claim.at("theorems")));
  row("source", fmt::format("{} ({})", escaped(text_at(claim, "source")), escaped(text_at(claim, "provenance"))));
  row("depends on", links(claim.at("uses"), on_page, "the equations alone"));
  const auto users = used_by.find(id);
  if (users != used_by.end()) row("used by", links(users->second, on_page, ""));
  if (claim.contains("replaces")) row("replaces", links(claim.at("replaces"), on_page, ""));
  row("tested", scope_text(claim.at("scope")));
  row("kinds of cases", coverage_text(claim.at("coverage")));
  if (!claim.at("smallest_margin").is_null()) row("smallest margin", power_of_two(claim.at("smallest_margin")));
  row("exposes", code_list(claim.at("mutants")));
  row("check", fmt::format("<code>{}</code>", escaped(text_at(claim, "check"))));
  return html + "</dl></article>\n";
}

std::string articles(const Json& report) {
  std::set<std::string> on_page;
  std::map<std::string, Json> used_by;
  for (const Json& claim : report.at("claims")) {
    on_page.insert(claim.at("id").get<std::string>());
    for (const Json& used : claim.at("uses")) used_by[used.get<std::string>()].push_back(claim.at("id"));
  }
  if (report.contains("retired")) {
    for (const Json& claim : report.at("retired")) on_page.insert(claim.at("id").get<std::string>());
  }
  std::string html = "<section id=\"statements\"><h2>Results of each claim</h2>\n";
  for (const Json& claim : report.at("claims")) html += article(claim, on_page, used_by);
  return html + "</section>\n";
}

std::string notes() {
  std::string html = "<section id=\"notes\"><h2>Notes and proofs</h2>\n";
  if (report_notes().empty()) {
    html += "<p>The proofs are not included: this program was built without pandoc. They are in proofs-notes.</p>\n";
  }
  for (const auto& [name, note] : report_notes()) {
    html += fmt::format("<article class=\"note\"><p class=\"quiet\">proofs-notes/{}</p>\n{}</article>\n", name, note);
  }
  return html + "</section>\n";
}

}  // namespace

std::string report_page(const Json& report) {
  const std::string verdict = report.at("verdict");
  const std::string body =
      counts_of(report, class_of_status) + basis_of(report) +
      fmt::format(
          "<p class=\"prose\">{} Refuted is the expected verdict of a misreading. The run is not the proof: {}.</p>\n",
          properties::meaning_of_evidence(report),
          report_notes().empty() ? "this program was built without pandoc, and the proofs are not on this page "
                                   "but in proofs-notes"
                                 : "that is <a href=\"#notes\">in the notes</a>") +
      table(report) + "<section id=\"graph\"><h2>Dependencies of the claims</h2>\n" +
      "<p class=\"prose\">From left to right: a claim is to the right of all claims that it uses. A claim with an "
      "unexpected verdict breaks every line that leaves it; the claims that use it are undermined.</p>\n" +
      claim_graph_html(report) + "</section>\n" + "<section id=\"plots\"><h2>Plots</h2>\n<div class=\"plots\">\n" +
      plot_figures() + "</div></section>\n" + articles(report) + retired_section(report) + notes() +
      run_section(report);
  return whole_page("jepa-oracle: " + verdict, body,
                    {{"claims", "Claims"},
                     {"graph", "Graph"},
                     {"plots", "Plots"},
                     {"statements", "Each claim"},
                     {"notes", "Proofs"},
                     {"run", "Run"}});
}

}  // namespace jepa_oracle::program
