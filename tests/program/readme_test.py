"""README says only what is so: every command in it works as it is pasted, and prints what it shows.

`readme_test.py --write` puts what is printed today into README.
"""

import json
import os
import sys
import tempfile
import unittest
from pathlib import Path

import readme

VERIFIED = readme.ROOT / "proofs-notes" / "verified.json"


def fresh_clone(test_or_none=None):
    scratch = tempfile.TemporaryDirectory()
    if test_or_none is not None:
        test_or_none.addCleanup(scratch.cleanup)
    clone = readme.Clone(scratch.name, os.environ["JEPA_ORACLE_PROGRAM"], os.environ["JEPA_ORACLE_MODULE"])
    return scratch, clone


def has_torch(clone):
    return clone.run("/usr/bin/python3 -c 'import torch'").returncode == 0


class ReadmeTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.text = readme.README.read_text(encoding="utf-8")
        self.blocks = readme.blocks(self.text)

    def test_every_command_works_as_it_is_pasted(self):
        _, clone = fresh_clone(self)
        torch = has_torch(clone)
        ran = {"console": 0, "python": 0, "inline": 0}
        for block in self.blocks:
            if block.is_large and not ("torch" in block.command and torch):
                continue
            if block.kind == "python":
                self.check_python(block, clone)
            elif block.command != readme.INTERPRETER:
                with self.subTest(command=block.command):
                    done = clone.run(block.command)
                    self.assertEqual((done.returncode, done.stderr), (block.code, ""), done.stdout[-2000:])
                    if block.kind == "console":
                        self.assertEqual(readme.stable(done.stdout), block.printed)
            ran[block.kind] = ran.get(block.kind, 0) + 1
        self.assertGreaterEqual(ran["console"], 10)
        self.assertGreaterEqual(ran["python"], 3)
        self.assertGreaterEqual(ran["inline"], 8)

    def check_python(self, block, clone):
        with self.subTest(code=block.command[:60]):
            if block.command.startswith('"""'):  # a program, whole
                text = (readme.ROOT / "tests" / "subjects" / "torch_subject.py").read_text(encoding="utf-8")
                self.assertEqual(block.command, text)
                return
            told = any(b.command == readme.INTERPRETER and b.start < block.start for b in self.blocks)
            self.assertTrue(told, "README says before how an interpreter with the module is started")
            done = clone.run_python(block.command)
            self.assertNotIn("Error", done.stderr)
            self.assertEqual(done.stdout.splitlines(), readme.printed_by(block.command))

    def test_no_command_needs_what_a_stranger_has_not(self):
        for block in self.blocks:
            words = block.command.split()
            with self.subTest(command=block.command):
                # Neither the program nor a bare interpreter (which may be another than Debian's) is on PATH.
                self.assertNotIn(words[0], ("jepa-oracle", "python", "python3", "pip", "pip3"))
                if block.kind != "python":
                    self.assertNotRegex(block.command, r"\b(ID|FILE|DIR|CMD|N)\b")

    def test_what_run_is_told_to_do_it_can(self):
        _, clone = fresh_clone(self)
        known = clone.run("./run help").stdout
        commands = [block.command for block in self.blocks if block.command.startswith("./run ")]
        self.assertGreaterEqual(len(commands), 4)
        for command in commands:
            for word in command.split()[1:]:
                self.assertIn(word, known, command)

    def test_the_evidence_of_the_claims_is_that_of_the_last_verification(self):
        said = readme.EVIDENCE.search(self.text.replace("\n", " "))
        self.assertIsNotNone(said, "README says how the claims were decided")
        self.assertEqual(said[0], readme.evidence_sentence(json.loads(VERIFIED.read_text(encoding="utf-8"))))

    def test_the_words_are_defined_before_they_are_used(self):
        lines = self.text.splitlines()
        for word in "feature", "lambda", "rho", "epsilon":
            defined = [i for i, line in enumerate(lines) if line.startswith(f"- **{word}**: ")]
            self.assertEqual(len(defined), 1, word)
            end = next(i for i in range(defined[0] + 1, len(lines)) if not lines[i].startswith("  "))
            self.assertLessEqual(end - defined[0], 5, word)
            if word != "feature":  # the first paragraph says what the program is for
                used = next(i for i, line in enumerate(lines) if f" {word}" in line or f"-{word}" in line)
                self.assertGreaterEqual(used, lines.index("## The words"), word)
        self.assertLess(lines.index("## The words"), 15)


def write():
    """README with what its commands print now."""
    scratch, clone = fresh_clone()
    text = readme.README.read_text(encoding="utf-8")
    replaced = []
    for block in readme.blocks(text):
        if block.is_large or block.command == readme.INTERPRETER:
            continue
        if block.kind == "python" and not block.command.startswith('"""'):
            printed = clone.run_python(block.command).stdout.splitlines()
            replaced.append((block, readme.with_printed(block.command, printed)))
        elif block.kind != "python":
            done = clone.run(block.command)  # inline commands too: later ones read what they leave
            if block.kind == "console":
                replaced.append((block, readme.stable(done.stdout)))
    for block, new in reversed(replaced):
        text = text[: block.start] + new + text[block.end :]
    sentence = readme.evidence_sentence(json.loads(VERIFIED.read_text(encoding="utf-8")))
    wrapped = readme.EVIDENCE.search(text)
    if wrapped and wrapped[0].replace("\n", " ") != sentence:
        text = text[: wrapped.start()] + sentence + text[wrapped.end() :]
    readme.README.write_text(text, encoding="utf-8")
    scratch.cleanup()


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        write()
    else:
        unittest.main()
