#include "suite/worst.h"

#include <rapidcheck.h>

#include <algorithm>
#include <limits>

#include "jepa_oracle/decimal.h"
#include "suite/draw.h"

namespace jepa_oracle::properties {
namespace {

constexpr std::size_t kClimbers = 4;  ///< starts that climb in turn, so that one plateau does not end the search

/// Smaller is tighter.
long rank(const Tight& tight) {
  if (tight.verdict == Verdict::fails) return std::numeric_limits<long>::min();
  if (tight.verdict == Verdict::inconclusive) return std::numeric_limits<long>::min() + 1;
  return tight.margin_bits.value_or(std::numeric_limits<long>::max());
}

Tight tight_of(const Claim& claim, const Subject& subject, const Instance& instance) {
  const Judgement judgement = judge(claim, instance, subject);
  return {instance, judgement.verdict(), judgement.reason(), judgement.margin_bits()};
}

/// A value between two others, three significant digits of the way: a fraction of few digits stays one.
Rational between(const Rational& from, const Rational& to, unsigned sixteenths) {
  return parse_rational(decimal_of(Rational(from + (to - from) * Rational(sixteenths) / 16), Digits(3)), "between");
}

/// The instance with one number moved; itself where the move leaves the field.
Instance moved(const Claim& claim, const Instance& instance, rc::Random& random) {
  const Field& field = claim.fields[random.next() % claim.fields.size()];
  const std::uint64_t kind = random.next() % 4;
  Rational value = field.draw(random);
  if (kind != 0) value = between(instance.number(field.name), value, kind == 1 ? 1 : kind == 2 ? 4 : 8);
  Instance neighbour = instance;
  if (field.contains(value)) neighbour.set(field.name, value);
  return neighbour;
}

/// Tightest first, each instance once, at most `keep`.
void tidy(std::vector<Tight>& found, std::size_t keep) {
  std::stable_sort(found.begin(), found.end(), [](const Tight& a, const Tight& b) { return rank(a) < rank(b); });
  std::vector<Tight> distinct;
  for (Tight& tight : found) {
    const bool known = std::any_of(distinct.begin(), distinct.end(),
                                   [&](const Tight& other) { return other.instance == tight.instance; });
    if (!known && distinct.size() < keep) distinct.push_back(std::move(tight));
  }
  found = std::move(distinct);
}

}  // namespace

WorstCases worst_cases(const Claim& claim, const Subject& subject, const RunOptions& options, int steps,
                       std::size_t keep) {
  WorstCases result;
  for (const Instance& instance : cases_of(claim, options)) {
    result.found.push_back(tight_of(claim, subject, instance));
  }
  result.tried = result.found.size();
  tidy(result.found, std::max(keep, kClimbers));
  std::vector<Tight> climbers(result.found.begin(),
                              result.found.begin() + static_cast<long>(std::min(kClimbers, result.found.size())));
  rc::Random random(options.seed);
  for (int step = 0; step < steps && !climbers.empty(); ++step) {
    Tight& climber = climbers[static_cast<std::size_t>(step) % climbers.size()];
    const Instance neighbour = moved(claim, climber.instance, random);
    if (options.progress) options.progress(static_cast<std::size_t>(step + 1), static_cast<std::size_t>(steps));
    if (neighbour == climber.instance) continue;
    Tight tight = tight_of(claim, subject, neighbour);
    ++result.tried;
    if (rank(tight) > rank(climber)) continue;
    result.found.push_back(tight);
    climber = std::move(tight);
  }
  tidy(result.found, keep);
  return result;
}

}  // namespace jepa_oracle::properties
