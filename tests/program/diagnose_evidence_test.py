"""diagnose: what a run can and cannot show."""

import json
import math
import os
import subprocess
import unittest

import mistaken_training as training
from diagnose_test import FEATURES, LAYER, NOISY, RATE, RUNS, DiagnoseTest, recorded, simulated
from program import CLAIM_FAILS, INCONCLUSIVE, OK, PROGRAM, SECONDS, Run


class EvidenceTest(DiagnoseTest):
    """What a run can and cannot show."""

    def test_a_run_that_stops_early(self):
        for until in (1200, 2400):
            for form in ({}, NOISY):
                self.diagnose(recorded(simulated(), until=until, **form), OK)

    def test_a_run_too_short_to_tell(self):
        found = self.diagnose(recorded(simulated(steps=40, every=1), noise=0.01), INCONCLUSIVE)
        self.assertEqual(found["verdict"], "undecided")
        self.assertRegex(found["statement"], r"^this run does not distinguish JEPA at depth 2 from ")
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
            self.assertRegex(found["statement"], r"^no hypothesis fits this run, and none is much nearer than the "
                             r"rest; the expected one, JEPA at depth 2, is off by [0-9.e+]+ times the noise, first ")
            self.assertFalse(found["nearness"]["far"])
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

    def test_a_large_cell_is_not_excused_by_the_few_digits_of_the_others(self):
        lines = recorded(simulated(), form="{:.2g}").splitlines()
        self.diagnose("\n".join(lines) + "\n", OK)
        cells = lines[6].split(",")
        lines[6] = ",".join([cells[0], "1e+300", *cells[2:]])
        found = self.diagnose("\n".join(lines) + "\n", CLAIM_FAILS)
        self.assertEqual(found["verdict"], "none-fits")

    def test_a_miss_in_the_last_digits_is_shown_with_digits_that_differ(self):
        rows = [(step, [(1 + 1e-7) * u for u in encoders], tops) for step, encoders, tops in simulated()]
        text = recorded(rows)
        found = self.diagnose(text, CLAIM_FAILS)
        self.assertRegex(found["statement"], r": recorded 0\.04000000\d+, expected 0\.04 within ")
        page = Run(["diagnose", "-", "--problem", str(RUNS / "problem.json"), "--rate", str(RATE)], text).out
        self.assertRegex(page, r"recorded 0\.0400000\d*, predicted\s+0\.04,")
        miss = found["best"]["first_miss"]
        self.assertNotEqual(miss["recorded"], miss["predicted"])

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
                           (simulated("averaged-target", average=0.05, single=True), CLAIM_FAILS)):
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


class NothingMovesTest(DiagnoseTest):
    """A run that stands still is told by as many stories as one likes."""

    def constant(self, value, form="{:.6g}", steps=4000, **noise):
        rows = [(step, [value] * 4, None) for step in range(0, steps + 1, 40)]
        return recorded(rows, form=form, **noise)

    def test_it_cannot_tell(self):
        for text in (self.constant(0.04), self.constant(0), self.constant(0.37), self.constant(0.04, noise=0.01)):
            found = self.diagnose(text, INCONCLUSIVE)
            self.assertEqual(found["verdict"], "cannot-tell")
            self.assertRegex(
                found["statement"], r"^insufficient data: no encoder amplitude departs from its first value by more than "
                r"its noise \(shape stays at [0-9.]+\); the encoder may stand still, the rate be near 0, or training not have "
                r"started; JEPA at depth 2 would look different$")

    def test_a_run_that_has_arrived_is_told_by_where(self):
        # The last rows of a run stand at the limit, which is that of JEPA.
        rows = [row for row in simulated(steps=20_000) if row[0] > 19_000]
        found = self.diagnose(recorded(rows, form="{:.6g}"), INCONCLUSIVE)
        self.assertEqual(found["verdict"], "undecided")
        self.assertTrue(found["best"]["expected"])


if __name__ == "__main__":
    unittest.main()
