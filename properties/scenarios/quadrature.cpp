#include "scenarios/quadrature.h"

#include <algorithm>
#include <array>

#include "scenarios/curve_powers.h"

namespace jepa_oracle::properties {
namespace {

constexpr Bits kBits = 224;
constexpr int kOrder = 56;  // Taylor terms a cell; the rest falls like (4/27)^56 (half width r/9, radius 3/4 r)
constexpr int kMaxCells = 200'000;

Real real(const Rational& value) { return Real(value, kBits); }

/// An interval to compute in, in place: a new one for every operation would take half of the time.
class Cell {
 public:
  Cell() { mpfi_init2(value_, kBits); }
  ~Cell() { mpfi_clear(value_); }
  Cell(const Cell&) = delete;
  Cell& operator=(const Cell&) = delete;
  operator mpfi_ptr() { return value_; }  // NOLINT(google-explicit-constructor): it is one
  Interval copy() const {
    Real lower = Real(0).rounded_to(kBits);
    Real upper = lower;
    mpfi_get_left(lower.get(), value_);
    mpfi_get_right(upper.get(), value_);
    return {lower, upper};
  }

 private:
  mpfi_t value_;
};

/// Taylor polynomials of g = 1 / (A w^a - B w^b) about any c > 0, integrated over [c - h, c + h].
class TaylorIntegral {
 public:
  TaylorIntegral(const Rational& A, long a, const Rational& B, long b)
      : a_(a), b_(b), terms_(static_cast<int>(std::min<long>(kOrder - 1, std::max(a, b)))) {
    mpfi_set_q(A_, A.backend().data());
    mpfi_set_q(B_, B.backend().data());
    if (is_short()) {
      for (long i = 1, binomial = 1; i <= d() + 1; ++i) {
        binomials_[static_cast<std::size_t>(i - 1)] = binomial;
        binomial = binomial * (d() - i + 1) / i;
      }
      return;
    }
    const auto set = [&](std::array<Cell, kOrder>& binomials, const Rational& factor, long exponent) {
      Rational binomial = factor;
      for (int n = 0; n <= terms_; ++n) {
        mpfi_set_q(binomials[static_cast<std::size_t>(n)], binomial.backend().data());
        binomial *= Rational(exponent - n, n + 1);
      }
    };
    set(of_a_, A, a);
    set(of_b_, -B, b);
  }

  Interval over(const Interval& c, const Interval& h) {
    is_short() ? expand_by_equation(c) : expand_by_product(c);
    // The odd powers cancel: 2 h sum over even n of (g_n c^n) (h/c)^n / (n + 1), from the last to the first.
    mpfi_div(square_, h.get(), c.get());
    mpfi_sqr(square_, square_);
    mpfi_set_si(sum_, 0);
    for (int n = (kOrder - 1) / 2 * 2; n >= 0; n -= 2) {
      mpfi_mul(sum_, sum_, square_);
      mpfi_div_si(product_, g_[static_cast<std::size_t>(n)], n + 1);
      mpfi_add(sum_, sum_, product_);
    }
    mpfi_mul(sum_, sum_, h.get());
    mpfi_mul_si(sum_, sum_, 2);
    return sum_.copy();
  }

 private:
  static constexpr long kShort = 16;
  long d() const { return b_ - a_; }
  /// Few binomials of d, which are exact as integers.
  bool is_short() const { return d() <= kShort; }

  /// g_n c^n with D = B c^d, w = c (1 + x), by the equation of g,
  ///   (A (1+x) - D (1+x)^(d+1)) dg/dx = -(a A - b D (1+x)^d) g,
  /// whose coefficients at x^(n-1) are
  ///   n (A - D) g_n = -[A (n-1+a) - D ((d+1)(n-1) + b)] g_(n-1)
  ///                   + D sum over i = 2..d+1 of [(n-i) binomial(d+1, i) + b binomial(d, i-1)] g_(n-i)
  void expand_by_equation(const Interval& c) {
    mpfi_mul(bend_, B_, power(c, d()).get());
    mpfi_sub(gap_, A_, bend_);
    mpfi_mul(g_[0], gap_, power(c, a_).get());
    mpfi_si_div(g_[0], 1, g_[0]);
    for (int n = 1; n < kOrder; ++n) {
      mpfi_set_si(sum_, 0);
      for (long i = 2; i <= std::min<long>(n, d() + 1); ++i) {
        const long lower = binomials_[static_cast<std::size_t>(i - 1)];                       // binomial(d, i-1)
        const long upper = lower + (i <= d() ? binomials_[static_cast<std::size_t>(i)] : 0);  // binomial(d+1, i)
        mpfi_mul_si(product_, g_[static_cast<std::size_t>(n - i)], (n - i) * upper + b_ * lower);
        mpfi_add(sum_, sum_, product_);
      }
      mpfi_mul_si(product_, g_[static_cast<std::size_t>(n - 1)], (d() + 1) * (n - 1) + b_);  // of D too
      mpfi_add(sum_, sum_, product_);
      mpfi_mul(sum_, sum_, bend_);
      mpfi_mul_si(product_, g_[static_cast<std::size_t>(n - 1)], n - 1 + a_);
      mpfi_mul(product_, product_, A_);
      mpfi_sub(sum_, sum_, product_);
      mpfi_div(sum_, sum_, gap_);
      mpfi_div_si(g_[static_cast<std::size_t>(n)], sum_, n);
    }
  }

  /// g_n c^n from f_n c^n = A c^a binomial(a, n) - B c^b binomial(b, n), by f_0 g_n = - sum over i >= 1 of f_i g_(n-i).
  void expand_by_product(const Interval& c) {
    const Interval power_a = power(c, a_);
    const Interval power_b = power(c, b_);
    for (int n = 0; n <= terms_; ++n) {
      const auto i = static_cast<std::size_t>(n);
      mpfi_mul(f_[i], of_a_[i], power_a.get());
      mpfi_mul(product_, of_b_[i], power_b.get());
      mpfi_add(f_[i], f_[i], product_);
      if (n > 0) mpfi_div(f_[i], f_[i], f_[0]);  // - f_n / f_0, but for the sign
    }
    mpfi_si_div(g_[0], 1, f_[0]);
    for (int n = 1; n < kOrder; ++n) {
      mpfi_set_si(sum_, 0);
      for (int i = 1; i <= std::min(n, terms_); ++i) {
        mpfi_mul(product_, f_[static_cast<std::size_t>(i)], g_[static_cast<std::size_t>(n - i)]);
        mpfi_sub(sum_, sum_, product_);
      }
      mpfi_swap(g_[static_cast<std::size_t>(n)], sum_);
    }
  }

  long a_;
  long b_;
  int terms_;                                 ///< the last f_n that is not 0, or is needed
  std::array<long, kShort + 1> binomials_{};  ///< binomial(d, i) for d <= kShort
  std::array<Cell, kOrder> of_a_, of_b_, f_, g_;
  Cell A_, B_, bend_, gap_, square_, sum_, product_;
};

struct Reciprocal {
  Rational A;
  long a;
  Rational B;
  long b;

  Interval denominator(const Interval& w) const {
    return Interval(A, kBits) * power(w, a) - Interval(B, kBits) * power(w, b);
  }

  /// Where A w^a = B w^b, or nothing to keep away from when A <= 0.
  Real zero() const {
    if (A <= 0) return real(0);
    return root(real(A / B), static_cast<unsigned long>(b - a));
  }

  /// Upper bound of |1 / denominator| on the complex disk around c of radius r < c; b - a times r must stay below c / 2
  /// (then |arg w^(b-a)| < pi/2 on the disk, which the case A <= 0 needs).
  Interval bound_on_disk(const Interval& c, const Interval& r) const {
    const Interval near = power(c - r, b - a) * Interval(B, kBits);
    const Interval far = power(c + r, b - a) * Interval(B, kBits);
    const Interval size(A, kBits);
    Interval gap = size - far;                                             // |A - B w^(b-a)| >= A - B |w|^(b-a)
    if (A <= 0) gap = certainly_less(abs(size), near) ? near : abs(size);  // >= max(|A|, B |w|^(b-a))
    if (A > 0 && !certainly_positive(gap)) gap = near - size;              // beyond the zero
    if (!certainly_positive(gap)) return Interval(0) / Interval(0);        // the disk reaches a zero: no bound
    return Interval(1) / (power(c - r, a) * gap);
  }

  /// What the Taylor polynomial leaves of the integral over [c - h, c + h].
  Interval rest(const Interval& c, const Interval& h, const Interval& r) const {
    const Interval ratio = h / r;
    return bound_on_disk(c, r) * power(ratio, kOrder) / (Interval(1) - ratio) * h * 2L;
  }
};

Real smaller(const Real& x, const Real& y) { return x < y ? x : y; }

}  // namespace

Interval integrate_reciprocal(const Rational& A, long a, const Rational& B, long b, const Interval& w0,
                              const Interval& w1) {
  const Reciprocal f{A, a, B, b};
  const Interval undefined = Interval(0) / Interval(0);
  if (!certainly_positive(w0) || !certainly_positive(w1) || !w0.is_bounded() || !w1.is_bounded()) return undefined;
  const Real start = w0.midpoint().rounded_to(kBits);
  const Real end = w1.midpoint().rounded_to(kBits);
  const bool up = start < end;
  const Real low = up ? start : end;
  const Real high = up ? end : start;
  const Real zero = f.zero();
  if (A > 0 && !(high < zero) && !(zero < low)) return undefined;

  TaylorIntegral taylor(A, a, B, b);
  Interval sum = Interval(0);
  Real left = low;
  for (int cells = 0; left < high; ++cells) {
    if (cells == kMaxCells) return undefined;
    // What a disk may reach from `left` without coming to 0 or to the zero of the denominator, and without w^-a growing
    // by more than e^13 on it.
    Real r = smaller(left, left * 12L / a);
    r = A > 0 ? smaller(r, abs(zero - left)) : smaller(r, left * 2L / (3 * (b - a)));
    const Real step = r * 2L / 9L;
    const Real right = high - left <= step ? high : left + step;
    const Interval middle = (Interval(left) + Interval(right)) / 2L;
    const Interval half = (Interval(right) - Interval(left)) / 2L;
    // The cell is 2/9 r wide at most and the disk has the radius 3/4 r: together they stay within 31/36 r of `left`.
    const Interval rest = f.rest(middle, half, Interval(r) * 3L / 4L);
    sum += taylor.over(middle, half) + hull(-rest, rest);
    left = right;
  }
  // The ends are intervals: what lies between an end and its midpoint, at the steepest.
  const auto slack = [&](const Interval& end_of_range, const Real& used) {
    return (end_of_range - Interval(used)) / f.denominator(hull(end_of_range, Interval(used)));
  };
  const Interval oriented = up ? sum : -sum;
  return oriented + slack(w1, end) - slack(w0, start);
}

Interval integrated_time(Objective objective, Depth depth, const Feature& feature, const Interval& w0,
                         const Interval& w1) {
  const auto [a, m] = curve_powers(objective, depth);
  return integrate_reciprocal(feature.lambda(), a, saturation(objective, feature), a + m, w0, w1);
}

}  // namespace jepa_oracle::properties
