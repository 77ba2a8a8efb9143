"""An independent program agrees: with values of yet another one (independent-family.json), and with every vector."""

import json
from decimal import Decimal

import pytest
from conftest import SOURCE, cases_of
from independent_checks import CHECKS, boundary_is_right, close, ends_are_right
from independent_curve import curve_of, time_of

ANOTHER = json.loads((SOURCE / "tests" / "vectors" / "independent-family.json").read_text())


class TestAgainstAnotherProgram:
    """What makes the independent program one to compare with."""

    @pytest.mark.parametrize("kind", ["critical_time", "decayed_time"])
    def test_times(self, kind):
        for given in ANOTHER[kind]:
            assert close(time_of(given), Decimal(given["flow_time"]), Decimal("1e-26")), given

    def test_decays(self):
        for given in ANOTHER["largest_decay"]:
            assert close(curve_of(given).largest_decay(), Decimal(given["largest_decay"]), Decimal("1e-40")), given

    def test_boundaries_and_windows(self):
        for given in ANOTHER["boundary"]:
            assert boundary_is_right(given, Decimal(given["s_star"])), given
        for given in ANOTHER["window"]:
            if given["epsilon_window"]:
                assert ends_are_right(given, given["epsilon_window"]), given


@pytest.mark.parametrize("family", CHECKS)
def test_the_vectors(documents, family):
    wrong = [test["id"] for test in cases_of(documents[family]) if not CHECKS[family](test)]
    assert wrong == []


def spoilt(tree):
    """The same with one digit wrong: the sixth of the last number that has six."""
    places = []

    def look(node, place):
        for key, item in node.items() if isinstance(node, dict) else enumerate(node):
            if isinstance(item, (dict, list)):
                look(item, [*place, key])
            elif isinstance(item, str) and key not in ("lower", "upper", "outcome"):
                places.append([*place, key])

    tree = json.loads(json.dumps(tree))
    look(tree, [])
    for *way, last in reversed(places):
        node = tree
        for key in way:
            node = node[key]
        digits = [i for i, letter in enumerate(node[last].split("e")[0]) if letter.isdigit()]
        significant = [i for i in digits if node[last][: i + 1].strip("-0.")]
        if significant:
            at = significant[min(5, len(significant) - 1)]
            node[last] = node[last][:at] + str((int(node[last][at]) + 1) % 10) + node[last][at + 1 :]
            return tree
    return None


@pytest.mark.parametrize("family", CHECKS)
def test_a_wrong_digit_is_noticed(documents, family):
    tests = cases_of(documents[family])
    chosen = [(test, wrong) for test in tests[:: max(1, len(tests) // 8)] if (wrong := spoilt(test["expected"]))]
    assert chosen
    assert [test["id"] for test, wrong in chosen if CHECKS[family]({**test, "expected": wrong})] == []
