"""proofs-notes/mutants.md speaks of today's claims, catalogue and wrong programs; regenerate it when this fails."""

import json
import os
import re
import subprocess
import unittest

import mutated_subject
from mutants_note import INTRODUCTION, NAMED, NOTE, NOTICED, PROGRAMS, catalogue, cells, registry

AGAIN = "proofs-notes/mutants.md is stale: ./run generate mutants"
QUICK = "Balance."  # a family that is decided in a second; all of them: generated.mutants


class Note(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.text = NOTE.read_text()
        cls.of_catalogue, _, cls.of_programs = cls.text.partition(PROGRAMS)

    def tables(self):
        """(claims of the family, {mutant: its marks}) of every family."""
        for part in self.of_catalogue.split("\n### ")[1:]:
            claims = re.findall(r"^\d+\. `(.*)`$", part, re.MULTILINE)
            rows = [line.strip("| \n").split(" | ") for line in part.splitlines() if line.startswith("| ")]
            marks = {name: [mark.strip() for mark in row] for name, *row in rows[1:]}
            yield claims, marks

    def same_names(self, written, known):
        """That the same names are there, in the same order: first those that are in one of both only."""
        self.assertEqual(sorted({*written} ^ {*known}), [], AGAIN)
        self.assertEqual(written, list(known), AGAIN)

    def test_says_what_it_is(self):
        self.assertTrue(self.text.startswith(INTRODUCTION), AGAIN)

    def test_every_mistake_of_the_catalogue_is_described(self):
        missing = [name for name, mistake in catalogue().items()
                   if f"\n| {name} | {cells(mistake)} |\n" not in self.of_catalogue]
        self.assertEqual(missing, [], AGAIN)

    def test_every_claim_has_a_column(self):
        self.same_names([claim for claims, _ in self.tables() for claim in claims], registry())

    def test_marks_are_those_of_the_registry(self):
        for claims, marks in self.tables():
            for number, claim in enumerate(claims):
                named = {name for name, row in marks.items() if row[number:] and row[number] == NAMED}
                self.assertEqual(named, set(registry()[claim]), f"{claim}: {AGAIN}")

    def test_marks_of_a_family_are_those_of_a_run(self):
        named = [claim for claim in registry() if claim.startswith(QUICK)]
        run = subprocess.run([os.environ["JEPA_ORACLE_MUTANT_TABLE"], *named], capture_output=True, text=True, check=True)
        kills = {line["claim"]: set(line["kills"]) for line in map(json.loads, run.stdout.splitlines())}
        self.assertEqual(list(kills), named)
        marks = next(marks for claims, marks in self.tables() if claims == named)
        for number, claim in enumerate(named):
            marked = {name for name, row in marks.items() if row[number:] and row[number] in (NAMED, NOTICED)}
            self.assertEqual(marked, kills[claim], f"{claim}: {AGAIN}")

    def test_every_mutant_of_the_catalogue_is_noticed(self):
        noticed = {name for _, marks in self.tables() for name, row in marks.items() if {NAMED, NOTICED} & set(row)}
        self.assertEqual(noticed, set(catalogue()), AGAIN)

    def test_every_wrong_program_has_a_row(self):
        rows = [line.strip("| ").split(" | ") for line in self.of_programs.splitlines()]
        self.same_names([row[0] for row in rows], mutated_subject.ALL)
        for (name, mistake, refused_by, said), mutant in zip(rows, mutated_subject.ALL.values()):
            self.assertEqual(mistake, cells(mutant.mistake))
            claims = set(re.findall(r"`(.*?)`", refused_by))
            self.assertTrue(claims and claims <= set(mutant.claims), name)
            self.assertIn(mutant.known_as, said)


if __name__ == "__main__":
    unittest.main()
