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
                            'barlow-twins, lejepa')

    PROBLEM = {"format": "jepa-oracle/problem/1", "depth": 2, "epsilon": "0.1", "fraction": "0.5",
               "objectives": ["jepa"], "features": [{"name": "a", "lambda": "0.5", "rho": "0.9"},
                                                    {"name": "b", "lambda": "0.3", "rho": "0.4"}]}

    def rows(self, command, problem, *arguments):
        run = Run([command, "-", *arguments, "--json"], json.dumps({**self.PROBLEM, **problem}).encode(), cwd=SOURCE)
        self.assertEqual((run.code, run.err), (0, ""), run.out)
        return [json.loads(line) for line in run.out.splitlines()]

    def test_networks_of_every_objective_flow_as_their_features(self):
        for objective, top_depth in (("jepa", 3), ("mae", 2), ("spectral-contrastive", None), ("barlow-twins", None)):
            with self.subTest(objective):
                more = {} if top_depth is None else {"top_depth": top_depth}
                problem = {"objectives": [objective], **more}
                head, row = self.rows("flow", problem, *options(at="7", digits=20))
                self.assertEqual(head.get("top_depth"), top_depth)
                self.assertEqual(len(row["layers"]), 2)
                self.assertEqual(len(row.get("top_layers", [])), top_depth or 0)
                self.assertNotIn("top", row)
                given = options(objective=objective, depth=2, epsilon="0.1", at="7", digits=20)
                if top_depth is not None:
                    given += ["--top-depth", str(top_depth)]
                for name, lambda_, rho in (("a", "0.5", "0.9"), ("b", "0.3", "0.4")):
                    alone = self.answer("amplitude", *given, "--lambda", lambda_, "--rho", rho)
                    self.assertEqual(row["encoder"][name], alone["amplitudes"][0]["encoder"]["value"])

    def test_given_chains_are_read_written_and_named(self):
        identity = [["1/4", 0], [0, "1/4"]]
        given = {"epsilon": None, "layers": [identity, identity], "top_layers": [identity, [[1, "1/3"], [0, 2]]],
                 "top_depth": 2}
        problem = {key: value for key, value in {**self.PROBLEM, **given}.items() if value is not None}
        run = Run(["descend", "-", *options(rate="1/2", steps=1, numbers="exact")], json.dumps(problem).encode(), cwd=SOURCE)
        self.assertEqual((run.code, run.err), (0, ""))
        names, start, _ = (line.split(",") for line in run.out.splitlines())
        column = dict(zip(names, start))
        self.assertEqual([column[name] for name in ("V1[0][0]", "V2[0][1]", "V2[1][1]")], ["0.25", "0.3" + "3" * 49, "2"])
        self.assertNotIn("V[0][0]", column)

    def test_weight_decay_of_the_problem_and_of_the_option(self):
        head, row = self.rows("flow", {"weight_decay": "0.01"}, *options(at="5", digits=15))
        self.assertEqual(head["weight_decay"], "0.01")
        _, same = self.rows("flow", {}, *options(at="5", digits=15, **{"weight-decay": "0.01"}))
        self.assertEqual(row["layers"], same["layers"])
        _, free = self.rows("flow", {"weight_decay": "0.01"}, *options(at="5", digits=15, **{"weight-decay": 0}))
        self.assertGreater(Decimal(free["encoder"]["a"]), Decimal(row["encoder"]["a"]))

    def test_a_decayed_flow_meets_the_decayed_critical_time(self):
        given = options(objective="jepa", depth=2, rho="0.9", epsilon="0.3", level="0.4", digits=25,
                        **{"lambda": "0.5", "top-depth": 2, "weight-decay": "0.01"})
        time = self.answer("critical-time", *given)["critical_time"]["value"]
        problem = {"epsilon": "0.3", "top_depth": 2, "weight_decay": "0.01", "features": self.PROBLEM["features"][:1]}
        _, row = self.rows("flow", problem, *options(at=time, digits=20))
        self.assertLess(abs(Decimal(row["encoder"]["a"]) - Decimal("0.4")), Decimal("1e-18"))

    def test_sign_descent_moves_every_weight_by_the_rate(self):
        # Signs do not make numbers longer: many exact steps are none too many.
        arguments = options(rate="1/64", steps=30, every=30, numbers="exact", optimizer="sign")
        head, row, last = self.rows("descend", {"epsilon_of": "layer"}, *arguments)
        self.assertEqual(head["optimizer"], "sign")
        self.assertEqual(Decimal(row["top"][0][0]), Decimal("0.1"))
        self.assertEqual(Decimal(last["top"][0][0]) - Decimal("0.1"), Decimal(30) / 64)
        self.assertEqual(Decimal(last["top"][0][1]), 0)

    def test_networks_that_make_no_sense_are_refused(self):
        def refused(command, problem, where, rule, *arguments):
            self.assert_refused([command, "-", *arguments], INVALID_INPUT, where, rule,
                                stdin=json.dumps({**self.PROBLEM, **problem}).encode())
        refused("flow", {"weight_decay": "-1"}, "weight_decay", "-1 is negative: weights shrink or stay", "--at", "1")
        refused("flow", {}, "--weight-decay", "-1 is negative: weights shrink or stay", "--at", "1", "--weight-decay=-1")
        refused("flow", {"objectives": ["barlow"]}, "--target", "frozen is a target for jepa; the loss of barlow-twins is one "
                "of the code, and has none", "--at", "1", "--target", "frozen")
        refused("descend", {}, "--optimizer", '"adam" is not an optimizer: expected one of gradient, sign', "--rate", "1",
                "--steps", "1", "--optimizer", "adam")
        deep = json.dumps({**self.PROBLEM, "top_depth": 101}).encode()
        barlow = json.dumps({**self.PROBLEM, "objectives": ["barlow"]}).encode()
        for problem, where in ((deep, "top_depth"), (barlow, "objectives[0]")):
            run = Run(["diagnose", "tests/program/runs/jepa.csv", "--problem", "-"], problem, cwd=SOURCE)
            self.assertEqual((run.code, run.out), (INVALID_INPUT, ""))
            self.assertTrue(run.err.startswith(f"error: {where}: "), run.err)
        one = {key: value for key, value in self.PROBLEM.items() if key != "epsilon"}
        layers = {"layers": [[[1, 0], [0, 1]]] * 2}
        for given, where, rule in (
                ({"top": [[1, 0], [0, 1]], "top_depth": 2}, "top", "is one matrix and top_depth is 2: give top_layers"),
                ({"top": [[1, 0], [0, 1]], "top_layers": [[[1]]]}, "top_layers", "excluded by top: give one of the two"),
                ({"top_layers": [[[1, 0]], [[1, 0], [0, 1]]], "top_depth": 2}, "top_layers[1]",
                 "is 2 x 2 and gets 1 inputs from top_layers[0]: its columns must match"),
                ({"top_layers": [[[1, 0]]], "top_depth": 2}, "top_layers", "has 1 matrices; expected 2, the top depth"),
                ({}, "top_layers", "is empty: the predictor of JEPA has at least one layer")):
            with self.subTest(where=where, rule=rule):
                self.assert_refused(["flow", "-", "--at", "1"], INVALID_INPUT, where, rule,
                                    stdin=json.dumps({**one, **layers, **given}).encode())


if __name__ == "__main__":
    unittest.main()
