#include "judge/subject/posed_case.h"

#include <fmt/format.h>

#include <algorithm>

#include "suite/runner.h"

namespace jepa_oracle::properties {

namespace {

/// The case without its calls.
PosedCase attempt(const Claim& claim, const Instance& instance, const JudgedSubject& subject) {
  PosedCase result;
  try {
    result.judgement = judge(claim, instance, subject);
  } catch (const Absent& absent) {
    result.kind = PosedCase::Kind::absent;
    result.why = absent.what();
  } catch (const OutsideFormat& outside) {
    result.kind = PosedCase::Kind::outside;
    result.why = outside.what();
  } catch (const ImplementationRefuses& refusal) {
    result.refuse(*subject.last_asked(), refusal, instance);
  }
  return result;
}

}  // namespace

bool PosedCase::has_wrong_call() const {
  return std::any_of(calls.begin(), calls.end(), [](const Call& call) { return !call.is_allowed(); });
}

void PosedCase::require_right_calls() {
  for (const Call& call : calls) {
    if (call.is_allowed() || judgement.verdict() == Verdict::fails) continue;
    judgement.require(fmt::format("{} of the {} is correct to rounding{}", call.worst.where, method_of(call.question),
                                  is_fickle ? " whenever it is requested" : ""),
                      false);
  }
}

void PosedCase::refuse(const Source& source, const ImplementationRefuses& refusal, const Instance& instance) {
  kind = Kind::refused;
  refused = source;
  why = fmt::format("{}; case {}", refusal.what(), instance.to_json().dump());
}

CaseAhead pose_ahead(const Claim& claim, const Instance& instance, const JudgedSubject& subject) {
  CaseAhead result;
  result.questions = subject.ask_ahead([&] { result.right = attempt(claim, instance, subject); });
  return result;
}

PosedCase pose(const Claim& claim, const Instance& instance, const JudgedSubject& subject) {
  PosedCase result = attempt(claim, instance, subject);
  result.calls = subject.take_calls();
  result.require_right_calls();
  return result;
}

Claim posable(const Claim& claim, const JudgedSubject& subject) {
  Claim result = claim;
  result.check = [&claim, &subject](const Instance& instance, const Subject&) {
    PosedCase one = pose(claim, instance, subject);
    if (one.kind != PosedCase::Kind::decided) one.judgement.leave_undecided(one.why);
    return one.judgement;
  };
  return result;
}

}  // namespace jepa_oracle::properties
