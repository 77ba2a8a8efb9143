// Family Descent, whole trajectories: what a run of several steps records. Proof: proofs-notes/descent.md
#include <fmt/format.h>

#include <algorithm>

#include "scenarios/matrix_calculus.h"

namespace jepa_oracle::properties {
namespace {

/// Steps that are put at most: exact numbers grow (2L+1)-fold in length with every step.
long longest_run(Depth depth) { return depth.layers() == 1 ? 8 : depth.layers() == 2 ? 5 : 3; }

/// Every recorded state is that of repeated steps along minus the derivative of the loss with the target held, which
/// is taken anew at each state by dual numbers.
Judgement repeated_steps(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const Objective objective = instance.objective();
  const RationalMoments moments = moments_of(instance);
  const Rational rate = instance.number("rate") / 16;
  const long steps =
      std::min(numerator(instance.number("steps")).convert_to<long>(), longest_run(instance.depth()));
  const long every = numerator(instance.number("every")).convert_to<long>();
  RationalNetwork state = network_of(instance, objective);
  const std::vector<RecordedStep> trajectory =
      subject.descend(RationalTarget::of(objective), state, moments, rate, steps, every);
  std::size_t recorded = 0;
  for (long done = 0; done <= steps; ++done) {
    if (done > 0) {
      // By the name: what is differentiated is the loss of the notes, not that of the library's table.
      const auto held = objective == Objective::jepa ? RationalTarget::fixed(encoder(state)) : RationalTarget::data();
      state = moved(state, minus_gradient(state, dual_loss(held, moments)), rate);
    }
    if (done % every != 0 && done != steps) continue;
    if (recorded == trajectory.size()) break;
    const RecordedStep& given = trajectory[recorded++];
    judgement.require(fmt::format("record {} is of step {} (it is of step {})", recorded, done, given.step),
                      given.step == done);
    require_equal(judgement, fmt::format("the state after step {}", done), given.network, state);
  }
  judgement.require("a state at step 0, every so many steps and at the last",
                    recorded == trajectory.size() && trajectory.back().step == steps);
  if (steps % every != 0) judgement.label("the last step is no multiple");
  if (steps > every) judgement.label("several records");
  if (steps > 3) judgement.label("more than three steps");
  return judgement;
}

}  // namespace

std::vector<Claim> trajectory_claims() {
  std::vector<Field> fields{objective_field(),
                            choice("depth", {1, 2}, {1, 2, 3}),
                            choice("size", {1, 2, 3}, {1, 2}),
                            choice("width", {0, 1, 2, 3}, {1, 2}),
                            choice("seed", {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13}, {0, 1}),
                            choice("spread", {1, 2, 5}, {1, 5}),
                            choice("rate", {1, 2, 3}, {1, 3}),
                            choice("steps", {1, 2, 3, 5, 8}, {1, 3}),
                            choice("every", {1, 2, 3}, {1, 2})};
  return {exactly({"Descent.TrajectoryIsRepeatedSteps",
                   fields,
                   repeated_steps,
                   {},
                   {"the last step is no multiple", "several records", "more than three steps"}})};
}

}  // namespace jepa_oracle::properties
