"""`stale.py NAME ...` writes generated files again in a copy of the tree; exit code 1 where another text comes out."""

import difflib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from generate import BY_NAME, ROOT

BUILD = os.environ["JEPA_ORACLE_BUILD"]


def copy_of_the_tree(directory):
    tree = Path(directory) / "tree"
    shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns("build*", ".git", ".cache", "__pycache__"))
    return tree


def generate(tree, *arguments):
    command = ["/usr/bin/python3", "-B", tree / "tests/generated/generate.py", "--as-built", "--build", BUILD, *arguments]
    return subprocess.run(command, capture_output=True, text=True)


def text_files(root, files):
    """Path below the root, and text, of all that these files and folders hold."""
    found = (path for name in files for path in ([root / name] if (root / name).is_file() else (root / name).rglob("*")))
    return {str(path.relative_to(root)): path.read_text(encoding="utf-8") for path in found if path.is_file()}


def differences(one, other):
    """What differs between the files of a name in two trees, as lines of a diff."""
    lines = []
    for name in sorted(one.keys() | other.keys()):
        old, new = one.get(name, "").splitlines(), other.get(name, "").splitlines()
        lines += difflib.unified_diff(old, new, name, f"{name}, written again", lineterm="", n=0)
    return lines


def main():
    found = []
    with tempfile.TemporaryDirectory() as directory:
        tree = copy_of_the_tree(directory)
        for name in sys.argv[1:]:
            done = generate(tree, name)
            if done.returncode != 0:
                sys.exit(f"{name}: {done.stderr}")
            found += differences(text_files(ROOT, BY_NAME[name].files), text_files(tree, BY_NAME[name].files))
    if found:
        sys.exit("\n".join(found) + f"\nstale: run ./run generate {' '.join(sys.argv[1:])}")


if __name__ == "__main__":
    main()
