"""flow and descend: trajectories of whole networks, interrupted and continued, and what they refuse."""

import csv
import io
import json
import subprocess
import time
import unittest
from decimal import Decimal

from program import INCONCLUSIVE, INVALID_INPUT, OK, PROGRAM, SECONDS, USAGE, ProgramTest, Run

PROBLEM = {"format": "jepa-oracle/problem/1", "depth": 2, "epsilon": "1e-3", "objectives": ["jepa"],
           "features": [{"name": "edge, soft", "lambda": "0.9", "rho": "0.9"},
                        {"name": "blob", "lambda": "0.7", "rho": "0.5"}]}
WEIGHTS = {"epsilon": ..., "layers": [[["0.1", 0]], [["0.2"], [0]]], "top": [["0.3", 0], [0, "0.3"]]}
MIXING = {"features": ..., "moments": {"sxx": [[2, "0.5"], ["0.5", 1]], "syx": [[1, "0.2"], ["0.1", "0.4"]],
                                       "syy": [[2, "0.5"], ["0.5", 1]]}}


def problem(**changes):
    merged = {**PROBLEM, **changes}
    return json.dumps({key: value for key, value in merged.items() if value is not ...})


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


class TrajectoryTest(ProgramTest):
    def run_ok(self, *arguments, stdin, code=OK):
        run = Run(arguments, stdin)
        self.assertEqual((run.code, run.err), (code, ""), run.out[:500])
        return run.out

    def file(self, text):
        path = self.directory / "problem.json"
        path.write_text(text)
        return str(path)


class FlowTest(TrajectoryTest):
    def test_a_diagonal_flow_has_the_digits_of_the_closed_form(self):
        table = rows(self.run_ok("flow", "-", "--at", "0,100,150", "--digits", "30", stdin=problem()))
        for row in table:
            self.assertEqual((row["agreed_digits"], row["residual"]), ("30", "0"))
            for name, value, rho in (("edge, soft", "0.9", "0.9"), ("blob", "0.7", "0.5")):
                scalar = self.answer("amplitude", *"--objective jepa --depth 2 --epsilon 1e-3 --digits 30".split(),
                                     "--lambda", value, "--rho", rho, "--at", row["time"])
                self.assertEqual(Decimal(row[f"encoder {name}"]),
                                 Decimal(scalar["amplitudes"][0]["encoder"]["value"]))

    def test_a_diagonal_flow_goes_on_long_after_learning(self):
        out = self.run_ok("flow", "-", "--until", "4e6", "--digits", "50", "--json", stdin=problem())
        head, *samples = map(json.loads, out.splitlines())
        self.assertIn("correct: closed forms", head["support"])
        self.assertEqual((len(samples), samples[-1]["time"], samples[-1]["agreed_digits"]), (101, "4000000", "50"))
        self.assertEqual({name: Decimal(value) for name, value in samples[-1]["encoder"].items()},
                         {"edge, soft": Decimal("0.81"), "blob": Decimal("0.25")})

    def test_json_lines_say_what_they_are(self):
        out = self.run_ok("flow", "-", "--at", "1", "--digits", "10", "--json", stdin=problem(**MIXING))
        head, sample = map(json.loads, out.splitlines())
        self.assertEqual((head["format"], head["command"], head["objective"], head["time"], head["digits"]),
                         ("jepa-oracle/trajectory/1", "flow", "jepa", "flow", 10))
        self.assertIn("not guaranteed", head["support"])
        self.assertEqual((len(sample["layers"]), len(sample["top"]), list(sample["encoder"])),
                         (2, 2, ["feature 0", "feature 1"]))
        self.assertGreater(float(sample["loss"]), 0)

    def test_paper_time_is_depth_times_flow_time(self):
        flow = rows(self.run_ok("flow", "-", "--at", "30", "--digits", "15", stdin=problem()))[0]
        paper = rows(self.run_ok("flow", "-", "--at", "60", "--digits", "15", "--time", "paper", stdin=problem()))[0]
        self.assertEqual((paper.pop("time"), flow.pop("time")), ("60", "30"))
        paper.pop("residual"), flow.pop("residual")
        self.assertEqual(paper, flow)

    def test_bottlenecks_and_targets(self):
        for options in ([], ["--target", "frozen"], ["--target", "average", "--average-rate", "0.5"]):
            weights = {**WEIGHTS, **MIXING}
            out = self.run_ok("flow", "-", "--until", "1", "--samples", "2", "--digits", "12", *options,
                              stdin=problem(**weights))
            self.assertEqual([row["time"] for row in rows(out)], ["0", "0.5", "1"])
            self.assertEqual("ET[0][0]" in rows(out)[0], bool(options))

    def test_wrong_input(self):
        for text, where, message in [
            (problem(**{**WEIGHTS, "layers": [[[1, 0]], [[1, 0]]]}), "layers[1]",
             "is 1 x 2 and gets 1 inputs from layers[0]: its columns must match"),
            (problem(**{**WEIGHTS, "layers": [[[1, 0, 0]], [[1]]]}), "layers[0]",
             "is 1 x 3 and gets 2 inputs from the data: its columns must match"),
            (problem(**{**WEIGHTS, "top": [[1, 0]]}), "top",
             "is 1 x 2 and must be 2 x 2: the predictor of jepa maps the code to itself"),
            (problem(**{**WEIGHTS, "objectives": ["mae"], "layers": [[[1, 0]], [[1]]]}), "top",
             "is 2 x 2 and must be 2 x 1: the decoder of mae maps the code to the data"),
            (problem(**{**WEIGHTS, "layers": [[[1, 0]]]}), "layers",
             "has 1 matrices; expected 2, the depth"),
            (problem(**{**WEIGHTS, "top": ...}), "top_layers", "is empty: the predictor of JEPA has at least one layer"),
            (problem(**{**WEIGHTS, "epsilon": 1}), "epsilon",
             "excluded by layers and top: give epsilon or initial weights, not both"),
            (problem(features=..., moments={"sxx": [[1, 2], [2, 1]], "syx": [[1, 0], [0, 1]]}), "moments.sxx",
             "its smallest eigenvalue is about -1.0 and its leading 2 x 2 minor is -3: sxx must be positive definite"),
            (problem(features=..., moments={"sxx": [[1, 0], [0, 1]], "syx": [[1]]}), "moments.syx",
             "is 1 x 1 and must be 2 x 2: x and y have the same size"),
        ]:
            with self.subTest(where=where, message=message):
                self.assert_refused(["flow", "-", "--at", "1"], INVALID_INPUT, where, message, stdin=text)
        for options, code, where, message in [
            (["--at", "2,1"], INVALID_INPUT, "--at", "1 follows 2: times must not decrease"),
            (["--until", "0"], INVALID_INPUT, "--until", "0 is not > 0: the last time must be after the start"),
            ([], USAGE, "--at", "exactly one of --at and --until is needed"),
            (["--at", "1", "--target", "average"], USAGE, "--average-rate", "--target average needs it"),
            (["--at", "1", "--target", "average", "--average-rate", "0"], INVALID_INPUT, "--average-rate",
             "0 is not > 0: the moving average follows the encoder"),
            (["--at", "1", "--objective", "mae"], INVALID_INPUT, "--objective",
             "mae is not among the objectives of the problem"),
        ]:
            with self.subTest(options=options):
                self.assert_refused(["flow", "-", *options], code, where, message, stdin=problem())


class DescendTest(TrajectoryTest):
    RUN = ["descend", "-", "--rate", "0.25", "--steps", "4"]

    def test_exact_digits_and_double_agree(self):
        start = problem(**{**WEIGHTS, **MIXING})
        exact, digits, double = ([*map(dict, rows(self.run_ok(*self.RUN, "--numbers", kind, "--digits", "12", stdin=start)))]
                                 for kind in ("exact", "digits", "double"))
        self.assertEqual(exact, digits)
        self.assertEqual([row["step"] for row in exact], ["0", "1", "2", "3", "4"])
        for a, b in zip(exact, double):
            for key in a:
                # Four steps of fewer than 100 operations on numbers below 1.
                self.assertAlmostEqual(float(a[key]), float(b[key]), delta=400 * 2**-53)

    def test_divergence_is_an_answer(self):
        start = problem(**{**WEIGHTS, "layers": [[[9, 0]], [[9], [0]]]})
        for kind in ("digits", "double"):
            table = rows(self.run_ok("descend", "-", "--rate", "1", "--steps", "1000", "--numbers", kind, "--digits", "5",
                                     stdin=start))
            last = table[-1]
            self.assertEqual(int(last["step"]), len(table) - 1)
            self.assertTrue(last["largest_weight"] == "inf" or float(last["largest_weight"]) > 1e154)
            self.assertEqual(last["V[0][0]"], "")
            lines = self.run_ok("descend", "-", "--rate", "1", "--steps", "1000", "--numbers", kind, "--digits", "5",
                                "--json", stdin=start).splitlines()
            self.assertEqual(json.loads(lines[-1])["diverged"]["step"], int(last["step"]))

    def test_wrong_input(self):
        for options, where, message in [
            (["--rate", "0", "--steps", "1"], "--rate", "0 is not > 0"),
            (["--rate", "-1", "--steps", "1"], "--rate", "-1 is not > 0"),
            (["--rate", "1", "--steps", "-1"], "--steps", "-1 is not a whole number from 0 to 1000000000000"),
            (["--rate", "1", "--steps", "1", "--weight-decay", "-1"], "--weight-decay",
             "-1 is negative: weights shrink or stay"),
            (["--rate", "1", "--steps", "1", "--numbers", "float"], "--numbers",
             'unknown number type "float"; expected one of digits, exact, double'),
            (["--rate", "1", "--steps", "1", "--numbers", "exact"], "epsilon",
             "its root is irrational: exact descent starts from rational weights"),
        ]:
            with self.subTest(options=options):
                self.assert_refused(["descend", "-", *options], INVALID_INPUT, where, message, stdin=problem())
        run = Run(["descend", "-", "--rate", "1", "--steps", "40", "--numbers", "exact"], problem(epsilon="1e-4"))
        self.assertEqual((run.code, run.out), (INVALID_INPUT, ""))
        self.assertIn("steps: 40 steps, one kept of every 1, need about", run.err)


class InterruptionTest(TrajectoryTest):
    COMMANDS = {
        "flow": ["--until", "40", "--samples", "300", "--digits", "60"],
        "descend": ["--rate", "0.01", "--steps", "60000", "--every", "50", "--digits", "40"],
    }

    def kill_when_written(self, command, path, size):
        """Ends the process without a warning as soon as the file has that size: anywhere, even within a line where the
        system writes it in two parts."""
        process = subprocess.Popen([PROGRAM, *command], stderr=subprocess.PIPE)
        while process.poll() is None and (not path.exists() or path.stat().st_size < size):
            time.sleep(0.002)
        process.kill()
        _, error = process.communicate(timeout=SECONDS)
        self.assertEqual((process.returncode, error), (-9, b""), "the run was over before it could be interrupted")

    def test_a_killed_run_is_continued_to_the_same_file(self):
        path = self.file(problem(**MIXING))  # integrated: features that do not couple have closed forms
        for name, options in self.COMMANDS.items():
            with self.subTest(command=name):
                whole, cut = self.directory / f"{name}.whole", self.directory / f"{name}.cut"
                command = [name, path, *options, "--output"]
                self.assertEqual(Run([*command, str(whole)]).code, OK)
                for share in (0.2, 0.5, 0.7):
                    self.kill_when_written([*command, str(cut)], cut, share * whole.stat().st_size)
                self.assertTrue(cut.with_name(cut.name + ".part").exists())
                self.assertEqual(Run([*command, str(cut)]).code, OK)
                self.assertEqual(cut.read_text(), whole.read_text())
                self.assertFalse(cut.with_name(cut.name + ".part").exists())

    def test_another_command_does_not_continue_it(self):
        path, output = self.file(problem()), self.directory / "out.csv"
        part = self.directory / "out.csv.part"
        part.write_text("{}\n0 0\n")
        run = Run(["flow", path, "--at", "1", "--output", str(output)])
        self.assertEqual((run.code, run.out, output.exists()), (INVALID_INPUT, "", False))
        self.assertEqual(run.err, f"error: {part}: belongs to an interrupted run of another command: repeat that command, or remove this file to start again\n")


class MomentOrderTest(TrajectoryTest):
    def order(self, moments, code):
        return self.answer("order", "-", "--digits", "20", code=code,
                           stdin=problem(features=..., moments=moments, fraction="0.5"))

    def test_commuting_moments_have_the_order_of_their_features(self):
        # Both matrices in the basis (3, 4)/5, (-4, 3)/5: features (lambda, variance) = (0.9, 1) and (0.7, 1.4).
        rotated = {"sxx": [["1.256", "-0.192"], ["-0.192", "1.144"]], "syx": [["0.772", "0.096"], ["0.096", "0.828"]]}
        document = self.order(rotated, OK)
        plain = self.answer("order", "-", "--digits", "20", stdin=problem(fraction="0.5", features=[
            {"name": "feature 0", "lambda": "0.9", "variance": "1"}, {"name": "feature 1", "lambda": "0.7", "variance": "1.4"}]))
        for ours, theirs in zip(document["orders"], plain["orders"]):
            self.assertEqual(ours["features"], theirs["features"])
            for name, time_ in ours["critical_times"].items():
                self.assertEqual(time_["value"], theirs["critical_times"][name]["value"])
        self.assertIn("exact", document["scalar_theory"])

    def test_moments_that_do_not_commute_are_said_to_be_inexact(self):
        document = self.order(MIXING["moments"], INCONCLUSIVE)
        self.assertIn("not exact", document["scalar_theory"])
        self.assertEqual(len(document["features"]), 2)


if __name__ == "__main__":
    unittest.main()
