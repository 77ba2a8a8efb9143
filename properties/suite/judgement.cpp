#include "suite/judgement.h"

#include <fmt/format.h>

#include <algorithm>

#include "jepa_oracle/decimal.h"

namespace jepa_oracle::properties {
namespace {

std::string shown(const Interval& x) {
  const Digits digits(17);
  return fmt::format("[{}, {}]", decimal_below(x.lower(), digits), decimal_above(x.upper(), digits));
}

/// The fraction itself where it can be read, else its first digits.
std::string shown(const Rational& x) {
  constexpr std::size_t kReadable = 40;
  const std::string fraction = to_fraction(x);
  return fraction.size() <= kReadable ? fraction : decimal_of(x, Digits(20)) + "...";
}

bool is_zero(const Interval& x) { return contains(x, Rational(0)) && x.width() == Real(0); }

/// log2 of the relative distance between two disjoint enclosures.
long distance_bits(const Interval& a, const Interval& b) {
  if (!a.is_bounded() || !b.is_bounded()) return 0;  // as far apart as their size, at least
  const Interval distance = abs(b - a);
  const Interval size = hull(abs(a), abs(b));
  return binary_exponent(distance.lower()) - binary_exponent(size.upper());
}

}  // namespace

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::holds:
      return "holds";
    case Verdict::fails:
      return "fails";
    case Verdict::inconclusive:
      break;
  }
  return "inconclusive";
}

void Judgement::settle(Verdict verdict, const std::string& what, const Interval& a, const char* relation,
                       const Interval& b) {
  if (verdict == Verdict::holds || verdict_ == Verdict::fails) return;
  if (verdict_ == Verdict::inconclusive && verdict != Verdict::fails) return;
  verdict_ = verdict;
  reason_ = fmt::format("{}: {} {} {} {}", what, shown(a), relation, shown(b),
                        verdict == Verdict::fails ? "is false" : "is undecided");
}

void Judgement::require_less(const std::string& what, const Interval& a, const Interval& b) {
  if (certainly_less(a, b)) {
    const long bits = distance_bits(a, b);
    margin_bits_ = margin_bits_ ? std::min(*margin_bits_, bits) : bits;
    return;
  }
  const bool equal_points = a.width() == Real(0) && b.width() == Real(0) && overlaps(a, b);
  settle(certainly_less(b, a) || equal_points ? Verdict::fails : Verdict::inconclusive, what, a, "<", b);
}

void Judgement::require_same(const std::string& what, const Interval& a, const Interval& b, long bits) {
  if (!overlaps(a, b)) return settle(Verdict::fails, what, a, "=", b);
  const bool narrow = (is_zero(a) || a.relative_bits() >= bits) && (is_zero(b) || b.relative_bits() >= bits);
  settle(narrow ? Verdict::holds : Verdict::inconclusive, what, a, "=", b);
}

void Judgement::require_between(const std::string& what, const Interval& low, const Interval& value,
                                const Interval& high) {
  const auto margin = margin_bits_;
  require_less(what + ", from below", low, value);
  require_less(what + ", from above", value, high);
  margin_bits_ = margin;
}

void Judgement::require_within(const std::string& what, const Interval& inner, const Interval& outer) {
  if (contains(outer, inner)) return;
  settle(overlaps(inner, outer) ? Verdict::inconclusive : Verdict::fails, what, inner, "in", outer);
}

void Judgement::require_equal(const std::string& what, const Rational& a, const Rational& b) {
  if (a == b || verdict_ == Verdict::fails) return;
  verdict_ = Verdict::fails;
  reason_ = fmt::format("{}: {} = {} is false", what, shown(a), shown(b));
}

void Judgement::require(const std::string& what, bool holds) {
  if (holds || verdict_ == Verdict::fails) return;
  verdict_ = Verdict::fails;
  reason_ = what + ": is false";
}

void Judgement::require_answer(const std::string& what, bool given) {
  if (given) return;
  missing_is_undecided_ ? leave_undecided(what + " is reached: no answer") : require(what + " is reached", false);
}

void Judgement::leave_undecided(const std::string& why) {
  if (verdict_ != Verdict::holds) return;
  verdict_ = Verdict::inconclusive;
  reason_ = why;
}

}  // namespace jepa_oracle::properties
