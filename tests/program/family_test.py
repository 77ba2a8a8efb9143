"""Predictors of any depth and contrastive objectives in the commands about features."""

import json
import unittest
from decimal import Decimal

from program import INVALID_INPUT, SOURCE, USAGE, ProgramTest, Run, options

FEATURE = {"lambda": "0.9", "rho": "0.7", "epsilon": "1e-3", "fraction": "0.5"}


class FamilyTest(ProgramTest):
    def time(self, objective, depth, **more):
        return self.answer("critical-time", *options(objective=objective, depth=depth, **FEATURE, **more))

    def test_one_layer_on_top_is_what_is_meant_without_a_word(self):
        for objective in ("jepa", "mae"):
            self.assertEqual(self.time(objective, 2, **{"top-depth": 1}), self.time(objective, 2))

    def test_a_deeper_top_is_echoed_and_slower(self):
        single, double = self.time("jepa", 2), self.time("jepa", 2, **{"top-depth": 2})
        self.assertEqual(double["top_depth"], 2)
        self.assertLess(Decimal(single["critical_time"]["value"]), Decimal(double["critical_time"]["value"]))

    def test_short_names_are_the_same_objectives(self):
        for short, name in (("spectral", "spectral-contrastive"), ("barlow", "barlow-twins")):
            self.assertEqual(self.time(short, 3), self.time(name, 3))
            self.assertEqual(self.time(short, 3)["objective"], name)

    def test_barlow_twins_does_not_ask_for_rho(self):
        twice = {**FEATURE, "rho": "0.35"}
        other = self.answer("critical-time", *options(objective="barlow", depth=2, **twice))
        self.assertEqual(other["critical_time"], self.time("barlow", 2)["critical_time"])

    def test_barlow_twins_without_covariance_stands_still(self):
        still = options(objective="barlow", depth=2, **{"lambda": 0}, variance=1, epsilon="0.1")
        document = self.answer("amplitude", *still, *options(at="5"))
        self.assertEqual(document["amplitudes"][0]["encoder"]["value"], "0.1")
        self.assertEqual(self.answer("critical-time", *still, *options(level="0.05"))["outcome"], "never")

    def test_amplitudes_invert_times_with_layers_on_top_and_lambda_zero(self):
        given = options(objective="jepa", depth=2, variance="1.5", epsilon="0.1", **{"lambda": 0, "top-depth": 2})
        time = self.answer("critical-time", *given, *options(level="0.05"))["critical_time"]["value"]
        encoder = self.answer("amplitude", *given, *options(at=time, digits=40))["amplitudes"][0]["encoder"]["value"]
        self.assertLess(abs(Decimal(encoder) - Decimal("0.05")), Decimal("1e-38"))

    def test_an_order_knows_all_of_them(self):
        problem = {"format": "jepa-oracle/problem/1", "depth": 2, "epsilon": "1e-3", "fraction": "0.5",
                   "objectives": ["spectral", "barlow-twins"],
                   "features": [{"name": "weak", "lambda": "0.5", "rho": "0.9"},
                                {"name": "strong", "lambda": "0.9", "rho": "0.3"}]}
        orders = self.answer("order", "-", stdin=json.dumps(problem))["orders"]
        self.assertEqual([order["features"][0] for order in orders], ["strong", "strong"])
        deep = {**problem, "objectives": ["jepa"], "top_depth": 3}
        document = self.answer("order", "-", stdin=json.dumps(deep))
        self.assertEqual(document["top_depth"], 3)
        alone = self.answer("critical-time", *options(objective="jepa", depth=2, rho="0.9", epsilon="1e-3",
                                                      fraction="0.5", **{"top-depth": 3, "lambda": "0.5"}))
        self.assertEqual(document["orders"][0]["critical_times"]["weak"], alone["critical_time"])

    def test_the_window_closes_under_a_deeper_predictor(self):
        def state(rho, **more):
            return self.answer("window", *options(depth=2, fraction="0.5", influential="0.9,0.9", noisy=f"1,{rho}",
                                                  **more))["state"]
        self.assertEqual([state("0.25"), state("0.25", **{"top-depth": 2}), state("0.2", **{"top-depth": 2})],
                         ["open", "empty", "open"])

    def test_boundaries_of_one_objective(self):
        both = self.answer("boundary", *options(depth=2, fraction="0.5"))
        self.assertEqual(self.answer("boundary", *options(objective="jepa", depth=2, fraction="0.5"))["s_star"],
                         both["s_star"])
        mae = self.answer("boundary", *options(objective="mae", depth=2, fraction="0.5"))
        self.assertEqual(mae["fraction_bound"], both["mae_fraction"])
        self.assertEqual(mae["larger_rho_always_later"], both["mae_larger_rho_always_later"])

    def test_what_makes_no_sense_is_refused(self):
        barlow = ["critical-time", *options(objective="barlow", depth=2, **FEATURE)]
        self.assert_refused([*barlow, "--top-depth", "2"], INVALID_INPUT, "--top-depth",
                            "Barlow Twins has no predictor or decoder: leave the number of its layers out")
        jepa = ["critical-time", *options(objective="jepa", depth=2, **FEATURE)]
        self.assert_refused([*jepa, "--top-depth", "0"], INVALID_INPUT, "--top-depth",
                            "0 is not a depth: a predictor has 1 to 1000 layers")
        self.assert_refused(["boundary", *options(objective="barlow", depth=2, fraction="0.5")], INVALID_INPUT,
                            "--objective", "Barlow Twins has no boundary of the order by rho: neither its limit nor its "
                            "speed depends on rho")
        self.assert_refused(["boundary", *options(depth=2, fraction="0.5"), "--top-depth", "2"], USAGE, "--top-depth",
                            "needs --objective: it says whose layers they are")
        self.assert_refused(["critical-time", *options(objective="barlo", depth=2, **FEATURE)], INVALID_INPUT,
                            "--objective", 'unknown objective "barlo"; expected one of jepa, mae, spectral-contrastive, '
                            'barlow-twins')

    def test_networks_are_trained_with_one_layer_on_top(self):
        problem = {"format": "jepa-oracle/problem/1", "depth": 2, "epsilon": "0.1", "fraction": "0.5",
                   "objectives": ["jepa"], "features": [{"name": "a", "lambda": "0.5", "rho": "0.9"}]}
        deep = json.dumps({**problem, "top_depth": 2}).encode()
        self.assert_refused(["flow", "-", "--at", "1"], INVALID_INPUT, "top_depth",
                            "is 2: the training of a network is known for 1 layer of predictor or decoder, the order of "
                            "its features for any number", stdin=deep)
        barlow = json.dumps({**problem, "objectives": ["barlow"]}).encode()
        self.assert_refused(["flow", "-", "--at", "1"], INVALID_INPUT, "objectives[0]",
                            "Barlow Twins is known feature by feature only (order), not as the training of a network; "
                            "expected jepa or mae", stdin=barlow)
        for problem, where in ((deep, "top_depth"), (barlow, "objectives[0]")):
            run = Run(["diagnose", "tests/program/runs/jepa.csv", "--problem", "-"], problem, cwd=SOURCE)
            self.assertEqual((run.code, run.out), (INVALID_INPUT, ""))
            self.assertTrue(run.err.startswith(f"error: {where}: "), run.err)
        run = Run(["flow", "tests/program/problems/noisy-background.json", "--objective", "barlow", "--at", "1"], cwd=SOURCE)
        self.assertEqual((run.code, run.out, run.err), (INVALID_INPUT, "", "error: --objective: Barlow Twins is known feature by "
                                                        "feature only, not as the training of a network; expected jepa or mae\n"))


if __name__ == "__main__":
    unittest.main()
