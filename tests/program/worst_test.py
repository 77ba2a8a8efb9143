"""worst: the instances found replay to what is said of them, the search is repeatable and gets closer than a run."""

import json
import unittest

from program import INCONCLUSIVE, INVALID_INPUT, OK, USAGE, ProgramTest, Run

CLAIM = "Ordering.JepaRhoBoundary"


def bits(margin):
    return int(margin.removeprefix("2^"))


class WorstTest(ProgramTest):
    def worst(self, *arguments):
        return self.answer("worst", "--claim", CLAIM, "--cases", "10", *arguments)

    def test_the_tightest_comes_first_and_none_is_looser_than_the_cases_it_starts_from(self):
        # That moves come closer is tested where the minimum is known (tests/claims/evidence_test.cpp): what they have
        # found of this claim is kept, so that a search begins with it.
        start = self.worst("--steps", "0")["worst"]
        found = self.worst("--steps", "150")
        self.assertLessEqual(bits(found["worst"][0]["margin"]), bits(start[0]["margin"]))
        self.assertGreater(found["tried"], 100)
        margins = [bits(tight["margin"]) for tight in found["worst"]]
        self.assertEqual(margins, sorted(margins))
        self.assertEqual(len({json.dumps(tight["instance"]) for tight in found["worst"]}), 3)

    def test_what_is_found_is_decided_the_same_by_verify(self):
        for tight in self.worst("--steps", "40")["worst"]:
            done = Run(["verify", "--claim", CLAIM, "--instance", "-", "--json"], stdin=json.dumps(tight["instance"]))
            self.assertIn(done.code, (OK, INCONCLUSIVE))
            decided = json.loads(done.out)
            self.assertEqual((decided["verdict"], decided["reason"]), (tight["verdict"], tight["reason"]))

    def test_the_same_seed_gives_the_same_search_and_another_one_another(self):
        first = self.worst("--steps", "30", "--seed", "5")
        self.assertEqual(first, self.worst("--steps", "30", "--seed", "5"))
        self.assertNotEqual(first["worst"], self.worst("--steps", "30", "--seed", "6")["worst"])

    def test_the_text_can_be_copied(self):
        done = Run(["worst", "--claim", CLAIM, "--cases", "3", "--steps", "5"])
        self.assertEqual((done.code, done.err), (OK, ""))
        line = next(line for line in done.out.splitlines() if line.strip().startswith("instance"))
        again = Run(["verify", "--claim", CLAIM, "--instance", "-"], stdin=line.split(None, 1)[1])
        self.assertEqual(again.code, OK)

    def test_a_claim_without_inequalities_says_that_it_has_no_margin(self):
        done = Run(["worst", "--claim", "Balance.TopGramIsConserved", "--cases", "2", "--steps", "3"])
        self.assertEqual(done.code, OK)
        self.assertIn("nothing is decided by an inequality", done.out)

    def test_bad_arguments(self):
        self.assertEqual(Run(["worst"]).code, USAGE)
        self.assertEqual(Run(["worst", "--claim", "Ordering"]).code, USAGE)
        for option, value in [("--claim", "Nope"), ("--steps", "-1"), ("--cases", "x"), ("--seed", "1.5")]:
            arguments = ["worst", *([] if option == "--claim" else ["--claim", CLAIM]), f"{option}={value}"]
            done = Run(arguments)
            self.assertEqual((done.code, done.out), (INVALID_INPUT, ""), option)
            self.assertIn(f"{option}:", done.err)


if __name__ == "__main__":
    unittest.main()
