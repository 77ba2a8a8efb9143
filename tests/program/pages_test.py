"""README, docs and CONTRIBUTING say only what is so: every command works as it is pasted, and prints what is shown.

    pages_test.py                  every page, and what is asked of all
    pages_test.py Page_cite        one page; a page begins in a fresh clone
    pages_test.py --write [PAGE]   puts what is printed today into the pages, or into these (README, cite, ...)
"""

import json
import os
import sys
import tempfile
import unittest

import pages


def fresh_clone(test_or_none=None):
    scratch = tempfile.TemporaryDirectory()
    if test_or_none is not None:
        test_or_none.addCleanup(scratch.cleanup)
    clone = pages.Clone(scratch.name, os.environ["JEPA_ORACLE_PROGRAM"], os.environ["JEPA_ORACLE_MODULE"])
    return scratch, clone


def has_torch(clone):
    return clone.run("/usr/bin/python3 -c 'import torch'").returncode == 0


class PageTest:
    """The commands of one page."""

    maxDiff = None
    page = None

    def setUp(self):
        self.blocks = pages.blocks(self.page.read_text(encoding="utf-8"))

    def test_every_command_works_as_it_is_pasted(self):
        _, clone = fresh_clone(self)
        torch = any("torch" in block.command for block in self.blocks) and has_torch(clone)
        for block in self.blocks:
            if block.kind == "file":
                with self.subTest(file=block.command):
                    self.assertEqual(block.printed, (pages.ROOT / block.command).read_text(encoding="utf-8"))
            elif block.is_large and not ("torch" in block.command and torch):
                continue
            elif block.kind == "python":
                self.check_python(block, clone)
            elif block.command != pages.INTERPRETER:
                with self.subTest(command=block.command):
                    done = clone.run(block.command)
                    self.assertEqual((done.returncode, done.stderr), (block.code, ""), done.stdout[-2000:])
                    if block.kind == "console":
                        self.assertEqual(pages.stable(done.stdout), block.printed)

    def check_python(self, block, clone):
        with self.subTest(code=block.command[:60]):
            told = any(b.command == pages.INTERPRETER and b.start < block.start for b in self.blocks)
            self.assertTrue(told, "the page says before how an interpreter with the module is started")
            done = clone.run_python(block.command)
            self.assertNotIn("Error", done.stderr)
            self.assertEqual(done.stdout.splitlines(), pages.printed_by(block.command))

    def test_no_command_needs_what_a_stranger_has_not(self):
        for block in self.blocks:
            words = block.command.split()
            with self.subTest(command=block.command):
                # Neither the program nor a bare interpreter (which may be another than Debian's) is on PATH.
                self.assertNotIn(words[0], ("jepa-oracle", "python", "python3", "pip", "pip3"))
                if block.kind not in ("python", "file"):
                    self.assertNotRegex(block.command, r"\b(ID|FILE|DIR|CMD|N)\b")


for _stem, _page in pages.PAGES.items():
    _name = f"Page_{_stem.replace('-', '_')}"
    globals()[_name] = type(_name, (PageTest, unittest.TestCase), {"page": _page})


class Pages(unittest.TestCase):
    """What is asked of all pages together, and of README."""

    def setUp(self):
        self.readme = pages.README.read_text(encoding="utf-8")
        self.blocks = {stem: pages.blocks(page.read_text(encoding="utf-8")) for stem, page in pages.PAGES.items()}

    def test_readme_is_short_and_leads_to_every_page(self):
        self.assertLessEqual(len(self.readme.splitlines()), 150)
        for page in pages.PAGES.values():
            if page != pages.README:
                self.assertIn(f"]({page.relative_to(pages.ROOT)})", self.readme)

    def test_every_page_shows_something_that_is_run(self):
        for stem, blocks in self.blocks.items():
            ran = [block for block in blocks if block.kind in ("console", "python") and not block.is_large]
            self.assertGreaterEqual(len(ran), {"README": 4, "CONTRIBUTING": 0}.get(stem, 1), stem)

    def test_what_run_is_told_to_do_it_can(self):
        _, clone = fresh_clone(self)
        known = clone.run("./run help").stdout + clone.run("./run generate --list").stdout
        commands = [block.command for blocks in self.blocks.values() for block in blocks
                    if block.command.startswith("./run ")]
        self.assertGreaterEqual(len(commands), 4)
        for command in commands:
            for word in command.split()[1:]:
                self.assertIn(word, known, command)

    def test_the_evidence_of_the_claims_is_that_of_the_last_verification(self):
        said = pages.EVIDENCE.search(self.readme.replace("\n", " "))
        self.assertIsNotNone(said, "README says how the claims were decided")
        self.assertEqual(said[0], pages.evidence_sentence(json.loads(pages.VERIFIED.read_text(encoding="utf-8"))))

    def test_the_words_are_defined_before_they_are_used(self):
        lines = self.readme.splitlines()
        for word in "feature", "lambda", "rho", "epsilon":
            defined = [i for i, line in enumerate(lines) if line.startswith(f"- **{word}**: ")]
            self.assertEqual(len(defined), 1, word)
            end = next(i for i in range(defined[0] + 1, len(lines)) if not lines[i].startswith("  "))
            self.assertLessEqual(end - defined[0], 5, word)
            if word != "feature":  # the first paragraph says what the program is for
                used = next(i for i, line in enumerate(lines) if f" {word}" in line or f"-{word}" in line)
                self.assertGreaterEqual(used, lines.index("## The words"), word)
        self.assertLess(lines.index("## The words"), 15)

    def test_a_block_that_nobody_would_run_is_refused(self):
        for text in "```bash\n./run build\n```\n", "```\nx\n```\n", "```console\nno command\n```\n":
            with self.assertRaises(ValueError):
                pages.blocks(text)


def write(stems):
    """Each page with what its commands print now."""
    for stem in stems or pages.PAGES:
        scratch, clone = fresh_clone()
        text = pages.PAGES[stem].read_text(encoding="utf-8")
        pages.PAGES[stem].write_text(pages.as_printed(text, clone), encoding="utf-8")
        scratch.cleanup()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--write"]:
        write(sys.argv[2:])
    else:
        unittest.main()
