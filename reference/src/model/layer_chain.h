#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

#include "jepa_oracle/errors.h"
#include "jepa_oracle/matrix.h"

namespace jepa_oracle {

template <class T>
std::string shape_of(const Matrix<T>& matrix) {
  return fmt::format("{} x {}", matrix.rows(), matrix.cols());
}

/// Layers applied one after the other to `inputs` numbers.
/// @param name    of the layers in messages, "layers"
/// @param source  what gives the first one its inputs, "the data"
/// @returns how many numbers the last one gives
/// @throws InvalidProblem at `name`[i], for an empty matrix and for one that does not fit what is below it
template <class T>
Index outputs_of_chain(const std::vector<Matrix<T>>& layers, const std::string& name, Index inputs,
                       const std::string& source) {
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const Matrix<T>& layer = layers[i];
    const std::string where = fmt::format("{}[{}]", name, i);
    if (layer.size() == 0) throw InvalidProblem(where, fmt::format("is {}: a layer has entries", shape_of(layer)));
    if (layer.cols() != inputs) {
      throw InvalidProblem(
          where, fmt::format("is {} and gets {} inputs from {}: its columns must match", shape_of(layer), inputs,
                             i == 0 ? source : fmt::format("{}[{}]", name, i - 1)));
    }
    inputs = layer.rows();
  }
  return inputs;
}

/// Layers of an encoder on data of `data_size`. @returns the size of the code. @throws InvalidProblem at "layers" too
template <class T>
Index code_size_of(const std::vector<Matrix<T>>& layers, Index data_size) {
  if (layers.empty()) throw InvalidProblem("layers", "is empty: an encoder has at least one layer");
  return outputs_of_chain(layers, "layers", data_size, "the data");
}

}  // namespace jepa_oracle
