"""diagnose: what is seen in a run before any hypothesis is judged, and when the nearest is named though it misses."""

import unittest

from diagnose_test import DiagnoseTest, RATE, RUNS, recorded, simulated
from program import CLAIM_FAILS, INCONCLUSIVE, OK, Run


class ObservationTest(DiagnoseTest):
    def seen(self, text, code=CLAIM_FAILS, **options):
        return {one["kind"]: one["statement"] for one in self.diagnose(text, code, **options)["observations"]}

    def test_nothing_is_seen_in_a_right_run(self):
        self.assertEqual(self.seen(recorded(simulated(), tops=True), OK), {})

    def test_a_start_that_was_not_asked_for(self):
        seen = self.seen(recorded(simulated(layer_start=0.3)))
        self.assertEqual(seen, {"start": "row 0: the encoder amplitude of shape is 0.09 at the start; expected 0.04, from epsilon (4 of 4 features)"})

    def test_a_start_that_is_not_balanced(self):
        rows = [(step, encoders, [2 * top for top in tops]) for step, encoders, tops in simulated()]
        self.assertEqual(self.seen(recorded(rows, tops=True))["balance"],
                         "row 0: the predictor or decoder amplitude of shape is 0.4 at the start, and that of a layer of its encoder is 0.2: the start is not balanced")

    def test_a_second_log_appended_after_a_restart(self):
        first, second = simulated(steps=2000), simulated(layer_start=0.25, steps=2000)
        seen = self.seen(recorded(first) + recorded(second).split("\n", 1)[1], INCONCLUSIVE)
        self.assertEqual(seen["counter-reset"], "rows: the step or time falls from 2000 back to 0")
        self.assertEqual(seen["conflicting-rows"],
                         "rows: step 0 is recorded twice, with 0.04 and 0.0625 for shape (51 rows)")

    def test_amplitudes_that_fall_back(self):
        first, second = simulated(steps=2000), simulated(steps=2000)
        rows = first + [(step + 2000, encoders, tops) for step, encoders, tops in second[1:]]
        self.assertRegex(self.seen(recorded(rows, noise=0.003))["restart"],
                         r"^rows: by step 2040 all encoder amplitudes that had grown \(\d\) have fallen to less than "
                         r"half, as after a restart$")

    def test_they_come_first_on_the_page(self):
        text = recorded(simulated(layer_start=0.3))
        page = Run(["diagnose", "-", "--problem", str(RUNS / "problem.json"), "--rate", str(RATE)], text).out
        self.assertTrue(page.startswith("  seen                row 0: the encoder amplitude of shape is 0.09 at"), page)


class NearestTest(DiagnoseTest):
    def test_the_nearest_is_named_where_it_is_far_nearer_than_the_rest(self):
        lines = recorded(simulated(loss_factor=0.7)).splitlines()
        cells = lines[50].split(",")
        lines[50] = ",".join([cells[0], f"{1.0001 * float(cells[1]):.12g}", *cells[2:]])
        found = self.diagnose("\n".join(lines) + "\n", CLAIM_FAILS)
        self.assertEqual((found["verdict"], found["nearness"]["far"]), ("none-fits", True))
        self.assertGreater(float(found["nearness"]["than_expected"]), 100)
        self.assertRegex(found["statement"],
                         r"^no hypothesis fits this run: JEPA at depth 2, .*time scaled by 0\.7, "
                         r"as fitted to the run, is [0-9.e+]+ times nearer than the expected one, but still off by "
                         r"[0-9.e+]+ times the noise, first the encoder amplitude of ")


if __name__ == "__main__":
    unittest.main()
