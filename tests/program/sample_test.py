"""`sample`: pairs from models of data, with what is known of them exactly."""

import unittest
from fractions import Fraction

from program import INVALID_INPUT, OK, USAGE, ProgramTest, Run

MODELS = {
    "static": ["static", "--signal", "0.9,0.6", "--noise", "0.1,2", "--basis", "0.6,-0.8;0.8,0.6"],
    "dynamic": ["dynamic", "--signal", "1,0.5", "--persistence", "0.9,-0.5", "--noise", "0.1,0.5", "--lag", "2"],
    "masking": ["masking", "--mixing", "2,1;2,-1", "--masking", "0.25"],
    "autoencoder": ["autoencoder", "--signal", "1,0.5"],
}
FEATURES = {  # (lambda, rho), by hand
    "static": [("0.9", "0.9"), ("0.6", "3/13")],
    "dynamic": [("0.81", "81/110"), ("0.125", "0.125")],
    "masking": [("9/16", "3/29"), ("-9/16", "-3/11")],
    "autoencoder": [("1", "1"), ("0.5", "1")],
}


class SampleTest(ProgramTest):
    def test_features_are_known_exactly(self):
        for name, model in MODELS.items():
            found = self.answer("sample", *model, "--pairs", "1")
            self.assertEqual(found["model"], name)
            for feature, (covariance, rho) in zip(found["features"], FEATURES[name]):
                self.assertEqual(Fraction(feature["lambda"]), Fraction(covariance), name)
                self.assertEqual(Fraction(feature["rho"]), Fraction(rho), name)

    def test_features_that_nobody_knows_are_null(self):
        found = self.answer("sample", "masking", "--mixing", "2,1;0,1", "--masking", "0.5", "--pairs", "1")
        self.assertIsNone(found["features"])
        self.assertEqual(found["moments"]["syx"], [["0", "0.25"], ["0.25", "0"]])

    def test_the_stream_can_be_cut_anywhere(self):
        for law in ["gaussian", "three-point"]:
            for name, model in MODELS.items():
                draw = ["sample", *model, "--law", law, "--seed", "5"]
                whole = Run([*draw, "--pairs", "1030"]).out.splitlines()
                self.assertEqual(len(whole), 1031)
                parts = Run([*draw, "--pairs", "7"]).out.splitlines()[1:]
                parts += Run([*draw, "--pairs", "1023", "--first", "7"]).out.splitlines()[1:]
                self.assertEqual(whole[1:], parts, name)
                self.assertNotEqual(whole, Run(["sample", *model, "--law", law, "--seed", "6", "--pairs", "1030"]).out)

    def test_both_forms_hold_the_same_numbers(self):
        draw = ["sample", *MODELS["static"], "--pairs", "3"]
        lines = Run(draw).out.splitlines()
        self.assertEqual(lines[0], "x_0,x_1,y_0,y_1")
        self.assertEqual([line.split(",") for line in lines[1:]], self.answer(*draw)["pairs"])

    def test_analyze_finds_the_model(self):
        """The intervals of lambda and rho hold the exact values (99.9% each; the draws are the same for ever)."""
        for name, model in MODELS.items():
            path = self.directory / f"{name}.csv"
            done = Run(["sample", *model, "--pairs", "3000", "--output", str(path)])
            self.assertEqual((done.code, done.err), (OK, ""))
            found = self.answer("analyze", str(path), "--depth", "2", "--epsilon", "1e-3", "--confidence", "0.999",
                                "--resamples", "999", "--centre", "origin")
            for feature, exact in zip(found["features"], FEATURES[name]):
                for key, value in zip(["lambda", "rho"], exact):
                    lower, upper = map(Fraction, feature[f"{key}_interval"])
                    rounding = Fraction(1, 10**12)  # rho = 1 of x = y is computed in double
                    self.assertLessEqual(lower - rounding, Fraction(value), (name, key))
                    self.assertLessEqual(Fraction(value), upper + rounding, (name, key))

    def test_wrong_input(self):
        cases = [
            (["static", "--signal", "1", "--pairs", "1"], USAGE, "--noise", "is missing: the model static needs it"),
            (["autoencoder", "--signal", "1", "--noise", "1", "--pairs", "1"], USAGE, "--noise",
             "does not apply to the model autoencoder"),
            (["static", "--signal", "1", "--noise", "1", "--lag", "3", "--pairs", "1"], USAGE, "--lag",
             "does not apply to the model static"),
            (["other", "--pairs", "1"], INVALID_INPUT, "model",
             'unknown model of data "other"; expected one of static, dynamic, masking, autoencoder'),
            (["static", "--signal", "1,-1", "--noise", "1,1", "--pairs", "1"], INVALID_INPUT, "--signal[1]",
             "-1 is negative: a variance must be >= 0"),
            (["autoencoder", "--signal", "1,0", "--pairs", "1"], INVALID_INPUT, "--signal[1]",
             "is 0: each feature must vary"),
            (["masking", "--mixing", "1,1;1", "--masking", "0.5", "--pairs", "1"], INVALID_INPUT, "--mixing",
             "row 2 has 1 number and row 1 has 2"),
            (["masking", "--mixing", "1", "--masking", "1", "--pairs", "1"], INVALID_INPUT, "--masking",
             "1 lies outside (0, 1): the probability that a pixel is masked"),
            (["autoencoder", "--signal", "1", "--law", "cauchy", "--pairs", "1"], INVALID_INPUT, "--law",
             'unknown distribution "cauchy"; expected one of gaussian, three-point'),
            (["autoencoder", "--signal", "1", "--pairs", "0"], INVALID_INPUT, "--pairs",
             "0 is not a whole number from 1 to 10000000"),
        ]
        for arguments, code, where, message in cases:
            with self.subTest(arguments=arguments):
                self.assert_refused(["sample", *arguments], code, where, message)


if __name__ == "__main__":
    unittest.main()
