#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "jepa_oracle/dual.h"
#include "jepa_oracle/interval.h"
#include "jepa_oracle/rational.h"
#include "jepa_oracle/real.h"

namespace Eigen {

/// What Eigen must know of an exact or arbitrary-precision number; nothing here is used to decide anything.
template <class T>
struct JepaOracleNumTraits : GenericNumTraits<T> {
  using Real = T;
  using NonInteger = T;
  using Nested = T;
  using Literal = T;
  enum {
    IsComplex = 0,
    IsInteger = 0,
    IsSigned = 1,
    RequireInitialization = 1,
    ReadCost = 4,
    AddCost = 16,
    MulCost = 32
  };
  static T epsilon() { return T(0); }
  static T dummy_precision() { return T(0); }
  static int digits10() { return 0; }
};

// Boost's own traits for its numbers lack members that Eigen 3.4 asks for; these are complete and more specialised.
template <>
struct NumTraits<jepa_oracle::Rational> : JepaOracleNumTraits<jepa_oracle::Rational> {};
template <>
struct NumTraits<jepa_oracle::Real> : JepaOracleNumTraits<jepa_oracle::Real> {};
template <>
struct NumTraits<jepa_oracle::Interval> : JepaOracleNumTraits<jepa_oracle::Interval> {};
template <class T>
struct NumTraits<jepa_oracle::Dual<T>> : JepaOracleNumTraits<jepa_oracle::Dual<T>> {};

}  // namespace Eigen

namespace jepa_oracle {

/// Dense matrix over Rational, Real, Interval, double or Dual<Rational>.
///
/// Eigen is used for storage and sums only. Its decompositions and its operator* compare numbers, and an Interval has
/// no order: they do not compile for it, on purpose. Products are `product`, below.
template <class T>
using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;

using Index = Eigen::Index;

/// a b, each entry summed from left to right; Real at the largest precision of the entries of a and b.
template <class T>
Matrix<T> product(const Matrix<T>& a, const Matrix<T>& b);
/// a' b
template <class T>
Matrix<T> transposed_product(const Matrix<T>& a, const Matrix<T>& b);
/// a b'
template <class T>
Matrix<T> product_transposed(const Matrix<T>& a, const Matrix<T>& b);

/// (m + m') / 2
template <class T>
Matrix<T> symmetric_part(const Matrix<T>& matrix);

template <class T>
Matrix<T> identity(Index size);
template <class T>
Matrix<T> diagonal(const std::vector<T>& entries);

/// @name The same matrix over another scalar: rounded to nearest, or enclosed
/// @{
Matrix<Real> rounded(const Matrix<Rational>& matrix, Bits bits);
Matrix<Real> rounded(const Matrix<Real>& matrix, Bits bits);
Matrix<Interval> enclosed(const Matrix<Rational>& matrix, Bits bits);
/// Each entry the point itself.
Matrix<Interval> enclosed(const Matrix<Real>& matrix);
Matrix<double> approximate(const Matrix<Rational>& matrix);
Matrix<double> approximate(const Matrix<Real>& matrix);
/// Constant dual numbers.
Matrix<Dual<Rational>> constant(const Matrix<Rational>& matrix);
/// @}

/// Largest absolute value of an entry; 0 for an empty matrix. NaN entries give NaN.
Real max_abs(const Matrix<Real>& matrix);
/// Upper bound of the largest absolute value of an entry.
Real max_abs(const Matrix<Interval>& matrix);

/// Inverse by exact elimination. @throws InvalidProblem (at `where`) if the matrix is not square or is singular
Matrix<Rational> inverse(const Matrix<Rational>& matrix, const std::string& where = "matrix");

}  // namespace jepa_oracle
