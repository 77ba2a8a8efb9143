#pragma once

#include <set>
#include <vector>

#include "judge/standing.h"
#include "judge/subject/posed_case.h"

namespace jepa_oracle::properties {

/// What asking more has shown of a claim that fails.
struct FoundFailure {
  Failure failure;
  std::set<Source> broken;  ///< answers that are known to be wrong
};

/// Asks an implementation on which a claim failed once more: whether it answers the same question in the same way, which
/// mistake explains the answers of this case, of others of the claim and of questions that tell mistakes apart, and what
/// the smallest case is. All must outlive the search.
class FailureSearch {
 public:
  /// @param cases   of the claim, in the order in which they are put
  /// @param broken  answers that were known to be wrong before
  FailureSearch(const Claim& claim, const std::vector<Instance>& cases, Implementation& implementation,
                const JudgedSubject& subject, std::set<Source> broken)
      : claim_(claim), cases_(cases), implementation_(implementation), subject_(subject), broken_(std::move(broken)) {}

  /// @param failed  what the case `instance` came to
  /// @throws ImplementationError when the implementation breaks down and does not start again
  FoundFailure describe(const Instance& instance, const PosedCase& failed);

 private:
  /// The calls that the question makes: none when it cannot be put or is refused.
  std::vector<Call> ask(const Question& question);
  /// Puts the questions of calls once more. What an answer was first and then, if it is not the same.
  std::optional<std::string> contradiction(const std::vector<Call>& calls);
  std::vector<Call> evidence(const PosedCase& failed);
  /// Fields that are right where descents are wrong.
  std::vector<Call> right_fields(const Source& wrong);
  /// The smallest case, told in the failure. One that did not fail again is taken as it was.
  PosedCase smallest(const Instance& instance, const PosedCase& failed, Failure& failure) const;

  const Claim& claim_;
  const std::vector<Instance>& cases_;
  Implementation& implementation_;
  const JudgedSubject& subject_;
  std::set<Source> broken_;
};

}  // namespace jepa_oracle::properties
