#pragma once

#include <Eigen/Core>

namespace jepa_oracle {

/// Orthogonal V for which V' A V and V' B V are, together, as near to diagonal as rotations of two axes can bring them
/// from `start`: a stationary point of
///   |diag(V' A V)|^2 / |A|^2 + |diag(V' B V)|^2 / |B|^2
/// A, B symmetric; where they commute, V diagonalises both. Jacobi's method, every angle in closed form
/// (J.-F. Cardoso, A. Souloumiac, "Jacobi angles for simultaneous diagonalization", SIAM J. Matrix Anal. Appl. 17,
/// 1996). Some d^3 operations a sweep; quadratic convergence where A and B commute, else linear.
/// @param least_turn  stops when a sweep turns no two axes by more; diagonal entries are off by its square, relatively
Eigen::MatrixXd joint_diagonal_basis(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b, const Eigen::MatrixXd& start,
                                     double least_turn);

}  // namespace jepa_oracle
