#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "judge/tolerance/judged_subject.h"
#include "suite/runner.h"

namespace jepa_oracle::properties {

/// How an implementation stands to one claim.
///   conforms       no case decided against it
///   fails          a case decided against it
///   known_failure  it fails where the implementer's file says that it does
///   unexpected_pass  it conforms, or a pinned instance holds, where that file says that it fails
///   error          it gave no answer that could be judged
///   inconclusive   a case could not be decided
///   not_judged     what some of its cases rest on fails already, or the implementation had ended too often
///   absent         the claim asks for something that it does not do
enum class Standing { conforms, fails, known_failure, unexpected_pass, error, inconclusive, not_judged, absent };

std::string_view name_of(Standing standing);

/// The smallest case found on which an implementation fails, and what it looks like.
struct Failure {
  Counterexample example;
  std::optional<Call> call;         ///< the one whose answer is farthest from what is allowed
  std::string contradiction;        ///< two answers to one question, where it is not deterministic; no mistake is named
  std::vector<std::string> likely;  ///< mistakes that explain every answer compared; empty when none is known
  bool tells_apart = true;          ///< whether these answers can tell mistakes apart (judge/probe_questions.h)
  std::optional<long> right_bits;   ///< bits to which all these answers are right, when no mistake is known
  std::size_t compared = 0;         ///< answers that the search for the mistake had
};

/// Largest errors of some answers.
struct LargestError {
  double of_tolerance = 0;  ///< over what is allowed; infinite where nothing is
  double ulps = 0;          ///< in units in the last place

  void add(const Call& call) {
    of_tolerance = std::max(of_tolerance, call.worst.excess);
    ulps = std::max(ulps, call.most_ulps);
  }
};

/// What was seen of one claim.
struct Conformance {
  std::string id;
  Standing standing = Standing::conforms;
  std::size_t cases = 0;    ///< decided
  std::size_t outside = 0;  ///< cases whose numbers do not exist in the format
  std::string why;          ///< for error, not_judged, absent, inconclusive, unexpected_pass
  bool rests_on_failure = false;  ///< not judged as answers that it uses are known to be wrong
  std::optional<Failure> failure;
  LargestError seen;     ///< of all answers in its cases
  LargestError allowed;  ///< of those that are right to rounding
};

}  // namespace jepa_oracle::properties
