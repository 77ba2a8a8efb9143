"""diagnose of right runs whose digits were cut off and not rounded: none is given a mistake, at any depth.

JEPA_ORACLE_SEEDS sets how many of the digits 4 to 9 each depth and objective is cut to (6: all); a test of every day
takes one, another at each.
"""

import json
import os
import unittest

import simulated_runs as runs
from program import ProgramTest, Run

SEEDS = int(os.environ.get("JEPA_ORACLE_SEEDS", "1"))
EPSILON = 0.03
SIZE = 3
ROWS = 100
DEPTHS = range(1, 13)
DIGITS = range(4, 10)


class CutDigitsTest(ProgramTest):
    def diagnosed(self, objective, depth, digits, **training):
        rate = 0.1 if objective == "jepa" else 0.03
        # Beyond what is learned last, but no longer than 6000 steps: there a cut is one error in every row.
        steps = min(1.5 * runs.learning_steps(objective, depth, EPSILON, rate, SIZE), 6000)
        every = max(1, int(steps / ROWS))
        moments, encoders, _ = runs.rows_of(objective, depth, EPSILON, rate, every * ROWS, every, SIZE, **training)
        problem = self.directory / f"{objective}-{depth}.json"
        problem.write_text(runs.problem_text(objective, depth, EPSILON, SIZE))
        text = runs.csv_of(moments, encoders, form=runs.truncated(digits))
        return json.loads(Run(["diagnose", "-", "--problem", str(problem), "--rate", str(rate), "--json"], text).out)

    def test_no_right_run_is_given_a_mistake(self):
        for objective in ("jepa", "mae"):
            for depth in DEPTHS:
                for shift in range(min(SEEDS, len(DIGITS))):
                    digits = DIGITS[(depth + depth // 7 + shift) % len(DIGITS)]
                    single = (depth + shift) % 2 == 0
                    with self.subTest(objective=objective, depth=depth, digits=digits, single=single):
                        found = self.diagnosed(objective, depth, digits, single=single)
                        self.assertIn(found["verdict"], ("as-expected", "undecided"), found["statement"])

    def test_a_mistake_above_the_digits_is_named(self):
        # A rate that is told ten times too large from the middle on, and a decay of the weights from the start on.
        for objective in ("jepa", "mae"):
            for schedule in ({"kind": "drop", "at": 0.4, "factor": 0.1}, {"kind": "decay", "at": 0, "factor": 0.002}):
                with self.subTest(objective=objective, **schedule):
                    found = self.diagnosed(objective, 2, 5, schedule=schedule)
                    self.assertIn(found["verdict"], ("other", "none-fits"), found["statement"])


if __name__ == "__main__":
    unittest.main()
