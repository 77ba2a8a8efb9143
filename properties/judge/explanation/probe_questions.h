#pragma once

#include <vector>

#include "judge/tolerance/judged_subject.h"

namespace jepa_oracle::properties {

/// Questions to a method for an objective that tell mistakes apart: sizes that differ from each other and from 1,
/// several layers, full matrices without symmetry, several steps each recorded, several depths. What a claim happens to
/// ask may not: of one number for data and code, the right answer times 2 and a loss that is symmetrised are one.
/// They are the same in every run, and short: exact in every format that has 8 bits. The last ones have several layers
/// on top, or weight decay: for those who have that.
std::vector<Question> probe_questions(const Source& source);

/// Whether answers to these questions can tell mistakes apart: of networks, in one of them data has more than one
/// dimension and the encoder more than one layer, and descents have three steps or more that are all recorded; of
/// numbers, two depths differ.
bool tell_apart(const std::vector<Call>& calls);

}  // namespace jepa_oracle::properties
