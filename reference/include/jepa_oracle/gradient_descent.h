#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "jepa_oracle/moments.h"
#include "jepa_oracle/training_state.h"

namespace jepa_oracle {

/// What a step does with the direction of descent D.
///   gradient   D itself
///   sign       sign(D), entry by entry, sign(0) = 0: what Adam amounts to without its averages
enum class Optimizer { gradient, sign };
/// "gradient", "sign"
std::string_view name_of(Optimizer optimizer);
/// @throws InvalidProblem unless text is a name of one; says which there are
Optimizer parse_optimizer(std::string_view text, const std::string& where);

/// Gradient or sign descent without momentum, D = descent_field at the state and its target:
///   W <- W + rate (D - weight_decay W)         for every layer of encoder and top
///   W <- W + rate (sign(D) - weight_decay W)   where the signs are what is followed
/// then the target's moving average, if the rule has one.
struct DescentRule {
  TargetRule target;
  Rational rate;
  Rational weight_decay = Rational(0);
  Optimizer optimizer = Optimizer::gradient;
};

/// @throws InvalidProblem if rate <= 0 (at "rate") or weight_decay < 0 (at "weight_decay")
void require_valid(const DescentRule& rule);

/// Steps and what is kept of them.
struct DescentPlan {
  long steps;
  long every = 1;  ///< a sample at step 0, every, 2 every, ... and at the last step
  /// A weight beyond this (or one that is not a number) means that training diverged. 2^512 by default: the next step
  /// raises it to the power 2 (L + M) - 1.
  Rational bound = power(Rational(2), 512);
  std::size_t memory_limit = std::size_t{1} << 30;  ///< bytes
};

/// @throws InvalidProblem at "steps" or "every" if steps < 0 or every < 1
void require_valid(const DescentPlan& plan);

/// Where and how training left every bound: an answer, not an error.
struct Divergence {
  long step;
  Real norm;  ///< largest absolute weight at that step, infinite when it overflowed
};

/// Gradient descent step by step, over Rational (exact; numbers grow 2(L+M)-1 times as long at each step), Real (at the
/// precision of the numbers given) or double.
template <class T>
class GradientDescent {
 public:
  /// @param like  a number of the working precision, for the constants of the rule
  GradientDescent(TrainingState<T> start, Moments<T> moments, const DescentRule& rule, const T& like = T(1));

  void step();
  long steps_done() const { return steps_; }
  const TrainingState<T>& state() const { return state_; }
  /// Set once a weight is not finite or beyond `bound`.
  std::optional<Divergence> divergence(const Rational& bound) const;
  /// Continues a recorded run.
  void restore(long steps_done, TrainingState<T> state);

 private:
  TrainingState<T> state_;
  Moments<T> moments_;
  TargetRule target_;
  Optimizer optimizer_;
  T rate_;
  T keep_;  ///< 1 - rate weight_decay
  T beta_;
  long steps_ = 0;
};

template <class T>
struct DescentSample {
  long step;
  TrainingState<T> state;
};

template <class T>
struct DescentTrajectory {
  std::vector<DescentSample<T>> samples;
  std::optional<Divergence> divergence;  ///< the run stopped there; the diverged state is not a sample
};

/// Refuses a run whose recorded samples would not fit plan.memory_limit.
/// @param bytes_per_number  of one weight; for Rational of the largest, estimated from its growth
/// @throws InvalidProblem at "steps"
void require_memory(const DescentPlan& plan, Index parameters, double bytes_per_number);

/// Refuses exact descent that cannot be: a start whose weights are irrational (at "epsilon"), or more steps than memory
/// for numbers that grow 2(L+M)-1 times as long at each (at "steps"). Signs make them no longer; weight decay does, by
/// the length of 1 - rate weight_decay at each.
void require_exact_run(const Start& start, const DescentRule& rule, const DescentPlan& plan);

/// Runs a plan and keeps its samples.
/// @throws InvalidProblem for a rule or plan that breaks a rule, or one that does not fit the memory (before it starts)
/// @claim Descent.FollowsFlowToFirstOrder, Balance.DescentDefectIsSecondOrderExactly
DescentTrajectory<Rational> descend_exactly(const Start& start, const Moments<Rational>& moments,
                                            const DescentRule& rule, const DescentPlan& plan);
DescentTrajectory<Real> descend(const Start& start, const Moments<Rational>& moments, const DescentRule& rule,
                                const DescentPlan& plan, Bits bits);
DescentTrajectory<double> descend_in_double(const Start& start, const Moments<Rational>& moments,
                                            const DescentRule& rule, const DescentPlan& plan);

}  // namespace jepa_oracle
