"""The program prints the critical times that are proved in Coq (proofs-notes/coq/numbers.txt), digit by digit."""

import json
import unittest

from program import OK, SOURCE, ProgramTest, Run


class ProvedNumbersTest(ProgramTest):
    def test_critical_times(self):
        lines = (SOURCE / "proofs-notes/coq/numbers.txt").read_text(encoding="utf-8").splitlines()
        rows = [line.split() for line in lines if line.strip() and not line.startswith("#")]
        self.assertEqual(len(rows), 3)
        for objective, depth, lam, rho, epsilon, fraction, time, value in rows:
            with self.subTest(objective=objective, depth=depth):
                done = Run(["critical-time", "--objective", objective, "--depth", depth, "--lambda", lam, "--rho", rho,
                            "--epsilon", epsilon, "--fraction", fraction, "--time", time, "--digits", "40", "--json"])
                self.assertEqual(done.code, OK)
                self.assertEqual(json.loads(done.out)["critical_time"]["value"], value)


if __name__ == "__main__":
    unittest.main()
