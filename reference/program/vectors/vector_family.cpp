#include "vectors/vector_family.h"

#include "jepa_oracle/objectives.h"

namespace jepa_oracle::program {

bool ObjectiveCase::has_top() const { return row_of(objective).top.has_value(); }

Json ObjectiveCase::input() const {
  Json input = {{"objective", name_of(objective)}, {"depth", depth}};
  if (top_depth != 1) input["top_depth"] = top_depth;
  return input;
}

std::vector<ObjectiveCase> objective_cases(const std::vector<long>& depths, const std::vector<long>& top_depths) {
  std::vector<ObjectiveCase> members;
  for (const Objective objective : all_objectives()) {
    const std::vector<long> tops = row_of(objective).top ? top_depths : std::vector<long>{1};
    for (const long depth : depths) {
      for (const long top_depth : tops) members.push_back({objective, depth, top_depth});
    }
  }
  return members;
}

void add_wrong(std::vector<Mistaken>& list, const std::string& mutant, const std::optional<Interval>& wrong,
               const std::optional<Interval>& right) {
  if (right) return add_mistaken(list, mutant, wrong, *right);
  if (!wrong || !wrong->is_bounded()) return;
  list.push_back({flag_name(mutant), decimal_of(wrong->midpoint().to_rational(), Digits(kMistakenDigits))});
}

Flag non_positive_lambda() {
  return {"NonPositiveLambda", "edge case", "lambda <= 0: the feature vanishes without weight decay, too",
          "there is no limit to take a fraction of"};
}

}  // namespace jepa_oracle::program
