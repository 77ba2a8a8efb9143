#include "mistakes/mutants.h"

#include <stdexcept>

#include "mistakes/near_mutants.h"

namespace jepa_oracle::mutants {
namespace {

std::vector<Mutant> collect() {
  std::vector<Mutant> mutants;
  for (auto family : {time_mutants, answer_mutants, field_mutants, descent_mutants, data_mutants}) {
    for (Mutant& mutant : family()) mutants.push_back(std::move(mutant));
  }
  const Rational offset = power(Rational(10), -12);
  for (Mutant& mutant : near_mutants(offset)) mutants.push_back(std::move(mutant));
  return mutants;
}

}  // namespace

const std::vector<Mutant>& all_mutants() {
  static const std::vector<Mutant> mutants = collect();
  return mutants;
}

const Mutant& mutant_named(const std::string& name) {
  for (const Mutant& mutant : all_mutants()) {
    if (mutant.name == name) return mutant;
  }
  throw std::out_of_range("no mutant is called " + name);
}

}  // namespace jepa_oracle::mutants
