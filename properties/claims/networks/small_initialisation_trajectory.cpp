// General.SmallInitialisationFollowsCrossCovarianceFirst on a trajectory: how far it is from the flow with sxx = 0.
// Proof: proofs-notes/general.md
#include <cmath>

#include "claims/networks/small_initialisation.h"

namespace jepa_oracle::properties {
namespace {

Interval real(const Rational& value) { return Interval(value, kFlowBits); }

/// Layer amplitude of the flow with sxx = 0 from 1 at tau: (1 - n lambda tau)^(-1/n), e^(lambda tau) for n = 0.
Interval limit_amplitude(const Rational& lambda, const Rational& tau, long n) {
  if (n == 0) return exp(real(Rational(lambda * tau)));
  return root(real(Rational(1 / (1 - n * lambda * tau))), static_cast<unsigned long>(n));
}

Matrix<Real> direction(const Matrix<Real>& code) { return code * (Real(1) / norm(code)); }

/// The trajectory from w0 I in units of w0, at a part of tau_1 (for MAE with L = 1: of 1 / lambda_1), beside the flow
/// with sxx = 0; and how far the two can be apart (proofs-notes/general.md, "How small is small").
class FirstPhase {
 public:
  FirstPhase(const Instance& instance, const Subject& subject, Judgement& judgement)
      : instance_(instance),
        subject_(subject),
        judgement_(judgement),
        cross_(cross_covariance_of(instance, moments_of(instance).size())),
        moments_(moments_with(instance, cross_)),
        powers_(powers_of(instance)) {
    const bool commute = product(moments_.sxx, moments_.syx) == product(moments_.syx, moments_.sxx);
    judgement.label(commute ? "moments that commute" : "moments that do not commute");
  }

  /// The distance from the limit flow at w0 over that at w0/2 is 2^q up to what the remainder allows. Then the
  /// direction of E at both times.
  void require() const {
    const Rational tau = tau_of(Rational(3, 4));
    const Rational later = tau_of(n() == 0 ? Rational(3) : Rational(15, 16));
    const Interval first = majorant(tau, Rational(1, 6));
    const Interval second = majorant(later, Rational(1, 30));
    // |theta - theta_0 - eps theta_1| <= eps^2 kappa over all weights, and |theta_1| >= least
    const Interval kappa = root(real(Rational(matrices() * moments_.size())), 2) * first / square(reach(first, 6));
    const Interval w1 = limit_amplitude(cross_.lambdas.front(), tau, n());
    const Interval least = root(Interval(matrices()), 2) * first_order(w1);
    const Rational room(1, 1 << 20);
    Rational w0 = Rational(1, 2);
    const auto is_small = [&](const Rational& size) {
      const Interval eps = real(power(size, powers_.variance));
      return certainly_less(eps * kappa, least * real(room)) && certainly_less(eps, reach(second, 30));
    };
    while (!is_small(w0)) w0 /= 2;
    const Rational small = power(Rational(w0 / 2), powers_.variance);
    // All entries to so many digits of the largest, which is below the majorant: each distance to room times the least.
    const Interval entries = root(Interval(matrices() * moments_.size() * moments_.size()), 2) * second;
    long digits = 8;
    while (!certainly_less(entries * real(power(Rational(10), -digits)), least * real(room * small))) ++digits;

    const auto at_w0 = seen(w0, {tau, later}, digits);
    const auto at_half = seen(Rational(w0 / 2), {tau}, digits);
    const RealNetwork goal = limit(tau);
    const auto distance = [&goal](const RealNetwork& network) { return Interval(norm(combined(network, goal, -1))); };
    const Interval quotient =
        distance(at_w0.front()) / distance(at_half.front()) / real(power(Rational(2), powers_.variance));
    judgement_.require_less("quotient of the distances at w0 and w0/2, off the expected", abs(quotient - Interval(1)),
                            real(room * 5));
    if (moments_.size() == 1) return;
    const Interval slack = real(power(w0, powers_.variance)) * instance_.depth().layers() *
                           root(Interval(moments_.size()), 2) * 4L * power(second, instance_.depth().layers()) /
                           reach(second, 30);
    const auto off = [this](const RealNetwork& network) {
      return Interval(norm(Matrix<Real>(direction(encoder(network)) - first_direction())));
    };
    const RealNetwork later_goal = limit(later);
    judgement_.require_less("the limit flow turns to the top eigenvector of syx", off(later_goal), off(goal));
    for (std::size_t i = 0; i < at_w0.size(); ++i) {
      const RealNetwork& there = i == 0 ? goal : later_goal;
      judgement_.require_less("E / |E| is that of the limit flow", abs(off(at_w0[i]) - off(there)), slack);
    }
  }

 private:
  long n() const { return powers_.field - 1; }
  long matrices() const { return instance_.depth().layers() + 1; }
  Rational tau_of(const Rational& part) const { return part / (cross_.lambdas.front() * (n() == 0 ? 1 : n())); }

  /// Bound of all matrices up to tau where eps sxx adds at most the part eta to the growth.
  Interval majorant(const Rational& tau, const Rational& eta) const {
    return limit_amplitude(Rational(cross_.lambdas.front() * (1 + eta)), tau, n());
  }

  /// eps_0 = eta lambda_1 / (|sxx| M^q): there eps sxx adds no more, eta = 1/inverse.
  Interval reach(const Interval& bound, long inverse) const {
    Rational size = 0;
    for (Index i = 0; i < moments_.sxx.size(); ++i) {
      size += moments_.sxx.data()[i] * moments_.sxx.data()[i];
    }
    return real(cross_.lambdas.front()) / inverse / (root(real(size), 2) * power(bound, powers_.variance));
  }

  /// Minus the first diagonal entry of theta_1 where the first amplitude is w: s_11 w^p times the integral of w^q.
  Interval first_order(const Interval& w) const {
    const RationalMatrix u = cross_.basis.col(0);
    const Rational variance = product(transposed_product(u, moments_.sxx), u)(0, 0);
    const long rest = powers_.variance - n();
    const Interval integral = rest == 0 ? log(w) : (power(w, rest) - Interval(1)) / rest;
    return real(Rational(variance / cross_.lambdas.front())) * power(w, powers_.field) * integral;
  }

  /// The flow at the times where w0^n t is one of `taus`, in units of w0.
  std::vector<RealNetwork> seen(const Rational& w0, const std::vector<Rational>& taus, long digits) const {
    const RationalMatrix layer = identity<Rational>(moments_.size()) * w0;
    const auto depth = static_cast<std::size_t>(instance_.depth().layers());
    std::vector<Rational> times;
    for (const Rational& tau : taus) times.push_back(tau / power(w0, n()));
    std::vector<RealNetwork> flow =
        flow_of(judgement_, subject_, TargetRule::of(instance_.objective()),
                {std::vector<RationalMatrix>(depth, layer), layer}, moments_, times, digits);
    for (RealNetwork& network : flow) network = moved(network, network, Real(Rational(1 / w0 - 1), kFlowBits));
    return flow;
  }

  RealNetwork limit(const Rational& tau) const {
    std::vector<Real> amplitudes;
    for (const Rational& lambda : cross_.lambdas) amplitudes.push_back(limit_amplitude(lambda, tau, n()).midpoint());
    const Matrix<Real> basis = rounded(cross_.basis, kFlowBits);
    const Matrix<Real> layer = product_transposed(product(basis, diagonal(amplitudes)), basis);
    return {std::vector<Matrix<Real>>(static_cast<std::size_t>(instance_.depth().layers()), layer), layer};
  }

  /// u_1 u_1'
  Matrix<Real> first_direction() const {
    const RationalMatrix u = cross_.basis.col(0);
    return rounded(product_transposed(u, u), kFlowBits);
  }

  const Instance& instance_;
  const Subject& subject_;
  Judgement& judgement_;
  CrossCovariance cross_;
  RationalMoments moments_;
  Powers powers_;
};

}  // namespace

void require_first_phase(Judgement& judgement, const Instance& instance, const Subject& subject) {
  FirstPhase(instance, subject, judgement).require();
}

}  // namespace jepa_oracle::properties
