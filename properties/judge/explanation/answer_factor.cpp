#include "judge/explanation/answer_factor.h"

#include "jepa_oracle/mistakes.h"

namespace jepa_oracle::properties {
namespace {

/// The mistake of the catalogue that the factor amounts to. A plain number may come from many.
std::string because(const std::string& mistake) { return ": " + what_is_wrong_by_name(mistake); }

}  // namespace

bool Factor::fits(const Question& question) const {
  const bool scalar =
      std::holds_alternative<TimeQuestion>(question) || std::holds_alternative<AmplitudeQuestion>(question);
  return questions == Of::all || (questions == Of::scalars) == scalar;
}

std::pair<long, long> sizes_of(const Question& question) {
  const auto of = [](const Network<Rational>& n) {
    const Index outputs = n.top_layers.empty() ? n.code_size() : n.top_layers.back().rows();
    return std::pair<long, long>(outputs, n.data_size());
  };
  if (const auto* q = std::get_if<FieldQuestion>(&question)) return of(q->network);
  if (const auto* q = std::get_if<DescendQuestion>(&question)) return of(q->network);
  return {1, 1};
}

const std::vector<Factor>& answer_factors() {
  const auto constant = [](const Rational& value) { return [value](const Question&) { return value; }; };
  const auto by_outputs = [](long numerator) {
    return [numerator](const Question& q) { return Rational(numerator, sizes_of(q).first); };
  };
  const auto by_data = [](long numerator) {
    return [numerator](const Question& q) { return Rational(numerator, sizes_of(q).second); };
  };
  static const std::vector<Factor> all{
      {"", constant(1)},
      {", times 2/m for m outputs" + because("mean-squared-error"), by_outputs(2), Factor::Of::networks},
      {", times 1/m for m outputs" + because("mean-over-outputs"), by_outputs(1), Factor::Of::networks},
      {", times 2/d for data of size d" + because("mean-over-data+loss-without-half"), by_data(2),
       Factor::Of::networks},
      {", times 1/d for data of size d" + because("mean-over-data"), by_data(1), Factor::Of::networks},
      {", times the depth L", [](const Question& q) { return Rational(depth_of(q)); }, Factor::Of::scalars},
      {", divided by the depth L", [](const Question& q) { return Rational(1, depth_of(q)); }, Factor::Of::scalars},
      {", times 2", constant(2)},
      {", times 1/2", constant(Rational(1, 2))},
      {", with the opposite sign", constant(-1)}};
  return all;
}

}  // namespace jepa_oracle::properties
