#include "matrices/joint_diagonal.h"

#include <Eigen/Jacobi>
#include <algorithm>
#include <array>
#include <cmath>

namespace jepa_oracle {
namespace {

constexpr int kMostSweeps = 100;

/// Angle of axes i and j that makes the sum of the squared differences of their diagonal entries largest.
double angle(const std::array<Eigen::MatrixXd, 2>& matrices, Eigen::Index i, Eigen::Index j) {
  double squares = 0;
  double cross = 0;
  for (const Eigen::MatrixXd& m : matrices) {
    const double difference = m(i, i) - m(j, j);
    const double twice = 2 * m(i, j);
    squares += difference * difference - twice * twice;
    cross += 2 * difference * twice;
  }
  return std::atan2(cross, squares + std::hypot(squares, cross)) / 2;
}

}  // namespace

Eigen::MatrixXd joint_diagonal_basis(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b, const Eigen::MatrixXd& start,
                                     double least_turn) {
  const auto scaled = [&start](const Eigen::MatrixXd& m) -> Eigen::MatrixXd {
    const double norm = m.norm();
    return start.transpose() * m * start / (norm > 0 ? norm : 1);
  };
  std::array<Eigen::MatrixXd, 2> matrices{scaled(a), scaled(b)};
  Eigen::MatrixXd basis = start;
  for (int sweep = 0; sweep < kMostSweeps; ++sweep) {
    double largest = 0;
    for (Eigen::Index i = 0; i < basis.cols(); ++i) {
      for (Eigen::Index j = i + 1; j < basis.cols(); ++j) {
        const double turn = angle(matrices, i, j);
        if (std::abs(turn) <= least_turn) continue;
        largest = std::max(largest, std::abs(turn));
        const Eigen::JacobiRotation<double> rotation(std::cos(turn), -std::sin(turn));
        for (Eigen::MatrixXd& m : matrices) {
          m.applyOnTheRight(i, j, rotation);
          m.applyOnTheLeft(i, j, rotation.adjoint());
        }
        basis.applyOnTheRight(i, j, rotation);
      }
    }
    if (largest <= least_turn) break;
  }
  return basis;
}

}  // namespace jepa_oracle
