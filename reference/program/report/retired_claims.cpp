#include "report/retired_claims.h"

#include <fmt/format.h>

#include <set>

#include "output/text_report.h"
#include "report/report_graph.h"
#include "report/svg_plot.h"

namespace jepa_oracle::program {
namespace {

/// Links to the claims that are on the page, and names of the others.
std::string links(const Json& ids, const std::set<std::string>& on_page) {
  std::vector<std::string> parts;
  for (const Json& item : ids) {
    const std::string id = item;
    parts.push_back(on_page.count(id) == 0 ? fmt::format("<span class=\"id\">{}</span>", escaped(id))
                                           : fmt::format("<a class=\"id\" href=\"#{}\">{}</a>", claim_anchor(id), id));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

}  // namespace

std::string retired_text(const properties::RetiredClaim& claim) {
  TextReport out;
  out.row("claim", claim.id);
  out.row("title", claim.title);
  out.row("said", claim.statement);
  out.row("retired", fmt::format("version {} was the last to check it", claim.version));
  out.row("because", claim.why);
  out.row("replaced by", fmt::format("{}", fmt::join(claim.replaced_by, ", ")));
  out.row("note", claim.note);
  return out.text();
}

std::string retired_section(const Json& report) {
  if (!report.contains("retired")) return "";
  std::set<std::string> on_page;
  for (const char* list : {"claims", "retired"}) {
    for (const Json& claim : report.at(list)) on_page.insert(claim.at("id").get<std::string>());
  }
  std::string html =
      "<section id=\"retired\"><h2>Retired claims</h2>\n<p class=\"prose\">The meaning of these claims was changed, "
      "under a new id; the old id keeps the old meaning. They are no longer checked.</p>\n";
  for (const Json& claim : report.at("retired")) {
    const std::string id = claim.at("id");
    const auto text = [&claim](const char* key) { return escaped(claim.at(key).get<std::string>()); };
    html += fmt::format(
        "<article class=\"claim retired\" id=\"{}\"><h3>{}<br><span class=\"id quiet\">{}</span></h3>\n<p>{}</p>\n"
        "<dl><dt>last checked by</dt><dd>version {}</dd><dt>because</dt><dd>{}</dd><dt>replaced by</dt><dd>{}</dd></dl>"
        "</article>\n",
        claim_anchor(id), text("title"), escaped(id), text("statement"), text("version"), text("why"),
        links(claim.at("replaced_by"), on_page));
  }
  return html + "</section>\n";
}

}  // namespace jepa_oracle::program
