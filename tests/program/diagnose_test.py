"""diagnose: every mistake is recognised in a run that was simulated with it, and bad input is refused."""

import csv
import io
import json
import math
import os
import subprocess
import unittest
from pathlib import Path

import mistaken_training as training
from program import CLAIM_FAILS, INCONCLUSIVE, INVALID_INPUT, OK, PROGRAM, SECONDS, ProgramTest, Run

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
            "this is MAE at depth 1, time stretched by 2/d (a loss averaged over the 4 output dimensions, without "
            "1/2); it is not JEPA", stretch="0.5")

    def test_depth_off_by_one(self):
        self.assert_recognised(simulated(depth=3, layer_start=0.04 ** (1 / 3)),
                               "this is JEPA at depth 3; it is not JEPA at depth 2", depth=3)
        self.assert_recognised(
            simulated(depth=1), "this is JEPA at depth 1, every layer started at epsilon^(1/2) = 0.2, as for depth 2; "
            "it is not JEPA at depth 2", depth=1)

    def test_no_stop_gradient(self):
        self.assert_recognised(simulated("no stop-gradient"),
                               "this is JEPA without the stop-gradient at depth 2; it is not JEPA",
                               rule="no-stop-gradient")

    def test_frozen_target(self):
        self.assert_recognised(simulated("frozen"),
                               "this is JEPA with its target frozen at the initial encoder at depth 2; it is not JEPA",
                               rule="frozen-target")

    def test_averaged_target(self):
        rows = simulated("average", average=0.005)
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
                simulated(loss_factor=factor), f"this is JEPA at depth 2, time stretched by {words}; it is not JEPA at "
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
                         "this is JEPA at depth 3, time stretched by 1/L (time counted as the paper does, L times flow "
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
        self.assert_recognised(
            simulated("optimal top"),
            "this is an encoder that stands still, as under a predictor held at its optimum; it is not JEPA",
            rule="optimal-predictor", forms=({"form": "{:.17g}"}, NOISY))

    def test_another_start(self):
        found = self.diagnose(recorded(simulated(layer_start=0.3)), CLAIM_FAILS)
        self.assertEqual(list(found["best"]["fitted"]), ["start"])
        self.assertAlmostEqual(float(found["best"]["layer_start"]), 0.3, delta=1e-6)

    def test_another_stretch(self):
        found = self.diagnose(recorded(simulated(loss_factor=0.7), **NOISY), CLAIM_FAILS)
        self.assertEqual(list(found["best"]["fitted"]), ["stretch"])
        self.assertAlmostEqual(float(found["best"]["stretch"]), 0.7, delta=0.002)

    def test_predictors_are_judged_too(self):
        rows = simulated()
        self.diagnose(recorded(rows, tops=True), OK)
        wrong = [(step, encoders, [1.1 * top for top in tops]) for step, encoders, tops in rows]
        found = self.diagnose(recorded(wrong, tops=True), CLAIM_FAILS)
        self.assertEqual(found["verdict"], "none-fits")


class EvidenceTest(DiagnoseTest):
    """What a run can and cannot show."""

    def test_a_run_that_stops_early(self):
        for until in (1200, 2400):
            for form in ({}, NOISY):
                self.diagnose(recorded(simulated(), until=until, **form), OK)

    def test_a_run_too_short_to_tell(self):
        found = self.diagnose(recorded(simulated(steps=40, every=1), noise=0.01), INCONCLUSIVE)
        self.assertEqual(found["verdict"], "undecided")
        self.assertRegex(found["statement"], r"^this run cannot tell JEPA at depth 2 from ")
        self.assertGreater(len(found["cannot_be_told_apart"]), 0)

    def test_two_readings_of_one_run(self):
        # At depth 2 a loss without 1/2 and a factor L too many come to the same.
        found = self.diagnose(recorded(simulated(loss_factor=2)), CLAIM_FAILS)
        self.assertEqual(found["best"]["stretch_readings"], [{"loss": "without-half", "time": "flow"},
                                                             {"loss": "as-defined", "time": "doubled-factor"}])

    def test_nothing_fits_what_is_no_training(self):
        rows = [(step, [0.04 + 0.1 * (i + 1) * (1 + math.sin(step / 300 + i)) for i in range(4)], None)
                for step in range(0, 4001, 40)]
        for form in ({}, NOISY):
            found = self.diagnose(recorded(rows, **form), CLAIM_FAILS)
            self.assertEqual(found["verdict"], "none-fits")
            self.assertRegex(found["statement"], r"^none of the hypotheses known here fits this run: the nearest, ")
            self.assertIsNotNone(found["best"]["first_miss"])

    def test_a_number_that_the_run_does_not_ask_for_does_not_win(self):
        # Rounding to six digits leaves a residual above 1, which a learning rate of the top layer of 1.0000 lowers.
        found = self.diagnose(recorded(simulated("mae", steps=400, every=8), form="{:.6g}"), OK, "--expect", "mae")
        self.assertEqual(found["statement"], "this is MAE at depth 2, as expected")
        self.assertEqual(found["best"]["fitted"], {})

    def test_a_cell_whose_square_is_no_double_is_not_overlooked(self):
        lines = recorded(simulated()).splitlines()
        cells = lines[6].split(",")
        lines[6] = ",".join([cells[0], "1e+300", *cells[2:]])
        found = self.diagnose("\n".join(lines) + "\n", CLAIM_FAILS)
        self.assertEqual(found["verdict"], "none-fits")

    def test_it_says_where_the_expected_one_misses_first(self):
        rows = simulated("mae")
        found = self.diagnose(recorded(rows), CLAIM_FAILS)
        [expected] = found["expected"]
        self.assertFalse(expected["fits"])
        miss = expected["first_miss"]
        # Both start alike: the first row after the start tells them apart, in every feature.
        self.assertEqual((miss["step"], miss["layer"]), ("40", "encoder"))
        column = [f["name"] for f in FEATURES].index(miss["feature"])
        self.assertAlmostEqual(float(miss["recorded"]), rows[1][1][column], delta=1e-5)
        self.assertAlmostEqual(float(miss["predicted"]), simulated()[1][1][column], delta=1e-5)

    def test_repeated_rows_and_other_line_ends_change_nothing(self):
        text = recorded(simulated(), noise=0.01)
        lines = text.splitlines()
        again = "\r\n".join([lines[0], *lines[:0:-1], *lines[20:40]]) + "\r\n"
        first, second = self.diagnose(text, OK), self.diagnose(again, OK)
        self.assertEqual((second["run"].pop("repeated_rows"), second["run"].pop("sorted")), (20, False))
        first["run"].pop("repeated_rows"), first["run"].pop("sorted")
        self.assertEqual(first, second)

    def test_digits_that_were_rounded_away_are_not_held_against_it(self):
        for form in ("{:.4f}", "{:.3g}"):
            found = self.diagnose(recorded(simulated(), form=form), OK)
            self.assertLess(float(found["best"]["residual"]), 1.5)

    def test_single_precision_is_given_its_room(self):
        for rows, code in ((simulated(single=True), OK), (simulated("mae", single=True), CLAIM_FAILS),
                           (simulated("average", average=0.05, single=True), CLAIM_FAILS)):
            found = self.diagnose(recorded(rows, form="{:.17g}"), code)
            self.assertTrue(found["noise"]["single_precision"])
            self.assertTrue(found["best"]["fits"])
            self.assertLess(float(found["best"]["largest_relative_miss"]), 1e-3)
        self.assertEqual(found["best"]["rule"], "averaged-target")

    def test_flow_and_descend_are_recognised(self):
        problem = str(RUNS / "problem.json")
        flow = Run(["flow", problem, "--until", "400", "--samples", "40", "--digits", "12"]).out
        self.assertEqual(self.diagnose(flow, OK)["best"]["rule"], "jepa")
        descent = Run(["descend", problem, "--rate", "0.1", "--steps", "4000", "--every", "100", "--numbers",
                       "double"]).out
        self.assertEqual(self.diagnose(descent, OK)["best"]["rule"], "jepa")

    def test_ten_thousand_rows_and_ten_features(self):
        features = [{**FEATURES[i % 4], "name": f"f{i}", "lambda": 0.6 + 0.04 * i, "s2": 1.0} for i in range(10)]
        rows = training.train(features, objective="jepa", depth=2, layer_start=LAYER, rate=0.05, steps=10_000, every=1)
        problem = self.problem(features=[{"name": f["name"], "lambda": f["lambda"], "variance": 1} for f in features])
        command = [PROGRAM, "diagnose", "-", "--problem", problem, "--rate", "0.05", "--json"]
        begin = os.times().children_user
        done = subprocess.run(command, input=training.csv_of(features, rows, noise=0.01).encode(), capture_output=True,
                              timeout=5 * SECONDS)
        seconds = os.times().children_user - begin
        self.assertEqual(done.returncode, OK)
        self.assertEqual(json.loads(done.stdout)["run"]["amplitudes"], 100_010)
        self.assertLess(seconds, 10)


class WrongInputTest(DiagnoseTest):
    HEAD = "step,shape\n"

    def refuse(self, text, where, message, *options):
        problem = str(RUNS / "problem.json")
        self.assert_refused(["diagnose", "-", "--problem", problem, *options], INVALID_INPUT, where, message,
                            stdin=text)

    def test_runs(self):
        number = '"{}" is not a finite decimal number or fraction'
        for text, where, message in [
            ("", "line 1", "is empty: a run begins with the names of its columns"),
            ("step,shape\n", "line 2", "no row with an amplitude follows the head: a run has one at least"),
            ("step,shape\n0,\n1,\n", "line 2", "no row with an amplitude follows the head: a run has one at least"),
            ("shape\n1\n", "line 1", "has 0 of step and time: a run has one"),
            ("step,time,shape\n0,0,1\n", "line 1", "has 2 of step and time: a run has one"),
            ("step,loss\n0,1\n", "line 1",
             "names no feature of the problem: a run has the encoder amplitude of one at least"),
            ("step,edge\n0,1\n", "line 1, field 2",
             '"edge" is no column of a run: step or time, loss, and NAME, encoder NAME or predictor NAME for the '
             "features of the problem (shape, pose, background, grain) are"),
            ("step,shape,encoder shape\n0,1,1\n", "line 1, field 3",
             '"encoder shape" names a column a second time'),
            ("step,shape,loss,loss\n0,1,1,1\n", "line 1, field 4", '"loss" names a column a second time'),
            ("step,shape\n0,x\n", "line 2, column shape", number.format("x")),
            ("step,shape\n0,0.1\n5,nan\n", "line 3, column shape", number.format("nan")),
            ("step,shape\n0,inf\n", "line 2, column shape", number.format("inf")),
            ("step,shape\n0,1e999\n", "line 2, column shape", number.format("1e999")),
            ("step,shape\n-1,1\n", "line 2, column step", "-1 is negative: a run starts at 0"),
            ("time,shape\n-0.5,1\n", "line 2, column time", "-0.5 is negative: a run starts at 0"),
            ("step,shape\n0.5,1\n", "line 2, column step", "0.5 is not a whole number of steps"),
            ("step,shape\n,1\n", "line 2, column step",
             "is empty: a row with amplitudes says when they were taken"),
            ("step,shape\n0,1,2\n", "line 2", "has 3 fields: the head has 2, and every row as many"),
            ('step,shape\n0,"1\n', "line 2, field 2", "begins with a quote that is never closed"),
        ]:
            with self.subTest(text=text):
                self.refuse(text, where, message, "--rate", "0.1")

    def test_options(self):
        run = "step,shape\n0,0.04\n"
        self.refuse(run, "--rate", "missing: a run recorded in steps needs its learning rate")
        self.refuse(run, "--rate", "0 is not > 0", "--rate", "0")
        self.refuse(run, "--rate", '"fast" is not a finite decimal number or fraction', "--rate", "fast")
        self.refuse(run, "--noise", "-1 is not > 0", "--rate", "1", "--noise", "-1")
        self.refuse(run, "--expect", '"vae" is not an objective: jepa or mae', "--rate", "1", "--expect", "vae")
        self.refuse("time,shape\n0.35,0.04\n", "time",
                    "0.35 is no multiple of the rate 0.1: with a rate, times are rate x steps", "--rate", "0.1")

    def test_problems(self):
        weights = {"layers": [[[1]], [[1]]], "top": [[1]]}
        for changes, where, message in [
            ({"depth": 0}, "depth", "0 is not a depth: an encoder has 1 to 1000 layers"),
            (weights, "layers",
             "initial weights belong to flow and descend: a run is diagnosed from a balanced start, epsilon"),
        ]:
            with self.subTest(where=where):
                self.assert_refused(["diagnose", "-", "--problem", self.problem(**changes)], INVALID_INPUT, where,
                                    message, stdin="step,shape\n0,1\n")
        text = {key: value for key, value in PROBLEM.items() if key != "features"}
        text["moments"] = {"sxx": [[2, 0.5], [0.5, 1]], "syx": [[1, 0.2], [0.1, 0.4]]}
        path = self.directory / "moments.json"
        path.write_text(json.dumps(text))
        self.assert_refused(["diagnose", "-", "--problem", str(path)], INVALID_INPUT, "moments",
                            "sxx and syx have no common orthonormal basis: their features mix in training, and a run "
                            "of them cannot be told by scalar amplitudes", stdin="step,shape\n0,1\n")

    def test_files(self):
        missing = str(self.directory / "missing.csv")
        problem = str(RUNS / "problem.json")
        self.assert_refused(["diagnose", missing, "--problem", problem], INVALID_INPUT, missing,
                            "cannot be opened: No such file or directory")
        self.assert_refused(["diagnose", str(self.directory), "--problem", problem], INVALID_INPUT, str(self.directory),
                            "is a directory: a recorded run is a regular file")


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
        message = "error: gnuplot: is not installed: pictures are drawn by it (Debian: gnuplot-nox)\n"
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
