#include "judge/subject/reference_implementation.h"

#include "jepa_oracle/target.h"

namespace jepa_oracle::properties {
namespace {

constexpr int kDigits = 40;

struct Ask {
  const ReferenceSubject reference = {};

  Answer operator()(const FieldQuestion& q) const {
    return std::vector<RecordedStep>{{0, reference.field(Target<Rational>::of(q.objective), q.network, q.moments)}};
  }
  Answer operator()(const DescendQuestion& q) const {
    return reference.descend(Target<Rational>::of(q.objective), q.network, q.moments, q.rate, q.steps, q.every);
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
  description_.accuracy = {{"critical_time", last_place}, {"amplitude", last_place}};
}

Answer ReferenceImplementation::take(const Question& question) { return std::visit(Ask(), question); }

}  // namespace jepa_oracle::properties
