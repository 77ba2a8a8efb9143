#include "scenarios/family_scenario.h"

#include <algorithm>
#include <cmath>

namespace jepa_oracle::properties {
namespace {

/// sum over k >= 0 of s^(n + k m) / (n + k m), the tail enclosed.
Interval integral_by_series(long n, long m, const Interval& s) {
  const Interval ratio = power(s, m);
  Interval term = power(s, n);
  Interval sum = term / n;
  const Bits least = binary_exponent(term.upper()) - s.precision();
  long k = n;
  while (binary_exponent(term.upper()) > least && k < 1'000'000) {
    k += m;
    term *= ratio;
    sum += term / k;
  }
  return sum + hull(Interval(0), term * ratio / (Interval(1) - ratio));
}

/// The same for 1 <= n <= m by the m-th roots of unity z: -(1/m) sum over z of z^n ln(1 - s/z), in real parts.
Interval integral_by_logarithms(long n, long m, const Interval& s) {
  Interval sum = constant_like(0, s);
  const Interval turn = pi_like(s) * 2L / m;
  for (long k = 0; k < m; ++k) {
    const Interval angle = turn * k;
    const Interval real = constant_like(1, s) - s * cos(angle);  // 1 - s/z, z = e^(i angle)
    const Interval imaginary = s * sin(angle);
    const Interval phase = turn * (k * n % m);
    const Interval modulus = log(square(real) + square(imaginary)) / 2L;
    sum += k == 0 ? log(real) : cos(phase) * modulus - sin(phase) * atan2(imaginary, real);
  }
  return -sum / m;
}

/// integral from 0 to s of x^(n-1) / (1 - x^m) dx, n >= 1. Near 1 the series would be long, and the logarithms do not
/// cancel.
Interval geometric_rest(long n, long m, const Interval& s) {
  constexpr long kFewRoots = 16;
  const bool near_one = certainly_less(constant_like(Rational(3, 4), s), power(s, m));
  return near_one && m <= kFewRoots ? integral_by_logarithms(n, m, s) : integral_by_series(n, m, s);
}

/// J, the least integer with Jm > a-1.
long polar_terms(const CurvePowers& powers) { return (powers.a - 1) / powers.m + 1; }

}  // namespace

Field row_field(const std::vector<long>& rows) { return mostly("objective", rows, {}, 7, rows); }

Field top_depth_field(const std::string& name, std::size_t period) {
  return mostly(name, {1, 2, 3, 4, 5, 6, 7, 8}, {}, period);
}

Depth family_depth(const Instance& instance, Objective objective) {
  const Depth depth = instance.depth();
  const bool has_top = objective == Objective::jepa || objective == Objective::mae;
  return has_top ? depth.with_top(numerator(instance.number("top_depth")).convert_to<long>()) : depth;
}

Instance instance_of(std::initializer_list<std::pair<const char*, const char*>> numbers) {
  Instance instance;
  for (const auto& [name, value] : numbers) instance.set(name, parse_rational(value, name));
  return instance;
}

Interval curve_primitive(const CurvePowers& powers, const Interval& s) {
  const auto [a, m] = powers;
  const long terms = polar_terms(powers);
  Interval sum = geometric_rest(terms * m - a + 1, m, s);
  for (long j = 0; j < terms; ++j) {
    const long order = a - 1 - j * m;
    sum += order == 0 ? log(s) : -(power(s, -order) / order);
  }
  return sum;
}

// s^(1-a)/(1-s^m) is sum over j < J of s^(jm-a+1), and s^(Jm-a+1)/(1-s^m): with (a-1) h_j,
//   s^(jm-a+1) (1 - (a-1)/(a-1-jm)) = -jm s^(jm-a+1) / (a-1-jm),   1 + (a-1) ln s where jm = a-1.
Interval boundary_function(const CurvePowers& powers, const Interval& s) {
  const auto [a, m] = powers;
  const long terms = polar_terms(powers);
  const long n = terms * m - a + 1;
  Interval sum = geometric_rest(n, m, s) * (a - 1) + power(s, n) / (constant_like(1, s) - power(s, m));
  for (long j = 0; j < terms; ++j) {
    const long order = a - 1 - j * m;
    if (order == 0) sum += Interval(1) + log(s) * (a - 1);
    if (order > 0 && j > 0) sum -= power(s, -order) * (j * m) / order;
  }
  return sum;
}

EqualLambda EqualLambda::of(const Instance& instance, Objective objective, Depth depth) {
  const Rational rho2 = instance.number("rho");
  return {objective,
          depth,
          instance.number("lambda"),
          rho2 * (1 + instance.number("excess")),
          rho2,
          instance.number("fraction")};
}

Rational EqualLambda::start(const Rational& part) const {
  return start_below(objective, depth, part, p, limit_power(objective, feature(2))).encoder_amplitude(depth);
}

Interval EqualLambda::layer(const Rational& epsilon, Digits digits) const {
  return root(with_digits(epsilon, digits), static_cast<unsigned long>(depth.layers()));
}

Interval EqualLambda::gap(Judgement& judgement, const Subject& subject, const Rational& epsilon, Digits digits) const {
  const auto start = Initialisation::of_encoder(epsilon);
  const auto time = [&](int index) {
    return time_to_fraction(judgement, subject, {objective, depth, feature(index), start}, p, digits);
  };
  const Interval t1 = time(1);
  return (time(2) - t1) * with_digits(lambda, digits);
}

Interval EqualLambda::chi(const Interval& w) const {
  const Interval x = power(w, powers().m);
  const auto factor = [&](int index) { return Interval(1) - constant_like(beta(index), w) * x; };
  return Interval(1) / (factor(1) * factor(2));
}

Digits EqualLambda::digits(const Rational& smallest_epsilon) const {
  const auto [a, m] = powers();
  const double below_limit = -decades_of(beta(1)) / static_cast<double>(m) -
                             decades_of(smallest_epsilon) / static_cast<double>(depth.layers());
  const double apart = -decades_of(beta_gap() / beta(2));
  const auto lost = static_cast<double>(std::min(m, a - 1) + 2 + m) * std::max(0.0, below_limit) + apart;
  return Digits(60 + static_cast<long>(std::ceil(lost)));
}

double decades_of(const Rational& value) {
  constexpr double kNaturalOfTen = 2.302585092994046;
  return mpfr_get_d(log(Interval(value, 64)).midpoint().get(), MPFR_RNDN) / kNaturalOfTen;
}

}  // namespace jepa_oracle::properties
