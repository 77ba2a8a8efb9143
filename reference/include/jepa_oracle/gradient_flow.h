#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "jepa_oracle/decimal.h"
#include "jepa_oracle/flow_problem.h"

namespace jepa_oracle {

/// How a state of the flow is supported. An integrated one is not guaranteed: no enclosure of the trajectory is
/// computed (diagonal_flow.h has the states that are).
///   agreed_digits  two integrations with different precision, order and step control agree to so many significant
///                  digits in every entry, relative to the largest entry of its matrix; at most the digits asked for
///   residual       enclosed upper bound of |p'(t) - field(p(t))| over all entries, p the Taylor polynomial that gives
///   the
///                  state: it solves the flow of a field that differs by no more than that at this time
struct FlowSupport {
  int agreed_digits;
  Real residual;
};

struct FlowSample {
  Rational time;  ///< flow time
  TrainingState<Real> state;
  FlowSupport support;
};

/// Work done so far by the first of the two integrations.
struct FlowEffort {
  long steps;
  int order;
  Bits bits;
};

/// Taylor series integration (Jorba and Zou 2005): the field is polynomial, so the coefficients follow by recurrences
/// on products of matrix series, to any order, without differences. Order from the digits, step from the last two
/// terms. When the two integrations disagree before the digits asked for, both restart with more guard bits.
class GradientFlow {
 public:
  /// @throws InvalidProblem as require_valid
  GradientFlow(FlowProblem problem, Digits digits);
  ~GradientFlow();
  GradientFlow(GradientFlow&&) noexcept;
  GradientFlow& operator=(GradientFlow&&) noexcept;

  /// State at a time. @throws InvalidProblem if time < 0 or before the time of an earlier call (at "time")
  FlowSample at(const Rational& time);

  FlowEffort effort() const;
  /// Called with the flow time reached after every step.
  void on_step(std::function<void(const Rational&)> callback);

  /// Exact text of the state reached, from which `restore` continues bit for bit.
  std::string checkpoint() const;
  /// @throws InvalidProblem for text that `checkpoint` of the same problem and digits did not write
  void restore(const std::string& checkpoint);

 private:
  struct Pair;
  std::unique_ptr<Pair> pair_;
};

/// States at several times, in the order given (non-decreasing).
std::vector<FlowSample> gradient_flow(const FlowProblem& problem, const std::vector<Rational>& times, Digits digits);

}  // namespace jepa_oracle
