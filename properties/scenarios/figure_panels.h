#pragma once

#include <string>
#include <vector>

#include "jepa_oracle/learning_order.h"

namespace jepa_oracle::properties {

/// Five features a panel, named by what varies: the left, middle and right column of Figure 2.
struct FigurePanel {
  std::string name;
  std::vector<NamedFeature> features;
};

/// lambda = i/5, rho = 1;  lambda = 1, rho = i/5;  lambda = (95+i)/100, rho = (6-i)/5;  i = 1..5
std::vector<FigurePanel> figure_panels();

}  // namespace jepa_oracle::properties
