"""diagnose: bad input is refused."""

import json
import unittest

from diagnose_test import PROBLEM, RUNS, DiagnoseTest, recorded, simulated
from program import CLAIM_FAILS, INCONCLUSIVE, INVALID_INPUT, Run


class WrongInputTest(DiagnoseTest):
    HEAD = "step,shape\n"

    def refuse(self, text, where, message, *options):
        problem = str(RUNS / "problem.json")
        self.assert_refused(["diagnose", "-", "--problem", problem, *options], INVALID_INPUT, where, message,
                            stdin=text)

    def test_runs(self):
        number = '"{}" is not a finite decimal number or fraction'
        for text, where, message in [
            ("", "line 1", "is empty; expected a header with the names of the columns"),
            ("step,shape\n", "line 2", "no row with an amplitude follows the header; expected at least one"),
            ("step,shape\n0,\n1,\n", "line 2", "no row with an amplitude follows the header; expected at least one"),
            ("shape\n1\n", "line 1", "has 0 of the columns step and time; expected exactly one"),
            ("step,time,shape\n0,0,1\n", "line 1", "has 2 of the columns step and time; expected exactly one"),
            ("step,loss\n0,1\n", "line 1",
             "no column is a feature of the problem; expected the encoder amplitude of at least one"),
            ("step,edge\n0,1\n", "line 1, field 2",
             'unknown column "edge"; expected step or time, loss, and NAME, encoder NAME or predictor NAME for the '
             "features of the problem (shape, pose, background, grain)"),
            ("step,shape,encoder shape\n0,1,1\n", "line 1, field 3",
             'duplicate column "encoder shape"'),
            ("step,shape,loss,loss\n0,1,1,1\n", "line 1, field 4", 'duplicate column "loss"'),
            ("step,shape\n0,x\n", "line 2, column shape", number.format("x")),
            ("step,shape\n0,0.1\n5,nan\n", "line 3, column shape", number.format("nan")),
            ("step,shape\n0,inf\n", "line 2, column shape", number.format("inf")),
            ("step,shape\n0,1e999\n", "line 2, column shape", number.format("1e999")),
            ("step,shape\n-1,1\n", "line 2, column step", "-1 is negative: a run starts at 0"),
            ("time,shape\n-0.5,1\n", "line 2, column time", "-0.5 is negative: a run starts at 0"),
            ("step,shape\n0.5,1\n", "line 2, column step", "0.5 is not a whole number of steps"),
            ("step,shape\n,1\n", "line 2, column step",
             "is empty: a row with amplitudes needs its step or time"),
            ("step,shape\n0,1,2\n", "line 2", "has 3 fields; expected 2, as in the header"),
            ("step;shape\n0;1\n", "line 1", "has semicolons between its fields; expected commas (CSV)"),
            ("step;shape\n0;0,04\n", "line 1", "has semicolons between its fields; expected commas (CSV)"),
            ("step\tshape\n0\t1\n", "line 1", "has tabs between its fields; expected commas (CSV)"),
            ("step shape\n0 1\n", "line 1", "has spaces between its fields; expected commas (CSV)"),
            ('step,shape\n0,"1\n', "line 2, field 2", "its opening quote is never closed"),
        ]:
            with self.subTest(text=text):
                self.refuse(text, where, message, "--rate", "0.1")

    def test_mixing(self):
        features = [{"name": name, "lambda": "0.5", "variance": "1"} for name in "ab"]
        sxx, syx = [["1", "0.1"], ["0.1", "1"]], [["0.5", "0.2"], ["0", "0.5"]]
        impossible = ("[[sxx, syx'], [syx, syy]] is not positive semidefinite, as the second moments of any pairs are")
        for mixing, where, message in [
            ([], "mixing", "is an array; expected an object"),
            ({"sxx": sxx}, "mixing.syx", "missing: mixing needs this key"),
            ({"sxx": sxx, "syx": syx, "szz": sxx}, "mixing.szz", "unknown key; the keys of mixing are sxx, syx, syy"),
            ({"sxx": [["1"]], "syx": syx}, "mixing.sxx", "is 1 x 1: 2 features have moments of 2 x 2"),
            ({"sxx": sxx, "syx": [["0.5", "0.2"], ["0", "0.6"]]}, "mixing.syx[1][1]",
             "0.6 must be the lambda 0.5 of features[1]"),
            ({"sxx": [["2", "0.1"], ["0.1", "1"]], "syx": syx}, "mixing.sxx[0][0]",
             "2 must be the variance 1 of features[0]"),
            ({"sxx": [["1", "0.1"], ["0.2", "1"]], "syx": syx}, "mixing.sxx[1][0]",
             "0.2 differs from entry [0][1] = 0.1: sxx must be symmetric"),
            ({"sxx": [["1", "1.5"], ["1.5", "1"]], "syx": syx}, "mixing.sxx", "is not positive definite"),
            ({"sxx": sxx, "syx": [["0.5", "1e400"], ["0", "0.5"]]}, "mixing.syx[0][1]", "is outside the range of double precision"),
            ({"sxx": sxx, "syx": [["0.5", "nan"], ["0", "0.5"]]}, "mixing.syx[0][1]",
             '"nan" is not a finite decimal number or fraction'),
            ({"sxx": sxx, "syx": syx, "syy": [["1"]]}, "mixing.syy", "is 1 x 1: 2 features have moments of 2 x 2"),
            ({"sxx": sxx, "syx": syx, "syy": [["1", "0.1"], ["0.2", "1"]]}, "mixing.syy[1][0]",
             "0.2 differs from entry [0][1] = 0.1: syy must be symmetric"),
            ({"sxx": sxx, "syx": syx, "syy": [["1", "1e400"], ["1e400", "1"]]}, "mixing.syy[0][1]",
             "is outside the range of double precision"),
            # y explains no more of itself than x does: E y^2 >= (E y x)^2 / E x^2.
            ({"sxx": sxx, "syx": syx, "syy": [["0.24", "0"], ["0", "1"]]}, "mixing.syy", impossible),
            ({"sxx": sxx, "syx": syx, "syy": [["-1", "0"], ["0", "1"]]}, "mixing.syy", impossible),
            ({"sxx": sxx, "syx": syx, "syy": [["1", "1.1"], ["1.1", "1"]]}, "mixing.syy", impossible),
            ({"sxx": sxx, "syx": syx, "syy": [["0", "0"], ["0", "0"]]}, "mixing.syy", impossible),
        ]:
            with self.subTest(message=message):
                problem = self.problem(features=features, mixing=mixing)
                self.assert_refused(["diagnose", "-", "--problem", problem, "--rate", "1"], INVALID_INPUT,
                                    f"{problem}, {where}", message, stdin="step,a\n0,0.04\n")
        path = self.directory / "both.json"
        path.write_text(json.dumps({**{key: value for key, value in PROBLEM.items() if key != "features"},
                                    "moments": {"sxx": sxx, "syx": sxx}, "mixing": {"sxx": sxx, "syx": syx}}))
        self.assert_refused(["diagnose", "-", "--problem", str(path), "--rate", "1"], INVALID_INPUT,
                            f"{path}, mixing", 'goes with "features" only: "moments" contain it',
                            stdin="step,a\n0,0.04\n")

    def test_a_row_too_far_away_to_train_whole_matrices_until_there(self):
        features = [{"name": name, "lambda": "0.5", "variance": "1"} for name in "ab"]
        mixing = {"sxx": [["1", "0.1"], ["0.1", "1"]], "syx": [["0.5", "0.2"], ["0", "0.5"]]}
        problem = self.problem(features=features, mixing=mixing)
        for step in ("10000000000", "1000000000000"):
            run = Run(["diagnose", "-", "--problem", problem, "--rate", "0.1"], f"step,a\n0,0.04\n{step},0.5\n")
            self.assertEqual((run.code, run.out), (INVALID_INPUT, ""))
            self.assertTrue(run.err.startswith(f"error: run: its last row, at {float(step):g}, would take "), run.err)
            self.assertTrue(run.err.endswith(' s: whole matrices are trained for coupled features ("mixing"), for at most 100 s\n'), run.err)

    def test_a_rate_at_which_training_diverges(self):
        found = self.diagnose(recorded(simulated()), CLAIM_FAILS, "--rate", "1e10")
        self.assertEqual(found["verdict"], "none-fits")
        self.assertRegex(found["statement"], "^no hypothesis fits this run: the nearest, .*, "
                         r"diverges by step \d+$")

    def test_mixing_of_targets(self):
        # y = x/2 to six digits of its moments, and moments without those of y: both are read.
        features = [{"name": name, "lambda": "0.166667", "variance": "0.333333"} for name in "ab"]
        sxx, syx = [["0.333333", "0.1"], ["0.1", "0.333333"]], [["0.166667", "0.05"], ["0.05", "0.166667"]]
        for syy in [{"syy": [["0.0833333", "0.025"], ["0.025", "0.0833333"]]}, {}]:
            problem = self.problem(features=features, mixing={"sxx": sxx, "syx": syx, **syy})
            self.answer("diagnose", "-", "--problem", problem, "--rate", "1", stdin="step,a\n0,0.04\n",
                        code=INCONCLUSIVE)

    def test_options(self):
        run = "step,shape\n0,0.04\n"
        self.refuse(run, "--rate", "missing: a run recorded in steps needs its learning rate")
        self.refuse(run, "--rate", "0 is not > 0", "--rate", "0")
        self.refuse(run, "--rate", '"fast" is not a finite decimal number or fraction', "--rate", "fast")
        self.refuse(run, "--noise", "-1 is not > 0", "--rate", "1", "--noise", "-1")
        for number in ("1e-400", "1e400"):
            rule = f"{number} is beyond the range of double precision"
            self.refuse(run, "--noise", rule, "--rate", "1", "--noise", number)
            self.refuse(run, "--rate", rule, "--rate", number)
        for number in ("0", "-1", "2.5", "1e10"):
            self.refuse(run, "--batch-size", f"{number} is not a whole number from 1 to 1000000000", "--rate", "1",
                        "--batch-size", number)
        self.refuse(run, "--batch-size", "not with a given noise: one of them says how large the noise is", "--rate", "1",
                    "--noise", "0.01", "--batch-size", "64")
        self.refuse("time,shape\n0,0.04\n", "--batch-size", "needs the learning rate: batches are those of gradient "
                    "descent", "--batch-size", "64")
        self.refuse(run, "--batch-size", 'needs the moments of all features ("mixing" of the problem): the noise of '
                    "batches is theirs", "--rate", "1", "--batch-size", "64")
        self.refuse(run, "--expect", 'unknown objective "vae" (did you mean mae?); expected one of jepa, mae',
                    "--rate", "1", "--expect", "vae")
        self.refuse("time,shape\n0.35,0.04\n", "time",
                    "0.35 is not a multiple of the rate 0.1: with a rate, times are rate x steps", "--rate", "0.1")

    def test_problems(self):
        weights = {"layers": [[[1]], [[1]]], "top": [[1]]}
        for changes, where, message in [
            ({"depth": 0}, "depth", "0 is not a depth: an encoder has 1 to 1000 layers"),
            (weights, "layers",
             "initial weights are for flow and descend: diagnose takes a balanced start, epsilon"),
        ]:
            with self.subTest(where=where):
                problem = self.problem(**changes)
                self.assert_refused(["diagnose", "-", "--problem", problem], INVALID_INPUT, f"{problem}, {where}",
                                    message, stdin="step,shape\n0,1\n")
        text = {key: value for key, value in PROBLEM.items() if key != "features"}
        text["moments"] = {"sxx": [[2, 0.5], [0.5, 1]], "syx": [[1, 0.2], [0.1, 0.4]]}
        path = self.directory / "moments.json"
        path.write_text(json.dumps(text))
        self.assert_refused(["diagnose", "-", "--problem", str(path)], INVALID_INPUT, f"{path}, moments",
                            "sxx and syx have no common orthonormal basis: their features are coupled in training, and scalar amplitudes do not describe such a run", stdin="step,shape\n0,1\n")

    def test_what_is_wrong_in_a_file_is_said_with_its_name(self):
        path = self.directory / "run.csv"
        path.write_text("step,shape\n0,0.04\n10,nan\n")
        self.assert_refused(["diagnose", str(path), "--problem", str(RUNS / "problem.json"), "--rate", "1"],
                            INVALID_INPUT, f"{path}, line 3, column shape",
                            '"nan" is not a finite decimal number or fraction')

    def test_files(self):
        missing = str(self.directory / "missing.csv")
        problem = str(RUNS / "problem.json")
        self.assert_refused(["diagnose", missing, "--problem", problem], INVALID_INPUT, missing,
                            "cannot be opened: No such file or directory")
        self.assert_refused(["diagnose", str(self.directory), "--problem", problem], INVALID_INPUT, str(self.directory),
                            "is a directory; expected a recorded run in a regular file")


if __name__ == "__main__":
    unittest.main()
