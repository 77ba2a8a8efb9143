#include "report/html_parts.h"

#include <fmt/format.h>

#include <cctype>

#include "report/report_assets.h"
#include "report/svg_plot.h"

namespace jepa_oracle::program {

std::string text_at(const Json& document, const char* key) { return document.at(key).get<std::string>(); }

std::string code_list(const Json& texts) {
  std::vector<std::string> parts;
  for (const Json& text : texts) parts.push_back(fmt::format("<code>{}</code>", escaped(text.get<std::string>())));
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string counts_of(const Json& report, const std::function<std::string(std::string)>& class_of) {
  const std::size_t claims = report.at("claims").size();
  std::string items = fmt::format("<li><b>{}</b> claim{}</li>", claims, claims == 1 ? "" : "s");
  for (const auto& [name, count] : report.at("counts").items()) {
    items += fmt::format("<li class=\"{}\"><b>{}</b> {}</li>", class_of(name), count.dump(), escaped(name));
  }
  return "<ul class=\"counts\">" + items + "</ul>\n";
}

std::string breakable(const std::string& id) {
  std::string html;
  for (std::size_t i = 0; i < id.size(); ++i) {
    const bool word = i > 0 && std::isupper(static_cast<unsigned char>(id[i])) != 0;
    if (word) html += "<wbr>";
    html += id[i];
  }
  return html;
}

std::string basis_of(const Json& report) {
  return fmt::format(
      "<dl class=\"basis\"><dt>suite</dt><dd>{}</dd><dt>sources</dt><dd><code>{}</code></dd><dt>seed</dt><dd>{}</dd>"
      "<dt>random cases</dt><dd>{} per claim, in addition to corner cases and regressions</dd></dl>\n",
      escaped(text_at(report, "suite")), escaped(text_at(report, "sources")), report.at("seed").dump(),
      report.at("cases").dump());
}

std::string run_section(const Json& report) {
  const Json& run = report.at("run");
  std::vector<std::string> versions;
  for (const auto& [name, version] : run.at("dependencies").items()) {
    versions.push_back(fmt::format("{} {}", escaped(name), escaped(version.get<std::string>())));
  }
  const std::string command = run.contains("command") ? fmt::format("<dt>implementation</dt><dd><code>{}</code></dd>",
                                                                    escaped(text_at(run, "command")))
                                                      : "";
  return fmt::format(
      "<section id=\"run\"><h2>This run</h2>\n<dl><dt>time</dt><dd>{:.1f} s, {} "
      "threads</dd><dt>processor</dt><dd>{}</dd>"
      "<dt>system</dt><dd>{}</dd><dt>compiler</dt><dd>{}</dd><dt>libraries</dt><dd>{}</dd>{}</dl>\n"
      "<p><code>jepa-oracle replay report.json</code> repeats this run and compares claim by claim (for a report of "
      "conform, with the command of the implementation, --subject); "
      "<code>jepa-oracle cite</code> says how to cite it.</p></section>\n",
      run.at("seconds").get<double>(), run.at("jobs").dump(), escaped(text_at(run, "processor")),
      escaped(text_at(run, "system")), escaped(text_at(run, "compiler")), fmt::join(versions, ", "), command);
}

std::string whole_page(const std::string& title, const std::string& body,
                       const std::vector<std::pair<std::string, std::string>>& sections) {
  std::string links;
  for (const auto& [id, name] : sections) links += fmt::format("<li><a href=\"#{}\">{}</a></li>", id, name);
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
      "script-src 'unsafe-inline'; img-src data:\">\n"
      "<link rel=\"icon\" href=\"data:,\">\n<title>{0}</title>\n<style>\n{1}</style>\n</head>\n<body>\n"
      "<a class=\"skip\" href=\"#main\">To the content</a>\n<header><h1>{0}</h1></header>\n<nav "
      "aria-label=\"Sections\"><ul>{2}</ul>"
      "</nav>\n<main id=\"main\">\n{3}</main>\n<script>\n{4}</script>\n</body>\n</html>\n",
      escaped(title), std::string(kPageStyle), links, body, std::string(kPageScript));
}

}  // namespace jepa_oracle::program
