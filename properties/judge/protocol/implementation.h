#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "jepa_oracle/objectives.h"
#include "judge/protocol/call.h"

namespace jepa_oracle::properties {

/// What an implementation says of itself.
struct Description {
  std::string name;
  std::string version;
  NumberFormat format;
  std::set<std::string> capabilities;  ///< of field, descend, critical_time, amplitude
  /// Relative error that the implementer states for a scalar answer ("critical_time", "amplitude") which is computed to
  /// a tolerance, an ODE solver's for example. It is taken as stated, and the report says so.
  std::map<std::string, Rational> accuracy;
  /// Objectives that it trains.
  std::vector<Objective> objectives = network_objectives();
  /// The most layers of a predictor or decoder that it trains.
  long top_depth = 1;
  /// Its fields and descents take a weight decay.
  bool weight_decay = false;

  bool has(Objective objective) const {
    return std::find(objectives.begin(), objectives.end(), objective) != objectives.end();
  }
  bool can(const std::string& capability) const { return capabilities.count(capability) != 0; }
};

/// Someone else's implementation of the model, asked question by question. Its numbers are taken exactly as given;
/// what it is given is exact in its format.
class Implementation {
 public:
  virtual ~Implementation() = default;
  virtual const Description& description() const = 0;

  /// Puts a question. Any number of questions may wait for their answers, which come in the order of the questions.
  virtual void put(const Question& question) = 0;
  /// The answer to the first question that waits for one, which is `question`; with the shapes that it asks for.
  /// @throws ImplementationError when there is none; after any but a refusal the others that wait have none either
  virtual Answer take(const Question& question) = 0;
  /// After an error: a fresh one, as at the start, of which nothing is asked. @throws ImplementationError when it does
  /// not start
  virtual void restart() = 0;
};

/// The implementation gave no answer that could be judged: it ended, was silent too long, or sent something else than
/// the protocol asks for. It has to be restarted.
class ImplementationError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The system gives no process for it.
class NoProcess : public ImplementationError {
 public:
  using ImplementationError::ImplementationError;
};

/// It answered that it could not answer this question (an exception, say), and is ready for the next.
class ImplementationRefuses : public ImplementationError {
 public:
  using ImplementationError::ImplementationError;
};

/// The implementation is not able to do what a claim asks: the claim is absent for it, not failed.
class Absent : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Why a feature with lambda = 0 cannot be asked for.
inline constexpr const char* kNoZeroLambda =
    "the protocol gives lambda and rho, and lambda = 0 leaves the variance open";

/// This case cannot be put to the implementation: a number of it does not exist in its format.
class OutsideFormat : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace jepa_oracle::properties
