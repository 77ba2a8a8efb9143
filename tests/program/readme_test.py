"""README shows only what the build produces: every console block is run again and compared."""

import os
import re
import shlex
import subprocess
import tempfile
import unittest
from pathlib import Path

from program import PROGRAM

ROOT = Path(__file__).resolve().parents[2]
# A digest of the sources is of one commit, and README is not among them.
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
# "console exit=1": the command is meant to end so.
BLOCK = re.compile(r"^```console(?: exit=(?P<code>\d))?\n"
                   r"\$ (?P<command>(?:[^\n]*\\\n)*[^\n]*)\n(?P<output>.*?)^```$", re.MULTILINE | re.DOTALL)


class ReadmeTest(unittest.TestCase):
    def test_console_blocks_are_what_the_program_prints(self):
        blocks = list(BLOCK.finditer((ROOT / "README.md").read_text(encoding="utf-8")))
        self.assertGreaterEqual(len(blocks), 4)
        # One after the other in a directory like the repository's, where a report may be left for the next command.
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        for name in "proofs-notes", "reference", "tests":
            (Path(scratch.name) / name).symlink_to(ROOT / name)
        for block in blocks:
            words = shlex.split(block["command"].replace("\\\n", " "))
            self.assertEqual(words[0], "build/bin/jepa-oracle")
            with self.subTest(command=" ".join(words)):
                done = subprocess.run([PROGRAM, *words[1:]], capture_output=True, text=True, cwd=scratch.name,
                                      env={**os.environ, "PYTHONPATH": str(ROOT / "reference" / "python")}, timeout=300)
                self.assertEqual((done.returncode, done.stderr), (int(block["code"] or 0), ""))
                self.assertEqual(DIGEST.sub("sha256:...", done.stdout), block["output"])


if __name__ == "__main__":
    unittest.main()
