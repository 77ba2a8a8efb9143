"""figure starts: the counts of random starts, and the table that the note shows, which --write puts there."""

import csv
import io
import json
import re
import shutil
import sys
import tempfile
import unittest
from pathlib import Path

from program import OK, SOURCE, ProgramTest, Run

NOTE = SOURCE / "proofs-notes" / "general.md"
SHOWN = re.compile(r"(?ms)^      pair .*?\n\n")
ENDS = ["kept", "reversed", "first_only", "second_only", "mixture", "neither", "undecided"]


def table_in(printed):
    """The table of what the command prints, as the note has it."""
    table = printed[printed.index("\n  pair ") + 1:printed.index("\nWritten")].rstrip("\n")
    return re.sub("(?m)^", "    ", table) + "\n\n"


def write():
    with tempfile.TemporaryDirectory() as directory:
        run = Run(["figure", "starts", "--output", str(Path(directory) / "starts")])
    NOTE.write_text(SHOWN.sub(lambda _: table_in(run.out), NOTE.read_text(encoding="utf-8"), count=1), encoding="utf-8")


@unittest.skipUnless(shutil.which("gnuplot"), "no gnuplot")
class StartsTest(ProgramTest):
    def test_counts_and_the_table_of_the_note(self):
        target = self.directory / "starts"
        run = Run(["figure", "starts", "--output", str(target)])
        self.assertEqual((run.code, run.err), (OK, ""))
        table = table_in(run.out)
        self.assertEqual(len(table.splitlines()), 14)
        self.assertEqual(SHOWN.search(NOTE.read_text(encoding="utf-8")).group(), table)
        self.assertEqual(sorted(path.name for path in target.iterdir()),
                         ["starts.csv", "starts.gp", "starts.json", "starts.svg"])
        document = json.loads((target / "starts.json").read_text(encoding="utf-8"))
        rows = list(csv.DictReader(io.StringIO((target / "starts.csv").read_text(encoding="utf-8"))))
        cells = document["cells"]
        self.assertEqual(len(cells), len(rows))
        for cell, row in zip(cells, rows):
            self.assertEqual(sum(cell[end] for end in ENDS), document["starts"])
            self.assertEqual([cell[end] for end in ENDS], [int(row[end.replace("_", " ")]) for end in ENDS])
            self.assertEqual(row["epsilon"], cell["epsilon"])
            low, high = map(float, cell["as_predicted_between"])
            self.assertLessEqual(low, float(row["as predicted"]))
            self.assertLessEqual(float(row["as predicted"]), high)
            if cell["start"] == "orthogonal":
                # Both only where a determinant is positive, which has probability 1/2: of 200 fair signs fewer than 150
                # are positive but for 2 e^-25 (Hoeffding).
                self.assertLess(cell["kept"] + cell["reversed"], 150)
        self.assertIn("</svg>", (target / "starts.svg").read_text(encoding="utf-8"))


if __name__ == "__main__":
    write() if sys.argv[1:] == ["--write"] else unittest.main()
