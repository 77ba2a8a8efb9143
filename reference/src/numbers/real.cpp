#include "jepa_oracle/real.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "jepa_oracle/errors.h"

namespace jepa_oracle {

/// Builds results of a given precision without initialising twice.
struct RealFunctions {
  static Real make(Bits bits) { return Real(Real::Uninitialised{}, bits); }

  template <class Operation>
  static Real unary(const Real& x, Operation operation) {
    Real result = make(x.precision());
    operation(result.value_, x.value_, MPFR_RNDN);
    return result;
  }

  template <class Operation>
  static Real binary(const Real& a, const Real& b, Operation operation) {
    Real result = make(std::max(a.precision(), b.precision()));
    operation(result.value_, a.value_, b.value_, MPFR_RNDN);
    return result;
  }
};

Real::Real(long value) {
  mpfr_init2(value_, std::numeric_limits<long>::digits + 1);
  mpfr_set_si(value_, value, MPFR_RNDN);
}

Real::Real(const Rational& value, Bits bits) {
  mpfr_init2(value_, bits);
  mpfr_set_q(value_, value.backend().data(), MPFR_RNDN);
}

Real::Real(double value, Bits bits) {
  mpfr_init2(value_, bits);
  mpfr_set_d(value_, value, MPFR_RNDN);
}

Real::Real(const Real& other) {
  mpfr_init2(value_, other.precision());
  mpfr_set(value_, other.value_, MPFR_RNDN);
}

Real::Real(Real&& other) noexcept {
  mpfr_init2(value_, MPFR_PREC_MIN);
  mpfr_swap(value_, other.value_);
}

Real& Real::operator=(const Real& other) {
  if (this != &other) {
    mpfr_set_prec(value_, other.precision());
    mpfr_set(value_, other.value_, MPFR_RNDN);
  }
  return *this;
}

Real& Real::operator=(Real&& other) noexcept {
  mpfr_swap(value_, other.value_);
  return *this;
}

Real::~Real() { mpfr_clear(value_); }

Real Real::rounded_to(Bits bits) const {
  Real result = RealFunctions::make(bits);
  mpfr_set(result.value_, value_, MPFR_RNDN);
  return result;
}

Rational Real::to_rational() const {
  if (!is_finite()) throw InvalidProblem("", "a number that is not finite has no exact value");
  Rational result;
  mpfr_get_q(result.backend().data(), value_);
  return result;
}

Real Real::operator-() const { return RealFunctions::unary(*this, mpfr_neg); }
Real operator+(const Real& a, const Real& b) { return RealFunctions::binary(a, b, mpfr_add); }
Real operator-(const Real& a, const Real& b) { return RealFunctions::binary(a, b, mpfr_sub); }
Real operator*(const Real& a, const Real& b) { return RealFunctions::binary(a, b, mpfr_mul); }
Real operator/(const Real& a, const Real& b) { return RealFunctions::binary(a, b, mpfr_div); }

Real operator*(const Real& a, long b) {
  return RealFunctions::unary(a, [b](mpfr_ptr r, mpfr_srcptr x, mpfr_rnd_t rnd) { return mpfr_mul_si(r, x, b, rnd); });
}

Real operator/(const Real& a, long b) {
  return RealFunctions::unary(a, [b](mpfr_ptr r, mpfr_srcptr x, mpfr_rnd_t rnd) { return mpfr_div_si(r, x, b, rnd); });
}

Real& Real::operator+=(const Real& b) {
  if (b.precision() > precision()) return *this = *this + b;
  mpfr_add(value_, value_, b.value_, MPFR_RNDN);
  return *this;
}

Real& Real::operator-=(const Real& b) {
  if (b.precision() > precision()) return *this = *this - b;
  mpfr_sub(value_, value_, b.value_, MPFR_RNDN);
  return *this;
}

Real& Real::operator*=(const Real& b) {
  if (b.precision() > precision()) return *this = *this * b;
  mpfr_mul(value_, value_, b.value_, MPFR_RNDN);
  return *this;
}

Real abs(const Real& x) { return x < Real(0) ? -x : x; }

Real root(const Real& x, unsigned long degree) {
  return RealFunctions::unary(x, [degree](mpfr_ptr r, mpfr_srcptr a, mpfr_rnd_t rnd) {
    return degree == 1 ? mpfr_set(r, a, rnd) : mpfr_rootn_ui(r, a, degree, rnd);
  });
}

Real power(const Real& x, long exponent) {
  return RealFunctions::unary(
      x, [exponent](mpfr_ptr r, mpfr_srcptr a, mpfr_rnd_t rnd) { return mpfr_pow_si(r, a, exponent, rnd); });
}

Real exp(const Real& x) { return RealFunctions::unary(x, mpfr_exp); }
Real expm1(const Real& x) { return RealFunctions::unary(x, mpfr_expm1); }
Real log(const Real& x) { return RealFunctions::unary(x, mpfr_log); }
Real log1p(const Real& x) { return RealFunctions::unary(x, mpfr_log1p); }
Real cos(const Real& x) { return RealFunctions::unary(x, mpfr_cos); }
Real sin(const Real& x) { return RealFunctions::unary(x, mpfr_sin); }
Real atan2(const Real& y, const Real& x) { return RealFunctions::binary(y, x, mpfr_atan2); }

Real pi_like(const Real& like) {
  return RealFunctions::unary(like, [](mpfr_ptr r, mpfr_srcptr, mpfr_rnd_t rnd) { return mpfr_const_pi(r, rnd); });
}

Real constant_like(const Rational& value, const Real& like) { return Real(value, like.precision()); }

long binary_exponent(const Real& x) {
  if (mpfr_zero_p(x.get()) != 0) return std::numeric_limits<long>::min();
  return mpfr_regular_p(x.get()) != 0 ? mpfr_get_exp(x.get()) : std::numeric_limits<long>::max();
}

}  // namespace jepa_oracle
