"""./run generate: what it writes is there, is known to contributors and to a test, and is written again when it is wrong."""

import re
import subprocess
import tempfile
import unittest

from generate import BY_NAME, GENERATED, ROOT
from stale import BUILD, copy_of_the_tree, differences, generate, text_files

EVERYTHING_ONLY = {"proofs.coq", "generated.claims", "generated.mutants"}


def run(*arguments):
    return subprocess.run(["/usr/bin/python3", "-B", ROOT / "tests/generated/generate.py", *arguments],
                          capture_output=True, text=True)


class GenerateTest(unittest.TestCase):
    maxDiff = None

    def test_the_list_says_what_is_written_and_what_finds_it_stale(self):
        done = run("--list")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        for one in GENERATED:
            self.assertIn(f"{one.name}\n    writes        {', '.join(one.files)}\n", done.stdout)
            for file in one.files:
                self.assertTrue((ROOT / file).exists(), file)

    def test_a_wrong_name_is_refused_with_the_list(self):
        listed = run("--list").stdout
        for arguments in ["mutant"], ["claims", "mutant"], ["--needs", "mutant"], ["mutant", "--list"]:
            done = run(*arguments)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertEqual(done.stderr, "generate: 'mutant' is no generated file; these are:\n" + listed)

    def test_needs_are_kinds_of_packages_of_run(self):
        self.assertEqual(run("--needs").stdout, "proof training data\n")
        self.assertEqual(run("--needs", "claims", "training").stdout, "training\n")
        self.assertEqual(run("--needs", "claims").stdout, "\n")
        text = (ROOT / "run").read_text()
        for one in GENERATED:
            self.assertIn(f"\n{one.needs or 'core'}_packages=(", text)

    def test_what_is_built_in_comes_first_and_the_pages_last(self):
        order = [one.name for one in GENERATED]
        self.assertLess(order.index("proofs"), order.index("claims"))
        self.assertLess(order.index("tightest"), order.index("claims"))
        self.assertEqual(order[-1], "pages")

    def test_the_tests_that_find_a_file_stale_are_tests(self):
        listed = subprocess.run(["ctest", "--test-dir", BUILD, "-N"], capture_output=True, text=True, check=True).stdout
        if "_NOT_BUILT" in listed:
            self.skipTest("tests are not listed before they are built")
        names = re.findall(r"(?m)^ *Test +#\d+: (\S+)", listed)
        for one in GENERATED:
            tests = [test for test in one.tests if test not in EVERYTHING_ONLY or test in names]
            self.assertTrue(tests, one.name)
            for test in tests:
                self.assertTrue(any(name.startswith(test) for name in names), test)

    def test_contributors_are_told_of_every_generated_file(self):
        text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
        for one in GENERATED:
            self.assertIn(f"`{one.name}`", text)
            for file in one.files:
                self.assertIn(f"]({file})", text)

    def test_what_was_changed_by_hand_is_found_and_written_again(self):
        files = BY_NAME["trajectories"].files
        right = text_files(ROOT, files)
        with tempfile.TemporaryDirectory() as directory:
            tree = copy_of_the_tree(directory)
            note = tree / files[0]
            wrong = re.sub(r"(?m)^(      1, 3/2 .*)\d$", r"\1x", right[files[0]])
            note.write_text(wrong, encoding="utf-8")
            self.assertTrue(differences(text_files(tree, files), right))
            done = generate(tree, "trajectories")
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertRegex(done.stdout, r"^trajectories: proofs-notes/general.md \(\d+ s\)\n$")
            self.assertEqual(text_files(tree, files), right)


if __name__ == "__main__":
    unittest.main()
