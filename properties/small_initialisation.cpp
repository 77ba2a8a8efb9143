// General.SmallInitialisationFollowsCrossCovarianceFirst: what training from small weights does first. Proof:
// proofs-notes/general.md
#include "small_initialisation.h"

#include <fmt/format.h>

#include "matrix_flow.h"

namespace jepa_oracle::properties {
namespace {

const Rational kSmallDeviation(1, 32);

/// The field at omega theta is omega^p times that at theta with sxx omega^q: p = 2L, q = 1 (JEPA), p = L, q = L+1
/// (MAE).
struct Powers {
  long field;
  long variance;
};

Powers powers_of(const Instance& instance) {
  const long depth = instance.depth().layers();
  return instance.objective() == Objective::jepa ? Powers{2 * depth, 1} : Powers{depth, depth + 1};
}

void require_scaling(Judgement& judgement, const Instance& instance, const Subject& subject) {
  const auto target = RationalTarget::of(instance.objective());
  const RationalNetwork network = network_of(instance, instance.objective());
  const RationalMoments moments = moments_of(instance);
  const Rational& omega = instance.number("omega");
  const auto [field, variance] = powers_of(instance);
  const RationalNetwork larger = moved(network, network, Rational(omega - 1));
  const RationalMoments scaled{RationalMatrix(moments.sxx * power(omega, variance)), moments.syx};
  const RationalNetwork expected = field_of(judgement, subject, target, network, scaled);
  require_equal(judgement, "the field at all weights times omega",
                field_of(judgement, subject, target, larger, moments),
                moved(expected, expected, Rational(power(omega, field) - 1)));
}

/// syx = U diag(lambda) U', lambda_1 = 2 above the others.
struct CrossCovariance {
  RationalMatrix basis;
  std::vector<Rational> lambdas;
  RationalMatrix syx;
};

CrossCovariance cross_covariance_of(const Instance& instance, Index size) {
  Entries entries(instance, 80);
  const std::vector<Rational> lower{Rational(3, 2), Rational(1), Rational(1, 2), Rational(0), Rational(-1)};
  std::vector<Rational> lambdas{Rational(2)};
  while (static_cast<Index>(lambdas.size()) < size) lambdas.push_back(lower[entries.below(lower.size())]);
  RationalMatrix basis = entries.orthogonal(size);
  RationalMatrix syx = product_transposed(product(basis, diagonal(lambdas)), basis);
  return {std::move(basis), std::move(lambdas), std::move(syx)};
}

/// Layer amplitude of the flow with sxx = 0 from 1 at tau: (1 - n lambda tau)^(-1/n), e^(lambda tau) for n = 0.
Real limit_amplitude(const Rational& lambda, const Rational& tau, long n) {
  if (n == 0) return exp(Real(Rational(lambda * tau), kFlowBits));
  return root(Real(Rational(1 / (1 - n * lambda * tau)), kFlowBits), static_cast<unsigned long>(n));
}

Matrix<Real> direction(const RealNetwork& network) {
  const Matrix<Real> code = encoder(network);
  return code * (Real(1) / norm(code));
}

/// At tau = part tau_1 (for MAE with L = 1: part / lambda_1), from w0 I, w0/2 I, w0/4 I.
class FirstPhase {
 public:
  FirstPhase(const Instance& instance, const Subject& subject, Judgement& judgement)
      : instance_(instance),
        subject_(subject),
        judgement_(judgement),
        moments_(moments_of(instance)),
        cross_(cross_covariance_of(instance, moments_.size())),
        n_(powers_of(instance).field - 1) {
    moments_.syx = cross_.syx;
    moments_.syy.reset();
    Rational size = 1;
    for (Index i = 0; i < moments_.sxx.size(); ++i) size += boost::multiprecision::abs(moments_.sxx.data()[i]);
    start_ = 1 / (128 * size);
    const bool commute = product(moments_.sxx, moments_.syx) == product(moments_.syx, moments_.sxx);
    judgement.label(commute ? "moments that commute" : "moments that do not commute");
  }

  Rational tau(const Rational& part) const { return part / (cross_.lambdas.front() * (n_ == 0 ? 1 : n_)); }

  /// The flow at the times where w0^n t is one of `taus`, in units of w0.
  std::vector<RealNetwork> seen(const Rational& w0, const std::vector<Rational>& taus) const {
    const RationalMatrix layer = identity<Rational>(moments_.size()) * w0;
    const auto depth = static_cast<std::size_t>(instance_.depth().layers());
    std::vector<Rational> times;
    for (const Rational& tau : taus) times.push_back(tau / power(w0, n_));
    std::vector<RealNetwork> flow = flow_of(judgement_, subject_, TargetRule::of(instance_.objective()),
                                            {std::vector<RationalMatrix>(depth, layer), layer}, moments_, times);
    for (RealNetwork& network : flow) network = moved(network, network, Real(Rational(1 / w0 - 1), kFlowBits));
    return flow;
  }

  RealNetwork limit(const Rational& tau) const {
    std::vector<Real> amplitudes;
    for (const Rational& lambda : cross_.lambdas) amplitudes.push_back(limit_amplitude(lambda, tau, n_));
    const Matrix<Real> basis = rounded(cross_.basis, kFlowBits);
    const Matrix<Real> layer = product_transposed(product(basis, diagonal(amplitudes)), basis);
    return {std::vector<Matrix<Real>>(static_cast<std::size_t>(instance_.depth().layers()), layer), layer};
  }

  /// u_1 u_1'
  Matrix<Real> first_direction() const {
    const RationalMatrix u = cross_.basis.col(0);
    return rounded(product_transposed(u, u), kFlowBits);
  }

  const Rational& start() const { return start_; }
  bool unbounded_late() const { return n_ == 0; }

 private:
  const Instance& instance_;
  const Subject& subject_;
  Judgement& judgement_;
  RationalMoments moments_;
  CrossCovariance cross_;
  long n_;
  Rational start_;
};

}  // namespace

Judgement small_initialisation(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  require_scaling(judgement, instance, subject);
  if (judgement.verdict() == Verdict::fails || instance.number("trajectory") == 0) return judgement;
  const FirstPhase phase(instance, subject, judgement);
  const auto real = [](const Rational& value) { return Interval(value, kFlowBits); };

  // The distance to the limit flow falls by 2 (JEPA) or 2^(L+1) (MAE) when w0 is halved, ever more exactly.
  const Rational tau = phase.tau(Rational(3, 4));
  const Rational later = phase.tau(phase.unbounded_late() ? Rational(3) : Rational(15, 16));
  const std::vector<RealNetwork> last = phase.seen(Rational(phase.start() / 4), {tau, later});
  const RealNetwork limit = phase.limit(tau);
  const auto distance = [&limit](const RealNetwork& network) { return Interval(norm(combined(network, limit, -1))); };
  const std::vector<Interval> distances{distance(phase.seen(phase.start(), {tau}).front()),
                                        distance(phase.seen(Rational(phase.start() / 2), {tau}).front()),
                                        distance(last.front())};
  const Interval expected = real(power(Rational(2), powers_of(instance).variance));
  const Interval first = abs(distances[0] / distances[1] / expected - Interval(1));
  const Interval second = abs(distances[1] / distances[2] / expected - Interval(1));
  judgement.require_less("quotient of the distances at w0 and w0/2, off the expected", first, real(Rational(1, 8)));
  // Where the next order happens to cancel at w0, the quotient there says nothing.
  const Interval size = certainly_less(first, real(kSmallDeviation)) ? real(kSmallDeviation) : first;
  judgement.require_less("the same at w0/2 and w0/4", second, size * real(Rational(3, 5)));

  // E turns to u_1 u_1' as tau rises to tau_1.
  const Matrix<Real> goal = phase.first_direction();
  const auto off = [&goal](const RealNetwork& network) {
    return Interval(norm(Matrix<Real>(direction(network) - goal)));
  };
  judgement.require_less("E / |E| turns to the top eigenvector of syx", off(last[1]),
                         off(last[0]) * real(Rational(3, 4)));
  return judgement;
}

}  // namespace jepa_oracle::properties
