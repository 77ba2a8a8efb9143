#pragma once

#include <functional>
#include <string>
#include <vector>

#include "judge/protocol/call.h"

namespace jepa_oracle::properties {

/// One factor that an answer may be off by, named in terms of the question.
struct Factor {
  enum class Of { all, networks, scalars };
  std::string text;  ///< what is added to the name of a mistake; empty for the factor 1
  std::function<Rational(const Question&)> value;
  Of questions = Of::all;

  /// Whether it makes sense for the question.
  bool fits(const Question& question) const;
};

/// 1 first; those that follow from a size before plain ones.
const std::vector<Factor>& answer_factors();

/// Outputs of the top layer and size of the data; 1 for scalar questions.
std::pair<long, long> sizes_of(const Question& question);

}  // namespace jepa_oracle::properties
