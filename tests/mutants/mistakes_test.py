"""The catalogue of mistakes: each stands once, and is used; nothing is named that does not stand there."""

import json
import os
import re
import subprocess
import unittest

import mutated_subject
from mistakes import MISTAKES, keys_of, what_is_wrong
from mutants_note import registry

MEMBERS = {"key", "wrong", "type", "effect", "run", "refuted_by"}
TYPES = {"convention", "objective", "equation"}  # of vectors; their other flags are no mistakes of the catalogue


def camel(key):
    return "".join(part.capitalize() for part in key.split("-"))


def problems(mistakes, registered, programs, flags):
    """What is wrong with a catalogue.

    registered  names of mutants that claims name      flags  {name: flag} of the test vectors
    programs    names of wrong programs behind the protocol
    """
    seen = {}
    for key, mistake in mistakes.items():
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key):
            yield f"{key}: is not kebab-case"
        if unknown := mistake.keys() - MEMBERS:
            yield f"{key}: unknown members {sorted(unknown)}"
        if empty := [member for member, value in mistake.items() if not value]:
            yield f"{key}: nothing stands in {empty}"
        if ("type" in mistake) != ("effect" in mistake) or mistake.get("type") not in {*TYPES, None}:
            yield f"{key}: type and effect are those of a flag of the test vectors"
        line = mistake["wrong"].lower().rstrip(".")
        if line in seen:
            yield f"{key}: says the same as {seen[line]}"
        seen[line] = key
    named = [(name, key) for name in [*registered, *programs] for key in keys_of(name)]
    yield from (f"{name}: {key} is not in the catalogue" for name, key in named if key not in mistakes)
    of_vectors = {camel(key): mistake for key, mistake in mistakes.items() if "effect" in mistake}
    mistaken = {name: flag for name, flag in flags.items() if flag["bug_type"] in TYPES}
    yield from (f"{name}: flag of the test vectors, not in the catalogue" for name in mistaken.keys() - of_vectors.keys())
    yield from (f"{name}: has an effect, and is no flag of the test vectors" for name in of_vectors.keys() - mistaken.keys())
    for name in of_vectors.keys() & mistaken.keys():
        said = of_vectors[name]["type"], of_vectors[name]["wrong"], of_vectors[name]["effect"]
        if tuple(mistaken[name][member] for member in ("bug_type", "description", "effect")) != said:
            yield f"{name}: the test vectors say something else"
    # Diagnose uses those that have a run: tests/unit/diagnosis/hypotheses/hypothesis_mistakes_test.cpp.
    used = {key for _, key in named} | {key for key, mistake in mistakes.items() if {"effect", "run"} & mistake.keys()}
    yield from (f"{key}: is used nowhere" for key in mistakes if key not in used)


class Catalogue(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        command = [os.environ["JEPA_ORACLE_PROGRAM"], "vectors", "--json"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
        listed = json.loads(done.stdout)
        if done.returncode != 0:
            raise RuntimeError(listed["error"]["message"])
        cls.flags = {name: flag for family in listed["families"] for name, flag in family["flags"].items()}
        cls.registered = {name for mutants in registry().values() for name in mutants}

    def all_problems(self, mistakes, registered=(), programs=(), flags=None):
        return list(problems(mistakes, {*self.registered, *registered}, [*mutated_subject.ALL, *programs],
                             self.flags if flags is None else flags))

    def problems(self, *changed, **also_changed):
        """Those that come of a change: what is wrong without it is said by one test."""
        known = self.all_problems(MISTAKES)
        return [problem for problem in self.all_problems(*changed, **also_changed) if problem not in known]

    def test_has_no_problem(self):
        self.assertEqual(self.all_problems(MISTAKES), [])

    def test_a_mistake_that_nobody_makes_is_noticed(self):
        unused = {"key": "never-made", "wrong": "nobody does this"}
        self.assertEqual(self.problems({**MISTAKES, "never-made": unused}), ["never-made: is used nowhere"])

    def test_a_line_that_stands_twice_is_noticed(self):
        twice = {**MISTAKES["ridge"], "wrong": MISTAKES["momentum"]["wrong"].capitalize()}
        self.assertEqual(self.problems({**MISTAKES, "ridge": twice}), ["momentum: says the same as ridge"])

    def test_a_name_that_is_not_in_the_catalogue_is_noticed(self):
        for places in ({"registered": ["no-such/field"]}, {"programs": ["ridge+no-such"]}):
            (name,), = places.values()
            self.assertEqual(self.problems(MISTAKES, **places), [f"{name}: no-such is not in the catalogue"])
        with self.assertRaises(KeyError):
            what_is_wrong("ridge+no-such")

    def test_a_flag_that_is_not_in_the_catalogue_is_noticed(self):
        flag = {"bug_type": "equation", "description": "other", "effect": "none"}
        self.assertEqual(self.problems(MISTAKES, flags={**self.flags, "NoSuch": flag}),
                         ["NoSuch: flag of the test vectors, not in the catalogue"])
        self.assertEqual(self.problems(MISTAKES, flags={**self.flags, "Momentum": flag}),
                         ["Momentum: the test vectors say something else"])
        fewer = {name: flag for name, flag in self.flags.items() if name != "Momentum"}
        self.assertEqual(self.problems(MISTAKES, flags=fewer),
                         ["Momentum: has an effect, and is no flag of the test vectors"])


if __name__ == "__main__":
    unittest.main()
