"""diagnose from Python: the program's document, from text and from columns."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
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
        ({}, {"rate": "0.1", "batch_size": 0}, "^batch_size: 0 is not a whole number"),
        ({}, {"rate": "0.1", "batch_size": 64}, "^batch_size: needs the moments of all features"),
        ({"colour": [0.5] * 51}, {"rate": "0.1"}, "colour"),
        ({"colour": [0.5]}, {"rate": "0.1"}, "^run: has columns of different lengths"),
    ],
)
def test_what_breaks_a_rule_is_refused(change, options, message):
    with pytest.raises(ValueError, match=message):
        jepa_oracle.diagnose({**columns(), **change}, PROBLEM.read_text(), **options)


INTERRUPTED = """
import sys, jepa_oracle
rows = "".join(f"{step},{0.04 + 1e-6 * step},{0.03 + 2e-6 * step}\\n" for step in range(20_000))
problem = {"format": "jepa-oracle/problem/1", "depth": 2, "epsilon": "0.04",
           "features": [{"name": "a", "lambda": 1, "rho": "0.5"}, {"name": "b", "lambda": 1, "rho": "0.7"}]}
print("begins", flush=True)
try:
    while True:
        jepa_oracle.diagnose("step,a,b\\n" + rows, problem, rate="0.001")
except KeyboardInterrupt:
    sys.exit(7)
"""


def processor_seconds(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_an_interrupt_ends_it_within_a_second():
    with subprocess.Popen([sys.executable, "-B", "-c", INTERRUPTED], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stdout.readline() == b"begins\n"
        time.sleep(1.5)
        before = processor_seconds(process.pid)
        process.send_signal(signal.SIGINT)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 7
    # Processor time: a busy machine may take longer by the clock.
    assert usage.ru_utime + usage.ru_stime - before < 1
