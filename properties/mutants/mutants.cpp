#include "mutants/mutants.h"

#include <stdexcept>

#include "jepa_oracle/mistakes.h"
#include "mutants/near_mutants.h"

namespace jepa_oracle::mutants {
namespace {

std::vector<Mutant> of_families() {
  std::vector<Mutant> mutants;
  for (auto family :
       {convention_mutants, time_mutants, answer_mutants, family_mutants, field_mutants, descent_mutants, data_mutants,
        decay_mutants, lejepa_mutants, family_field_mutants, decayed_step_mutants, sign_descent_mutants}) {
    for (Mutant& mutant : family()) mutants.push_back(std::move(mutant));
  }
  return mutants;
}

std::vector<Mutant> with_near_ones() {
  std::vector<Mutant> mutants = of_families();
  for (Mutant& mutant : near_mutants(power(Rational(10), -12))) mutants.push_back(std::move(mutant));
  return mutants;
}

}  // namespace

Mutant mutant_of(std::string name, std::shared_ptr<const properties::Subject> subject, Questions altered) {
  std::string mistake = what_is_wrong(name);
  return {std::move(name), std::move(mistake), std::move(subject), std::move(altered)};
}

const std::vector<Mutant>& all_mutants() {
  static const std::vector<Mutant> mutants = with_near_ones();
  return mutants;
}

const std::vector<Mutant>& known_mistakes() {
  static const std::vector<Mutant> mutants = of_families();
  return mutants;
}

const Mutant& mutant_named(const std::string& name) {
  for (const Mutant& mutant : all_mutants()) {
    if (mutant.name == name) return mutant;
  }
  throw std::out_of_range("no mutant is called " + name);
}

}  // namespace jepa_oracle::mutants
