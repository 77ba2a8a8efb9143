#pragma once

#include <optional>
#include <string>
#include <vector>

#include "vectors/vector_cases.h"

namespace jepa_oracle::program {

/// One row of the table of objectives at its depths. top_depth is 1 where nothing is on top.
struct ObjectiveCase {
  Objective objective;
  long depth;
  long top_depth;

  Depth layers() const { return Depth(depth).with_top(top_depth); }
  bool has_top() const;
  /// {"objective","depth","top_depth"}; one layer on top is not said.
  Json input() const;
};

/// Every objective of the table at the encoder depths given, JEPA and MAE with each number of layers on top.
std::vector<ObjectiveCase> objective_cases(const std::vector<long>& depths, const std::vector<long>& top_depths);

/// Adds what a mistake answers where there is a right number that it differs from, or none.
void add_wrong(std::vector<Mistaken>& list, const std::string& mutant, const std::optional<Interval>& wrong,
               const std::optional<Interval>& right);

/// The flag of lambda <= 0, in words that do not speak of decay: the families with weight decay have a Dies.
Flag non_positive_lambda();

}  // namespace jepa_oracle::program
