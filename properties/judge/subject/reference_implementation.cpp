#include "judge/subject/reference_implementation.h"

#include "jepa_oracle/family_field.h"
#include "jepa_oracle/interruption.h"

namespace jepa_oracle::properties {
namespace {

constexpr int kDigits = 40;

struct Ask {
  const ReferenceSubject reference = {};

  Answer operator()(const FieldQuestion& q) const {
    const FamilyRule<Rational> rule{q.objective, Target<Rational>::of(q.objective), q.weight_decay};
    return std::vector<RecordedStep>{{0, reference.family_field(rule, q.network, q.moments)}};
  }
  Answer operator()(const DescendQuestion& q) const {
    const FamilyRule<Rational> rule{q.objective, Target<Rational>::of(q.objective), q.weight_decay};
    std::vector<RecordedStep> states{{0, q.network}};
    Network<Rational> network = q.network;
    for (long step = 1; step <= q.steps; ++step) {
      interruption_point();
      network = moved(network, reference.family_field(rule, network, q.moments), q.rate);
      if (step % q.every == 0 || step == q.steps) states.push_back({step, network});
    }
    return states;
  }
  Answer operator()(const TimeQuestion& q) const {
    const auto time =
        reference.critical_time(q.problem, Threshold::fraction(q.fraction), q.convention, Digits(kDigits));
    if (!time) throw ImplementationRefuses("the fraction is never reached");
    return rounded(*time);
  }
  Answer operator()(const AmplitudeQuestion& q) const {
    return rounded(reference.encoder_amplitude(q.problem, q.at, q.convention, Digits(kDigits)));
  }

  /// 40 digits of the middle; the enclosure is narrower than their last place.
  static Rational rounded(const Interval& x) {
    return parse_rational(decimal_of(x.midpoint().to_rational(), Digits(kDigits)), "answer");
  }
};

}  // namespace

ReferenceImplementation::ReferenceImplementation()
    : description_{"jepa-oracle",
                   JEPA_ORACLE_VERSION,
                   parse_number_format("rational", "dtype"),
                   {"field", "descend", "critical_time", "amplitude"},
                   {}} {
  const Rational last_place = power(Rational(10), 1 - kDigits);
  description_.objectives = all_objectives();
  description_.top_depth = Depth::kMaxDepth;
  description_.weight_decay = true;
  description_.accuracy = {{"critical_time", last_place}, {"amplitude", last_place}};
}

Answer ReferenceImplementation::take(const Question& question) { return std::visit(Ask(), question); }

}  // namespace jepa_oracle::properties
