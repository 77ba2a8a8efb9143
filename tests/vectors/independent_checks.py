"""What an independent program says of the vectors of each family: right or not."""

from decimal import Decimal

from independent_curve import Curve, curve_of, decimal, primitive, root, time_of
from independent_networks import descended, field_of, network_of

# The quadrature leaves 1e-27 (independent_test.py); what is asked of the vectors has room for bisections.
AGREE = Decimal("1e-20")


def close(found, right, tolerance=AGREE):
    return abs(found - right) <= tolerance * abs(right)


def conflict_of(given):
    def pair(feature):
        if isinstance(feature, dict):
            feature = feature["lambda"], feature["rho"]
        return [decimal(number) for number in feature]

    return pair(given["influential"]), pair(given["noisy"])


def curves_of(given):
    """Of the influential feature and of the noisy one."""
    top_depth, objective = given.get("top_depth", 1), given.get("objective", "jepa")
    return [Curve(objective, given["depth"], lambda_, lambda_ / rho, top_depth) for lambda_, rho in conflict_of(given)]


def gap(given, start):
    """Time of the influential feature less that of the noisy one, from a layer amplitude."""
    fraction = decimal(given["fraction"])
    influential, noisy = (curve.time(start, curve.threshold(fraction)) for curve in curves_of(given))
    return influential - noisy


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


def first_boundary_is_right(test):
    given, expected = test["input"], test["expected"]
    return boundary_is_right({"objective": "jepa", **given}, value(expected["s_star"])) and fraction_bound_is_right(
        {"objective": "mae", **given}, value(expected["mae_fraction"])
    )


def boundary_vector_is_right(test):
    given, expected = test["input"], test["expected"]
    bound = expected["fraction_bound"] and value(expected["fraction_bound"])
    if not fraction_bound_is_right(given, bound):
        return False
    if expected["s_star"] is None:
        return decimal(given["fraction"]) <= bound
    return boundary_is_right(given, value(expected["s_star"]))


def window_is_right(test):
    given, ends = test["input"], test["expected"]["epsilon_window"]
    if ends is not None:
        return ends_are_right(given, [end["value"] for end in ends])
    least = min(curve.threshold(decimal(given["fraction"])) for curve in curves_of(given))
    return all(gap(given, least * Decimal("0.75") ** k) > 0 for k in range(1, 13))


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
    of_influential, of_noisy = (curve.largest_decay() for curve in curves_of(given))
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
    "boundary": first_boundary_is_right,
    "window": window_is_right,
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
