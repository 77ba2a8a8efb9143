#include "output/conformance_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "jepa_oracle/objectives.h"
#include "judge/conformance_report.h"
#include "output/text_report.h"

namespace jepa_oracle::program {
namespace {

using namespace properties;

constexpr std::size_t kShownMistakes = 5;

bool is_left_out(const Conformance& result) {
  return result.standing == Standing::absent || result.standing == Standing::not_judged;
}

/// The mistakes that explain the answers: one that is named, or those that the answers do not tell apart.
void show_mistakes(TextReport& out, const Failure& failure) {
  const bool named = failure.tells_apart && failure.likely.size() == 1;
  for (std::size_t i = 0; i < std::min(kShownMistakes, failure.likely.size()); ++i) {
    const char* label = named ? "  most likely" : i == 0 ? "  either" : "  or";
    out.row(label, failure.likely[i]);
  }
  if (failure.likely.size() > kShownMistakes) {
    out.row("  or", fmt::format("one of {} others", failure.likely.size() - kShownMistakes));
  }
  if (!failure.tells_apart) {
    out.row("  or",
            fmt::format(
                "another mistake: {} answers with so few dimensions, layers or steps do not distinguish it from these",
                failure.compared));
  } else if (!named) {
    out.row("", fmt::format("which {} answers do not distinguish", failure.compared));
  }
}

void show_cause(TextReport& out, const Failure& failure) {
  if (!failure.contradiction.empty()) {
    out.row("  not deterministic", failure.contradiction);
  } else if (failure.right_bits) {
    out.row("  most likely",
            fmt::format("an approximation, or lower internal precision: all {} answers are correct to {} bits",
                        failure.compared, *failure.right_bits));
  } else if (failure.likely.empty()) {
    out.row("  mistake", fmt::format("no known mistake explains {} answers", failure.compared));
  } else {
    show_mistakes(out, failure);
  }
}

/// A failure as a reader needs it: the case, what was answered, what is right, how far off that is, and why.
void show_failure(TextReport& out, const Failure& failure) {
  out.payload("  instance", failure.example.instance.to_json().dump());
  out.row("  because", failure.example.reason);
  if (failure.call) {
    const Difference& worst = failure.call->worst;
    out.row("  request", fmt::format("{} under {}", method_of(failure.call->question),
                                     title_of(objective_of(failure.call->question))));
    out.row("  entry", worst.where);
    out.row("  answer", decimal_of(worst.given, Digits(17)));
    out.row("  correct", decimal_of(worst.right, Digits(17)));
    out.row("  tolerance", fmt::format("{} ({})", decimal_of(worst.allowed, Digits(2)), failure.call->reason));
    if (worst.allowed > 0) out.row("  error", fmt::format("{:.2g} times the tolerance", worst.excess));
  }
  show_cause(out, failure);
}

/// Claims of one standing, by the reason.
void show_by_reason(TextReport& out, const std::vector<Conformance>& results, Standing standing) {
  std::map<std::string, std::vector<std::string>> claims;
  for (const Conformance& result : results) {
    if (result.standing == standing) claims[fmt::format("{}, {}", name_of(standing), result.why)].push_back(result.id);
  }
  for (const auto& [why, ids] : claims) {
    out.paragraph(fmt::format("{}: {}", why, fmt::join(ids, " ")));
    out.blank();
  }
}

void show_table(TextReport& out, const std::vector<Conformance>& results) {
  std::vector<std::vector<std::string>> rows;
  for (const Conformance& result : results) {
    if (is_left_out(result)) continue;
    rows.push_back({std::string(name_of(result.standing)), fmt::format("{}", result.cases),
                    fmt::format("{:.2g}", result.seen.ulps), fmt::format("{:.2g}", result.seen.of_tolerance),
                    result.id});
  }
  out.table({"standing", "cases", "ulps", "of tolerance", "claim"}, rows);
  out.blank();
}

}  // namespace

std::string conformance_text(const Description& subject, const std::vector<Conformance>& results, bool list_absent) {
  TextReport out;
  out.paragraph(fmt::format("{}, version {}, number format {}.", subject.name, subject.version, subject.format.name));
  out.blank();
  show_table(out, results);
  for (const Conformance& result : results) {
    if (is_left_out(result) || (result.why.empty() && !result.failure)) continue;
    out.paragraph(
        fmt::format("{} {}{}", result.id, name_of(result.standing), result.why.empty() ? "" : ": " + result.why));
    if (result.failure) show_failure(out, *result.failure);
    out.blank();
  }
  show_by_reason(out, results, Standing::not_judged);
  if (list_absent) show_by_reason(out, results, Standing::absent);
  out.paragraph(summary_line(results));
  const auto absent = std::count_if(results.begin(), results.end(),
                                    [](const Conformance& result) { return result.standing == Standing::absent; });
  if (absent > 0 && !list_absent) {
    out.paragraph(fmt::format("Absent: {} claim{} a capability it lacks (--absent lists them).", absent,
                              absent == 1 ? " needs" : "s need"));
  }
  return out.text();
}

}  // namespace jepa_oracle::program
