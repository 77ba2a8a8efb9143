#include "output/trajectory_lines.h"

#include <fmt/format.h>

#include "jepa_oracle/loss.h"

namespace jepa_oracle::program {
namespace {

/// Largest absolute entry of all layers.
Real largest_weight(const Network<Real>& network) {
  Real largest(0);
  for_each_matrix(network, [&](const Matrix<Real>& layer) { largest = std::max(largest, max_abs(layer)); });
  return largest;
}

/// A CSV field: quoted where it must be (RFC 4180).
std::string field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

std::string joined(const std::vector<std::string>& fields) { return fmt::format("{}", fmt::join(fields, ",")); }

/// "W1[0][1]", ... of one matrix.
void append_names(std::vector<std::string>& names, const std::string& name, const Matrix<Real>& matrix) {
  for (Index i = 0; i < matrix.rows(); ++i) {
    for (Index j = 0; j < matrix.cols(); ++j) names.push_back(fmt::format("{}[{}][{}]", name, i, j));
  }
}

/// One document on one line.
std::string one_line(const Json& document) { return document.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace

TrajectoryLines::TrajectoryLines(const TrainingProblem& problem, const TargetRule& target, Digits digits, bool json)
    : problem_(problem), target_(target), digits_(digits), json_(json) {
  // The losses of the code need no syy.
  if (problem.moments.syy || !row_of(target.objective).top)
    moments_ = rounded(problem.moments, digits.working_bits() + 64);
}

std::string TrajectoryLines::text(const Real& number) const {
  if (mpfr_nan_p(number.get()) != 0) return "nan";
  if (mpfr_inf_p(number.get()) != 0) return mpfr_sgn(number.get()) > 0 ? "inf" : "-inf";
  return decimal_of(number.to_rational(), digits_);
}

std::string TrajectoryLines::loss_of(const TrainingState<Real>& state) const {
  return moments_ ? text(loss(target_.objective, state.network, target_in(state, target_), *moments_)) : "";
}

std::string TrajectoryLines::amplitude_of(const Matrix<Real>& encoder, const NamedDirection& named) const {
  const Matrix<Real> code = product(encoder, named.direction);
  return text(root(transposed_product(code, code)(0, 0), 2));
}

std::string TrajectoryLines::head(const Json& description, const TrajectoryRow& row) const {
  if (json_) return one_line(description);
  std::vector<std::string> names;
  for (const auto& [name, value] : row.lead) names.push_back(name);
  names.insert(names.end(), {"loss", "largest_weight"});
  for (const NamedDirection& direction : problem_.directions) {
    names.push_back(field(fmt::format("encoder {}", direction.name)));
  }
  const auto& [network, target_encoder] = row.state;
  for (std::size_t a = 0; a < network.layers.size(); ++a) {
    append_names(names, fmt::format("W{}", a + 1), network.layers[a]);
  }
  const std::size_t top_layers = network.top_layers.size();
  for (std::size_t b = 0; b < top_layers; ++b) {
    append_names(names, top_layers == 1 ? "V" : fmt::format("V{}", b + 1), network.top_layers[b]);
  }
  if (target_encoder) append_names(names, "ET", *target_encoder);
  return joined(names);
}

std::string TrajectoryLines::line(const TrajectoryRow& row) const {
  const auto& [network, target_encoder] = row.state;
  const Matrix<Real> code = encoder(network);
  const std::string loss = loss_of(row.state);
  const std::string largest = text(largest_weight(network));
  if (!json_) {
    std::vector<std::string> fields;
    for (const auto& [name, value] : row.lead) fields.push_back(value);
    fields.insert(fields.end(), {loss, largest});
    for (const NamedDirection& direction : problem_.directions) fields.push_back(amplitude_of(code, direction));
    const auto append = [&](const Matrix<Real>& matrix) {
      for (Index i = 0; i < matrix.rows(); ++i) {
        for (Index j = 0; j < matrix.cols(); ++j) fields.push_back(text(matrix(i, j)));
      }
    };
    for_each_matrix(network, append);
    if (target_encoder) append(*target_encoder);
    return joined(fields);
  }
  const auto rows = [&](const Matrix<Real>& matrix) {
    Json list = Json::array();
    for (Index i = 0; i < matrix.rows(); ++i) {
      Json entries = Json::array();
      for (Index j = 0; j < matrix.cols(); ++j) entries.push_back(text(matrix(i, j)));
      list.push_back(entries);
    }
    return list;
  };
  Json document;
  for (const auto& [name, value] : row.lead) document[name] = value;
  document["loss"] = loss.empty() ? Json(nullptr) : Json(loss);
  document["largest_weight"] = largest;
  document["encoder"] = Json::object();
  for (const NamedDirection& direction : problem_.directions) {
    document["encoder"][direction.name] = amplitude_of(code, direction);
  }
  document["layers"] = Json::array();
  for (const Matrix<Real>& layer : network.layers) document["layers"].push_back(rows(layer));
  if (network.top_layers.size() == 1) {
    document["top"] = rows(network.top());
  } else if (!network.top_layers.empty()) {
    document["top_layers"] = Json::array();
    for (const Matrix<Real>& layer : network.top_layers) document["top_layers"].push_back(rows(layer));
  }
  if (target_encoder) document["target_encoder"] = rows(*target_encoder);
  return one_line(document);
}

std::string TrajectoryLines::divergence(long step, const Real& norm, const TrajectoryRow& row) const {
  const std::string largest = text(norm);
  if (json_) {
    Json document;
    document["diverged"] = {{"step", step}, {"largest_weight", largest}};
    return one_line(document);
  }
  std::vector<std::string> fields(row.lead.size() + 2);
  fields.front() = std::to_string(step);
  fields.back() = largest;
  // The state is empty: there is none worth a number.
  std::size_t columns = fields.size() + problem_.directions.size();
  columns += static_cast<std::size_t>(parameter_count(row.state.network));
  if (row.state.target_encoder) columns += static_cast<std::size_t>(row.state.target_encoder->size());
  fields.resize(columns);
  return joined(fields);
}

}  // namespace jepa_oracle::program
