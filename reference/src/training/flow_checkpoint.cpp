#include "training/flow_checkpoint.h"

#include <fmt/format.h>

#include <sstream>

#include "jepa_oracle/errors.h"
#include "jepa_oracle/state_text.h"

namespace jepa_oracle {
namespace {

constexpr const char* kCheckpoint = "checkpoint";

std::string line_of(const TaylorFlow& flow) {
  return fmt::format("{} {} {}\n", to_fraction(flow.origin()), flow.steps(), to_exact_text(flow.state_at_origin()));
}

Rational next_number(std::istringstream& words) {
  std::string word;
  if (!(words >> word)) throw InvalidProblem(kCheckpoint, "ends too early");
  return parse_rational(word, kCheckpoint);
}

IntegrationState integration_of(const std::string& line, const TrainingState<Real>& shapes) {
  std::istringstream words(line);
  Rational origin = next_number(words);
  const auto steps = static_cast<long>(next_number(words));
  std::string rest;
  std::getline(words, rest);
  return {std::move(origin), steps, parse_exact_text(rest, shapes)};
}

}  // namespace

std::string to_checkpoint(Bits guard, const Rational& asked, const TaylorFlow& main, const TaylorFlow& companion) {
  return fmt::format("{} {}\n{}{}", guard, to_fraction(asked), line_of(main), line_of(companion));
}

FlowCheckpoint parse_flow_checkpoint(const std::string& text, const TrainingState<Real>& shapes) {
  std::istringstream lines(text);
  std::string head;
  std::string main;
  std::string companion;
  std::string more;
  if (!std::getline(lines, head) || !std::getline(lines, main) || !std::getline(lines, companion)) {
    throw InvalidProblem(kCheckpoint, "ends too early");
  }
  if (std::getline(lines, more)) throw InvalidProblem(kCheckpoint, "goes on after its end");
  std::istringstream words(head);
  const auto guard = static_cast<Bits>(next_number(words));
  constexpr Bits kMostBits = 1L << 24;
  if (guard < 0 || guard > kMostBits) throw InvalidProblem(kCheckpoint, "its guard bits are out of range");
  return {guard, next_number(words), integration_of(main, shapes), integration_of(companion, shapes)};
}

}  // namespace jepa_oracle
