#include "shown.h"

#include <fmt/format.h>

namespace jepa_oracle::python {
namespace {

/// What has no decimal digits; nothing for a finite number.
const char* name_of_nonfinite(mpfr_srcptr value) {
  if (mpfr_number_p(value) != 0) return nullptr;
  if (mpfr_nan_p(value) != 0) return "nan";
  return mpfr_sgn(value) < 0 ? "-inf" : "inf";
}

}  // namespace

Number shown(const Rational& value, const Form& form) {
  if (form.fractions) return to_fraction(value);
  if (form.digits) return decimal_of(value, *form.digits);
  return nearest_double(value);
}

Number shown(const Real& value, const Form& form) {
  if (!form.fractions && !form.digits) return value.to_double();
  if (const char* name = name_of_nonfinite(value.get())) return std::string(name);
  return shown(value.to_rational(), form);
}

Number shown(double value, const Form& form) {
  constexpr Bits kBitsOfDouble = 53;
  return shown(Real(value, kBitsOfDouble), form);
}

Matrix<Rational> matrix_of(const TextMatrix& rows, const std::string& where) {
  Matrix<Rational> matrix(static_cast<Index>(rows.size()), static_cast<Index>(rows.empty() ? 0 : rows[0].size()));
  for (Index i = 0; i < matrix.rows(); ++i) {
    for (Index j = 0; j < matrix.cols(); ++j) {
      matrix(i, j) = parse_rational(rows[static_cast<std::size_t>(i)].at(static_cast<std::size_t>(j)),
                                    fmt::format("{}[{}][{}]", where, i, j));
    }
  }
  return matrix;
}

}  // namespace jepa_oracle::python
