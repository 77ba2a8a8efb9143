#pragma once

#include <optional>
#include <vector>

#include "judge/protocol/call.h"

namespace jepa_oracle::properties {

/// @name What the search for a mistake compares: a hypothesis' answer with an implementation's
/// @{
/// What a subject answers, times a factor (a descent is scaled in its rate); nothing where it has no answer.
std::optional<Answer> answer_of(const Subject& subject, const Question& question, const Rational& factor = 1);
/// All numbers of an answer, in a fixed order.
std::vector<Rational> numbers_of(const Answer& answer);
/// |value|, approximately.
double size_of(const Rational& value);
/// The call's answer differs from the hypothesis' by no more than eight times what the exact answer was allowed, scaled
/// to their size.
bool agrees(const Call& call, const Answer& hypothesis, const NumberFormat& format);
/// @}

}  // namespace jepa_oracle::properties
