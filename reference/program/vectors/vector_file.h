#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "jepa_oracle/guaranteed.h"
#include "jepa_oracle/matrix.h"
#include "output/command_output.h"

namespace jepa_oracle::program {

/// Why a test is there: the mistake that it exposes (vector_mistakes.h) or the edge on which it stands.
struct Flag {
  std::string name;         ///< CamelCase; of a mistake: its key
  std::string bug_type;     ///< convention, objective, equation, numerics, edge case, validation
  std::string description;  ///< what an implementation does wrong, or what is special about the case
  std::string effect;       ///< what becomes of it
};

/// Digits of expected values, and of the answers that a mistake gives.
inline constexpr int kVectorDigits = 60;
inline constexpr int kMistakenDigits = 20;

/// A wrong answer and the flag of the mistake that leads to it.
struct Mistaken {
  std::string flag;
  Json answer;
};

/// One file of test vectors: the tests of a family of claims, in groups, in the manner of Wycheproof.
///
/// The id of a test is a hash of its family and input: it stays when tests are added, left out or put in another order,
/// and when what is expected or said about the test changes.
class VectorFile {
 public:
  VectorFile(std::string family, std::string about, std::vector<Flag> flags);

  /// Begins a group; tests belong to the last one. @param claims  ids of the claims that it rests on
  void group(const std::string& comment, const std::vector<std::string>& claims);

  /// @param more      members between "expected" and "flags"
  /// @param mistaken  answers of known mistakes; those that do not differ from the right one are left out
  /// @param edges     flags of what is special about the case
  void valid(const Json& input, const Json& expected, const Json& more, const std::vector<Mistaken>& mistaken,
             const std::vector<std::string>& edges = {});
  /// An input that must be refused. @param rule  {"where","message"} of the reference
  void invalid(const std::string& function, const Json& input, const Json& rule, const std::string& flag);

  const std::string& family() const { return family_; }
  std::size_t tests() const { return ids_.size(); }
  const std::vector<Flag>& flags() const { return flags_; }
  /// The whole file. @throws std::logic_error if a flag has no test or a test a flag that is not explained
  Json document() const;

 private:
  void add(Json test, const Json& input, const std::vector<std::string>& flags);

  std::string family_;
  std::string about_;
  std::vector<Flag> flags_;
  Json groups_ = Json::array();
  std::map<std::string, std::string> ids_;   ///< and the input of each
  std::map<std::string, std::size_t> used_;  ///< flags, and how many tests have each
};

/// A number for an input: exact decimal text of a number that float32 holds exactly.
/// @throws std::logic_error for one that it does not
std::string float32_text(const Rational& value);

/// @name The families, one function each
/// @{
VectorFile critical_time_vectors();
VectorFile amplitude_vectors();
VectorFile limit_vectors();
VectorFile boundary_vectors();
VectorFile window_vectors();
VectorFile order_vectors();
VectorFile field_vectors();
VectorFile descend_vectors();
VectorFile invalid_vectors();
/// Every objective of the table, with any number of layers on top and under weight decay; what the files above ask
/// stays there.
VectorFile family_critical_time_vectors();
VectorFile family_amplitude_vectors();
VectorFile family_limit_vectors();
VectorFile family_boundary_vectors();
VectorFile family_window_vectors();
VectorFile family_order_vectors();
VectorFile weight_decay_vectors();
VectorFile decay_filter_vectors();
VectorFile family_field_vectors();
VectorFile family_descend_vectors();
VectorFile family_invalid_vectors();
/// @}

}  // namespace jepa_oracle::program
