#include "jepa_oracle/target.h"

namespace jepa_oracle {

template <class T>
Matrix<T> Target<T>::map_given(const Matrix<T>& encoder) const {
  if (is_fixed()) return *map_;
  return is_data() ? identity<T>(encoder.cols()) : encoder;
}

template <class T>
Matrix<T> Target<T>::cross_moment(const Matrix<T>& encoder, const Matrix<T>& syx) const {
  if (is_data()) return syx;
  return product(is_fixed() ? *map_ : encoder, syx);
}

template class Target<Rational>;
template class Target<Real>;
template class Target<Interval>;
template class Target<double>;
template class Target<Dual<Rational>>;

}  // namespace jepa_oracle
