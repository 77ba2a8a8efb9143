"""The lines of docs/python-and-cpp.md that install the module, in a copy of the source tree, without a network; then the
module is used from there."""

import os
import shutil
import subprocess
import sys

from conftest import SOURCE

sys.path.insert(0, str(SOURCE / "tests" / "program"))
import pages

INSTALLING = pages.PAGES["python-and-cpp"]
CODE = """
import pathlib, sys, jepa_oracle
from jepa_oracle import _core
for module in (jepa_oracle, _core):
    assert pathlib.Path(module.__file__).is_relative_to(sys.prefix), module.__file__
folder = pathlib.Path(jepa_oracle.__file__).parent
assert (folder / "py.typed").exists() and (folder / "_core.pyi").exists()
time = jepa_oracle.critical_time("mae", depth=1, lambda_=0, variance=1, epsilon=1, level="0.5")
assert time == 1.5  # (1/level^2 - 1/epsilon^2) / 2
assert jepa_oracle.verify("Ordering.ConflictWindow", cases=0)["claims"][0]["verdict"] == "holds"
pairs = jepa_oracle.sample("static", signal=[1, 2], noise=[1, 1], pairs=3)["pairs"]
assert len(pairs) == 3 and len(pairs[0]) == 4
"""


def run(command, **options):
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, **options)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    return done.stdout


def test_the_lines_of_the_page_install_the_module_and_it_works_without_the_sources(tmp_path):
    commands = [block.command for block in pages.blocks(INSTALLING.read_text(encoding="utf-8"))]
    lines = [line for line in commands if line.startswith("venv/bin/") or " -m venv " in line]
    assert [line.split()[0] for line in lines] == ["/usr/bin/python3", "venv/bin/pip", "venv/bin/python"]
    # A copy: what pip and setuptools write stays out of the source tree.
    source = tmp_path / "source"
    shutil.copytree(SOURCE, source, ignore=shutil.ignore_patterns("build*", ".git", ".cache", "__pycache__"))
    home = tmp_path / "home"
    home.mkdir()
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(home), "PIP_NO_INDEX": "1"}
    version = [run(line, cwd=source, env=environment) for line in lines][-1]
    for name in os.listdir(source):
        if name != "venv":
            (shutil.rmtree if (source / name).is_dir() else os.remove)(source / name)
    (tmp_path / "code.py").write_text(CODE)
    run(f"{source}/venv/bin/python -B {tmp_path}/code.py", cwd=tmp_path, env=environment)
    listed = run(f"{source}/venv/bin/pip list --disable-pip-version-check", cwd=tmp_path, env=environment)
    assert any(line.split() == ["jepa-oracle", version.strip()] for line in listed.splitlines()), listed
