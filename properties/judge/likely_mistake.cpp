#include "judge/likely_mistake.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "jepa_oracle/errors.h"
#include "jepa_oracle/target.h"
#include "judge/allowance.h"
#include "mistakes/mutants.h"

namespace jepa_oracle::properties {
namespace {

/// Constant of the comparison: a mistaken computation rounds as a right one does, a few operations more or less.
constexpr double kRoom = 8;
constexpr int kDigits = 30;

/// What a hypothesis answers; nothing where it has no answer.
std::optional<Answer> answer_of(const Subject& subject, const Question& question) {
  struct Ask {
    const Subject& subject;
    std::optional<Answer> operator()(const FieldQuestion& q) const {
      return std::vector<RecordedStep>{{0, subject.field(Target<Rational>::of(q.objective), q.network, q.moments)}};
    }
    std::optional<Answer> operator()(const DescendQuestion& q) const {
      return subject.descend(Target<Rational>::of(q.objective), q.network, q.moments, q.rate, q.steps, q.every);
    }
    std::optional<Answer> operator()(const TimeQuestion& q) const {
      const auto time =
          subject.critical_time(q.problem, Threshold::fraction(q.fraction), q.convention, Digits(kDigits));
      if (!time || !time->is_bounded()) return std::nullopt;
      return time->midpoint().to_rational();
    }
    std::optional<Answer> operator()(const AmplitudeQuestion& q) const {
      const Interval encoder = subject.encoder_amplitude(q.problem, q.at, q.convention, Digits(kDigits));
      if (!encoder.is_bounded()) return std::nullopt;
      return encoder.midpoint().to_rational();
    }
  };
  try {
    return std::visit(Ask{subject}, question);
  } catch (const InvalidProblem&) {
    return std::nullopt;
  }
}

std::vector<Rational> numbers_of(const Answer& answer) {
  if (const auto* number = std::get_if<Rational>(&answer)) return {*number};
  std::vector<Rational> numbers;
  const auto append = [&numbers](const Matrix<Rational>& m) {
    numbers.insert(numbers.end(), m.data(), m.data() + m.size());
  };
  for (const RecordedStep& state : std::get<std::vector<RecordedStep>>(answer)) {
    for (const auto& layer : state.network.layers) append(layer);
    append(state.network.top);
  }
  return numbers;
}

/// One factor that an answer may be off by, named in terms of the question.
struct Factor {
  std::string text;
  std::function<Rational(const Question&)> value;
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

std::vector<Factor> factors() {
  const auto constant = [](const Rational& value) { return [value](const Question&) { return value; }; };
  const auto by_outputs = [](long numerator) {
    return [numerator](const Question& q) { return Rational(numerator, sizes_of(q).first); };
  };
  const auto by_data = [](long numerator) {
    return [numerator](const Question& q) { return Rational(numerator, sizes_of(q).second); };
  };
  return {{"", constant(1)},
          {", times 2", constant(2)},
          {", times 1/2", constant(Rational(1, 2))},
          {", with the opposite sign", constant(-1)},
          {", times 2/m for m outputs (a mean over them, no 1/2)", by_outputs(2)},
          {", times 1/m for m outputs (a mean over them)", by_outputs(1)},
          {", times 2/d for data of size d (a mean over components, no 1/2)", by_data(2)},
          {", times 1/d for data of size d", by_data(1)},
          {", times the depth L", [](const Question& q) { return Rational(depth_of(q)); }},
          {", divided by the depth L", [](const Question& q) { return Rational(1, depth_of(q)); }}};
}

double size_of(const Rational& value) { return std::abs(value.convert_to<double>()); }

bool agrees(const Call& call, const Answer& hypothesis, const Rational& factor, const NumberFormat& format) {
  const std::vector<Rational> given = numbers_of(call.answer);
  const std::vector<Rational> said = numbers_of(hypothesis);
  if (given.size() != said.size()) return false;
  double largest = 0;
  for (const Rational& number : said) largest = std::max(largest, size_of(number));
  // Relative to the largest entry, what the exact answer was allowed: its farthest entry stands for the others.
  const double right = size_of(call.worst.right);
  const double allowed = size_of(call.worst.allowed);
  const double unit = format.is_exact() ? 0 : std::ldexp(1.0, static_cast<int>(-format.bits));
  const double scale = std::max(1.0, size_of(factor));
  const double room =
      kRoom * scale * (allowed * std::max(1.0, right > 0 ? largest / right : 1.0) + 64 * unit * largest);
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (size_of(Rational(given[i] - factor * said[i])) > room) return false;
  }
  return true;
}

/// A factor scales directions, not the states that they lead to.
bool scales(const Question& question) { return method_of(question) != "descend"; }

}  // namespace

std::vector<std::string> explain(const std::vector<Call>& calls, const NumberFormat& format) {
  if (calls.empty()) return {};
  struct Hypothesis {
    std::string text;
    std::shared_ptr<const Subject> subject;
  };
  const ReferenceSubject reference;
  std::vector<Hypothesis> hypotheses{{"the right answer", std::make_shared<ReferenceSubject>()}};
  for (const auto& mutant : mutants::all_mutants()) {
    hypotheses.push_back({fmt::format("{} ({})", mutant.mistake, mutant.name), mutant.subject});
  }
  // Agreement with every call, and a difference from the right answer in one of them: a mistake in something that was
  // not asked for explains nothing.
  const auto matching = [&](const Hypothesis& hypothesis, const Factor& factor) {
    bool differs = false;
    for (const Call& call : calls) {
      const auto answer = answer_of(*hypothesis.subject, call.question);
      const Rational by = factor.value(call.question);
      if (!answer || !agrees(call, *answer, by, format)) return false;
      differs = differs || by != 1 || numbers_of(*answer) != numbers_of(*answer_of(reference, call.question));
    }
    return differs;
  };
  std::vector<std::string> found;
  for (const Factor& factor : factors()) {
    // As they are before scaled ones: the simplest explanation is given alone.
    if (!factor.text.empty() && (!found.empty() || !scales(calls.front().question))) break;
    for (const Hypothesis& hypothesis : hypotheses) {
      if (matching(hypothesis, factor)) found.push_back(hypothesis.text + factor.text);
    }
  }
  return found;
}

}  // namespace jepa_oracle::properties
