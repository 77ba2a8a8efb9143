#pragma once

#include <optional>
#include <string>
#include <vector>

#include "judge/tolerance/judged_subject.h"
#include "suite/claim.h"

namespace jepa_oracle::properties {

/// One case of a claim, put to an implementation.
///   decided  the claim was decided on what the implementation answered
///   absent   it does not do what the case asks for
///   outside  a number of the case does not exist in its format
///   refused  it answered that it could not answer
struct PosedCase {
  enum class Kind { decided, absent, outside, refused } kind = Kind::decided;
  Judgement judgement;
  std::vector<Call> calls;
  std::optional<Source> refused;  ///< what it did not answer
  std::string why;
  bool is_fickle = false;  ///< it answered wrongly, and rightly when it was asked again

  bool has_wrong_call() const;
  /// An answer that is off by more than rounding decides against the claim even where the claim does not notice it.
  void require_right_calls();
  void refuse(const Source& source, const ImplementationRefuses& refusal, const Instance& instance);
};

/// Puts the case, and requires right calls. @throws ImplementationError when the implementation breaks down
PosedCase pose(const Claim& claim, const Instance& instance, const JudgedSubject& subject);

/// A case whose questions wait for their answers.
struct CaseAhead {
  PosedCase right;  ///< what it comes to if every answer is right; without its calls
  std::vector<PutQuestion> questions;
};

/// Puts the case and waits for no answer.
CaseAhead pose_ahead(const Claim& claim, const Instance& instance, const JudgedSubject& subject);

/// The claim as shrinking needs it: a case that cannot be put to the implementation decides nothing. It refers to
/// `claim` and `subject`.
Claim posable(const Claim& claim, const JudgedSubject& subject);

}  // namespace jepa_oracle::properties
