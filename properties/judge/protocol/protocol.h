#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "jepa_oracle/json_text.h"
#include "judge/protocol/call.h"
#include "judge/protocol/implementation.h"

namespace jepa_oracle::properties {

/// @name Questions and answers as JSON
/// For formats of at most 53 bits a number that a double holds is a JSON number, the shortest text that reads back to
/// it; any other one is the text of its exact decimal or fraction. Matrices are arrays of rows.
/// @{
/// The "params" of the request, as text and as a tree.
std::string params_text(const Question& question, const NumberFormat& format);
nlohmann::ordered_json params_of(const Question& question, const NumberFormat& format);
/// An answer in the form in which the protocol has it.
nlohmann::ordered_json result_of(const Question& question, const Answer& answer, const NumberFormat& format);
/// @}

/// The question of a request, by its method and "params"; one time only in "at". What it asks for exists: objects have
/// the keys of the protocol and no others, and moments, weights, rates and features fit by the same rules as in problem
/// files (jepa_oracle/moment_shapes.h, network.h, gradient_descent.h, model.h).
/// @throws InvalidProblem naming the parameter and the rule
Question parse_question(const std::string& method, const JsonText& params);

/// What a subject says of itself, as the result of "describe".
nlohmann::ordered_json describe_json(const Description& description);

/// @name Results of a subject, read strictly
/// Numbers are JSON numbers or texts of numbers, finite, and stand for the nearest number of the format: that is how a
/// decimal text reads back. Matrices have the shapes asked for; keys that the protocol does not know are refused.
/// @throws ImplementationError naming the place and the rule
/// @{
Description parse_description(const JsonText& result);
Answer parse_answer(const Question& question, const JsonText& result, const NumberFormat& format);
/// @}

}  // namespace jepa_oracle::properties
