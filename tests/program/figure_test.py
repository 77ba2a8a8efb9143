"""Figures: the certified orders, the files beside the pictures, and what is refused."""

import csv
import json
import os
import shutil
import subprocess
import unittest
from decimal import Decimal

from program import INVALID_INPUT, OK, PROGRAM, SECONDS, ProgramTest, Run

RISING = ["rho 0.2", "rho 0.4", "rho 0.6", "rho 0.8", "rho 1"]


class FigureTest(ProgramTest):
    def test_orders_of_figure_two(self):
        panels = {panel["panel"]: panel for panel in self.answer("figure", "two", "--digits", "10")["panels"]}
        self.assertEqual(sorted(panels), list("abcdef"))
        self.assertEqual(panels["b"]["order"], RISING[::-1])
        self.assertEqual(panels["e"]["order"], RISING)
        self.assertEqual(panels["c"]["order"], panels["f"]["order"][::-1])
        for panel in panels.values():
            self.assertEqual(panel["undecided"], [])

    def test_the_window_agrees_with_the_subcommand(self):
        windows = self.answer("figure", "window", "--digits", "20")["windows"]
        for depth in (1, 2, 8):
            shown = next(entry for entry in windows if entry["depth"] == depth)
            alone = self.answer("window", "--depth", str(depth), "--fraction", "0.5", "--influential", "0.9,0.9",
                                "--noisy", "1,0.3", "--digits", "20")
            self.assertEqual(shown["epsilon_window"], alone["epsilon_window"])

    def test_an_unknown_figure_is_refused(self):
        run = Run(["figure", "three"])
        self.assertEqual((run.code, run.out, run.err),
                         (INVALID_INPUT, "", 'error: figure: unknown figure "three"; expected one of two, window, starts\n'))

    def test_a_full_directory_is_refused(self):
        (self.directory / "there").touch()
        run = Run(["figure", "window", "--output", str(self.directory)])
        self.assertEqual((run.code, run.out), (INVALID_INPUT, ""))
        self.assertIn("is not an empty directory: figures are written to a new or empty directory", run.err)

    def test_without_gnuplot_nothing_is_left(self):
        environment = {**os.environ, "PATH": str(self.directory)}
        done = subprocess.run([PROGRAM, "figure", "window", "--digits", "5", "--output", str(self.directory / "w")],
                              capture_output=True, text=True, env=environment, timeout=SECONDS)
        self.assertEqual((done.returncode, done.stdout), (INVALID_INPUT, ""))
        self.assertEqual(done.stderr, "error: gnuplot: is not installed; plots need it (Debian: gnuplot-nox)\n")
        self.assertEqual(list(self.directory.iterdir()), [])


    def test_a_gnuplot_that_draws_nothing_is_noticed(self):
        idle = self.directory / "bin" / "gnuplot"
        idle.parent.mkdir()
        idle.write_text("#!/bin/sh\nexit 0\n", encoding="utf-8")
        idle.chmod(0o755)
        environment = {**os.environ, "PATH": f"{idle.parent}:{os.environ['PATH']}"}
        done = subprocess.run([PROGRAM, "figure", "window", "--digits", "5", "--output", str(self.directory / "w")],
                              capture_output=True, text=True, env=environment, timeout=SECONDS)
        self.assertEqual((done.returncode, done.stderr),
                         (INVALID_INPUT, "error: gnuplot: left an incomplete plot: is the disk full?\n"))
        self.assertFalse((self.directory / "w").exists())

    def test_more_digits_than_a_figure_needs_are_refused(self):
        run = Run(["figure", "two", "--digits", "101"])
        self.assertEqual((run.code, run.err), (INVALID_INPUT, "error: --digits: 101 is too many digits: a figure has at most 100\n"))


@unittest.skipUnless(shutil.which("gnuplot"), "no gnuplot")
class DrawnTest(ProgramTest):
    def test_same_bytes_twice(self):
        trees = []
        for name in ("one", "two"):
            target = self.directory / name
            self.assertEqual(Run(["figure", "two", "--digits", "12", "--output", str(target)]).code, OK)
            trees.append({path.name: path.read_bytes() for path in target.iterdir()})
        self.assertEqual(trees[0], trees[1])
        self.assertEqual(sorted(trees[0]), ["panel-a.csv", "panel-b.csv", "panel-c.csv", "panel-d.csv", "panel-e.csv",
                                            "panel-f.csv", "two.gp", "two.json", "two.svg"])
        self.assertTrue(trees[0]["two.svg"].startswith(b"<?xml"))

    def test_numbers_are_amplitudes(self):
        target = self.directory / "figure"
        self.assertEqual(Run(["figure", "two", "--digits", "12", "--output", str(target)]).code, OK)
        with (target / "panel-b.csv").open(encoding="utf-8") as file:
            rows = list(csv.reader(file))
        row = rows[100]
        alone = self.answer("amplitude", "--objective", "jepa", "--depth", "3", "--lambda", "1", "--rho", "0.2",
                            "--epsilon", "0.000125", "--at", row[0], "--digits", "12")
        self.assertEqual(row[1], alone["amplitudes"][0]["encoder"]["value"])
        self.assertEqual(rows[0][1], "rho 0.2 amplitude")
        self.assertLess(abs(Decimal(row[2]) - Decimal(row[1]) / Decimal("0.008")), Decimal("1e-11"))
        self.assertEqual(json.loads((target / "two.json").read_text())["depth"], 3)


if __name__ == "__main__":
    unittest.main()
