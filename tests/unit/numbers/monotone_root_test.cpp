#include "numbers/monotone_root.h"

#include <gtest/gtest.h>

#include "numbers.h"

namespace jepa_oracle {
namespace {

/// A function with known roots. `place` is the point itself.
template <template <class> class LocalOf>
struct Equation {
  Rational target;
  Real start = Real(0);
  Real guess() const { return start; }
  template <class T>
  LocalOf<T> at(Bits bits) const {
    return {T(target, bits)};
  }
};

template <class T>
struct Exponential {  // e^l = target
  T target;
  T place(const T& l) const { return l; }
  T residual(const T& l) const { return exp(l) - target; }
  T slope(const T& l) const { return exp(l); }
  T size() const { return target; }
};

template <class T>
struct Falling {  // -l - l^3 = -target
  T target;
  T place(const T& l) const { return l; }
  T residual(const T& l) const { return target - l - l * l * l; }
  T slope(const T& l) const { return -(T(1) + l * l * 3L); }
  T size() const { return abs(target) + T(1); }
};

template <class T>
struct HyperbolicSine {  // e^l - e^-l = 2 target, steep on both sides
  T target;
  T place(const T& l) const { return l; }
  T residual(const T& l) const { return exp(l) - exp(-l) - target * 2L; }
  T slope(const T& l) const { return exp(l) + exp(-l); }
  T size() const { return T(1); }
};

template <class T>
struct WithoutRoot {  // e^l + target > 0
  T target;
  T place(const T& l) const { return l; }
  T residual(const T& l) const { return exp(l) + target; }
  T slope(const T& l) const { return exp(l); }
  T size() const { return target; }
};

template <class T>
struct Undefined {  // ln of a negative number
  T target;
  T place(const T& l) const { return l; }
  T residual(const T& l) const { return log(-T(1) - l * l); }
  T slope(const T&) const { return T(1); }
  T size() const { return T(1); }
};

template <class T>
struct WrongSlope {  // e^l = target with a slope that is far too steep: no step is confirmed at the root's side
  T target;
  T place(const T& l) const { return l; }
  T residual(const T& l) const { return exp(l) - target; }
  T slope(const T& l) const { return -exp(l); }
  T size() const { return target; }
};

TEST(MonotoneRoot, EnclosesTheLogarithm) {
  for (const char* text : {"1e-3000", "1e-9", "0.5", "1", "1.0000000001", "7", "1e300", "1e30000"}) {
    for (const Bits bits : {50L, 200L, 3000L}) {
      const Interval root = monotone_root(Equation<Exponential>{number(text)}, bits);
      const Interval expected = log(Interval(number(text), 2 * bits));
      EXPECT_TRUE(overlaps(root, expected)) << text << " " << bits;
      EXPECT_TRUE(root.is_bounded());
      // the absolute error of a coordinate is what counts: a relative error of e^l
      EXPECT_TRUE(root.width() < power(Real(2), -bits + 24)) << text << " " << bits;
    }
  }
}

TEST(MonotoneRoot, EnclosesRationalRootsOfAFallingFunction) {
  for (const char* text : {"0", "0.5", "-3", "1e20", "-1e-20"}) {
    const Rational l = number(text);
    const Interval root = monotone_root(Equation<Falling>{l + l * l * l}, 300);
    EXPECT_TRUE(contains(root, l)) << text;
    EXPECT_TRUE(root.width() < power(Real(2), -200)) << text;
  }
}

TEST(MonotoneRoot, FindsTheRootFromAnywhere) {
  for (const char* start : {"-1e6", "-30", "0", "3", "500", "1e6"}) {
    const Interval root = monotone_root(Equation<HyperbolicSine>{number("0.75"), Real(number(start), 64)}, 200);
    EXPECT_TRUE(overlaps(root, log(Interval(2L).rounded_to(200)))) << start << ": asinh(3/4) = ln 2";
    EXPECT_TRUE(root.is_bounded()) << start;
  }
}

TEST(MonotoneRoot, WithoutARootNothingIsClaimed) {
  EXPECT_FALSE(monotone_root(Equation<WithoutRoot>{1}, 100).is_bounded());
  EXPECT_FALSE(monotone_root(Equation<Undefined>{1}, 100).is_bounded());
}

TEST(MonotoneRoot, AWrongSlopeIsNotConfirmed) {
  const Interval root = monotone_root(Equation<WrongSlope>{7}, 100);
  EXPECT_FALSE(root.is_bounded() && !overlaps(root, log(Interval(7L).rounded_to(200))));
}

}  // namespace
}  // namespace jepa_oracle
