#include "report/report_sentence.h"

#include <fmt/format.h>

#include <cmath>
#include <map>

#include "jepa_oracle/errors.h"

namespace jepa_oracle::program {
namespace {

using Ids = std::map<std::string, std::vector<std::string>>;

/// Claims by what came out of them.
Ids by_outcome(const ReplayedReport& report) {
  Ids ids;
  for (const Json& claim : report.claims) {
    ids[claim.at(report.outcome()).get<std::string>()].push_back(claim.at("id").get<std::string>());
  }
  return ids;
}

std::string basis(const ReplayedReport& report) {
  return fmt::format("jepa-oracle {} with seed {} and {} random cases per claim", report.suite, report.seed,
                     report.cases);
}

std::string of_verify(const ReplayedReport& report) {
  std::vector<std::string> parts;
  for (const auto& [outcome, ids] : by_outcome(report)) parts.push_back(fmt::format("{} {}", ids.size(), outcome));
  return fmt::format("{} claims about linear JEPA and MAE were decided by {}: {}.", report.claims.size(), basis(report),
                     fmt::join(parts, ", "));
}

/// The largest error, as a part or a multiple of what is allowed, in the report's own digits.
std::string largest_error(const ReplayedReport& report) {
  std::string largest = "0";
  for (const Json& claim : report.claims) {
    // Reports of older versions have those errors alone that were allowed.
    const char* key = claim.contains("largest_error") ? "largest_error" : "largest_allowed_error";
    const std::string part = claim.at(key).at("of_allowance");
    if (std::stod(part) > std::stod(largest)) largest = part;
  }
  const double size = std::stod(largest);
  if (std::isinf(size)) return "The largest error is nonzero where the tolerance is zero.";
  return fmt::format("The largest error is {}{} the tolerance of its number format.", largest,
                     size > 1 ? " times" : " of");
}

std::string of_conform(const ReplayedReport& report) {
  Ids ids = by_outcome(report);
  const std::size_t conforming = ids["conforms"].size();
  ids.erase("conforms");
  ids.erase("absent");
  std::size_t judged = conforming;
  std::string others;
  for (const auto& [standing, list] : ids) {
    judged += list.size();
    others += fmt::format(" {}: {}.", standing, fmt::join(list, ", "));
  }
  const auto text = [&report](const char* key) { return report.subject.at(key).get<std::string>(); };
  return fmt::format("{} {} ({}) was judged by {}: it conforms to {} of the {} claims about what it computes.{} {}",
                     text("name"), text("version"), text("dtype"), basis(report), conforming, judged, others,
                     largest_error(report));
}

}  // namespace

std::string report_sentence(const ReplayedReport& report) {
  try {
    return report.of_conform ? of_conform(report) : of_verify(report);
  } catch (const Json::exception&) {
    throw InvalidProblem("report", "is not a report of verify or conform: a member is missing or has another type");
  } catch (const std::logic_error&) {  // of std::stod
    throw InvalidProblem("report", "is not a report of conform: an error is not a number");
  }
}

}  // namespace jepa_oracle::program
