#include "jepa_oracle/interval.h"

#include <limits>

#include "numbers/interval_functions.h"

namespace jepa_oracle {

using F = IntervalFunctions;

Interval::Interval(long value) {
  mpfi_init2(value_, std::numeric_limits<long>::digits + 1);
  mpfi_set_si(value_, value);
}

Interval::Interval(const Rational& value, Bits bits) {
  mpfi_init2(value_, static_cast<mpfr_prec_t>(bits));
  mpfi_set_q(value_, value.backend().data());
}

Interval::Interval(const Real& point) {
  mpfi_init2(value_, point.precision());
  mpfi_set_fr(value_, point.get());
}

Interval::Interval(const Real& lower, const Real& upper) {
  mpfi_init2(value_, std::max(lower.precision(), upper.precision()));
  mpfi_interv_fr(value_, lower.get(), upper.get());
}

Interval::Interval(const Interval& other) {
  mpfi_init2(value_, other.precision());
  mpfi_set(value_, other.value_);
}

Interval::Interval(Interval&& other) noexcept {
  mpfi_init2(value_, MPFR_PREC_MIN);
  mpfi_swap(value_, other.value_);
}

Interval& Interval::operator=(const Interval& other) {
  if (this != &other) {
    mpfi_set_prec(value_, other.precision());
    mpfi_set(value_, other.value_);
  }
  return *this;
}

Interval& Interval::operator=(Interval&& other) noexcept {
  mpfi_swap(value_, other.value_);
  return *this;
}

Interval::~Interval() { mpfi_clear(value_); }

Interval Interval::rounded_to(Bits bits) const {
  Interval result = F::make(bits);
  mpfi_set(result.value_, value_);
  return result;
}

Real Interval::lower() const {
  Real end = Real(0).rounded_to(precision());
  mpfr_set(end.get(), &value_->left, MPFR_RNDN);  // same precision: exact
  return end;
}

Real Interval::upper() const {
  Real end = Real(0).rounded_to(precision());
  mpfr_set(end.get(), &value_->right, MPFR_RNDN);
  return end;
}

Real Interval::midpoint() const {
  Real middle = Real(0).rounded_to(precision());
  mpfi_mid(middle.get(), value_);
  return middle;
}

Real Interval::width() const {
  Real width = Real(0).rounded_to(precision());
  mpfi_diam_abs(width.get(), value_);
  return width;
}

long Interval::relative_bits() const {
  if (!is_bounded()) return std::numeric_limits<long>::min();
  Real width = Real(0).rounded_to(64);
  mpfi_diam_abs(width.get(), value_);
  if (mpfr_zero_p(width.get()) != 0) return std::numeric_limits<long>::max();
  Real smallest = Real(0).rounded_to(64);
  mpfi_mig(smallest.get(), value_);
  if (mpfr_zero_p(smallest.get()) != 0) return std::numeric_limits<long>::min();
  return binary_exponent(smallest) - 1 - binary_exponent(width);
}

Interval Interval::operator-() const { return F::unary(*this, mpfi_neg); }
Interval operator+(const Interval& a, const Interval& b) { return F::binary(a, b, mpfi_add); }
Interval operator-(const Interval& a, const Interval& b) { return F::binary(a, b, mpfi_sub); }
Interval operator*(const Interval& a, const Interval& b) { return F::binary(a, b, mpfi_mul); }
Interval operator/(const Interval& a, const Interval& b) { return F::binary(a, b, mpfi_div); }

Interval operator*(const Interval& a, long b) {
  return F::unary(a, [b](mpfi_ptr r, mpfi_srcptr x) { return mpfi_mul_si(r, x, b); });
}

Interval operator/(const Interval& a, long b) {
  return F::unary(a, [b](mpfi_ptr r, mpfi_srcptr x) { return mpfi_div_si(r, x, b); });
}

Interval& Interval::operator+=(const Interval& b) {
  if (b.precision() > precision()) return *this = *this + b;
  mpfi_add(value_, value_, b.value_);
  return *this;
}

Interval& Interval::operator-=(const Interval& b) {
  if (b.precision() > precision()) return *this = *this - b;
  mpfi_sub(value_, value_, b.value_);
  return *this;
}

Interval& Interval::operator*=(const Interval& b) {
  if (b.precision() > precision()) return *this = *this * b;
  mpfi_mul(value_, value_, b.value_);
  return *this;
}

bool certainly_less(const Interval& a, const Interval& b) {
  return mpfr_less_p(&a.get()->right, &b.get()->left) != 0 && mpfi_nan_p(a.get()) == 0 && mpfi_nan_p(b.get()) == 0;
}

bool certainly_positive(const Interval& x) { return mpfi_nan_p(x.get()) == 0 && mpfr_sgn(&x.get()->left) > 0; }

bool certainly_negative(const Interval& x) { return mpfi_nan_p(x.get()) == 0 && mpfr_sgn(&x.get()->right) < 0; }

bool contains(const Interval& x, const Rational& value) {
  return mpfi_nan_p(x.get()) == 0 && mpfr_cmp_q(&x.get()->left, value.backend().data()) <= 0 &&
         mpfr_cmp_q(&x.get()->right, value.backend().data()) >= 0;
}

bool contains(const Interval& outer, const Interval& inner) {
  return mpfr_lessequal_p(&outer.get()->left, &inner.get()->left) != 0 &&
         mpfr_lessequal_p(&inner.get()->right, &outer.get()->right) != 0;
}

bool overlaps(const Interval& a, const Interval& b) { return !certainly_less(a, b) && !certainly_less(b, a); }

Interval abs(const Interval& x) { return F::unary(x, mpfi_abs); }
Interval hull(const Interval& a, const Interval& b) {
  // MPFI's union drops an undefined operand; an enclosure must not.
  if (mpfi_nan_p(a.get()) != 0) return a;
  if (mpfi_nan_p(b.get()) != 0) return b;
  return F::binary(a, b, mpfi_union);
}

}  // namespace jepa_oracle
