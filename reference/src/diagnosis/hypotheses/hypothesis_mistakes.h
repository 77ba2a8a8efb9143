#pragma once

#include "jepa_oracle/hypothesis.h"
#include "jepa_oracle/mistakes.h"

namespace jepa_oracle {

/// @name The mistake of the catalogue that a part of a hypothesis is; nullptr where it is none
///
/// Words and keys are shared with mutants and test vectors, the switch is not: a hypothesis is integrated in double,
/// with the numbers that are fitted to a run, while a mutant changes an exact answer to one question.
/// @{
const Mistake* mistake_of(TrainingRule rule);
const Mistake* mistake_of(LossReading reading);
/// Where the problem has another unit of time.
const Mistake* mistake_of(TimeReading reading);
/// Where the problem means another start.
const Mistake* mistake_of(StartReading reading);
/// A rate of an average and E[y y] are part of a rule, and no mistakes of their own.
const Mistake* mistake_of(FittedNumber number);
/// @}

}  // namespace jepa_oracle
