// Linear JEPA and MAE in C++ with Eigen, in double. It speaks the protocol of `jepa-oracle conform` itself and uses
// nothing of this project.
#include <Eigen/Dense>
#include <cmath>
#include <complex>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace {

using Json = nlohmann::json;
using Matrix = Eigen::MatrixXd;

struct Network {
  std::vector<Matrix> layers;
  Matrix top;
};

struct Problem {
  bool jepa;
  Matrix sxx;
  Matrix syx;
};

/// Minus the gradient of 1/2 E|V E x - target|^2, JEPA's target E y held constant.
Network field(const Problem& problem, const Network& network) {
  const auto depth = network.layers.size();
  std::vector<Matrix> below{Matrix::Identity(problem.sxx.rows(), problem.sxx.cols())};
  for (const Matrix& layer : network.layers) below.push_back(layer * below.back());
  const Matrix& encoder = below.back();
  const Matrix target = problem.jepa ? Matrix(encoder * problem.syx) : problem.syx;
  const Matrix error = target - network.top * encoder * problem.sxx;
  Network direction{std::vector<Matrix>(depth), error * encoder.transpose()};
  Matrix above = network.top;
  for (std::size_t a = depth; a-- > 0;) {
    direction.layers[a] = above.transpose() * error * below[a].transpose();
    above = above * network.layers[a];
  }
  return direction;
}

void step(const Problem& problem, Network& network, double rate) {
  const Network direction = field(problem, network);
  for (std::size_t a = 0; a < network.layers.size(); ++a) network.layers[a] += rate * direction.layers[a];
  network.top += rate * direction.top;
}

/// One feature from a balanced start: its amplitude s, in units of the limit, is on one curve for all features.
struct Feature {
  bool jepa;
  int depth;
  double lambda;
  double rho;
  double epsilon;
  double unit;  ///< flow times are divided by it

  explicit Feature(const Json& p)
      : jepa(p.at("objective") == "jepa"),
        depth(p.at("depth")),
        lambda(p.at("lambda")),
        rho(p.at("rho")),
        epsilon(p.at("epsilon")),
        unit(p.at("time") == "paper" ? 1.0 / depth : 1.0) {}

  /// Where lambda < 0 amplitudes fall to 0, and are measured in units of what |rho| would give.
  bool vanishes() const { return rho < 0; }
  double layer_limit() const { return jepa ? std::abs(rho) : std::pow(std::abs(rho), 1.0 / (depth + 1)); }
  double start() const { return std::pow(epsilon, 1.0 / depth) / layer_limit(); }
  double speed() const { return std::abs(lambda) * std::pow(std::abs(rho), jepa ? 2.0 * depth - 1 : (depth - 1.0) / (depth + 1)); }

  double curve(double s) const {
    if (jepa) {
      if (vanishes()) s = -s;
      double sum = std::log(std::abs(s / (1 - s)));
      for (int n = 1; n < 2 * depth; ++n) sum -= 1 / (n * std::pow(s, n));
      return sum;
    }
    double sum = depth == 1 ? std::log(s) : -std::pow(s, 1 - depth) / (depth - 1);
    if (vanishes()) sum = -sum;
    for (int j = 0; j <= depth; ++j) {
      const double turns = vanishes() ? j + 0.5 : j;  // roots of z^(L+1) = 1, or -1
      const auto root = turns == 0 ? std::complex<double>(1) : std::polar(1.0, 2 * std::acos(-1.0) * turns / (depth + 1));
      sum -= (root * root * std::log(1.0 - s / root)).real() / (depth + 1);
    }
    return sum;
  }

  double critical_time(double fraction) const {
    return (curve(std::pow(fraction, 1.0 / depth)) - curve(start())) / speed() / unit;
  }

  /// By bisection on the curve.
  double amplitude(double time) const {
    const double wanted = curve(start()) + speed() * time * unit;
    double near = start();
    double far = vanishes() ? 0 : 1;
    for (double middle = (near + far) / 2; middle != near && middle != far; middle = (near + far) / 2) {
      (curve(middle) < wanted ? near : far) = middle;
    }
    return std::pow(near * layer_limit(), depth);
  }
};

Matrix matrix_of(const Json& rows) {
  Matrix result(rows.size(), rows.at(0).size());
  for (Eigen::Index i = 0; i < result.rows(); ++i) {
    for (Eigen::Index j = 0; j < result.cols(); ++j) {
      result(i, j) = rows[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)];
    }
  }
  return result;
}

Json json_of(const Matrix& matrix) {
  Json rows = Json::array();
  for (Eigen::Index i = 0; i < matrix.rows(); ++i) {
    Json row = Json::array();
    for (Eigen::Index j = 0; j < matrix.cols(); ++j) row.push_back(matrix(i, j));
    rows.push_back(row);
  }
  return rows;
}

Json json_of(const Network& network) {
  Json layers = Json::array();
  for (const Matrix& layer : network.layers) layers.push_back(json_of(layer));
  return {{"layers", layers}, {"top", json_of(network.top)}};
}

Json descend(const Json& params, const Problem& problem, Network network) {
  const long steps = params.at("steps");
  Json trajectory = Json::array();
  for (long done = 0; done <= steps; ++done) {
    if (done > 0) step(problem, network, params.at("rate"));
    if (done % params.at("every").get<long>() != 0 && done != steps) continue;
    trajectory.push_back(json_of(network));
    trajectory.back()["step"] = done;
  }
  return {{"trajectory", trajectory}};
}

Json result_of(const std::string& method, const Json& params) {
  if (method == "describe") {
    return {{"name", "Eigen double"},
            {"version", "1"},
            {"dtype", "float64"},
            {"capabilities", {"field", "descend", "critical_time", "amplitude"}}};
  }
  if (method == "critical_time") return {{"time", Feature(params).critical_time(params.at("fraction"))}};
  if (method == "amplitude") {
    Json encoder = Json::array();
    for (const Json& at : params.at("at")) encoder.push_back(Feature(params).amplitude(at));
    return {{"encoder", encoder}};
  }
  Network network{{}, matrix_of(params.at("top"))};
  for (const Json& layer : params.at("layers")) network.layers.push_back(matrix_of(layer));
  const Problem problem{params.at("objective") == "jepa", matrix_of(params.at("sxx")), matrix_of(params.at("syx"))};
  return method == "field" ? json_of(field(problem, network)) : descend(params, problem, network);
}

}  // namespace

int main() {
  for (std::string line; std::getline(std::cin, line);) {
    const Json request = Json::parse(line);
    const Json result = result_of(request.at("method"), request.at("params"));
    std::cout << Json{{"jsonrpc", "2.0"}, {"id", request.at("id")}, {"result", result}} << std::endl;
  }
}
