"""diagnose: every mistake is recognised in a run that was simulated with it."""

import csv
import io
import json
import os
import subprocess
import unittest
from pathlib import Path

import mistaken_training as training
from program import CLAIM_FAILS, INVALID_INPUT, OK, PROGRAM, SECONDS, ProgramTest

RUNS = Path(__file__).resolve().parent / "runs"
PROBLEM = json.loads((RUNS / "problem.json").read_text())
FEATURES = [{"name": f["name"], "lambda": float(f["lambda"]), "s2": float(f["lambda"]) / float(f["rho"]),
             "sy2": float(f["lambda"]) / float(f["rho"])} for f in PROBLEM["features"]]
RATE = 0.1
LAYER = 0.2  # epsilon^(1/2)
NOISY = {"noise": 0.01, "keep": 0.8, "shuffle": True, "blank": 0.05}


def simulated(objective="jepa", depth=2, layer_start=LAYER, steps=4000, every=40, **mistake):
    return training.train(FEATURES, objective=objective, depth=depth, layer_start=layer_start, rate=RATE, steps=steps,
                          every=every, **mistake)


def recorded(rows, **form):
    return training.csv_of(FEATURES, rows, **form)


class DiagnoseTest(ProgramTest):
    def problem(self, **changes):
        path = self.directory / "problem.json"
        path.write_text(json.dumps({**PROBLEM, **changes}))
        return str(path)

    def diagnose(self, text, code, *options, problem=None):
        problem = problem or str(RUNS / "problem.json")
        rate = [] if text.startswith("time") or "--rate" in options else ["--rate", str(RATE)]
        return self.answer("diagnose", "-", "--problem", problem, *rate, *options, stdin=text, code=code)


class MistakesTest(DiagnoseTest):
    """Each run is judged as simulated, and again with noise of 1 %, a fifth of its rows and some cells missing, and the
    rows that are left in any order."""

    def assert_recognised(self, rows, statement, code=CLAIM_FAILS, *options, problem=None, forms=({}, NOISY), **fields):
        for form in forms:
            with self.subTest(statement=statement, form=form):
                found = self.diagnose(recorded(rows, **form), code, *options, problem=problem)
                self.assertEqual(found["statement"], statement)
                self.assertTrue(found["best"]["fits"])
                for key, value in fields.items():
                    self.assertEqual(found["best"][key], value)
        return found

    def test_jepa_is_as_expected(self):
        found = self.assert_recognised(simulated(), "this is JEPA at depth 2, as expected", OK, rule="jepa", depth=2)
        self.assertEqual(found["verdict"], "as-expected")
        self.assertLess(abs(float(found["noise"]["relative"]) - 0.01), 0.003)

    def test_mae_is_not_jepa(self):
        rows = simulated("mae")
        self.assert_recognised(rows, "this is MAE at depth 2; it is not JEPA", rule="mae", depth=2)
        self.assert_recognised(rows, "this is MAE at depth 2, as expected", OK, "--expect", "mae", forms=({},))

    def test_the_loss_of_mae_with_one_matrix_called_jepa_at_depth_2(self):
        # mean((V W x - y)^2): averaged over the 4 dimensions, no 1/2.
        self.assert_recognised(
            simulated("mae", depth=1, layer_start=0.04, loss_factor=2 / 4),
            "this is MAE at depth 1, time scaled by 2/d (a loss averaged over the 4 output dimensions, without "
            "1/2); it is not JEPA", stretch="0.5")

    def test_depth_off_by_one(self):
        self.assert_recognised(simulated(depth=3, layer_start=0.04 ** (1 / 3)),
                               "this is JEPA at depth 3; it is not JEPA at depth 2", depth=3)
        self.assert_recognised(
            simulated(depth=1), "this is JEPA at depth 1, every layer started at epsilon^(1/2) = 0.2, as for depth 2; "
            "it is not JEPA at depth 2", depth=1)

    def test_no_stop_gradient(self):
        self.assert_recognised(simulated("no-stop-gradient"),
                               "this is JEPA without the stop-gradient at depth 2; it is not JEPA",
                               rule="no-stop-gradient")

    def test_frozen_target(self):
        self.assert_recognised(simulated("frozen-target"),
                               "this is JEPA with its target frozen at the initial encoder at depth 2; it is not JEPA",
                               rule="frozen-target")

    def test_averaged_target(self):
        rows = simulated("averaged-target", average=0.005)
        for form in ({}, NOISY):
            found = self.diagnose(recorded(rows, **form), CLAIM_FAILS)
            self.assertEqual((found["best"]["rule"], found["best"]["depth"]), ("averaged-target", 2))
            self.assertEqual(list(found["best"]["fitted"]), ["average-rate"])
            # 0.005 of the way a step of 0.1
            self.assertAlmostEqual(float(found["best"]["fitted"]["average-rate"]), 0.05, delta=0.003)

    def test_reductions_of_the_loss(self):
        for factor, words in ((2, "2 (a loss without 1/2; or the factor L of flow time taken twice)"),
                              (1 / 4, "1/d (a loss averaged over the 4 output dimensions)")):
            words = words.replace("2 (a loss without 1/2; or", "2 = L (a loss without 1/2; or")
            self.assert_recognised(
                simulated(loss_factor=factor), f"this is JEPA at depth 2, time scaled by {words}; it is not JEPA at "
                "depth 2 as the problem states it", stretch=f"{factor:g}")

    def test_epsilon_in_every_layer(self):
        self.assert_recognised(
            simulated(layer_start=0.1, every=100, steps=10_000),
            "this is JEPA at depth 2, every layer started at epsilon = 0.1; it is not JEPA at depth 2 as the problem "
            "states it", problem=self.problem(epsilon="0.1"))

    def test_paper_time(self):
        rows = training.paper_flow(FEATURES, objective="jepa", depth=3, epsilon=0.04, rate=0.01, steps=20_000,
                                   every=100)
        text = recorded(rows, time=0.01)
        # The steps are those of another equation: a hundredth of the noise that is allowed.
        options = ("--noise", "0.01")
        found = self.diagnose(text, CLAIM_FAILS, *options, problem=self.problem(depth=3))
        self.assertEqual(found["statement"],
                         "this is JEPA at depth 3, time scaled by 1/L (time counted as the paper does, L times flow "
                         "time); it is not JEPA at depth 3 as the problem states it")
        found = self.diagnose(text, OK, *options, problem=self.problem(depth=3, time="paper"))
        self.assertEqual(found["statement"], "this is JEPA at depth 3, as expected")

    def test_unequal_learning_rates(self):
        rows = simulated(top_rate=0.25)
        for form in ({}, NOISY):
            found = self.diagnose(recorded(rows, **form), CLAIM_FAILS)
            self.assertEqual((found["best"]["rule"], found["best"]["depth"]), ("jepa", 2))
            self.assertEqual(list(found["best"]["fitted"]), ["rate-ratio"])
            self.assertAlmostEqual(float(found["best"]["fitted"]["rate-ratio"]), 0.25, delta=0.01)

    def test_top_layer_at_its_optimum(self):
        # Without the top layer an encoder that stands still is no evidence of anything (NothingMovesTest).
        rows = [row for row in simulated("quasi-static") if row[0] > 0]
        for form in ({"form": "{:.17g}"}, NOISY):
            found = self.diagnose(recorded(rows, tops=True, **form), CLAIM_FAILS)
            self.assertEqual(found["statement"], "this is an encoder that stands still, as under a predictor held at "
                                                 "its optimum; it is not JEPA")
            self.assertEqual(found["best"]["rule"], "optimal-predictor")

    def test_another_start(self):
        found = self.diagnose(recorded(simulated(layer_start=0.3)), CLAIM_FAILS)
        self.assertEqual(list(found["best"]["fitted"]), ["start"])
        self.assertAlmostEqual(float(found["best"]["layer_start"]), 0.3, delta=1e-6)

    def test_another_time_scale(self):
        found = self.diagnose(recorded(simulated(loss_factor=0.7), **NOISY), CLAIM_FAILS)
        self.assertEqual(list(found["best"]["fitted"]), ["stretch"])
        self.assertAlmostEqual(float(found["best"]["stretch"]), 0.7, delta=0.002)

    def test_predictors_are_judged_too(self):
        rows = simulated()
        self.diagnose(recorded(rows, tops=True), OK)
        wrong = [(step, encoders, [1.1 * top for top in tops]) for step, encoders, tops in rows]
        found = self.diagnose(recorded(wrong, tops=True), CLAIM_FAILS)
        self.assertEqual(found["verdict"], "none-fits")


class PlotTest(DiagnoseTest):
    def plot(self, code, name, environment=None):
        command = [PROGRAM, "diagnose", "-", "--problem", self.problem(), "--rate", str(RATE), "--plot",
                   str(self.directory / name)]
        text = recorded(simulated("mae"), noise=0.01)
        done = subprocess.run(command, input=text.encode(), capture_output=True, timeout=SECONDS, env=environment)
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def test_the_same_run_draws_the_same_bytes(self):
        self.plot(CLAIM_FAILS, "first.svg")
        self.plot(CLAIM_FAILS, "second.svg", {**os.environ, "LANG": "de_DE.UTF-8", "GNUTERM": "dumb"})
        drawn = (self.directory / "first.svg").read_bytes()
        self.assertEqual(drawn, (self.directory / "second.svg").read_bytes())
        self.assertTrue(drawn.startswith(b"<?xml"))
        for name in ("shape", "grain", "nearest", "expected: JEPA at depth 2"):
            self.assertIn(name.encode(), drawn)

    def test_without_gnuplot(self):
        done = self.plot(INVALID_INPUT, "none.svg", {**os.environ, "PATH": str(self.directory)})
        message = "error: gnuplot: is not installed; plots need it (Debian: gnuplot-nox)\n"
        self.assertEqual((done.stdout, done.stderr.decode()), (b"", message))
        self.assertFalse((self.directory / "none.svg").exists())

    def test_names_are_text_and_not_commands(self):
        mark = self.directory / "mark"
        name = f"a`touch {mark}`'; system(\"touch {mark}\") #"
        features = [{"name": name, "lambda": "0.9", "rho": "0.9"}]
        table = io.StringIO()
        writer = csv.writer(table)
        writer.writerows([["step", f"encoder {name}"], *([step, u[0]] for step, u, _ in simulated())])
        plot = self.directory / "names.svg"
        self.diagnose(table.getvalue(), OK, "--plot", str(plot), problem=self.problem(features=features))
        self.assertFalse(mark.exists())
        self.assertIn("touch", plot.read_text())


class ExampleTest(DiagnoseTest):
    def test_the_example_is_what_the_simulation_gives(self):
        self.assertEqual((RUNS / "jepa.csv").read_text(), recorded(simulated(every=80), form="{:.6g}"))


if __name__ == "__main__":
    unittest.main()
