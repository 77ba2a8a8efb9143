#include "judge/explanation/likely_mistake.h"

#include <algorithm>
#include <cmath>

#include "jepa_oracle/mistakes.h"
#include "judge/explanation/answer_factor.h"
#include "judge/explanation/compared_answer.h"
#include "judge/explanation/fitted_mistake.h"
#include "judge/explanation/probe_questions.h"
#include "judge/explanation/second_moment.h"
#include "mutants/mutants.h"

namespace jepa_oracle::properties {
namespace {

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
      list.push_back({what_is_wrong_by_name(mutant.name), mutant.subject});
    }
    return list;
  }();
  return all;
}

/// Agreement with every call, and a difference from the right answer in one of them: a mistake in something that was
/// not asked for explains nothing. Where the mistake leads to no number (a start beyond the threshold, as it reads the
/// start), a program that makes it may answer anything: such a call is not compared, if most of them are.
bool explains(const Hypothesis& hypothesis, const Factor& factor, const std::vector<Call>& calls,
              const NumberFormat& format) {
  bool differs = hypothesis.is_right;
  bool scaled_differs = false;
  std::size_t compared = 0;
  for (const Call& call : calls) {
    if (!factor.fits(call.question)) return false;
    const auto answer = answer_of(*hypothesis.subject, call.question, factor.value(call.question));
    if (!answer) continue;
    if (!agrees(call, *answer, format)) return false;
    ++compared;
    const std::vector<Rational> right = numbers_of(*answer_of(ReferenceSubject(), call.question));
    differs = differs || numbers_of(*answer_of(*hypothesis.subject, call.question)) != right;
    scaled_differs = scaled_differs || numbers_of(*answer) != right;
  }
  return differs && scaled_differs && 2 * compared > calls.size();
}

/// Whether what is known to be right is right for the hypothesis as well.
bool fits(const Hypothesis& hypothesis, const std::vector<Call>& right, const NumberFormat& format) {
  return std::all_of(right.begin(), right.end(), [&](const Call& call) {
    const auto answer = answer_of(*hypothesis.subject, call.question);
    return answer && agrees(call, *answer, format);
  });
}

std::vector<std::string> mistakes_in(const std::vector<Call>& calls, const std::vector<Call>& right,
                                     const NumberFormat& format) {
  std::vector<std::string> found;
  if (calls.empty()) return found;
  for (const Factor& factor : answer_factors()) {
    // Mistakes as they are before scaled ones: the simplest explanation is given alone.
    if (!found.empty()) break;
    for (const Hypothesis& hypothesis : hypotheses()) {
      if (explains(hypothesis, factor, calls, format) && fits(hypothesis, right, format)) {
        found.push_back(hypothesis.text + factor.text);
      }
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

Explanation explain(const std::vector<Call>& calls, const std::vector<Call>& right, const NumberFormat& format) {
  Explanation result;
  if (calls.empty()) return result;
  result.tells_apart = tell_apart(calls);
  result.mistakes = mistakes_in(calls, right, format);
  if (result.mistakes.empty()) result.mistakes = second_moment_mistakes(calls, format);
  if (result.mistakes.empty()) {
    if (const auto fitted = fitted_mistake(calls, format)) result.mistakes.push_back(*fitted);
  }
  if (!result.mistakes.empty()) return result;
  std::vector<Call> square;
  std::copy_if(calls.begin(), calls.end(), std::back_inserter(square), [](const Call& call) {
    const auto [outputs, data] = sizes_of(call.question);
    return outputs == data;
  });
  if (square.size() < calls.size() && tell_apart(square)) {
    result.mistakes = mistakes_in(square, right, format);
    for (std::string& text : result.mistakes) text += ", where data and outputs have one size";
  }
  constexpr long kAnApproximation = 8;  // the bits of bfloat16: no format in use has fewer
  long bits = right_bits(calls.front());
  for (const Call& call : calls) bits = std::min(bits, right_bits(call));
  if (result.mistakes.empty() && bits >= kAnApproximation) result.right_bits = bits;
  return result;
}

}  // namespace jepa_oracle::properties
