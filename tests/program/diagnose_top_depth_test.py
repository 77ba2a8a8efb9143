"""diagnose of runs with several layers of predictor or decoder: right numbers of them, wrong ones, and the words."""

import unittest

from diagnose_test import RUNS, DiagnoseTest
from layers_on_top import KnownFeaturesTest, TopDepthTest, csv_of, features_of, layer_start, learning_steps, train
from program import CLAIM_FAILS, INCONCLUSIVE, INVALID_INPUT, OK

DEPTHS = (1, 2, 3, 4)


class EveryNetworkTest(TopDepthTest):
    """JEPA and MAE, 1 to 4 layers in the encoder and on top, on features of twenty seeds."""

    RATE = 0.05

    def run_of(self, index, objective, depth, top_depth):
        features = features_of(7 * index % 20)
        start = layer_start(objective, depth, top_depth)
        steps = int(1.2 * learning_steps(features, objective, depth, top_depth, start, self.RATE))
        rows = train(features, objective, depth, top_depth, start, self.RATE, steps, max(1, steps // 50))
        names = [feature["name"] for feature in features]
        return features, start, csv_of(rows, names, tops=index % 3 == 0)

    def networks(self, objective):
        for index, (depth, top_depth) in enumerate((depth, top) for depth in DEPTHS for top in DEPTHS):
            yield index + 16 * (objective == "mae"), depth, top_depth

    def check(self, objective):
        for index, depth, top_depth in self.networks(objective):
            with self.subTest(objective=objective, depth=depth, top_depth=top_depth):
                features, start, text = self.run_of(index, objective, depth, top_depth)
                found = self.judged(text, (OK, INCONCLUSIVE),
                                    self.problem_of(features, objective, depth, top_depth, start), self.RATE)
                self.assertIn(found["verdict"], ("as-expected", "undecided"))
                self.assertTrue(found["expected"][0]["fits"])
                # Another number of layers on top was expected.
                wrong = top_depth % 4 + 1
                found = self.judged(text, (CLAIM_FAILS,),
                                    self.problem_of(features, objective, depth, wrong, start), self.RATE)
                best = found["best"]
                self.assertEqual((best["rule"], best["depth"], best.get("top_depth", 1), best["fitted"]),
                                 (objective, depth, top_depth, {}))
                self.assertEqual((found["verdict"], best["fits"], found["expected"][0]["fits"]), ("other", True, False))

    def test_jepa(self):
        self.check("jepa")

    def test_mae(self):
        self.check("mae")


class WordsTest(KnownFeaturesTest):
    def test_another_number_is_named(self):
        for objective, layers, problem, statement in [
            ("jepa", 2, 1, "this is JEPA at depth 2 with 2 predictor layers; it is not JEPA at depth 2 with 1 "
                           "predictor layer"),
            ("mae", 3, 1, "this is MAE at depth 2 with 3 decoder layers; it is not MAE at depth 2 with 1 decoder "
                          "layer"),
            ("jepa", 1, 2, "this is JEPA at depth 2 with 1 predictor layer; it is not JEPA at depth 2 with 2 predictor "
                           "layers"),
            ("mae", 5, 5, "this is MAE at depth 2 with 5 decoder layers, as expected"),
            ("jepa", 2, 2, "this is JEPA at depth 2 with 2 predictor layers, as expected"),
            ("jepa", 1, 1, "this is JEPA at depth 2, as expected"),
        ]:
            with self.subTest(objective=objective, layers=layers, problem=problem):
                code = OK if layers == problem else CLAIM_FAILS
                found, said = self.said(self.text(objective, layers), code, objective, problem)
                self.assertEqual(said, statement)
                # The key is left out where there is one layer.
                self.assertEqual(found["best"].get("top_depth"), layers if layers > 1 else None)
                self.assertEqual(found["expected"][0].get("top_depth"), problem if problem > 1 else None)

    def test_the_other_objective_is_named_with_its_layers(self):
        _, said = self.said(self.text("mae", 2), CLAIM_FAILS, "jepa", 2)
        self.assertEqual(said, "this is MAE at depth 2 with 2 decoder layers; it is not JEPA")

    def test_mistakes_beside_the_number_of_the_problem(self):
        for change, words, number in [
            ({"no_stop": True}, "JEPA without the stop-gradient at depth 2 with 2 predictor layers", None),
            ({"decay": 0.002}, "JEPA at depth 2 with 2 predictor layers, a weight decay of 0.002 in flow time",
             ("weight-decay", 0.002)),
        ]:
            with self.subTest(change=change):
                found, said = self.said(self.text("jepa", 2, **change), CLAIM_FAILS, "jepa", 2)
                self.assertTrue(said.startswith(f"this is {words}; it is not JEPA"), said)
                if number:
                    self.assertAlmostEqual(float(found["best"]["fitted"][number[0]]), number[1], delta=1e-5)

    def test_mistakes_beside_another_number(self):
        halved = [{**f, "lambda": f["lambda"] / 2, "s2": f["s2"] / 2} for f in self.FEATURES]
        rows = train(halved, "jepa", 2, 2, 0.4, self.RATE, 4000, 40)
        text = csv_of(rows, [f["name"] for f in halved], form="{:.12g}")
        found, said = self.said(text, CLAIM_FAILS, "jepa", 1)
        self.assertTrue(said.startswith("this is JEPA at depth 2 with 2 predictor layers, time scaled by 2/d = 1/L ("),
                        said)
        self.assertEqual(found["best"]["stretch"], "0.5")
        for change, numbers in [({"decay": 0.002}, ["weight-decay"]), ({"start": 0.45}, ["start"])]:
            with self.subTest(change=change):
                found, _ = self.said(self.text("jepa", 3, **change), CLAIM_FAILS, "jepa", 1)
                best = found["best"]
                self.assertEqual((best["rule"], best["depth"], best["top_depth"], list(best["fitted"])),
                                 ("jepa", 2, 3, numbers))

    def test_the_amplitude_of_the_predictor_is_that_of_all_its_layers(self):
        text = self.text("jepa", 2, tops=True)
        self.said(text, OK, "jepa", 2)
        self.assertEqual(self.said(text, OK, "jepa", 2)[0]["observations"], [])
        found, said = self.said(text, CLAIM_FAILS, "jepa", 1)
        self.assertTrue(said.startswith("this is JEPA at depth 2 with 2 predictor layers; "), said)
        seen = ("row 0: the predictor or decoder amplitude of shape is 0.16 at the start, that of 2 layers of 0.4 "
                "as in its encoder; expected 1 layer")
        self.assertEqual(found["observations"], [{"kind": "top-depth", "statement": seen}])

    def test_columns_of_a_chain_that_flow_and_descend_write_are_not_used(self):
        text = self.text("jepa", 2)
        lines = text.splitlines()
        wide = "\n".join([lines[0] + ",V1[0][0],V2[0][0]", *(line + ",1,2" for line in lines[1:])]) + "\n"
        self.said(wide, OK, "jepa", 2)


class WrongTopDepthTest(DiagnoseTest):
    def test_problems(self):
        barlow = {"objectives": ["jepa", "barlow-twins"]}
        most = "is {}: runs are diagnosed with 1 to 100 layers of predictor or decoder"
        for changes, where, message in [
            ({"top_depth": 0}, "top_depth", "0 is not a depth: a predictor has 1 to 1000 layers"),
            ({"top_depth": -2, "objectives": ["mae"]}, "top_depth", "-2 is not a depth: a decoder has 1 to 1000 "
                                                                     "layers"),
            ({"top_depth": 2.5}, "top_depth", "2.5 is not a depth: the number of predictor layers is an integer"),
            ({"top_depth": 1000}, "top_depth", most.format(1000)),
            ({"top_depth": 101}, "top_depth", most.format(101)),
            ({"top_depth": 1001}, "top_depth", "1001 is not a depth: a predictor has 1 to 1000 layers"),
            (barlow, "objectives[1]", "Barlow Twins has no predictor or decoder, and runs are diagnosed by theirs; "
                                      "expected jepa or mae"),
            ({**barlow, "top_depth": 2}, "top_depth",
             "Barlow Twins has no predictor or decoder: leave the number of its layers out"),
            ({"objectives": ["spectral"]}, "objectives[0]", "spectral contrastive learning has no predictor or "
             "decoder, and runs are diagnosed by theirs; expected jepa or mae"),
        ]:
            with self.subTest(changes=changes):
                problem = self.problem(**changes)
                self.assert_refused(["diagnose", str(RUNS / "jepa.csv"), "--problem", problem, "--rate", "0.1"],
                                    INVALID_INPUT, f"{problem}, {where}", message)


if __name__ == "__main__":
    unittest.main()
