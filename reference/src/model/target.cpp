#include "jepa_oracle/target.h"

namespace jepa_oracle {

template <class T>
Matrix<T> Target<T>::map_given(const Matrix<T>& encoder) const {
  switch (kind_) {
    case Kind::current_encoder:
      return encoder;
    case Kind::fixed:
      return *map_;
    case Kind::data:
      break;
  }
  return identity<T>(encoder.cols());
}

template <class T>
Matrix<T> Target<T>::cross_moment(const Matrix<T>& encoder, const Matrix<T>& syx) const {
  switch (kind_) {
    case Kind::current_encoder:
      return product(encoder, syx);
    case Kind::fixed:
      return product(*map_, syx);
    case Kind::data:
      break;
  }
  return syx;
}

template class Target<Rational>;
template class Target<Real>;
template class Target<Interval>;
template class Target<double>;
template class Target<Dual<Rational>>;

}  // namespace jepa_oracle
