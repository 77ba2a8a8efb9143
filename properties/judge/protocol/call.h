#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "jepa_oracle/interval.h"
#include "jepa_oracle/moments.h"
#include "judge/protocol/number_format.h"
#include "suite/subject.h"

namespace jepa_oracle::properties {

/// @name Questions of the protocol, with numbers exact in the implementation's format
/// @{
struct FieldQuestion {
  Objective objective;
  Network<Rational> network;
  Moments<Rational> moments;
  Rational weight_decay = Rational(0);
};
struct DescendQuestion {
  Objective objective;
  Network<Rational> network;
  Moments<Rational> moments;
  Rational rate;
  long steps;
  long every;
  Rational weight_decay = Rational(0);
};
struct TimeQuestion {
  ScalarProblem problem;
  Rational fraction;
  TimeConvention convention;
};
struct AmplitudeQuestion {
  ScalarProblem problem;
  Rational at;
  TimeConvention convention;
};
/// @}

using Question = std::variant<FieldQuestion, DescendQuestion, TimeQuestion, AmplitudeQuestion>;

/// One layer on top and no weight decay: what every implementation of JEPA and MAE is asked.
bool is_plain(const Question& question);

/// L of a question about one feature; 1 of another.
inline long depth_of(const Question& question) {
  if (const auto* q = std::get_if<TimeQuestion>(&question)) return q->problem.depth.layers();
  if (const auto* q = std::get_if<AmplitudeQuestion>(&question)) return q->problem.depth.layers();
  return 1;
}
/// The states of a field (one, at step 0) or of a descent, or one number.
using Answer = std::variant<std::vector<RecordedStep>, Rational>;

/// "field", "descend", "critical_time" or "amplitude".
std::string method_of(const Question& question);
Objective objective_of(const Question& question);

/// Entry of an answer that is farthest from the exact one, measured by its tolerance.
struct Difference {
  std::string where;  ///< "layers[0][1][2]", "step 3, top[0][0]", "time"
  Rational given;
  Rational right;  ///< exact, or the middle of an enclosure far narrower than the tolerance
  Rational allowed;
  double excess = 0;  ///< |given - right| / allowed; above 1 the difference is no rounding
  double ulps = 0;    ///< |given - right| in units in the last place of the largest entry of its matrix
};

/// A question that was put to an implementation, and how the answer compares.
struct Call {
  Question question;
  Answer answer;
  Difference worst;      ///< by excess
  double most_ulps = 0;  ///< over all entries
  std::string reason;    ///< where the tolerance comes from

  bool is_allowed() const { return worst.excess <= 1; }
};

/// The farthest entry of states that should have the shapes of `right`.
/// @param allowed  one network for each state
void compare(Call& call, const std::vector<RecordedStep>& given, const std::vector<RecordedStep>& right,
             const std::vector<Network<double>>& allowed, const NumberFormat& format);
/// The same for a number.
void compare(Call& call, const std::string& where, const Rational& given, const Rational& right,
             const Rational& allowed, const NumberFormat& format);

}  // namespace jepa_oracle::properties
