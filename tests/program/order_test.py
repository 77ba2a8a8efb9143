"""`order`: features in certified order, from problems."""

import json
import re
import unittest
from decimal import Decimal

from program import INCONCLUSIVE, OK, PROBLEMS, ProgramTest, Run, options

NOISY = str(PROBLEMS / "noisy-background.json")
FIGURE_TWO = str(PROBLEMS / "figure-two.json")


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
            self.assertEqual([order[key] for key in ("ties", "undecided", "never", "already_beyond", "decreasing")],
                             [[]] * 5)

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
        self.assertEqual(order["features"], ["a", "b", "late"])
        self.assertEqual(order["ties"], [["a", "b"]])
        self.assertEqual(order["never"], ["dead"])
        self.assertEqual(order["already_beyond"], ["done"])
        self.assertEqual(order["outcomes"], {"a": "reached", "dead": "never", "b": "reached", "late": "reached",
                                             "done": "already_beyond"})
        self.assertIsNone(order["critical_times"]["dead"])

    def test_what_is_learned_first_is_learned(self):
        """A feature that vanishes or is past the threshold is no first place, in no form of the answer."""
        features = [{"name": "noise", "lambda": -9, "variance": 1}, {"name": "signal", "lambda": 1, "rho": 1},
                    {"name": "sinks", "lambda": 1, "rho": "1/10"}, {"name": "small", "lambda": "0.5", "rho": 1},
                    {"name": "stays", "lambda": 1, "rho": "1/2"}]
        problem = dict(features=features, depth=1, epsilon="1/4", level="1/5", fraction=None)
        orders = self.orders(**problem)
        for objective, order in orders.items():
            lists = {key: sorted(order[key]) for key in ("features", "decreasing", "already_beyond", "never")}
            mae = objective == "mae"  # its limit is rho^(1/2): that of "sinks" is 0.316, above the level
            self.assertEqual(lists, {"features": [], "decreasing": ["noise"] if mae else ["noise", "sinks"],
                                     "already_beyond": sorted(["signal", "small", "stays"] + ["sinks"] * mae),
                                     "never": []})
        orders = self.orders(**{**problem, "level": "3/10"})
        self.assertEqual((orders["jepa"]["features"], orders["jepa"]["never"]),
                         (["signal", "stays", "small"], ["noise", "sinks"]))
        text = Run(["order", "-"], json.dumps({"format": "jepa-oracle/problem/1", "depth": 1, "epsilon": "1/4",
                                               "level": "1/5", "objectives": ["jepa"], "features": features})).out
        self.assertIn("nothing is learned", text)
        self.assertRegex(text, r"- +noise +comes down to the threshold")
        self.assertNotRegex(text, r"(?m)^ *\d+ +(noise|sinks)")

    def test_the_numbers_of_the_table_are_the_places_of_the_json(self):
        features = [{"name": "done", "lambda": 1, "rho": "0.01"}, {"name": "late", "lambda": "0.1", "rho": 0.5},
                    {"name": "dead", "lambda": -1, "variance": 1}, {"name": "first", "lambda": 1, "rho": 0.5},
                    {"name": "twin", "lambda": 1, "rho": 0.5}]
        problem = {"format": "jepa-oracle/problem/1", "depth": 3, "epsilon": "1e-4", "fraction": "0.5",
                   "objectives": ["jepa"], "features": features}
        order = self.orders(features=features, objectives=["jepa"])["jepa"]
        self.assertEqual(order["features"], ["first", "twin", "late"])
        text = Run(["order", "-", "--digits", "5"], json.dumps(problem)).out
        table = {name: place for place, name in re.findall(r"(?m)^ *(\d+|-) +(\w+)", text)}
        self.assertEqual(table, {"first": "1", "twin": "1", "late": "3", "done": "-", "dead": "-"})

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
        self.assertNotIn("all correct", run.out)

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
            for words in ("JEPA, first to last:", "paper (L times flow time)", "Exactly equal critical times:", "never",
                          "already past the threshold at the start", "0.5 of the limit"):
                self.assertIn(words, run.out)


if __name__ == "__main__":
    unittest.main()
