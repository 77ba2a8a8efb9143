"""An independent program agrees: with values of yet another one (independent-family.json), and with every vector."""

import json
from decimal import Decimal

import pytest
from conftest import SOURCE, cases_of
from independent_curve import Curve, curve_of, decimal, primitive, root, time_of
from independent_networks import descended, field_of, network_of

# The quadrature leaves 1e-27 (tests below); what is asked of the vectors has room for bisections and differences.
AGREE = Decimal("1e-20")
ANOTHER = json.loads((SOURCE / "tests" / "vectors" / "independent-family.json").read_text())


def close(found, right, tolerance=AGREE):
    return abs(found - right) <= tolerance * abs(right)


def conflict_of(given):
    def pair(feature):
        if isinstance(feature, dict):
            feature = feature["lambda"], feature["rho"]
        return [decimal(number) for number in feature]

    return pair(given["influential"]), pair(given["noisy"])


def gap(given, start):
    """Time of the influential feature less that of the noisy one, from a layer amplitude."""
    times = []
    for lambda_, rho in conflict_of(given):
        curve = Curve(given.get("objective", "jepa"), given["depth"], lambda_, lambda_ / rho, given.get("top_depth", 1))
        times.append(curve.time(start, curve.threshold(decimal(given["fraction"]))))
    return times[0] - times[1]


def ends_are_right(given, ends, near=Decimal("1e-12")):
    """The influential feature is first just inside both ends, and not just outside them."""
    lower, upper = (root(Decimal(end), given["depth"]) for end in ends)
    inside = gap(given, lower * (1 + near)), gap(given, upper * (1 - near))
    outside = gap(given, lower * (1 - near)), gap(given, upper * (1 + near))
    return max(inside) < 0 < min(outside)


def boundary_is_right(given, s_star, near=Decimal("1e-9")):
    """Started just below s* w_inf a slightly larger rho is earlier, just above it later."""

    def change(s):
        smaller, larger = (
            Curve(given["objective"], given["depth"], 1, 1 / rho, given.get("top_depth", 1))
            for rho in (Decimal(1), 1 + near / 1000)
        )
        start, fraction = s * smaller.limit(), decimal(given["fraction"])
        return larger.time(start, larger.threshold(fraction)) - smaller.time(start, smaller.threshold(fraction))

    return change(s_star * (1 - near)) < 0 < change(s_star * (1 + near))


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


def value(enclosure):
    return Decimal(enclosure["value"])


def time_is_right(test):
    found, expected = time_of(test["input"]), test["expected"]["time"]
    return (found is None) == (expected is None) and (found is None or close(found, value(expected)))


def amplitude_is_right(test):
    """It is reached a little before the time asked for, and a little more of it after, if at all."""
    curve, layer = curve_of(test["input"]), value(test["expected"]["layer"])
    start, elapsed = root(decimal(test["input"]["epsilon"]), curve.depth), decimal(test["input"]["at"])
    speed = curve.growth(start)
    if not close(layer**curve.depth, value(test["expected"]["encoder"])):
        return False
    if elapsed == 0 or abs(speed) < AGREE:
        return close(layer, start)
    way = AGREE if speed > 0 else -AGREE
    before, after = curve.time(start, layer * (1 - way)), curve.time(start, layer * (1 + way))
    return before is not None and before < elapsed and (after is None or elapsed < after)


def limit_is_right(test):
    curve, expected = curve_of(test["input"]), value(test["expected"]["encoder"])
    return close(curve.limit() ** curve.depth, expected) if curve.lambda_ > 0 else expected == 0


def fraction_bound_is_right(given, bound):
    """The primitive changes its sign there; 1 for a = 1, and nothing for m <= a - 1."""
    curve = Curve(given["objective"], given["depth"], 1, 1, given.get("top_depth", 1))
    if bound is None or curve.a == 1:
        return curve.m <= curve.a - 1 if bound is None else bound == 1
    q = root(bound, curve.depth)
    return primitive(curve.a, curve.m, q * (1 - AGREE)) < 0 < primitive(curve.a, curve.m, q * (1 + AGREE))


def boundary_vector_is_right(test):
    given, expected = test["input"], test["expected"]
    bound = expected["fraction_bound"] and value(expected["fraction_bound"])
    if not fraction_bound_is_right(given, bound):
        return False
    if expected["s_star"] is None:
        return decimal(given["fraction"]) <= bound
    return boundary_is_right(given, value(expected["s_star"]))


def window_is_right(test):
    ends = test["expected"]["epsilon_window"]
    return ends is None or ends_are_right(test["input"], [end["value"] for end in ends])


def order_is_right(test):
    given, expected = test["input"], test["expected"]
    times = {feature["name"]: time_of({**given, **feature}) for feature in given["features"]}
    rising = {
        feature["name"]
        for feature in given["features"]
        if (curve := curve_of({**given, **feature})).growth(root(decimal(given["epsilon"]), curve.depth)) > 0
    }
    reached = [name for name in sorted(rising) if times[name] is not None]
    learned = sorted(reached, key=lambda name: round(times[name], 20))
    return (
        all((times[n] is None) == (time is None) for n, time in expected["critical_times"].items())
        and all(time is None or close(times[n], value(time)) for n, time in expected["critical_times"].items())
        and expected["features"] == learned
        and all(close(times[n], times[names[0]]) for names in expected["ties"] for n in names)
    )


def survival_is_right(test):
    given, expected = test["input"], test["expected"]
    curve, start = curve_of(given), root(decimal(given["epsilon"]), given["depth"])
    # a = 1: phi falls from lambda, and what every start survives has no smallest phi to be taken at.
    of_start = curve.lambda_ if curve.a == 1 else curve.growth(min(start, curve.peak()))
    rests = {"stable": curve.rest(above=True), "unstable": curve.rest(above=False) if curve.a > 1 else None}
    return (
        close(curve.largest_decay(), value(expected["largest_decay"]))
        and close(of_start, value(expected["start_decay"]))
        and all((found is None) == (expected[name] is None) for name, found in rests.items())
        and all(found is None or close(found, value(expected[name])) for name, found in rests.items())
        and expected["survives"] == (of_start > curve.decay)
    )


def filter_is_right(test):
    given, expected = test["input"], test["expected"]["filter"]
    of_influential, of_noisy = (
        Curve(given["objective"], given["depth"], lambda_, lambda_ / rho, given.get("top_depth", 1)).largest_decay()
        for lambda_, rho in conflict_of(given)
    )
    if expected is None:
        return of_influential <= of_noisy * (1 + AGREE)
    return close(of_noisy, value(expected[0])) and close(of_influential, value(expected[1]))


def field_is_right(test):
    return field_of(test["input"]) == network_of(test["expected"])


def descent_is_right(test):
    return descended(test["input"]) == network_of(test["expected"])


CHECKS = {
    "critical_time": time_is_right,
    "amplitude": amplitude_is_right,
    "limit": limit_is_right,
    "order": order_is_right,
    "field": field_is_right,
    "descend": descent_is_right,
    "family_critical_time": time_is_right,
    "family_amplitude": amplitude_is_right,
    "family_limit": limit_is_right,
    "family_boundary": boundary_vector_is_right,
    "family_window": window_is_right,
    "family_order": order_is_right,
    "weight_decay": survival_is_right,
    "decay_filter": filter_is_right,
    "family_field": field_is_right,
    "family_descend": descent_is_right,
}


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
