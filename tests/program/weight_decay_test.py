"""What `weight-decay` answers, and what it refuses."""

import math
import unittest
from decimal import Decimal, localcontext

from program import INCONCLUSIVE, INVALID_INPUT, NOT_A_NUMBER, OK, USAGE, ProgramTest, Run, contains_exactly, options

FEATURE = {"objective": "jepa", "depth": 2, "lambda": "0.9", "rho": "0.75"}
PAIR = {"influential": "0.9,0.9", "noisy": "1,0.3"}


class WeightDecayTest(ProgramTest):
    def weight_decay(self, **changes):
        values = {key: value for key, value in {**FEATURE, **changes}.items() if value is not None}
        return self.answer("weight-decay", *options(**values))

    def test_the_document_says_everything_that_went_in(self):
        document = self.weight_decay()
        self.assertEqual(document.pop("largest_decay"), {"value": "0.040045166015625", "lower": "0.040045166015625",
                                                         "upper": "0.040045166015625"})
        self.assertEqual(document, {"objective": "jepa", "digits": 50, "depth": 2, "lambda": "0.9", "rho": "0.75",
                                    "variance": "1.2"})
        document = self.weight_decay(top_depth=2, epsilon="1e-2", digits=20, **PAIR)
        for key in ("largest_decay", "filter", "start_decay"):
            del document[key]
        feature = lambda *numbers: dict(zip(("lambda", "rho", "variance"), numbers))
        self.assertEqual(document, {
            "objective": "jepa", "digits": 20, "depth": 2, "top_depth": 2, "lambda": "0.9", "rho": "0.75",
            "variance": "1.2", "epsilon": "0.01", "epsilon_of": "encoder",
            "influential": feature("0.9", "0.9", "1"), "noisy": feature("1", "0.3", "10/3")})

    def test_decays_that_are_rational_are_exact(self):
        for objective, depth, top, decay in [("jepa", 1, 1, "0.16875"), ("jepa", 2, 2, "0.075"), ("mae", 1, 1, "0.9"),
                                             ("jepa", 1, 7, "0.16875")]:
            largest = self.weight_decay(objective=objective, depth=depth, top_depth=top, digits=7)["largest_decay"]
            self.assertEqual(largest["value"], decay)

    def test_the_largest_decay_of_mae_is_the_cube_root_of_its_cube(self):
        # MAE(2, 1): (eta*)^3 = lambda^3 rho (1/4) (3/4)^3
        largest = self.weight_decay(objective="mae", digits=60)["largest_decay"]
        with localcontext() as context:
            context.prec = 80
            cube = Decimal("0.9") ** 3 * Decimal("0.75") / 4 * Decimal("0.75") ** 3
            self.assertLessEqual(Decimal(largest["lower"]) ** 3, cube)
            self.assertGreaterEqual(Decimal(largest["upper"]) ** 3, cube)
            self.assertLess(abs(Decimal(largest["value"]) ** 3 / cube - 1), Decimal("2e-59"))

    def test_a_filter_is_between_the_largest_decays_of_its_two_features(self):
        for objective in ("jepa", "mae"):
            lower, upper = self.weight_decay(objective=objective, **PAIR)["filter"]
            self.assertEqual(lower, self.weight_decay(objective=objective, **{"lambda": 1}, rho="0.3")["largest_decay"])
            self.assertEqual(upper, self.weight_decay(objective=objective, rho="0.9")["largest_decay"])
            self.assertLess(Decimal(lower["upper"]), Decimal(upper["lower"]))

    def test_where_the_noisy_feature_survives_more_there_is_no_filter(self):
        pair = {"influential": "0.5,0.4", "noisy": "1,0.3"}
        self.assertIsNone(self.weight_decay(objective="mae", **pair)["filter"])
        self.assertIsNotNone(self.weight_decay(depth=8, **pair)["filter"])  # 0.4^15 > 2 0.3^15
        self.assertIsNone(self.weight_decay(objective="barlow-twins", **PAIR)["filter"])
        run = Run(["weight-decay", *options(**{**FEATURE, **pair, "objective": "mae"})])
        self.assertIn("none: the noisy feature survives every decay that the influential one", " ".join(run.out.split()))

    def test_a_start_survives_its_growth_below_the_peak(self):
        # JEPA(2, 1): phi(w) = lambda w^3 (1 - w / rho), here w0 = 0.1; the peak is at w = 0.5625
        start = self.weight_decay(epsilon="0.01")["start_decay"]
        self.assertEqual(start["value"], "0.00078")
        self.assertEqual(self.weight_decay(epsilon="0.1", epsilon_of="layer")["start_decay"], start)
        for epsilon in ("0.6", "5"):
            document = self.weight_decay(epsilon=epsilon, epsilon_of="layer")
            self.assertEqual(document["start_decay"], document["largest_decay"])

    def test_what_dies_without_decay_survives_none(self):
        document = self.weight_decay(**{"lambda": "-1"}, rho=None, variance=2, epsilon="0.1")
        self.assertEqual((document["largest_decay"]["value"], document["start_decay"]["value"]), ("0", "0"))

    def test_people_read_who_survives(self):
        run = Run(["weight-decay", *options(**FEATURE, epsilon="0.01", **PAIR)])
        self.assertEqual((run.code, run.err), (OK, ""))
        self.assertLessEqual(max(map(len, run.out.splitlines())), 80)
        text = " ".join(run.out.split())
        for part in ["under JEPA, depth 2, every layer decaying alike.", "largest decay 0.040045166015625",
                     "survive large enough starts at a decay up to this, none at a larger one",
                     "from this start 0.00078", "above 0.00284765625", "at most 0.069198046875",
                     "influential lambda 0.9, rho 0.9, variance 1", "noisy lambda 1, rho 0.3, variance 10/3",
                     "digits 50 (all correct)"]:
            self.assertIn(part, text)

    def test_where_rho_has_no_part_every_start_survives(self):
        run = Run(["weight-decay", *options(**{**FEATURE, "objective": "mae", "depth": 1})])
        self.assertIn("every start at a smaller decay, none at this or a larger one", " ".join(run.out.split()))


class DecayedTimeTest(ProgramTest):
    """JEPA(1, 1) of lambda = 1, rho = 1/2: at eta = 0.12 the rest points are 0.2 and 0.3."""

    PROBLEM = {"objective": "jepa", "depth": 1, "lambda": 1, "rho": "0.5", "weight_decay": "0.12"}

    def critical_time(self, **changes):
        return self.answer("critical-time", *options(**{**self.PROBLEM, **changes}))

    def test_the_time_is_the_logarithm_that_partial_fractions_give(self):
        # dw/dt = 2 w (w - 0.2)(0.3 - w); 1/(w (w - 0.2)(0.3 - w)) = -1/(0.06 w) + 1/(0.02 (w - 0.2)) + 1/(0.03 (0.3 - w))
        primitive = lambda w: (-math.log(w) / 0.06 + math.log(w - 0.2) / 0.02 - math.log(0.3 - w) / 0.03) / 2
        document = self.critical_time(epsilon="0.21", level="0.29")
        self.assertAlmostEqual(float(document["critical_time"]["value"]), primitive(0.29) - primitive(0.21), places=10)
        self.assertEqual((document["outcome"], document["weight_decay"]), ("reached", "0.12"))
        contains_exactly(self, document["critical_time"], document["critical_time"]["value"])

    def test_a_fraction_is_one_of_the_limit_under_decay(self):
        self.assertEqual(self.critical_time(epsilon="0.21", fraction="0.9")["critical_time"]["value"],
                         self.critical_time(epsilon="0.21", level="0.27")["critical_time"]["value"])

    def test_a_start_below_the_unstable_amplitude_dies(self):
        exact = {"value": "0.2", "lower": "0.2", "upper": "0.2"}
        document = self.critical_time(epsilon="0.19", fraction="0.9")
        self.assertEqual((document["critical_time"], document["outcome"], document["unstable_amplitude"]),
                         (None, "dies", {"encoder": exact, "layer": exact}))
        run = Run(["critical-time", *options(**self.PROBLEM, epsilon="0.19", fraction="0.9")])
        self.assertEqual(run.code, OK)
        self.assertIn("none: the feature dies of weight decay", run.out)
        self.assertRegex(run.out, "survives above +0.2\\n")
        self.assertEqual(self.critical_time(epsilon="0.19", level="0.1")["outcome"], "reached")

    def test_where_every_start_dies_there_is_no_smallest_survivor(self):
        document = self.critical_time(epsilon="0.4", fraction="0.9", weight_decay="0.126")
        self.assertEqual(document["outcome"], "dies")
        self.assertNotIn("unstable_amplitude", document)

    def test_no_decay_changes_nothing(self):
        with_none = self.critical_time(epsilon="0.01", fraction="0.5", weight_decay=0)
        without = self.answer("critical-time", "--objective", "jepa", "--depth", "1", "--lambda", "1", "--rho", "0.5",
                              "--epsilon", "0.01", "--fraction", "0.5")
        self.assertEqual(with_none.pop("weight_decay"), "0")
        self.assertEqual(with_none, without)

    def test_what_is_smaller_than_every_number_is_inconclusive_at_once(self):
        for at in ("1e12", "1e30"):
            document = self.answer("amplitude", *options(**DecayedTimeTest.PROBLEM, epsilon="0.1", at=at), code=INCONCLUSIVE)
            self.assertIsNone(document["amplitudes"][0]["encoder"]["value"])

    def test_decays_that_are_none_are_refused(self):
        for decay, message in [("-1", "-1 is negative: weights shrink or stay"), ("nan", NOT_A_NUMBER.format("nan")),
                               ("inf", NOT_A_NUMBER.format("inf"))]:
            self.assert_refused(["critical-time", *options(**{**self.PROBLEM, "weight_decay": decay}, epsilon="0.1",
                                                           level="0.2")], INVALID_INPUT, "--weight-decay", message)


class DecayedAmplitudeTest(ProgramTest):
    """The feature of DecayedTimeTest: dw/dt = 2 w (w - 0.2)(0.3 - w)."""

    def amplitude(self, at, **changes):
        return self.answer("amplitude", *options(**{**DecayedTimeTest.PROBLEM, **changes}, at=at))

    def test_at_the_critical_time_it_is_the_threshold(self):
        for start, level in (("0.21", "0.29"), ("7", "0.31"), ("0.19", "1e-6")):
            time = self.answer("critical-time", *options(**DecayedTimeTest.PROBLEM, epsilon=start, level=level,
                                                         digits=60))["critical_time"]["value"]
            document = self.amplitude(time, epsilon=start, digits=40)
            (state,) = document["amplitudes"]
            self.assertEqual(Decimal(state["encoder"]["value"]), Decimal(level))
            self.assertEqual((state["time"], document["weight_decay"]), (time, "0.12"))

    def test_limit_and_rate_are_those_under_decay(self):
        # the derivative of the right side at 0.3, 0.2 and 0
        for start, limit, rate in (("0.21", "0.3", "0.06"), ("5", "0.3", "0.06"), ("0.2", "0.2", "-0.04"),
                                   ("0.19", "0", "0.12")):
            document = self.amplitude("0,1e5", epsilon=start, digits=30)
            self.assertEqual((document["limit"]["value"], document["rate"]["value"]), (limit, rate))
            first, last = document["amplitudes"]
            self.assertEqual(first["encoder"], {"value": start, "lower": start, "upper": start})
            self.assertAlmostEqual(float(last["encoder"]["value"]), float(limit), places=25)

    def test_the_rate_is_one_of_the_unit_of_time(self):
        rates = [self.amplitude("1", epsilon="5", depth=2, weight_decay="0.01", time=time)["rate"]["value"]
                 for time in ("flow", "paper")]
        self.assertAlmostEqual(float(rates[0]), 2 * float(rates[1]), places=14)

    def test_no_decay_changes_nothing(self):
        with_none = self.amplitude("3", epsilon="0.01", weight_decay=0)
        self.assertEqual(with_none.pop("weight_decay"), "0")
        self.assertEqual(with_none, self.answer("amplitude", "--objective", "jepa", "--depth", "1", "--lambda", "1",
                                                "--rho", "0.5", "--epsilon", "0.01", "--at", "3"))

    def test_people_read_the_decay(self):
        run = Run(["amplitude", *options(**DecayedTimeTest.PROBLEM, epsilon="0.21", at="1")])
        self.assertEqual((run.code, run.err), (OK, ""))
        self.assertRegex(run.out, "weight decay +0.12\\n")
        self.assertRegex(run.out, "limit of encoder +0.3\\n")

    def test_decays_that_are_none_are_refused(self):
        for decay, message in [("-1", "-1 is negative: weights shrink or stay"), ("nan", NOT_A_NUMBER.format("nan")),
                               ("inf", NOT_A_NUMBER.format("inf"))]:
            self.assert_refused(["amplitude", *options(**{**DecayedTimeTest.PROBLEM, "weight_decay": decay}, at="1",
                                                       epsilon="0.1")], INVALID_INPUT, "--weight-decay", message)
        self.assert_refused(["amplitude", *options(**DecayedTimeTest.PROBLEM, at="-1", epsilon="0.1")], INVALID_INPUT,
                            "--at", "-1 is negative: a time must be >= 0")


class RefusalTest(ProgramTest):
    def refuse(self, code, where, message, **changes):
        values = {key: value for key, value in {**FEATURE, **changes}.items() if value is not None}
        self.assert_refused(["weight-decay", *options(**values)], code, where, message)

    def test_values_that_break_a_rule(self):
        self.refuse(INVALID_INPUT, "--depth", "0 is not a depth: an encoder has 1 to 1000 layers", depth=0)
        self.refuse(INVALID_INPUT, "--top-depth", "0 is not a depth: a predictor has 1 to 1000 layers", top_depth=0)
        self.refuse(INVALID_INPUT, "--top-depth", "Barlow Twins has no predictor or decoder: leave the number of its "
                    "layers out", objective="barlow-twins", top_depth=2)
        self.refuse(INVALID_INPUT, "--objective", 'unknown objective "gan"; expected one of jepa, mae, '
                    "spectral-contrastive, barlow-twins", objective="gan")
        self.refuse(INVALID_INPUT, "--epsilon", "0 is not a start: it must be > 0", epsilon=0)
        self.refuse(INVALID_INPUT, "--epsilon-of", 'unknown amplitude "top"; expected one of encoder, layer',
                    epsilon="0.1", epsilon_of="top")
        self.refuse(INVALID_INPUT, "--rho", "0 leaves the variance lambda/rho undefined: give the variance instead",
                    rho=0)

    def test_pairs_that_are_no_conflict(self):
        self.refuse(INVALID_INPUT, "--influential", "has 1 number; expected two, lambda,rho", **{**PAIR, "influential": "1"})
        self.refuse(INVALID_INPUT, "--influential.lambda", "not a conflict: the influential feature must have the "
                    "smaller lambda", **{**PAIR, "influential": "2,0.9"})
        self.refuse(INVALID_INPUT, "--noisy.rho", "0 leaves the variance lambda/rho undefined: give the variance instead",
                    **{**PAIR, "noisy": "1,0"})

    def test_questions_that_lack_a_part(self):
        self.refuse(USAGE, "--rho", "exactly one of --rho and --variance is needed", rho=None)
        self.refuse(USAGE, "--influential", "needs --noisy: the filter is between two features", influential="0.9,0.9")
        self.refuse(USAGE, "--noisy", "needs --influential: the filter is between two features", noisy="1,0.3")
        self.refuse(USAGE, "--epsilon-of", "needs --epsilon: it says whose amplitude that is", epsilon_of="layer")


if __name__ == "__main__":
    unittest.main()
