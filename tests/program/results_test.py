"""What the subcommands answer: digits, conventions, outcomes, exit codes and the two forms of output."""

import json
import math
import unittest
from decimal import Decimal, localcontext

from program import INCONCLUSIVE, OK, PROBLEMS, ProgramTest, Run, contains_exactly

SCALAR = {"objective": "jepa", "depth": "3", "lambda": "0.9", "rho": "0.7", "epsilon": "1e-4"}
NOISY = str(PROBLEMS / "noisy-background.json")
FIGURE_TWO = str(PROBLEMS / "figure-two.json")


def options(**values):
    return [text for key, value in values.items() for text in (f"--{key.replace('_', '-')}", str(value))]


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

    def test_order_agrees_on_both_sides_of_its_ends(self):
        lower, upper = (end["value"] for end in self.window()["epsilon_window"])
        for epsilon, first in [(scaled(lower, Decimal("0.999999")), "noisy"), (scaled(lower, Decimal("1.000001")), "influential"),
                               (scaled(upper, Decimal("0.999999")), "influential"), (scaled(upper, Decimal("1.000001")), "noisy")]:
            problem = {"format": "jepa-oracle/problem/1", "depth": 4, "epsilon": str(epsilon), "fraction": 0.5,
                       "objectives": ["jepa"],
                       "features": [{"name": "influential", "lambda": 0.9, "rho": 0.9},
                                    {"name": "noisy", "lambda": 1, "rho": 0.3}]}
            order = self.answer("order", "-", stdin=json.dumps(problem))["orders"][0]
            self.assertEqual(order["features"][0], first, epsilon)


class OrderTest(ProgramTest):
    def orders(self, *arguments, code=OK, **problem):
        if problem:
            whole = {"format": "jepa-oracle/problem/1", "depth": 3, "epsilon": "1e-4", "fraction": "0.5", **problem}
            whole = {key: value for key, value in whole.items() if value is not None}
            arguments = ("-", *arguments)
        document = self.answer("order", *arguments, stdin=json.dumps(whole) if problem else b"", code=code)
        return {order["objective"]: order for order in document["orders"]}

    def test_the_two_objectives_oppose_each_other_in_figure_two(self):
        orders = self.orders(FIGURE_TWO)
        self.assertEqual(orders["jepa"]["features"], ["1", "2", "3", "4", "5"])
        self.assertEqual(orders["mae"]["features"], ["5", "4", "3", "2", "1"])

    def test_jepa_leaves_the_noisy_background_for_last(self):
        orders = self.orders(NOISY)
        noisy = {"background", "lighting", "grain"}
        self.assertEqual(set(orders["jepa"]["features"][3:]), noisy)
        self.assertEqual(set(orders["mae"]["features"][:3]), noisy)
        for order in orders.values():
            times = [Decimal(order["critical_times"][name]["value"]) for name in order["features"]]
            self.assertEqual(times, sorted(times))
            self.assertEqual((order["ties"], order["undecided"], order["never"], order["already_beyond"]),
                             ([], [], [], []))

    def test_its_times_are_those_of_critical_time(self):
        order = self.orders(NOISY, "--digits", "30")["mae"]
        alone = self.answer("critical-time", *options(objective="mae", depth=4, **{"lambda": "0.92"}, rho="0.2",
                                                      epsilon="1e-4", fraction="0.5", digits=30))
        self.assertEqual(order["critical_times"]["grain"], alone["critical_time"])

    def test_the_time_option_overrides_the_problem(self):
        flow = self.answer("order", FIGURE_TWO, "--time", "flow")
        self.assertEqual((flow["time"], self.answer("order", FIGURE_TWO)["time"]), ("flow", "paper"))

    def test_ties_and_features_without_a_time(self):
        features = [{"name": "a", "lambda": 1, "rho": 0.5}, {"name": "dead", "lambda": -1, "variance": 1},
                    {"name": "b", "lambda": "1", "variance": 2}, {"name": "late", "lambda": "1e-1", "rho": 0.5},
                    {"name": "done", "lambda": 1, "rho": "0.01"}]
        order = self.orders(features=features, objectives=["jepa"])["jepa"]
        self.assertEqual(order["features"], ["done", "a", "b", "late"])
        self.assertEqual(order["ties"], [["a", "b"]])
        self.assertEqual(order["never"], ["dead"])
        self.assertEqual(order["already_beyond"], ["done"])
        self.assertEqual(order["outcomes"], {"a": "reached", "dead": "never", "b": "reached", "late": "reached",
                                             "done": "already_beyond"})
        self.assertIsNone(order["critical_times"]["dead"])

    def test_features_that_agree_in_thirty_digits_are_told_apart(self):
        features = [{"name": "larger", "lambda": 1, "rho": 0.5}, {"name": "smaller", "lambda": 1,
                                                                   "rho": "0.4999999999999999999999999999999999999999"}]
        self.assertEqual(self.orders(features=features)["jepa"]["features"], ["larger", "smaller"])

    def test_a_pair_beyond_the_precision_limit_is_named(self):
        features = [{"name": "a", "lambda": 1, "rho": "0.5"}, {"name": "b", "lambda": 1, "rho": "0.5" + "0" * 12_000 + "1"}]
        order = self.orders(features=features, objectives=["jepa"], code=INCONCLUSIVE)["jepa"]
        self.assertEqual([sorted(pair) for pair in order["undecided"]], [["a", "b"]])
        self.assertEqual(order["ties"], [])
        problem = {"format": "jepa-oracle/problem/1", "depth": 3, "epsilon": "1e-4", "fraction": "0.5",
                   "objectives": ["jepa"], "features": features}
        run = Run(["order", "-"], json.dumps(problem))
        self.assertEqual((run.code, run.err), (INCONCLUSIVE, ""))
        self.assertIn("Not decided within the precision limit: ", run.out)
        self.assertNotIn("every one right", run.out)

    def test_numbers_are_read_by_their_exact_text(self):
        problem = ('{"format": "jepa-oracle/problem/1", "depth": 3.0, "epsilon": 1e-400, "level": 0.1, "features": ['
                   '{"name": "a", "lambda": 0.1, "rho": 0.30000000000000000000000000000000000000001},'
                   '{"name": "b", "lambda": 123456789012345678901234567890, "rho": 1E400}]}')
        document = self.answer("order", "-", stdin=problem)
        self.assertEqual(document["epsilon"], "1e-400")
        self.assertEqual([feature["lambda"] for feature in document["features"]],
                         ["0.1", "1.2345678901234567890123456789e29"])
        self.assertEqual([feature["rho"] for feature in document["features"]],
                         ["0.30000000000000000000000000000000000000001", "1e400"])

    def test_diagonal_moments_are_features(self):
        moments = {"sxx": [[2, 0], [0, "1/3"]], "syx": [[1, 0], [0, "-0.1"]], "syy": [[1, 0], [0, 1]]}
        document = self.answer("order", "-", stdin=json.dumps({
            "format": "jepa-oracle/problem/1", "depth": 2, "epsilon": 0.01, "fraction": 0.5, "moments": moments}))
        self.assertEqual(document["features"], [
            {"name": "direction 0", "lambda": "1", "rho": "0.5", "variance": "2"},
            {"name": "direction 1", "lambda": "-0.1", "rho": "-0.3", "variance": "1/3"}])

    def test_the_table_fits_and_says_what_it_is(self):
        features = [{"name": "é" * 50, "lambda": 1, "rho": "1/3"}, {"name": "b", "lambda": 1, "variance": 3},
                    {"name": "c", "lambda": -1, "variance": 3}, {"name": "d", "lambda": 1, "rho": "0.01"}]
        problem = {"format": "jepa-oracle/problem/1", "depth": 3, "epsilon": "1e-4", "fraction": 0.5,
                   "time": "paper", "features": features}
        for digits in (5, 50, 300):
            run = Run(["order", "-", "--digits", str(digits)], json.dumps(problem))
            self.assertEqual((run.code, run.err), (OK, ""))
            self.assertLessEqual(max(map(len, run.out.splitlines())), 80)
            for words in ("JEPA, first to last:", "paper (L times flow time)", "Exactly tied: ", "never",
                          "already beyond the threshold at the start", "0.5 of the limit"):
                self.assertIn(words, run.out)


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
