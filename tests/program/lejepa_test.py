"""What `critical-time --objective lejepa` answers, and what it refuses."""

import unittest
from decimal import Decimal

from program import INVALID_INPUT, NOT_A_NUMBER, OK, USAGE, ProgramTest, Run, options

PROBLEM = {"objective": "lejepa", "weight": "0.05", "depth": 1, "lambda": "0.9", "rho": "0.9", "epsilon": "0.01",
           "fraction": "0.5", "digits": 30}


class LeJepaTest(ProgramTest):
    def arguments(self, **changes):
        values = {key: value for key, value in {**PROBLEM, **changes}.items() if value is not None}
        return ["critical-time", *options(**values)]

    def lejepa(self, **changes):
        return self.answer(*self.arguments(**changes))

    def test_the_document_says_everything_that_went_in(self):
        document = self.lejepa()
        self.assertEqual(document.pop("critical_time")["value"], "46.3323353966478887322413923162")
        self.assertEqual(document.pop("rho_threshold")["value"], "0.829431436928606053814033521775")
        self.assertEqual(document.pop("code_variance")["value"], "0.134408097531510776671524338077")
        self.assertEqual(document, {
            "outcome": "reached", "time": "flow", "digits": 30, "objective": "lejepa", "depth": 1, "lambda": "0.9",
            "rho": "0.9", "variance": "1", "epsilon": "0.01", "epsilon_of": "encoder", "weight": "0.05",
            "fraction": "0.5"})

    def test_a_feature_is_learned_above_a_threshold_in_rho_alone(self):
        for variance in ("0.01", "1", "100"):
            for rho, outcome in (("0.80", "dies"), ("0.82943", "dies"), ("0.82944", "reached"), ("0.84", "reached")):
                product = str(Decimal(rho) * Decimal(variance))
                document = self.lejepa(**{"lambda": product}, rho=rho, epsilon="1e-9")
                self.assertEqual((document["outcome"], document["code_variance"] is None),
                                 (outcome, outcome == "dies"))

    def test_times_are_scaled_by_the_variance(self):
        # at depth 1, sigma^2 t is a function of Q, Q0, rho and c
        one = self.lejepa(level="0.3", fraction=None)["critical_time"]["value"]
        other = self.lejepa(**{"lambda": "3.6"}, level="0.15", epsilon="0.005", fraction=None)["critical_time"]["value"]
        self.assertLess(abs(Decimal(one) / (4 * Decimal(other)) - 1), Decimal("1e-28"))

    def test_batches_move_the_threshold_and_shrink_the_code(self):
        document = self.lejepa(**{"lambda": 1}, rho="1", batch_size=8)
        self.assertEqual(document["rho_threshold"]["value"], "-0.100692896715256779759756532664")
        self.assertEqual(document["code_variance"]["value"], "0.764534703056341145044451084867")
        self.assertEqual(document["batch_size"], 8)
        self.assertEqual(self.lejepa(**{"lambda": 1}, rho="1")["code_variance"]["value"], "1")

    def test_people_read_the_threshold(self):
        run = Run(self.arguments())
        self.assertEqual((run.code, run.err), (OK, ""))
        self.assertLessEqual(max(map(len, run.out.splitlines())), 80)
        self.assertIn("learned above rho   0.829431436928606053814033521775", run.out)
        run = Run(self.arguments(**{"lambda": "0.5"}, rho="0.5"))
        self.assertIn("none: the code vanishes, as rho is not above the threshold of LeJEPA", " ".join(run.out.split()))

    def test_what_breaks_a_rule_is_refused(self):
        weight = "lies outside (0, 1): both terms of the loss need a weight > 0, and they sum to 1"
        for changes, where, message in [
                ({"weight": "-1"}, "--weight", f"-1 {weight}"),
                ({"weight": "0"}, "--weight", f"0 {weight}"),
                ({"weight": "1"}, "--weight", f"1 {weight}"),
                ({"weight": "nan"}, "--weight", NOT_A_NUMBER.format("nan")),
                ({"rho": "1.5"}, "--rho",
                 "1.5 lies outside [-1, 1]: two views of equal second moments cannot have it"),
                ({"top_depth": "2"}, "--top-depth",
                 "LeJEPA has no predictor or decoder: leave the number of its layers out")]:
            with self.subTest(**changes):
                self.assert_refused(self.arguments(**changes), INVALID_INPUT, where, message)

    def test_what_does_not_say_what_to_compute_is_refused(self):
        for changes, where, message in [
                ({"weight": None}, "--weight", "is required by --objective lejepa: the weight c of SIGReg"),
                ({"objective": "jepa"}, "--weight", "needs --objective lejepa: it is of SIGReg"),
                ({"objective": "jepa", "weight": None, "batch_size": 4}, "--batch-size",
                 "needs --objective lejepa: it is of SIGReg"),
                ({"weight_decay": "0.1"}, "--weight-decay", "excludes --objective lejepa"),
                ({"depth": None}, "command line", "--depth is required")]:
            with self.subTest(**changes):
                self.assert_refused(self.arguments(**changes), USAGE, where, message)


if __name__ == "__main__":
    unittest.main()
