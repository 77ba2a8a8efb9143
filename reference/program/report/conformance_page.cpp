#include <fmt/format.h>

#include <algorithm>

#include "report/html_page.h"
#include "report/html_parts.h"
#include "report/math_text.h"
#include "report/report_graph.h"
#include "report/svg_plot.h"

namespace jepa_oracle::program {
namespace {

std::string class_of(const std::string& standing) {
  if (standing == "conforms") return "holds";
  if (standing == "known failure") return "refuted";
  if (standing == "inconclusive") return "inconclusive";
  return standing == "absent" ? "quiet" : "fails";
}

bool is_absent(const Json& claim) { return claim.at("standing") == "absent"; }

/// The largest error, as a part of what is allowed; of the whole width is what just conforms, and what does not.
std::string bar(const std::string& part) {
  return fmt::format(
      "<span class=\"bar\" role=\"img\" aria-label=\"{0} of the tolerance\"><span "
      "style=\"width:{1:.1f}%\"></span></span> {0}",
      escaped(part), std::clamp(std::stod(part), 0.0, 1.0) * 100);
}

std::string conformance_table(const Json& report) {
  std::string rows;
  for (const Json& claim : report.at("claims")) {
    if (is_absent(claim)) continue;
    const std::string standing = claim.at("standing");
    const std::string id = claim.at("id");
    const Json& error = claim.at("largest_error");
    const std::string name =
        claim.contains("failure") || claim.contains("why")
            ? fmt::format("<a href=\"#{}\">{}</a>", claim_anchor(id), math_html(text_at(claim, "title")))
            : math_html(text_at(claim, "title"));
    rows += fmt::format(
        "<tr><td class=\"verdict {}\">{}</td><td>{}<br><span class=\"id quiet\">{}</span></td><td>{}</td><td>{}</td>"
        "<td>{}</td></tr>\n",
        class_of(standing), standing, name, breakable(id), claim.at("cases").dump(),
        bar(text_at(error, "of_allowance")), escaped(text_at(error, "ulps")));
  }
  return "<section id=\"claims\"><h2>Claims</h2>\n<div class=\"wide\" tabindex=\"0\" role=\"region\" "
         "aria-label=\"Table of the claims\"><table><thead><tr><th>standing</th><th>claim</th><th>cases</th>"
         "<th>largest error / tolerance</th><th>in ulps</th></tr></thead>\n<tbody>\n" +
         rows + "</tbody></table></div></section>\n";
}

std::string call_text(const Json& call) {
  return fmt::format(
      "<dl><dt>request</dt><dd><code>{}</code></dd><dt>entry</dt><dd>{}</dd><dt>answer</dt><dd>{}</dd>"
      "<dt>correct</dt><dd>{}</dd><dt>tolerance</dt><dd>{} ({})</dd></dl>\n<pre tabindex=\"0\">{}</pre>\n",
      escaped(text_at(call, "method")), escaped(text_at(call, "entry")), escaped(text_at(call, "answered")),
      escaped(text_at(call, "right")), escaped(text_at(call, "allowed")), escaped(text_at(call, "reason")),
      escaped(call.at("question").dump()));
}

/// The mistakes that explain the answers, or why none is named.
std::string cause_of(const Json& failure) {
  if (failure.contains("not_deterministic")) {
    return fmt::format("<p>It is not deterministic: {}.</p>\n", escaped(text_at(failure, "not_deterministic")));
  }
  const bool apart = !failure.contains("mistakes_not_told_apart");
  const Json& mistakes = failure.at(apart ? "likely_mistakes" : "mistakes_not_told_apart");
  if (mistakes.empty()) return "";
  std::string html = !apart ? "<p>Its answers do not distinguish mistakes. It may be one of these, or another:</p><ul>"
                     : mistakes.size() == 1 ? "<p>Most likely mistake:</p><ul>"
                                            : "<p>Its answers do not distinguish these:</p><ul>";
  for (const Json& mistake : mistakes) html += fmt::format("<li>{}</li>", escaped(mistake.get<std::string>()));
  return html + "</ul>\n";
}

/// What it does not do, folded away at the end: a reader looks for the others.
std::string absent_claims(const Json& report) {
  std::string items;
  std::size_t count = 0;
  for (const Json& claim : report.at("claims")) {
    if (!is_absent(claim)) continue;
    ++count;
    items += fmt::format("<li>{} <span class=\"id quiet\">{}</span>: {}</li>\n", math_html(text_at(claim, "title")),
                         breakable(text_at(claim, "id")), escaped(text_at(claim, "why")));
  }
  if (count == 0) return "";
  return fmt::format(
      "<section id=\"absent\"><h2>Absent</h2>\n<details><summary>{} claim{} a capability it lacks</summary>\n"
      "<ul>\n{}</ul></details></section>\n",
      count, count == 1 ? " needs" : "s need", items);
}

std::string details(const Json& report) {
  std::string html = "<section id=\"statements\"><h2>Claims with a failure or a remark</h2>\n";
  for (const Json& claim : report.at("claims")) {
    if (is_absent(claim) || (!claim.contains("failure") && !claim.contains("why"))) continue;
    const std::string standing = claim.at("standing");
    html += fmt::format(
        "<article class=\"claim {}\" id=\"{}\"><h3>{}<br><span class=\"id quiet\">{}</span></h3>\n<div "
        "class=\"said\"><p>{}{}</p>\n",
        class_of(standing), claim_anchor(claim.at("id")), math_html(text_at(claim, "title")),
        breakable(text_at(claim, "id")), standing, claim.contains("why") ? ": " + escaped(text_at(claim, "why")) : "");
    if (claim.contains("failure")) {
      const Json& failure = claim.at("failure");
      html += fmt::format("<p>{}</p>\n<pre tabindex=\"0\">{}</pre>\n", escaped(text_at(failure, "reason")),
                          escaped(failure.at("instance").dump()));
      if (failure.contains("call")) html += call_text(failure.at("call"));
      html += cause_of(failure);
    }
    html += "</div></article>\n";
  }
  return html + "</section>\n";
}

}  // namespace

std::string conformance_page(const Json& report) {
  const Json& subject = report.at("subject");
  const std::string name = fmt::format("{} {}", text_at(subject, "name"), text_at(subject, "version"));
  const std::string title =
      fmt::format("{} {}", name, report.at("conforms").get<bool>() ? "conforms" : "does not conform");
  const std::string line = fmt::format("<p>Number format {}; capabilities {}.</p>\n",
                                       escaped(text_at(subject, "dtype")), code_list(subject.at("capabilities")));
  return whole_page(title,
                    counts_of(report, class_of) + line + basis_of(report) + conformance_table(report) +
                        details(report) + absent_claims(report) + run_section(report),
                    {{"claims", "Claims"}, {"statements", "Failures"}, {"run", "Run"}});
}

}  // namespace jepa_oracle::program
