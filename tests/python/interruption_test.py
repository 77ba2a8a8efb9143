"""Ctrl-C ends whatever takes long, within a second of the processor's time, with KeyboardInterrupt."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

PRELUDE = """
import sys, numpy, jepa_oracle as jo
eye = [[1, 0], [0, 1]]
problem = dict(depth=2, epsilon="0.01", objective="jepa",
               moments=dict(sxx=[[2, 1], [1, 3]], syx=[[1, "0.5"], ["0.25", 1]]))
long = dict(depth=3, epsilon="0.1", objective="jepa", moments=dict(
    sxx=numpy.eye(12) + 0.25, syx=numpy.diag(numpy.arange(1.0, 13)) / 16 + 0.125))
def slow(*arguments):
    while True:
        pass
print("begins", flush=True)
try:
    while True:
        {call}
except KeyboardInterrupt:
    sys.exit(7)
"""

CALLS = {
    "flow": 'jo.flow(**problem, until="1e9", samples=3)',
    "flow in many digits": 'jo.flow(**long, at=[100], digits=300)',
    "descend in digits": "jo.descend(**problem, rate=\"0.01\", steps=10**9, every=10**9)",
    "descend in double": "jo.descend(**problem, rate=\"0.01\", steps=10**11, every=10**11, numbers=\"double\")",
    "descend exactly": "jo.descend(**{**problem, \"epsilon\": 1}, rate=\"1/3\", steps=8, numbers=\"exact\")",
    "times of an array": 'jo.critical_time("jepa", depth=3, lambda_=numpy.ones(10**6), rho=0.5, epsilon=1e-3, fraction=0.5)',
    "a time in many digits": 'jo.critical_time("mae", depth=997, lambda_=1, rho="0.7", epsilon="1e-9", fraction="0.5", digits=20000)',
    "verify": 'jo.verify("Collapse.UnbalancedStartBoundary", cases=20000, jobs=2)',
    "analyze": "jo.analyze(numpy.random.default_rng(1).normal(size=(2000, 2, 30)), depth=2, epsilon=1e-3, resamples=100000)",
    "sample": 'jo.sample("static", signal=[1] * 8, noise=[1] * 8, pairs=1000000)',
    "conform, a function": 'jo.conform(slow, "Gradient")',
    "conform, a command": 'jo.conform([sys.executable, "-c", "import time; time.sleep(3600)"], "Gradient", seconds=3600)',
}


def processor_seconds(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.parametrize("name", CALLS)
def test_an_interrupt_ends_it_within_a_second(name):
    code = PRELUDE.replace("{call}", CALLS[name])
    with subprocess.Popen([sys.executable, "-B", "-c", code], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stdout.readline() == b"begins\n"
        time.sleep(1)
        before, sent = processor_seconds(process.pid), time.monotonic()
        process.send_signal(signal.SIGINT)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 7
    # Processor time, of both threads where there are two: a busy machine may take longer by the clock.
    assert usage.ru_utime + usage.ru_stime - before < (2 if "jobs=2" in CALLS[name] else 1)
    assert time.monotonic() - sent < 30
