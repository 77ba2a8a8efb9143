#pragma once

#include "jepa_oracle/moments.h"
#include "jepa_oracle/network.h"

namespace jepa_oracle {

/// Direction of descent of the losses of the code (objectives.h), which have nothing on top, with
/// ssym = (syx + syx') / 2:
///   spectral    dW_a/dt = - (W_L ... W_{a+1})' (E sxx E' E sxx - E ssym) (W_{a-1} ... W_1)'
///   Barlow      dW_a/dt = - (W_L ... W_{a+1})' (E ssym E' - I) E ssym (W_{a-1} ... W_1)'
/// Exact over Rational, an enclosure over Interval.
template <class T>
Network<T> code_field(Objective objective, const Network<T>& network, const Moments<T>& moments);

}  // namespace jepa_oracle
