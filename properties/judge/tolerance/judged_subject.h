#pragma once

#include <functional>
#include <string>
#include <utility>

#include "judge/protocol/call.h"
#include "judge/protocol/implementation.h"
#include "judge/tolerance/tolerance.h"

namespace jepa_oracle::properties {

/// Method and objective: what an answer is an answer to.
using Source = std::pair<std::string, Objective>;

Source source_of(const Question& question);

/// A question that waits for its answer, and how that compares with the exact one.
struct PutQuestion {
  Question question;
  std::string reason;  ///< where the tolerance comes from
  std::function<void(Call&)> compare_answer;
};

/// An implementation in floating point as a subject of the exact claims. Each question is put to it at the nearest
/// numbers of its format, and its answer is compared with the exact one there. A difference within the tolerance is
/// rounding: the claim sees the exact answer. A larger one is added to the exact answer, so that the claim sees the
/// mistake and nothing but the mistake. What the protocol does not ask for (limits, boundaries, windows) is the
/// reference's. Every answer may end in Absent, OutsideFormat or ImplementationError.
///
/// As a right implementation's answers make no difference to a claim, they need not be waited for: `ask_ahead` lets the
/// claim go on with the exact answers and leaves the comparisons for later.
class JudgedSubject : public ReferenceSubject {
 public:
  explicit JudgedSubject(Implementation& implementation) : implementation_(implementation) {}
  std::string name() const override { return implementation_.description().name; }

  std::optional<Interval> critical_time(const ScalarProblem& problem, const Threshold& threshold,
                                        TimeConvention convention, Digits digits) const override;
  Interval encoder_amplitude(const ScalarProblem& problem, const Rational& time, TimeConvention convention,
                             Digits digits) const override;
  Network<Rational> field(const Target<Rational>& target, const Network<Rational>& network,
                          const Moments<Rational>& moments) const override;
  Network<Rational> step(const Target<Rational>& target, const Network<Rational>& network,
                         const Moments<Rational>& moments, const Rational& rate) const override;
  std::vector<RecordedStep> descend(const Target<Rational>& target, const Network<Rational>& network,
                                    const Moments<Rational>& moments, const Rational& rate, long steps,
                                    long every) const override;

  /// Absent: the protocol has no flows.
  std::vector<Network<Real>> flow(const TargetRule& rule, const Network<Rational>& start,
                                  const Moments<Rational>& moments, const std::vector<Rational>& times,
                                  Digits digits) const override;

  /// Absent where the implementation does not have the objective, the layers on top or the weight decay, and for
  /// targets that the protocol does not have.
  Network<Rational> family_field(const FamilyRule<Rational>& rule, const Network<Rational>& network,
                                 const Moments<Rational>& moments) const override;

  /// Absent where the implementation does not have them.
  Network<Rational> family_step(Objective objective, const Rational& decay, const Network<Rational>& network,
                                const Moments<Rational>& moments, const Rational& rate) const override;

  /// Absent: the protocol descends by gradients.
  std::vector<Network<Rational>> sign_descent(Objective objective, const Network<Rational>& start,
                                              const Moments<Rational>& moments, const Rational& rate,
                                              long steps) const override;

  /// Of the last question put, answered or not.
  const std::optional<Source>& last_asked() const { return last_asked_; }
  /// The calls since this was last asked.
  std::vector<Call> take_calls() const { return std::exchange(calls_, {}); }

  /// The questions that `work` puts, none of whose answers has been waited for.
  std::vector<PutQuestion> ask_ahead(const std::function<void()>& work) const;
  /// The answer to the first question that waits for one, which is `put`, compared. @throws ImplementationError
  Call answer_to(PutQuestion put) const;

 private:
  const NumberFormat& format() const { return implementation_.description().format; }
  void require(const std::string& capability) const;
  /// @param top_layers  0 for an objective without any
  void require(Objective objective, long top_layers) const;
  void require_decay(const Rational& decay) const;
  /// One step, unless the question is plain.
  std::vector<RecordedStep> judged_descent(const DescendQuestion& drawn) const;
  Network<Rational> judged_field(const FamilyRule<Rational>& rule, const Network<Rational>& network,
                                 const Moments<Rational>& moments) const;
  /// Nothing where the implementer states no accuracy.
  std::optional<ScalarTolerance> stated_tolerance(const std::string& method, const Interval& right) const;
  /// Puts a question. The answer, if it is waited for and wrong; it stands in the last call.
  const Answer* wrong_answer_to(PutQuestion put) const;
  /// A number: the exact one, or what the implementation's mistake makes of it.
  Interval judged_number(Question question, const std::string& where, ScalarTolerance tolerance, const Interval& exact,
                         const Interval& exact_there) const;

  Implementation& implementation_;
  mutable std::optional<Source> last_asked_;
  mutable std::vector<Call> calls_;
  mutable bool is_ahead_ = false;
  mutable std::vector<PutQuestion> put_ahead_;
};

}  // namespace jepa_oracle::properties
