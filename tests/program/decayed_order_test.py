"""`order` under weight decay: who is learned, who dies, and when."""

import json
import unittest
from decimal import Decimal

from program import INVALID_INPUT, PROBLEMS, ProgramTest, Run, options

# JEPA at depth 2: the largest decays lambda rho^3 27/256 are 0.0028 (noisy), 0.069 (clear) and 0.062 (slow).
FEATURES = {"noisy": ("1", "0.3"), "clear": ("0.9", "0.9"), "same": ("0.9", "0.9"), "slow": ("0.8", "0.9"),
            "against": ("-1", "1")}


class DecayedOrderTest(ProgramTest):
    def problem(self, **changes):
        whole = {"format": "jepa-oracle/problem/1", "depth": 2, "epsilon": "0.04", "fraction": "0.5",
                "features": [{"name": name, "lambda": numbers[0], "variance" if name == "against" else "rho": numbers[1]}
                             for name, numbers in FEATURES.items()], "objectives": ["jepa"], **changes}
        return {key: value for key, value in whole.items() if value is not None}

    def document(self, *arguments, **changes):
        return self.answer("order", "-", *arguments, stdin=json.dumps(self.problem(**changes)))

    def order(self, **changes):
        (order,) = self.document(**changes)["orders"]
        return order

    def test_without_decay_nothing_is_said_of_it(self):
        for changes in {}, {"weight_decay": "0"}:
            document = self.document(**changes)
            self.assertNotIn("weight_decay", document)
            self.assertNotIn("dies", document["orders"][0])
            self.assertIn("noisy", document["orders"][0]["features"])

    def test_decay_is_a_filter(self):
        found = self.order(weight_decay="0.004")
        self.assertEqual(found["features"], ["clear", "same", "slow"])
        self.assertEqual(found["ties"], [["clear", "same"]])
        self.assertEqual((found["dies"], found["never"]), (["noisy"], ["against"]))
        self.assertEqual(found["outcomes"]["noisy"], "dies")
        self.assertIsNone(found["critical_times"]["noisy"])
        everything = self.order(weight_decay="0.5")
        self.assertEqual((everything["features"], len(everything["dies"])), ([], 4))

    def test_times_are_those_of_critical_time(self):
        for objective, top in ("jepa", 1), ("jepa", 2), ("mae", 1), ("barlow-twins", 0):
            more = {"top_depth": top} if top > 1 else {}
            document = self.document("--digits", "30", objectives=[objective], weight_decay="0.0005", **more)
            self.assertEqual(document["weight_decay"], "0.0005")
            (found,) = document["orders"]
            for name in found["features"]:
                lambda_, rho = FEATURES[name]
                alone = self.answer("critical-time", *options(
                    objective=objective, depth=2, rho=rho, epsilon="0.04", fraction="0.5", digits=30, **{"lambda": lambda_},
                    weight_decay="0.0005", **more))
                self.assertEqual(found["critical_times"][name], alone["critical_time"])
            times = [Decimal(found["critical_times"][name]["value"]) for name in found["features"]]
            self.assertEqual(times, sorted(times))
            self.assertGreaterEqual(len(times), 3)

    def test_a_level_is_met_from_both_sides(self):
        # Above the limits under decay, and above a start that dies.
        found = self.order(weight_decay="0.004", epsilon="1.5", fraction=None, level="1.4")
        self.assertEqual((found["features"], found["dies"], found["never"]), ([], [], []))
        self.assertEqual(set(found["decreasing"]), set(FEATURES))
        found = self.order(weight_decay="0.004", fraction=None, level="0.04")
        self.assertEqual(found["features"], ["clear", "same", "slow"])  # start on the level and rise
        self.assertEqual(set(found["decreasing"]), {"noisy", "against"})

    def test_people_read_why(self):
        text = Run(["order", "-"], json.dumps(self.problem(weight_decay="0.004")).encode()).out
        self.assertRegex(text, r"noisy +never: it dies, the weight decay is more than this start survives")
        self.assertRegex(text, r"weight decay +0\.004 of every layer")

    def test_what_it_does_not_answer_is_refused(self):
        mixed = json.loads((PROBLEMS / "two-mixed-features.json").read_text())
        for problem, rule in [
            (self.problem(weight_decay="-1"), "-1 is negative: weights shrink or stay"),
            ({**mixed, "weight_decay": "0.1"}, "is for features that are listed or not coupled: order has no decay for "
                                               "moments that are not diagonal"),
        ]:
            self.assert_refused(["order", "-"], INVALID_INPUT, "weight_decay", rule, stdin=json.dumps(problem).encode())


if __name__ == "__main__":
    unittest.main()
