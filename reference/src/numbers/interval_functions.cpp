#include "numbers/interval_functions.h"

namespace jepa_oracle {
namespace {

using F = IntervalFunctions;

/// A working number for bounds of widths: a few bits suffice, because it is always rounded up.
class Bound {
 public:
  Bound() { mpfr_init2(value_, 64); }
  Bound(const Bound&) = delete;
  Bound& operator=(const Bound&) = delete;
  ~Bound() { mpfr_clear(value_); }
  operator mpfr_ptr() { return value_; }  // NOLINT(google-explicit-constructor): it stands where MPFR wants one

 private:
  mpfr_t value_;
};

/// Most intervals of a computation are points with a little rounding. For these the second end of a costly function
/// follows from the first by a bound of its slope, at the price of a bit or two. Sets `relative` >= width / lower end
/// and says whether x is positive, bounded and that narrow.
bool is_narrow(const Interval& x, mpfr_ptr relative) {
  const mpfr_srcptr left = &x.get()->left;
  const mpfr_srcptr right = &x.get()->right;
  if (!x.is_bounded() || mpfr_sgn(left) <= 0) return false;
  mpfr_sub(relative, right, left, MPFR_RNDU);
  if (mpfr_zero_p(relative) == 0 && mpfr_get_exp(relative) > mpfr_get_exp(left) - x.precision() / 2) return false;
  mpfr_div(relative, relative, left, MPFR_RNDU);
  return true;
}

/// Lower end: `operation` of x's lower end. Upper end: the next number, which f(lower end) cannot exceed, to be raised.
template <class Operation>
Interval of_lower_end(const Interval& x, Operation operation) {
  Interval result = F::make(x.precision());
  const int inexact = operation(F::left(result), &x.get()->left, MPFR_RNDD);
  mpfr_set(F::right(result), F::left(result), MPFR_RNDU);
  if (inexact != 0) mpfr_nextabove(F::right(result));
  return result;
}

int root_of(mpfr_ptr r, mpfr_srcptr a, unsigned long degree, mpfr_rnd_t rounding) {
  return degree == 2 ? mpfr_sqrt(r, a, rounding) : mpfr_rootn_ui(r, a, degree, rounding);
}

}  // namespace

Interval square(const Interval& x) { return F::unary(x, mpfi_sqr); }
Interval expm1(const Interval& x) { return F::unary(x, mpfi_expm1); }
Interval log1p(const Interval& x) { return F::unary(x, mpfi_log1p); }
Interval cos(const Interval& x) { return F::unary(x, mpfi_cos); }
Interval sin(const Interval& x) { return F::unary(x, mpfi_sin); }

Interval exp(const Interval& x) {
  Bound width;
  mpfr_sub(width, &x.get()->right, &x.get()->left, MPFR_RNDU);
  if (!x.is_bounded() || mpfr_cmp_ui_2exp(width, 1, -8) > 0) return F::unary(x, mpfi_exp);
  // exp(a + w) <= exp(a) (1 + 2w) for 0 <= w <= 1
  Interval result = of_lower_end(x, mpfr_exp);
  mpfr_mul_2ui(width, width, 1, MPFR_RNDU);
  mpfr_mul(width, width, F::right(result), MPFR_RNDU);
  mpfr_add(F::right(result), F::right(result), width, MPFR_RNDU);
  return result;
}

Interval log(const Interval& x) {
  Bound relative;
  if (!is_narrow(x, relative)) return F::unary(x, mpfi_log);
  // ln(a (1 + d)) <= ln a + d
  Interval result = of_lower_end(x, mpfr_log);
  mpfr_add(F::right(result), F::right(result), relative, MPFR_RNDU);
  return result;
}

Interval root(const Interval& x, unsigned long degree) {
  if (degree == 1) return x;
  const auto operation = [degree](mpfr_ptr r, mpfr_srcptr a, mpfr_rnd_t rounding) {
    if (mpfr_sgn(a) >= 0) return root_of(r, a, degree, rounding);
    mpfr_set_nan(r);
    return 0;
  };
  Bound relative;
  if (!is_narrow(x, relative)) return F::increasing(x, operation);
  // (a (1 + d))^(1/n) <= a^(1/n) (1 + d/n)
  Interval result = of_lower_end(x, operation);
  mpfr_div_ui(relative, relative, degree, MPFR_RNDU);
  mpfr_mul(relative, relative, F::right(result), MPFR_RNDU);
  mpfr_add(F::right(result), F::right(result), relative, MPFR_RNDU);
  return result;
}

Interval atan2(const Interval& y, const Interval& x) {
  Bound turn;
  const mpfr_srcptr top = &y.get()->left;
  const mpfr_srcptr left = &x.get()->left;
  constexpr mpfr_exp_t kFlat = 4;  // below this slope the bound would be much wider than the angle is small
  const auto flat = [&] { return mpfr_regular_p(left) != 0 && mpfr_get_exp(left) > mpfr_get_exp(top) + kFlat; };
  if (!is_narrow(y, turn) || !x.is_bounded() || flat()) return F::binary(y, x, mpfi_atan2);
  // In the upper half plane the argument of p + d differs from that of p by at most arcsin(|d|/|p|) <= 2 |d|/|p| where
  // |d| <= |p|/2; |d| <= (width of x) + (width of y) and |p| >= y.
  Bound width;
  mpfr_sub(width, &x.get()->right, left, MPFR_RNDU);
  mpfr_div(width, width, top, MPFR_RNDU);
  mpfr_add(turn, turn, width, MPFR_RNDU);
  if (mpfr_cmp_ui_2exp(turn, 1, -8) > 0) return F::binary(y, x, mpfi_atan2);
  mpfr_mul_2ui(turn, turn, 1, MPFR_RNDU);
  Interval result = F::make(std::max(x.precision(), y.precision()));
  mpfr_atan2(F::left(result), top, left, MPFR_RNDD);
  mpfr_set(F::right(result), F::left(result), MPFR_RNDU);
  mpfr_nextabove(F::right(result));
  mpfr_add(F::right(result), F::right(result), turn, MPFR_RNDU);
  mpfr_sub(F::left(result), F::left(result), turn, MPFR_RNDD);
  return result;
}

Interval power(const Interval& x, long exponent) {
  if (exponent == 0) return Interval(1);
  if (exponent < 0) return Interval(1) / power(x, -exponent);
  if (certainly_positive(x)) {
    return F::increasing(x, [exponent](mpfr_ptr r, mpfr_srcptr a, mpfr_rnd_t rounding) {
      return mpfr_pow_ui(r, a, static_cast<unsigned long>(exponent), rounding);
    });
  }
  const Interval half = power(x, exponent / 2);
  return exponent % 2 == 0 ? square(half) : square(half) * x;
}

Interval pi_like(const Interval& like) {
  return F::unary(like, [](mpfi_ptr r, mpfi_srcptr) { return mpfi_const_pi(r); });
}

Interval constant_like(const Rational& value, const Interval& like) { return Interval(value, like.precision()); }

}  // namespace jepa_oracle
