"""What the tests of the vectors share: the program, and one directory of vectors."""

import json
import os
import subprocess
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2]
SECONDS = 120
# Those of JEPA and MAE with one layer on top and without weight decay, and those of all objectives.
FIRST_FAMILIES = ["amplitude", "boundary", "critical_time", "descend", "field", "invalid", "limit", "order", "window"]
FAMILIES = [*FIRST_FAMILIES, *(f"family_{family}" for family in FIRST_FAMILIES), "weight_decay", "decay_filter"]


def run_program(*arguments):
    command = [os.environ["JEPA_ORACLE_PROGRAM"], *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)


@pytest.fixture(scope="session")
def vectors(tmp_path_factory):
    """A directory with everything that the program writes."""
    directory = tmp_path_factory.mktemp("vectors") / "whole"
    done = run_program("vectors", "--output", directory)
    assert (done.returncode, done.stderr) == (0, "")
    return directory


@pytest.fixture(scope="session")
def documents(vectors):
    return {family: json.loads((vectors / f"{family}.json").read_text()) for family in FAMILIES}


def cases_of(document):
    return [test for group in document["groups"] for test in group["tests"]]
