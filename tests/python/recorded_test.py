"""diagnose from Python: the program's document, from text and from columns."""

import csv
import json
import os
import subprocess
from pathlib import Path

import pytest

import jepa_oracle

RUNS = Path(__file__).resolve().parents[1] / "program" / "runs"
RUN, PROBLEM = RUNS / "jepa.csv", RUNS / "problem.json"


def columns():
    with RUN.open() as file:
        rows = list(csv.DictReader(file))
    return {name: [float(row[name]) for row in rows] for name in rows[0]}


def test_the_document_is_the_programs():
    command = [os.environ["JEPA_ORACLE_PROGRAM"], "diagnose", RUN, "--problem", PROBLEM, "--rate", "0.1", "--json"]
    done = subprocess.run(command, capture_output=True, check=True)
    assert jepa_oracle.diagnose(RUN.read_text(), PROBLEM.read_text(), rate="0.1") == json.loads(done.stdout)


def test_columns_do_as_well_as_text_and_cells_may_be_missing():
    run = columns()
    run[list(run)[1]][7] = float("nan")
    found = jepa_oracle.diagnose(run, json.loads(PROBLEM.read_text()), rate=0.1, expect="jepa")
    assert found["verdict"] == "as-expected" and found["run"]["missing_cells"] == 1
    assert found["best"]["rule"] == "jepa"


@pytest.mark.parametrize(
    ("change", "options", "message"),
    [
        ({}, {"rate": -1}, "^rate: -1 is not > 0"),
        ({}, {"rate": "0.1", "expect": "vae"}, "^expect: "),
        ({"colour": [0.5] * 51}, {"rate": "0.1"}, "colour"),
        ({"colour": [0.5]}, {"rate": "0.1"}, "^run: has columns of different lengths"),
    ],
)
def test_what_breaks_a_rule_is_refused(change, options, message):
    with pytest.raises(ValueError, match=message):
        jepa_oracle.diagnose({**columns(), **change}, PROBLEM.read_text(), **options)
