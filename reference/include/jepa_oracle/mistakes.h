#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jepa_oracle {

/// Something that implementations get wrong. The catalogue is reference/src/mistakes/mistakes.json, which is built in.
/// A mistake stands there once: mutants, test vectors, the judge, diagnose and the wrong programs of the tests speak of
/// it by its key.
struct Mistake {
  std::string_view key;      ///< "no-stop-gradient"
  std::string_view wrong;    ///< what is wrong, a clause: "JEPA differentiates its target: ..."
  std::string_view type;     ///< of test vectors: convention, objective, equation; empty where none has the mistake
  std::string_view effect;   ///< of test vectors: what becomes of the answer
  std::string_view run;      ///< of a training run: a noun phrase with {} for numbers; empty where diagnose knows none
  std::string_view refuted;  ///< the claim that states the mistake as if it were right, and is refuted; or empty
};

/// The whole catalogue, in its order.
const std::vector<Mistake>& mistakes();

/// @throws std::out_of_range for a key that is not in the catalogue
const Mistake& mistake_of_key(std::string_view key);

/// What is wrong in an implementation called "key", "key/variant" or "key+key": the clauses of its mistakes.
/// @throws std::out_of_range for a key that is not in the catalogue
std::string what_is_wrong(std::string_view name);

/// The same with the name: "the loss has no factor 1/2 (loss-without-half/field)".
std::string what_is_wrong_by_name(std::string_view name);

}  // namespace jepa_oracle
