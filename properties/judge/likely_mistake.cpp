#include "judge/likely_mistake.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "judge/compared_answer.h"
#include "judge/fitted_mistake.h"
#include "mistakes/mutants.h"

namespace jepa_oracle::properties {
namespace {

/// One factor that an answer may be off by, named in terms of the question.
struct Factor {
  enum class Of { all, networks, scalars };
  std::string text;
  std::function<Rational(const Question&)> value;
  Of questions = Of::all;

  bool fits(const Question& question) const {
    const bool scalar =
        std::holds_alternative<TimeQuestion>(question) || std::holds_alternative<AmplitudeQuestion>(question);
    return questions == Of::all || (questions == Of::scalars) == scalar;
  }
};

/// Outputs of the top layer and size of the data; 1 for scalar questions.
std::pair<long, long> sizes_of(const Question& question) {
  const auto of = [](const Network<Rational>& n) { return std::pair<long, long>(n.top.rows(), n.data_size()); };
  if (const auto* q = std::get_if<FieldQuestion>(&question)) return of(q->network);
  if (const auto* q = std::get_if<DescendQuestion>(&question)) return of(q->network);
  return {1, 1};
}

long depth_of(const Question& question) {
  if (const auto* q = std::get_if<TimeQuestion>(&question)) return q->problem.depth.layers();
  if (const auto* q = std::get_if<AmplitudeQuestion>(&question)) return q->problem.depth.layers();
  return 1;
}

/// Those that follow from a size, before plain ones.
std::vector<Factor> factors() {
  const auto constant = [](const Rational& value) { return [value](const Question&) { return value; }; };
  const auto by_outputs = [](long numerator) {
    return [numerator](const Question& q) { return Rational(numerator, sizes_of(q).first); };
  };
  const auto by_data = [](long numerator) {
    return [numerator](const Question& q) { return Rational(numerator, sizes_of(q).second); };
  };
  return {{"", constant(1)},
          {", times 2/m for m outputs (a mean over them, no 1/2)", by_outputs(2), Factor::Of::networks},
          {", times 1/m for m outputs (a mean over them)", by_outputs(1), Factor::Of::networks},
          {", times 2/d for data of size d (a mean over components, no 1/2)", by_data(2), Factor::Of::networks},
          {", times 1/d for data of size d", by_data(1), Factor::Of::networks},
          {", times the depth L", [](const Question& q) { return Rational(depth_of(q)); }, Factor::Of::scalars},
          {", divided by the depth L", [](const Question& q) { return Rational(1, depth_of(q)); }, Factor::Of::scalars},
          {", times 2", constant(2)},
          {", times 1/2", constant(Rational(1, 2))},
          {", with the opposite sign", constant(-1)}};
}

struct Hypothesis {
  std::string text;
  std::shared_ptr<const Subject> subject;
  bool is_right = false;
};

/// The right answer, to be scaled, and every known mistake.
const std::vector<Hypothesis>& hypotheses() {
  static const std::vector<Hypothesis> all = [] {
    std::vector<Hypothesis> list{{"the right answer", std::make_shared<ReferenceSubject>(), true}};
    for (const auto& mutant : mutants::known_mistakes()) {
      list.push_back({fmt::format("{} ({})", mutant.mistake, mutant.name), mutant.subject});
    }
    return list;
  }();
  return all;
}

/// Agreement with every call, and a difference from the right answer in one of them: a mistake in something that was
/// not asked for explains nothing.
bool explains(const Hypothesis& hypothesis, const Factor& factor, const std::vector<Call>& calls,
              const NumberFormat& format) {
  bool differs = hypothesis.is_right;
  bool scaled_differs = false;
  for (const Call& call : calls) {
    if (!factor.fits(call.question)) return false;
    const auto answer = answer_of(*hypothesis.subject, call.question, factor.value(call.question));
    if (!answer || !agrees(call, *answer, format)) return false;
    const std::vector<Rational> right = numbers_of(*answer_of(ReferenceSubject(), call.question));
    differs = differs || numbers_of(*answer_of(*hypothesis.subject, call.question)) != right;
    scaled_differs = scaled_differs || numbers_of(*answer) != right;
  }
  return differs && scaled_differs;
}

std::vector<std::string> mistakes_in(const std::vector<Call>& calls, const NumberFormat& format) {
  std::vector<std::string> found;
  if (calls.empty()) return found;
  for (const Factor& factor : factors()) {
    // Mistakes as they are before scaled ones: the simplest explanation is given alone.
    if (!found.empty()) break;
    for (const Hypothesis& hypothesis : hypotheses()) {
      if (explains(hypothesis, factor, calls, format)) found.push_back(hypothesis.text + factor.text);
    }
  }
  return found;
}

/// Bits to which the answer is right, relative to its largest number; many for an answer without error.
long right_bits(const Call& call) {
  const std::vector<Rational> given = numbers_of(call.answer);
  const std::vector<Rational> right = numbers_of(*answer_of(ReferenceSubject(), call.question));
  double largest = 0;
  double error = 0;
  for (std::size_t i = 0; i < given.size(); ++i) {
    largest = std::max(largest, size_of(right[i]));
    error = std::max(error, size_of(Rational(given[i] - right[i])));
  }
  constexpr long kMany = 1000;
  if (error == 0) return kMany;
  return largest == 0 ? 0 : static_cast<long>(std::floor(-std::log2(error / largest)));
}

}  // namespace

Explanation explain(const std::vector<Call>& calls, const NumberFormat& format) {
  Explanation result{mistakes_in(calls, format), std::nullopt};
  if (!result.mistakes.empty() || calls.empty()) return result;
  if (const auto fitted = fitted_mistake(calls, format)) {
    result.mistakes.push_back(*fitted);
    return result;
  }
  std::vector<Call> square;
  std::copy_if(calls.begin(), calls.end(), std::back_inserter(square), [](const Call& call) {
    const auto [outputs, data] = sizes_of(call.question);
    return outputs == data;
  });
  if (square.size() < calls.size()) {
    result.mistakes = mistakes_in(square, format);
    for (std::string& text : result.mistakes) text += ", where data and outputs have one size";
  }
  constexpr long kAnApproximation = 8;  // the bits of bfloat16: no format in use has fewer
  long bits = right_bits(calls.front());
  for (const Call& call : calls) bits = std::min(bits, right_bits(call));
  if (result.mistakes.empty() && bits >= kAnApproximation) result.right_bits = bits;
  return result;
}

}  // namespace jepa_oracle::properties
