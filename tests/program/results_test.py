"""What the subcommands answer: digits, conventions, outcomes, exit codes and the two forms of output."""

import json
import math
import unittest
from decimal import Decimal, localcontext

from program import INCONCLUSIVE, OK, ProgramTest, Run, contains_exactly, options

SCALAR = {"objective": "jepa", "depth": "3", "lambda": "0.9", "rho": "0.7", "epsilon": "1e-4"}


def scaled(text, factor):
    with localcontext() as context:
        context.prec = 2000
        return Decimal(text) * factor


class CriticalTimeTest(ProgramTest):
    def critical_time(self, code=OK, **changes):
        values = {key: value for key, value in {**SCALAR, "fraction": "0.5", **changes}.items() if value is not None}
        return self.answer("critical-time", *options(**values), code=code)

    def test_the_document_says_everything_that_went_in(self):
        document = self.critical_time(epsilon_of="layer", rho="2/3")
        del document["critical_time"]
        self.assertEqual(document, {
            "outcome": "reached", "time": "flow", "digits": 50, "objective": "jepa", "depth": 3, "lambda": "0.9",
            "rho": "2/3", "variance": "1.35", "epsilon": "0.0001", "epsilon_of": "layer", "fraction": "0.5"})

    def test_closed_form_of_depth_one(self):
        # MAE, L = 1, rho = 1: s^2/(1-s^2) grows as exp(2 lambda t).
        odds = lambda u: math.log(u / math.sqrt(1 - u * u))
        document = self.critical_time(objective="mae", depth=1, rho=1, epsilon="0.001")
        expected = (odds(0.5) - odds(0.001)) / 0.9
        self.assertAlmostEqual(float(document["critical_time"]["value"]), expected, delta=1e-13 * expected)

    def test_every_digit_of_fifty_stands_among_a_thousand(self):
        for objective in ("jepa", "mae"):
            few = self.critical_time(objective=objective)["critical_time"]
            many = self.critical_time(objective=objective, digits=1000)["critical_time"]
            contains_exactly(self, few, few["value"])
            contains_exactly(self, many, many["value"])
            self.assertEqual(len(many["value"].replace(".", "")), 1000)
            self.assertTrue(Decimal(few["lower"]) <= Decimal(many["value"]) <= Decimal(few["upper"]))

    def test_paper_time_is_depth_times_flow_time(self):
        for objective, depth in (("jepa", 3), ("mae", 5)):
            flow = self.critical_time(objective=objective, depth=depth)["critical_time"]
            paper = self.critical_time(objective=objective, depth=depth, time="paper", digits=40)
            self.assertEqual(paper["time"], "paper")
            ends = {end: scaled(flow[end], depth) for end in ("lower", "upper")}
            contains_exactly(self, ends, paper["critical_time"]["value"])

    def test_a_thousand_digits_are_there_for_people_too(self):
        run = Run(["critical-time", *options(**SCALAR, fraction="0.5", digits=1000)])
        digits = "".join(run.out.split("critical time")[1].split("  time")[0].split())
        self.assertEqual(digits, self.critical_time(digits=1000)["critical_time"]["value"])
        self.assertLessEqual(max(map(len, run.out.splitlines())), 80)

    def test_answers_that_are_not_times(self):
        for outcome, changes in [
            ("never", {"fraction": None, "level": "0.5"}),           # the limit is 0.343
            ("never", {"lambda": "-1", "rho": "-1"}),                # falls to 0
            ("already_beyond", {"epsilon": "0.2"}),                  # limit 0.343, threshold 0.1715
            ("already_beyond", {"epsilon": "1"}),                    # starts above the limit and settles there
        ]:
            document = self.critical_time(**changes)
            self.assertEqual((document["critical_time"], document["outcome"]), (None, outcome))

    def test_a_start_on_the_threshold_takes_no_time(self):
        document = self.critical_time(fraction=None, level="1e-4")
        self.assertEqual(document["critical_time"], {"value": "0", "lower": "0", "upper": "0"})

    def test_decay_from_above_has_a_time(self):
        document = self.critical_time(epsilon="2", fraction=None, level="1")
        self.assertGreater(float(document["critical_time"]["value"]), 0)

    def test_no_correlation_is_answered_exactly(self):
        # d(u^-2)/dt = 2 L sigma^2: from 1 to 1/2 with L = 3, sigma^2 = 2 in 3/12.
        document = self.critical_time(**{"lambda": "0", "rho": None, "variance": "2", "epsilon": "1",
                                         "fraction": None, "level": "0.5"})
        self.assertEqual(document["critical_time"]["value"], "0.25")

    def test_long_numbers_at_great_depth_are_decided_without_their_powers(self):
        # w0 = 1e-300 for each of 1000 layers: t* = 1 / (999 lambda w0^999) to all digits that a double has.
        document = self.critical_time(objective="mae", depth=1000, epsilon="1e-300", epsilon_of="layer")
        mantissa, exponent = document["critical_time"]["value"].split("e")
        self.assertEqual(exponent, "299697")
        self.assertAlmostEqual(float(mantissa), 1000 / (999 * 0.9), delta=1e-14)

    def test_negative_numbers_and_fractions_are_values(self):
        document = self.critical_time(**{"lambda": "-1/3", "rho": "-.5", "epsilon": "+1e0", "fraction": None,
                                         "level": "1E-2"})
        self.assertEqual([document[key] for key in ("lambda", "rho", "epsilon", "level")],
                         ["-1/3", "-0.5", "1", "0.01"])


class AmplitudeTest(ProgramTest):
    def amplitude(self, at, code=OK, **changes):
        return self.answer("amplitude", *options(**{**SCALAR, "at": at, **changes}), code=code)

    def test_amplitude_undoes_critical_time(self):
        for objective in ("jepa", "mae"):
            for time in ("flow", "paper"):
                values = {**SCALAR, "objective": objective, "time": time}
                found = self.answer("critical-time", *options(**values, level="0.01", digits=60))
                at = ",".join(found["critical_time"][end] for end in ("lower", "upper"))
                below, above = self.answer("amplitude", *options(**values, at=at))["amplitudes"]
                self.assertLessEqual(Decimal(below["encoder"]["lower"]), Decimal("0.01"))
                self.assertGreaterEqual(Decimal(above["encoder"]["upper"]), Decimal("0.01"))
                self.assertAlmostEqual(Decimal(below["encoder"]["value"]), Decimal("0.01"), delta=Decimal("1e-48"))
                contains_exactly(self, above["layer"], above["layer"]["value"])
                self.assertAlmostEqual(float(above["layer"]["value"]) ** 3, 0.01, delta=1e-15)

    def test_start_limit_and_rate(self):
        document = self.amplitude("0,1/3", epsilon="0.001")
        self.assertEqual([entry["time"] for entry in document["amplitudes"]], ["0", "1/3"])
        self.assertEqual(document["amplitudes"][0]["encoder"]["value"], "0.001")
        self.assertEqual(document["amplitudes"][0]["layer"]["value"], "0.1")
        self.assertEqual(document["limit"]["value"], "0.343")
        self.assertEqual(document["rate"]["value"], "0.151263")
        self.assertEqual(self.amplitude("1", time="paper")["rate"]["value"], "0.050421")

    def test_late_times_have_arrived(self):
        for objective, limit in (("jepa", 0.7**3), ("mae", 0.7**0.75)):
            for at in ("1e7", "1e12", "1e20", "1e100000"):
                document = self.amplitude(at, objective=objective)
                value = document["amplitudes"][0]["encoder"]["value"]
                self.assertEqual(Decimal(value), Decimal(document["limit"]["value"]), at)
                self.assertAlmostEqual(float(value), limit, delta=1e-15)

    def test_an_amplitude_beyond_every_exponent_is_inconclusive(self):
        document = self.amplitude("1e12", INCONCLUSIVE, **{"objective": "mae", "depth": 1, "lambda": -1, "rho": -1})
        encoder = document["amplitudes"][0]["encoder"]
        self.assertEqual((encoder["value"], encoder["lower"]), (None, "0"))
        self.assertLess(Decimal(encoder["upper"]), Decimal("1.0001e-4"))


class BoundaryTest(ProgramTest):
    def test_values_of_the_theory(self):
        for depth, s_star, fraction in [(1, "1.8557376447e-6", None), (2, "0.117159575971", "0.937838516187"),
                                        (3, "0.275422675936", "0.761031459937"), (4, "0.395032945202", "0.610543615136")]:
            document = self.answer("boundary", *options(depth=depth, fraction="0.1"))
            self.assert_close(document["s_star"]["value"], s_star)
            self.assert_close(document["mae_fraction"]["value"], fraction or "1")
            self.assertEqual((document["mae_s_star"], document["mae_larger_rho_always_later"]), (None, True))

    def test_a_fraction_above_the_bound_has_a_boundary_for_mae(self):
        document = self.answer("boundary", *options(depth=4, fraction="0.9"))
        self.assertFalse(document["mae_larger_rho_always_later"])
        contains_exactly(self, document["mae_s_star"], document["mae_s_star"]["value"])

    def assert_close(self, value, printed):
        """`printed` has the first digits of `value`, its last one rounded."""
        unit = Decimal(10) ** Decimal(printed).as_tuple().exponent
        self.assertLessEqual(abs(Decimal(value) - Decimal(printed)), unit)


class WindowTest(ProgramTest):
    def window(self, **changes):
        values = {"depth": 4, "fraction": "0.5", "influential": "0.9,0.9", "noisy": "1,0.3"}
        return self.answer("window", *options(**{**values, **changes}))

    def test_an_open_window(self):
        document = self.window()
        lower, upper = document["epsilon_window"]
        self.assertTrue(lower["value"].startswith("1.771") and upper["value"].startswith("0.003323"))
        self.assertEqual((document["state"], document["turning_point"]), ("open", "3/70"))
        self.assertEqual(document["noisy"], {"lambda": "1", "rho": "0.3", "variance": "10/3"})

    def test_an_empty_window(self):
        document = self.window(depth=1)
        self.assertEqual((document["epsilon_window"], document["state"]), (None, "empty"))

    def test_mae_has_a_window_too(self):
        document = self.window(objective="mae", depth=8, influential="0.999,0.9", digits=20)
        lower, upper = document["epsilon_window"]
        self.assertTrue(lower["value"].startswith("0.00035123") and upper["value"].startswith("0.0043735"))
        self.assertEqual((document["state"], document["objective"]), ("open", "mae"))
        turning = Decimal(document["turning_point"])  # w_x^9 = (1 - 0.999) / (1/0.3 - 0.999/0.9)
        self.assertLess(abs(turning ** 9 * (10 / Decimal(3) - Decimal("1.11")) - Decimal("0.001")), Decimal("1e-18"))

    def test_mae_has_none_at_small_fractions_and_jepa_is_the_default(self):
        self.assertEqual(self.window(objective="mae")["state"], "empty")  # p0(4) = 0.61
        self.assertEqual(self.window(), self.window(objective="jepa"))
        self.assertEqual(self.window()["objective"], "jepa")
        run = Run(["window", *options(objective="mae", depth=4, fraction="0.5", influential="0.9,0.9", noisy="1,0.3")])
        self.assertIn("for which MAE of depth 4", run.out)

    def test_order_agrees_on_both_sides_of_its_ends(self):
        self.check_order("jepa", 4, "0.9")
        self.check_order("mae", 8, "0.999")

    def check_order(self, objective, depth, weaker):
        window = self.window(objective=objective, depth=depth, influential=f"{weaker},0.9")
        lower, upper = (end["value"] for end in window["epsilon_window"])
        for epsilon, first in [(scaled(lower, Decimal("0.999999")), "noisy"), (scaled(lower, Decimal("1.000001")), "influential"),
                               (scaled(upper, Decimal("0.999999")), "influential"), (scaled(upper, Decimal("1.000001")), "noisy")]:
            problem = {"format": "jepa-oracle/problem/1", "depth": depth, "epsilon": str(epsilon), "fraction": 0.5,
                       "objectives": [objective],
                       "features": [{"name": "influential", "lambda": weaker, "rho": 0.9},
                                    {"name": "noisy", "lambda": 1, "rho": 0.3}]}
            order = self.answer("order", "-", stdin=json.dumps(problem))["orders"][0]
            self.assertEqual(order["features"][0], first, (objective, epsilon))


class OutputTest(ProgramTest):
    def test_both_forms_go_to_a_file(self):
        arguments = ["boundary", *options(depth=2, fraction="0.5", digits=20)]
        for form in ([], ["--json"]):
            file = self.directory / "result"
            self.assertEqual(Run([*arguments, *form, "--output", str(file)]).out, "")
            self.assertEqual(file.read_text(), Run([*arguments, *form]).out)
            self.assertEqual(list(self.directory.iterdir()), [file])

    def test_a_symbolic_link_keeps_pointing(self):
        target, link = self.directory / "target", self.directory / "link"
        target.write_text("old")
        link.symlink_to(target)
        Run(["boundary", *options(depth=2, fraction="0.5"), "--output", str(link)])
        self.assertTrue(link.is_symlink())
        self.assertIn("s*", target.read_text())

    def test_the_json_document_is_the_only_output(self):
        run = Run(["boundary", *options(depth=2, fraction="0.5"), "--json"])
        self.assertEqual((run.err, run.out[-2:]), ("", "}\n"))
        json.loads(run.out)


if __name__ == "__main__":
    unittest.main()
