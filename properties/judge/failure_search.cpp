#include "judge/failure_search.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "jepa_oracle/decimal.h"
#include "jepa_oracle/errors.h"
#include "jepa_oracle/family_field.h"
#include "judge/explanation/compared_answer.h"
#include "judge/explanation/likely_mistake.h"
#include "judge/explanation/probe_questions.h"

namespace jepa_oracle::properties {
namespace {

constexpr std::size_t kCasesOfEvidence = 24;
/// As many as claims ask of times and amplitudes.
constexpr int kDigits = 40;

/// Puts a question through the subject, which knows what is right.
struct Put {
  const JudgedSubject& subject;

  void operator()(const FieldQuestion& q) const {
    subject.family_field({q.objective, Target<Rational>::of(q.objective), q.weight_decay}, q.network, q.moments);
  }
  void operator()(const DescendQuestion& q) const {
    if (!is_plain(q)) {
      subject.family_step(q.objective, q.weight_decay, q.network, q.moments, q.rate);
      return;
    }
    subject.descend(Target<Rational>::of(q.objective), q.network, q.moments, q.rate, q.steps, q.every);
  }
  void operator()(const TimeQuestion& q) const {
    subject.critical_time(q.problem, Threshold::fraction(q.fraction), q.convention, Digits(kDigits));
  }
  void operator()(const AmplitudeQuestion& q) const {
    subject.encoder_amplitude(q.problem, q.at, q.convention, Digits(kDigits));
  }
};

/// The first entry in which two answers to one question differ.
Difference first_difference(const Call& first, const Call& second, const NumberFormat& format) {
  Call compared = second;
  compared.worst = {};
  if (const auto* number = std::get_if<Rational>(&first.answer)) {
    const std::string where = method_of(first.question) == "amplitude" ? "encoder" : "time";
    compare(compared, where, std::get<Rational>(second.answer), *number, 0, format);
    return compared.worst;
  }
  const auto& states = std::get<std::vector<RecordedStep>>(first.answer);
  std::vector<Network<double>> nothing;
  for (const RecordedStep& state : states) nothing.push_back(zero_like(state.network));
  compare(compared, std::get<std::vector<RecordedStep>>(second.answer), states, nothing, format);
  return compared.worst;
}

std::optional<Source> first_wrong(const std::vector<Call>& calls) {
  const auto wrong = std::find_if(calls.begin(), calls.end(), [](const Call& call) { return !call.is_allowed(); });
  if (wrong == calls.end()) return std::nullopt;
  return source_of(wrong->question);
}

void append(std::vector<Call>& calls, std::vector<Call> more) {
  std::move(more.begin(), more.end(), std::back_inserter(calls));
}

}  // namespace

std::vector<Call> FailureSearch::ask(const Question& question) {
  try {
    std::visit(Put{subject_}, question);
  } catch (const Absent&) {
  } catch (const OutsideFormat&) {
  } catch (const InvalidProblem&) {
  } catch (const ImplementationRefuses&) {
  } catch (const ImplementationError&) {  // nothing more is learnt from this question
    implementation_.restart();
  }
  return subject_.take_calls();
}

std::optional<std::string> FailureSearch::contradiction(const std::vector<Call>& calls) {
  const NumberFormat& format = implementation_.description().format;
  for (const Call& first : calls) {
    for (const Call& second : ask(first.question)) {
      if (agrees(first, second.answer, format)) continue;
      const Difference difference = first_difference(first, second, format);
      const Digits digits(17);
      return fmt::format("{} of the {} was {}, and {} when the request was repeated", difference.where,
                         method_of(first.question), decimal_of(difference.right, digits),
                         decimal_of(difference.given, digits));
    }
  }
  return std::nullopt;
}

std::vector<Call> FailureSearch::evidence(const PosedCase& failed) {
  std::vector<Call> calls = failed.calls;
  std::size_t cases = 0;
  for (const Instance& other : cases_) {
    if (++cases > kCasesOfEvidence) break;
    append(calls, pose(claim_, other, subject_).calls);
  }
  return calls;
}

std::vector<Call> FailureSearch::right_fields(const Source& wrong) {
  std::vector<Call> calls;
  const Source field{"field", wrong.second};
  if (wrong.first != "descend" || broken_.count(field) != 0) return calls;
  for (const Question& question : probe_questions(field)) append(calls, ask(question));
  const bool right = std::all_of(calls.begin(), calls.end(), [](const Call& call) { return call.is_allowed(); });
  return right ? calls : std::vector<Call>();
}

PosedCase FailureSearch::smallest(const Instance& instance, const PosedCase& failed, Failure& failure) const {
  if (!failed.is_fickle && failure.contradiction.empty()) {
    const Claim shrinkable = posable(claim_, subject_);
    failure.example = shrink(shrinkable, subject_, instance);
    PosedCase one = pose(claim_, failure.example.instance, subject_);
    if (one.has_wrong_call() || !failed.has_wrong_call()) return one;
  }
  failure.example = {instance, failed.judgement.reason()};
  return failed;
}

FoundFailure FailureSearch::describe(const Instance& instance, const PosedCase& failed) {
  FoundFailure found;
  Failure& failure = found.failure;
  std::optional<std::string> contradicts = contradiction(failed.calls);
  std::vector<Call> calls = evidence(failed);
  const std::optional<Source> source = first_wrong(calls);
  if (source && !contradicts) {
    std::vector<Call> probes;
    for (const Question& question : probe_questions(*source)) append(probes, ask(question));
    contradicts = contradiction(probes);
    append(calls, std::move(probes));
  }
  for (const Call& call : calls) {
    if (!call.is_allowed()) found.broken.insert(source_of(call.question));
  }
  broken_.insert(found.broken.begin(), found.broken.end());
  // A mistake that shows with one layer on top and without decay is told by what is asked there: the mistakes known are
  // one change each.
  const bool plain_is_wrong = std::any_of(calls.begin(), calls.end(), [&](const Call& call) {
    return source_of(call.question) == source && is_plain(call.question) && !call.is_allowed();
  });
  calls.erase(std::remove_if(calls.begin(), calls.end(),
                             [&](const Call& call) {
                               return source_of(call.question) != source ||
                                      (plain_is_wrong && !is_plain(call.question));
                             }),
              calls.end());
  failure.compared = calls.size();
  if (contradicts) {
    failure.contradiction = *contradicts;
  } else if (source) {
    const NumberFormat& format = implementation_.description().format;
    const Explanation explanation = explain(calls, right_fields(*source), format);
    failure.likely = explanation.mistakes;
    failure.tells_apart = explanation.tells_apart;
    failure.right_bits = explanation.right_bits;
  }
  const PosedCase shown = smallest(instance, failed, failure);
  for (const Call& call : shown.calls) {
    if (!failure.call || failure.call->worst.excess < call.worst.excess) failure.call = call;
  }
  return found;
}

}  // namespace jepa_oracle::properties
