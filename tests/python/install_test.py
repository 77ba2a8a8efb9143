"""`pip install` of the source tree into a directory of its own, without a network; then used from there."""

import os
import shutil
import subprocess
import sys

from conftest import SOURCE

CODE = """
import pathlib, sys, jepa_oracle
from jepa_oracle import _core
for module in (jepa_oracle, _core):
    assert pathlib.Path(module.__file__).is_relative_to(sys.argv[1]), module.__file__
folder = pathlib.Path(jepa_oracle.__file__).parent
assert (folder / "py.typed").exists() and (folder / "_core.pyi").exists()
time = jepa_oracle.critical_time(objective="mae", depth=1, lambda_=0, variance=1, epsilon=1, level="0.5")
assert time == 1.5  # (1/level^2 - 1/epsilon^2) / 2
assert jepa_oracle.verify("Ordering.ConflictWindow", cases=0)["claims"][0]["verdict"] == "holds"
"""


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, **options)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    return done.stdout


def test_the_source_tree_installs_with_pip_and_works_without_it(tmp_path):
    # A copy: what pip and setuptools write stays out of the source tree.
    source = tmp_path / "source"
    shutil.copytree(SOURCE, source, ignore=shutil.ignore_patterns("build*", ".git", ".cache", "__pycache__"))
    target = tmp_path / "installed"
    pip = [sys.executable, "-m", "pip", "install", "--no-build-isolation", "--no-index", "--no-deps"]
    run(*pip, "--target", str(target), str(source), cwd=tmp_path)
    shutil.rmtree(source)
    environment = {**os.environ, "PYTHONPATH": str(target)}
    run(sys.executable, "-B", "-c", CODE, str(target), env=environment, cwd=tmp_path)
    listed = run(sys.executable, "-m", "pip", "list", "--path", str(target), "--disable-pip-version-check")
    assert "jepa-oracle" in listed
