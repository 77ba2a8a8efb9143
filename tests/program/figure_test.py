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

    def test_largest_decays_agree_with_the_subcommand(self):
        panels = self.answer("figure", "decay", "--digits", "20")["panels"]
        self.assertEqual([(panel["panel"], panel["objective"]) for panel in panels],
                         [("a", "jepa"), ("b", "mae"), ("c", "jepa"), ("d", "mae")])
        for panel in panels:
            for entry in (panel["depths"][0], panel["depths"][3]):
                for feature, largest in zip(panel["features"], entry["largest_decays"], strict=True):
                    alone = self.answer("weight-decay", "--objective", panel["objective"], "--depth",
                                        str(entry["depth"]), "--lambda", feature["lambda"], "--rho", feature["rho"],
                                        "--digits", "20")
                    self.assertEqual(largest, alone["largest_decay"], (panel["panel"], feature["name"]))

    def test_order_in_which_decay_loses_features(self):
        """eta* is proportional to lambda rho^kappa, kappa = 2L - 1 (JEPA) and (L-1)/(L+1) (MAE): ties by hand."""
        lost = {(panel["panel"], entry["depth"]): [[name.split(",")[0][4:] for name in tied] for tied in entry["lost"]]
                for panel in self.answer("figure", "decay", "--digits", "10")["panels"] for entry in panel["depths"]}
        one_by_one = [["0.2"], ["0.4"], ["0.6"], ["0.8"], ["1"]]
        for depth in range(1, 7):
            self.assertEqual(lost["a", depth], one_by_one)
        self.assertEqual(lost["b", 1], [["1", "0.8", "0.6", "0.4", "0.2"]], "lambda alone")
        for depth in range(2, 7):
            self.assertEqual(lost["b", depth], one_by_one)
        # (1.2 - rho) rho: 0.2, 0.32, 0.36, 0.32, 0.2
        self.assertEqual(lost["c", 1], [["1", "0.2"], ["0.8", "0.4"], ["0.6"]])
        self.assertEqual(lost["c", 6], one_by_one)
        self.assertEqual(lost["d", 1], one_by_one[::-1])

    def test_gaps_agree_with_critical_times_and_tend_to_their_law(self):
        objectives = self.answer("figure", "family", "--digits", "20")["objectives"]
        kinds = {(entry["objective"], entry["depth"], entry.get("top_depth")): entry["gap_law"]
                 for entry in objectives}
        self.assertEqual(kinds["jepa", 1, 2], "logarithm")
        self.assertEqual(kinds["jepa", 2, 4], "power")
        self.assertEqual({kind for (objective, *_), kind in kinds.items()
                          if objective in ("mae", "spectral-contrastive")}, {"bounded"})
        self.assertEqual(kinds["barlow-twins", 2, None], "zero")
        for entry in objectives:
            top = ["--top-depth", str(entry["top_depth"])] if "top_depth" in entry else []
            gap = entry["gaps"][2]
            start = ["--epsilon", gap["layer"], "--epsilon-of", "layer", "--fraction", "0.5"]
            times = [Decimal(self.answer("critical-time", "--objective", entry["objective"], "--depth",
                                         str(entry["depth"]), *top, "--lambda", "1", "--rho", rho, *start,
                                         "--digits", "40")["critical_time"]["value"])
                     for rho in ("1", "0.5")]
            difference = times[1] - times[0]
            self.assertLessEqual(abs(Decimal(gap["gap"]["value"]) - difference), Decimal("1e-19") * abs(difference))
            last = entry["gaps"][-1]
            value, law = Decimal(last["gap"]["value"]), Decimal(last["law"]["value"])
            if entry["gap_law"] == "logarithm":  # but for a constant
                first = entry["gaps"][0]
                self.assertLess(abs(value - law - (Decimal(first["gap"]["value"]) - Decimal(first["law"]["value"]))), 1)
            else:
                self.assertLessEqual(abs(value - law), Decimal("1e-4") * abs(law), entry["objective"])

    def test_an_unknown_figure_is_refused(self):
        run = Run(["figure", "three"])
        self.assertEqual((run.code, run.out, run.err),
                         (INVALID_INPUT, "", 'error: figure: unknown figure "three"; expected one of two, window, starts, decay, family\n'))

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

    def test_decay_and_family_are_drawn_from_their_numbers(self):
        for name, files in (("decay", [f"panel-{panel}.csv" for panel in "abcd"]),
                            ("family", ["curves.csv", "gaps.csv"])):
            target = self.directory / name
            self.assertEqual(Run(["figure", name, "--digits", "8", "--output", str(target)]).code, OK)
            self.assertEqual(sorted(path.name for path in target.iterdir()),
                             sorted([*files, f"{name}.gp", f"{name}.json", f"{name}.svg"]))
            picture = (target / f"{name}.svg").read_text(encoding="utf-8")
            shown = ("JEPA", "MAE") if name == "decay" else ("JEPA(2, 1)", "MAE(2, 2)", "Barlow Twins(2): no gap")
            for text in shown:
                self.assertIn(text, picture)
            for file in files:
                with (target / file).open(encoding="utf-8") as lines:
                    rows = list(csv.reader(lines))
                self.assertEqual({len(row) for row in rows}, {len(rows[0])})
                self.assertTrue(all(row[-1] for row in rows))

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
