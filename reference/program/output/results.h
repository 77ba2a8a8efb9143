#pragma once

#include <string>

#include "jepa_oracle/critical_time.h"
#include "output/command_output.h"

namespace jepa_oracle::program {

/// @name Library values as JSON; numbers are decimal text
/// @{
/// {"value","lower","upper"}; the value is null when the digits asked for could not be decided.
Json to_json(const Guaranteed& number);
/// The same of a number that is only enclosed.
Json to_json(const Interval& enclosure, Digits digits);
/// The same of a critical time; null when there is none.
Json to_json(const CriticalTime& time);
/// @}

/// {"lambda","rho","variance"}
Json to_json(const Feature& feature);

/// @name Inputs, written back exactly as they were understood
/// @{
void echo(Json& document, const ScalarProblem& problem);
void echo(Json& document, const Feature& feature);
void echo(Json& document, const Initialisation& initialisation);
void echo(Json& document, const Threshold& threshold);
void echo(Json& document, TimeConvention time, Digits digits);
/// @}

}  // namespace jepa_oracle::program
