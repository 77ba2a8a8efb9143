#pragma once

#include <utility>

namespace jepa_oracle {

/// Dual number a + b e with e^2 = 0: forward-mode differentiation. A function of x evaluated at x + e carries its
/// derivative in the second part. Over Rational the derivative is exact, which makes it an independent check of
/// formulas derived by hand.
template <class T>
class Dual {
 public:
  Dual() : Dual(T(0)) {}
  Dual(int value) : Dual(T(value)) {}  // NOLINT(google-explicit-constructor): integers are constants of every formula
  Dual(T value) : value_(std::move(value)), derivative_(0) {}  // NOLINT(google-explicit-constructor): a constant
  Dual(T value, T derivative) : value_(std::move(value)), derivative_(std::move(derivative)) {}

  /// The variable itself, x + e.
  static Dual variable(T value) { return Dual(std::move(value), T(1)); }

  const T& value() const { return value_; }
  const T& derivative() const { return derivative_; }

  Dual operator-() const { return Dual(T(-value_), T(-derivative_)); }
  friend Dual operator+(const Dual& a, const Dual& b) {
    return Dual(T(a.value_ + b.value_), T(a.derivative_ + b.derivative_));
  }
  friend Dual operator-(const Dual& a, const Dual& b) {
    return Dual(T(a.value_ - b.value_), T(a.derivative_ - b.derivative_));
  }
  friend Dual operator*(const Dual& a, const Dual& b) {
    return Dual(T(a.value_ * b.value_), T(a.value_ * b.derivative_ + a.derivative_ * b.value_));
  }
  friend Dual operator/(const Dual& a, const Dual& b) {
    return Dual(T(a.value_ / b.value_),
                T((a.derivative_ * b.value_ - a.value_ * b.derivative_) / (b.value_ * b.value_)));
  }
  Dual& operator+=(const Dual& b) { return *this = *this + b; }
  Dual& operator-=(const Dual& b) { return *this = *this - b; }
  Dual& operator*=(const Dual& b) { return *this = *this * b; }
  friend bool operator==(const Dual& a, const Dual& b) {
    return a.value_ == b.value_ && a.derivative_ == b.derivative_;
  }

 private:
  T value_;
  T derivative_;
};

}  // namespace jepa_oracle
