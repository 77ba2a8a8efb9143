#pragma once

#include <memory>
#include <string>
#include <vector>

#include "mutants/questions.h"
#include "suite/subject.h"

namespace jepa_oracle::mutants {

/// A deliberately wrong implementation, one line away from the reference. Each must be killed by the claims that name
/// it in proofs-notes/claims.json: a claim that no mutant fails proves nothing by passing.
///
/// Its name is the key of a mistake of the catalogue (jepa_oracle/mistakes.h), with a variant where a mistake is made
/// in several ways or in several answers: "averaged-target/one-tenth", "loss-without-half/field". What it computes is
/// the switch of that mistake: test vectors and the judge's explanation ask the mutant, and compute nothing wrong
/// themselves.
struct Mutant {
  std::string name;
  std::string mistake;  ///< what is wrong, as the catalogue says it
  std::shared_ptr<const properties::Subject> subject;
  Questions altered;  ///< all others it leaves to the reference
};

/// @throws std::out_of_range for a name that is not made of keys of the catalogue
Mutant mutant_of(std::string name, std::shared_ptr<const properties::Subject> subject, Questions altered);

/// @name The families, one file each
/// @{
std::vector<Mutant> convention_mutants();    ///< of one feature: right answers to another question
std::vector<Mutant> time_mutants();          ///< of critical times
std::vector<Mutant> answer_mutants();        ///< of amplitudes, limits, rates, boundaries and windows
std::vector<Mutant> family_mutants();        ///< of several layers on top, and of objectives without a top
std::vector<Mutant> decay_mutants();         ///< of features under weight decay
std::vector<Mutant> lejepa_mutants();        ///< of LeJEPA, and of a slow average as target of JEPA
std::vector<Mutant> field_mutants();         ///< of the field of whole networks, and of single steps
std::vector<Mutant> descent_mutants();       ///< of several steps
std::vector<Mutant> data_mutants();          ///< of models of data, samples and estimates
std::vector<Mutant> decayed_step_mutants();  ///< of steps with weight decay
std::vector<Mutant> sign_descent_mutants();  ///< of sign descent
std::vector<Mutant> family_field_mutants();  ///< of the field of any objective, with a chain on top and with decay
/// @}

/// Those of the families, and near_mutants (near_mutants.h) at 10^-12.
const std::vector<Mutant>& all_mutants();
/// Those of the families: what someone may have done. That numbers are slightly off is nothing that anybody does, and
/// in floating point it agrees with everything that is right.
const std::vector<Mutant>& known_mistakes();

/// @throws std::out_of_range for an unknown name
const Mutant& mutant_named(const std::string& name);

}  // namespace jepa_oracle::mutants
