#include "vectors/vector_mistakes.h"

#include <cctype>
#include <stdexcept>

#include "jepa_oracle/mistakes.h"
#include "mutants/mutants.h"

namespace jepa_oracle::program {

std::string flag_name(const std::string& mutant) {
  std::string name;
  bool begins = true;
  for (const char letter : mutant.substr(0, mutant.find('/'))) {
    if (letter != '-') name += begins ? static_cast<char>(std::toupper(static_cast<unsigned char>(letter))) : letter;
    begins = letter == '-';
  }
  return name;
}

std::vector<Flag> flags_of(const std::vector<std::string>& mistakes, const std::vector<Flag>& edges) {
  std::vector<Flag> flags;
  for (const std::string& key : mistakes) {
    const Mistake& mistake = mistake_of_key(key);
    if (mistake.type.empty() || mistake.effect.empty()) {
      throw std::logic_error("the catalogue has no type or no effect for " + key);
    }
    flags.push_back(
        {flag_name(key), std::string(mistake.type), std::string(mistake.wrong), std::string(mistake.effect)});
  }
  flags.insert(flags.end(), edges.begin(), edges.end());
  return flags;
}

const properties::Subject& subject_of(const std::string& mutant) { return *mutants::mutant_named(mutant).subject; }

}  // namespace jepa_oracle::program
