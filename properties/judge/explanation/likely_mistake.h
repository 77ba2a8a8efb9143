#pragma once

#include <optional>
#include <string>
#include <vector>

#include "judge/protocol/call.h"

namespace jepa_oracle::properties {

/// What may have gone wrong.
///   mistakes     sentences of the known mistakes (mistakes/mutants.h, second_moment.h, fitted_mistake.h) that explain
///                every answer, as they are or times one factor; several when the answers do not distinguish them, none
///                when nothing known does
///   tells_apart  whether the answers could tell mistakes apart at all (probe_questions.h); where they could not, the
///                mistakes are some of those that it may be, and others that nobody thought of may be it as well
///   right_bits   set when there is none and all answers are right to at least 8 bits: how many, relative to the
///                largest entry of each; an approximation or a format of fewer bits is at work
struct Explanation {
  std::vector<std::string> mistakes;
  bool tells_apart = true;
  std::optional<long> right_bits = std::nullopt;
};

/// Compares the answers of calls to one method for one objective with what each known mistake answers to the same
/// questions. It is a search for an explanation, not a judgement: answers agree when they differ by no more than eight
/// times what the exact answer was allowed, scaled to their size. Where nothing explains all answers, those with data
/// and code of one size are tried alone, if they can tell mistakes apart: some mistakes make no sense for others.
/// @param right  answers of another method that are right: a mistake of the catalogue must leave them right
Explanation explain(const std::vector<Call>& calls, const std::vector<Call>& right, const NumberFormat& format);

}  // namespace jepa_oracle::properties
