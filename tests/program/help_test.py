"""The help shows every subcommand with an example, and every example works as it stands."""

import os
import re
import shlex
import subprocess
import unittest

from program import OK, PROGRAM, SECONDS, SOURCE, ProgramTest, Run, subcommands

WIDTH = 80
# As on a machine where the program is installed.
ENVIRONMENT = {**os.environ, "PATH": f"{os.path.dirname(PROGRAM)}:{os.environ['PATH']}"}


def examples(subcommand):
    """Commands under "Example:" in the help, continued lines joined."""
    text = Run([subcommand, "--help"]).out
    shown = re.split(r"\nExamples?:\n", text)[1].replace("\\\n", " ")
    return [shlex.split(line) for line in shown.splitlines() if line.strip()]


class HelpTest(ProgramTest):
    def test_every_subcommand_is_listed(self):
        self.assertLessEqual({"critical-time", "amplitude", "boundary", "window", "order", "completion"},
                             set(subcommands()))

    def test_every_example_succeeds(self):
        for subcommand in subcommands():
            commands = examples(subcommand)
            self.assertTrue(commands, subcommand)
            for command in commands:
                with self.subTest(command=command):
                    self.assertEqual(command[:2], ["jepa-oracle", subcommand])
                    if subcommand in ("verify", "replay") or "report.json" in command:
                        continue  # minutes long, or of a report of the user's: they have tests of their own
                    source = (SOURCE / command.pop()).read_bytes() if "<" in command else b""
                    words = [word for word in command[1:] if word != "<"]
                    done = subprocess.run([PROGRAM, *words], input=source, capture_output=True, cwd=SOURCE,
                                          env=ENVIRONMENT, timeout=SECONDS)
                    self.assertEqual((done.returncode, done.stderr), (OK, b""))
                    self.assertTrue(done.stdout)

    def test_help_fits_the_terminal(self):
        for arguments in [[], *([name] for name in subcommands())]:
            run = Run([*arguments, "--help"])
            self.assertEqual((run.code, run.err), (OK, ""))
            for line in run.out.splitlines():
                self.assertLessEqual(len(line), WIDTH, line)

    def test_defaults_are_documented(self):
        text = Run(["critical-time", "--help"]).out
        self.assertIn("(default 50)", text)
        self.assertIn("(default flow)", text)
        self.assertIn("(default encoder)", text)

    def test_version(self):
        run = Run(["--version"])
        self.assertEqual((run.code, run.err), (OK, ""))
        self.assertRegex(run.out, r"\Ajepa-oracle \d+\.\d+\.\d+\n\Z")


if __name__ == "__main__":
    unittest.main()
