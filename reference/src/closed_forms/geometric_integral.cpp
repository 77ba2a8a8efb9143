#include "closed_forms/geometric_integral.h"

#include <cmath>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "jepa_oracle/interruption.h"

namespace jepa_oracle {
namespace {

double upper_double(const Real& x) { return mpfr_get_d(x.get(), MPFR_RNDU); }
double upper_double(const Interval& x) { return mpfr_get_d(&x.get()->right, MPFR_RNDU); }

/// What a truncated series leaves out lies between 0 and `bound`: an enclosure takes it in, an approximation drops it.
void add_tail(Real&, const Real&) {}
void add_tail(Interval& sum, const Interval& bound) { sum += hull(Interval(0), bound); }

/// Terms after which x^m to that power is below one unit in the last place of the working precision; the largest long
/// when the series does not converge usefully.
template <class T>
long series_terms(long m, const T& x) {
  const double bits_per_term = -static_cast<double>(m) * std::log2(upper_double(x));
  constexpr long kNever = 1L << 40;
  if (!(bits_per_term > 1e-9)) return kNever;  // x >= 1, undefined, or hopelessly close
  return static_cast<long>(static_cast<double>(x.precision() + 8) / bits_per_term) + 2;
}

/// Partial sum and a tail below the first omitted term over 1 - x^m (sigma = 1; alternating: below that term itself).
template <class T>
T by_series(long a, long m, int sigma, const T& x, long terms) {
  const T ratio = sigma > 0 ? power(x, m) : -power(x, m);
  T term = power(x, a);
  T sum = term / a;
  for (long j = 1; j < terms; ++j) {
    interruption_point();
    term *= ratio;
    sum += term / (a + j * m);
  }
  term *= ratio;
  const T next = term / (a + terms * m);
  add_tail(sum, sigma > 0 ? next / (T(1) - ratio) : next);
  return sum;
}

/// exp(i pi k / m) for k = 0..m. Built by halving the index, so that enclosures widen with log m and not with m.
template <class T>
std::vector<std::pair<T, T>> half_circle(long m, const T& like) {
  std::vector<std::pair<T, T>> roots(static_cast<std::size_t>(m) + 1, {T(1), T(0)});
  const T angle = pi_like(like) / m;
  roots[1] = {cos(angle), sin(angle)};
  if (m == 1) roots[1] = {T(-1), T(0)};
  if (m == 2) roots[1] = {T(0), T(1)};
  for (std::size_t k = 2; k < roots.size(); ++k) {
    interruption_point();
    const auto& [c1, s1] = roots[k / 2];
    const auto& [c2, s2] = roots[k - k / 2];
    roots[k] = {c1 * c2 - s1 * s2, s1 * c2 + c1 * s2};
  }
  return roots;
}

/// The same, remembered: many problems of few depths ask for the same roots at the same precision.
template <class T>
std::shared_ptr<const std::vector<std::pair<T, T>>> remembered_half_circle(long m, const T& like) {
  using Roots = std::shared_ptr<const std::vector<std::pair<T, T>>>;
  constexpr std::size_t kRemembered = 16;
  constexpr Bits kMostBits = 1L << 18;  // of one of them, in all numbers
  thread_local std::map<std::pair<long, Bits>, Roots> known;
  const std::pair key(m, like.precision());
  if (const auto found = known.find(key); found != known.end()) return found->second;
  auto roots = std::make_shared<const std::vector<std::pair<T, T>>>(half_circle(m, like));
  if (m * like.precision() > kMostBits) return roots;
  if (known.size() == kRemembered) known.clear();
  return known.emplace(key, std::move(roots)).first->second;
}

/// -(1/m) sum over the roots z of sigma z^m = 1 of z^a ln(1 - x/z), conjugate pairs taken together; 1 <= a <= m.
template <class T>
T by_logarithms(long a, long m, int sigma, const T& x, const T& complement) {
  const auto remembered = remembered_half_circle(m, x);
  const auto& half = *remembered;
  const auto unit = [&half, m](long k) {  // exp(i pi k / m) for any k
    k %= 2 * m;
    if (k <= m) return half[static_cast<std::size_t>(k)];
    const auto& mirrored = half[static_cast<std::size_t>(2 * m - k)];
    return std::pair<T, T>(mirrored.first, -mirrored.second);
  };
  T sum = sigma > 0 ? log(complement) : T(0);  // the root z = 1
  for (long k = sigma > 0 ? 2 : 1; k < m; k += 2) {
    interruption_point();
    const auto [c, s] = unit(k);
    const auto [weight_log, weight_arg] = unit(a * k);
    const T re = T(1) - x * c;
    const T im = x * s;
    // 2 Re( z^a ln(1 - x/z) ) with 1 - x/z = re + i im, im > 0
    sum += weight_log * log(re * re + im * im) - weight_arg * atan2(im, re) * 2;
  }
  const bool minus_one_is_root = (m % 2 == 0) == (sigma > 0);
  if (minus_one_is_root) {
    const T term = log1p(x);
    sum += a % 2 == 0 ? term : -term;
  }
  return -sum / m;
}

}  // namespace

template <class T>
T geometric_integral(long a, long m, int sigma, const T& x, const T& complement) {
  // Measured: a logarithm with its arctangent costs about as much as thirty terms, from 50 to 1000 digits.
  const long terms = series_terms(m, x);
  // The reduction below cancels about a log2(1/x) bits: far from 1 the series is the better one whatever it costs.
  const bool reduction_cancels = a > 2 * m && terms <= 2 * x.precision();
  if (terms <= 16 * (m + 2) || reduction_cancels) return by_series(a, m, sigma, x, terms);
  // J(a) = sigma (J(a - m) - x^(a-m) / (a-m)), down to an exponent of at most m.
  const long steps = (a - 1) / m;
  T result = by_logarithms(a - steps * m, m, sigma, x, complement);
  for (long lower = a - steps * m; lower < a; lower += m) {
    result = result - power(x, lower) / lower;
    if (sigma < 0) result = -result;
  }
  return result;
}

template Real geometric_integral(long, long, int, const Real&, const Real&);
template Interval geometric_integral(long, long, int, const Interval&, const Interval&);

}  // namespace jepa_oracle
