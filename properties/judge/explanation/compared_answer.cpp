#include "judge/explanation/compared_answer.h"

#include <algorithm>
#include <cmath>

#include "jepa_oracle/errors.h"
#include "jepa_oracle/family_field.h"

namespace jepa_oracle::properties {
namespace {

/// Constant of the comparison: a mistaken computation rounds as a right one does, a few operations more or less.
constexpr double kRoom = 8;
/// Of an answer whose tolerance is not known because it was right to the last bit.
constexpr double kRoundings = 64;
constexpr int kDigits = 30;

}  // namespace

std::optional<Answer> answer_of(const Subject& subject, const Question& question, const Rational& factor) {
  struct Ask {
    const Subject& subject;
    const Rational& factor;
    /// As claims ask for it: one layer on top and no decay is the question that mutants of fields answer.
    Network<Rational> field_of(const FieldQuestion& q) const {
      const auto target = Target<Rational>::of(q.objective);
      if (is_plain(q)) return subject.field(target, q.network, q.moments);
      return subject.family_field({q.objective, target, q.weight_decay}, q.network, q.moments);
    }
    std::optional<Answer> operator()(const FieldQuestion& q) const {
      Network<Rational> direction = field_of(q);
      direction = moved(direction, direction, Rational(factor - 1));
      return std::vector<RecordedStep>{{0, std::move(direction)}};
    }
    std::optional<Answer> operator()(const DescendQuestion& q) const {
      if (!is_plain(q)) {
        if (q.steps != 1) return std::nullopt;
        return std::vector<RecordedStep>{
            {0, q.network},
            {1, subject.family_step(q.objective, q.weight_decay, q.network, q.moments, Rational(q.rate * factor))}};
      }
      return subject.descend(Target<Rational>::of(q.objective), q.network, q.moments, Rational(q.rate * factor),
                             q.steps, q.every);
    }
    std::optional<Answer> operator()(const TimeQuestion& q) const {
      const auto time =
          subject.critical_time(q.problem, Threshold::fraction(q.fraction), q.convention, Digits(kDigits));
      if (!time || !time->is_bounded()) return std::nullopt;
      return Rational(factor * time->midpoint().to_rational());
    }
    std::optional<Answer> operator()(const AmplitudeQuestion& q) const {
      const Interval encoder = subject.encoder_amplitude(q.problem, q.at, q.convention, Digits(kDigits));
      if (!encoder.is_bounded()) return std::nullopt;
      return Rational(factor * encoder.midpoint().to_rational());
    }
  };
  try {
    return std::visit(Ask{subject, factor}, question);
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
    for_each_matrix(state.network, append);
  }
  return numbers;
}

double size_of(const Rational& value) { return std::abs(value.convert_to<double>()); }

bool agrees(const Call& call, const Answer& hypothesis, const NumberFormat& format) {
  const std::vector<Rational> given = numbers_of(call.answer);
  const std::vector<Rational> said = numbers_of(hypothesis);
  if (given.size() != said.size()) return false;
  double largest = 0;
  for (const Rational& number : said) largest = std::max(largest, size_of(number));
  // Relative to the largest entry, what the exact answer was allowed: its farthest entry stands for the others.
  const double right = size_of(call.worst.right);
  const double allowed = size_of(call.worst.allowed);
  const double unit = format.is_exact() ? 0 : std::ldexp(1.0, static_cast<int>(-format.bits));
  const double room =
      kRoom * (allowed * std::max(1.0, right > 0 ? largest / right : 1.0) + kRoundings * unit * largest);
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (size_of(Rational(given[i] - said[i])) > room) return false;
  }
  return true;
}

}  // namespace jepa_oracle::properties
