"""Checks an implementation with the files of `jepa-oracle vectors --output DIR`; needs only the standard library."""

import json
from collections import Counter
from fractions import Fraction
from math import isfinite
from pathlib import Path

PART = {"critical_time": "time", "amplitude": "encoder"}  # of what is expected, that which a function answers


def numbers(tree):
    """The numbers of an answer in their order; none of None, and 10^999 for what is not finite."""
    tree = tree.tolist() if hasattr(tree, "tolist") else tree
    if isinstance(tree, dict):
        return numbers(tree["value"] if "value" in tree else list(tree.values()))
    if isinstance(tree, (list, tuple)):
        return [number for item in tree for number in numbers(item)]
    return [] if tree is None else [Fraction(tree) if isinstance(tree, str) or isfinite(tree) else Fraction(10) ** 999]


def argument(key, value, array):
    if key in ("objective", "time") or isinstance(value, int):
        return value
    if isinstance(value, str):
        return float(Fraction(value))  # exact, in float32 too
    if key in ("layers", "top_layers"):
        return [argument("", layer, array) for layer in value]
    return array([[float(Fraction(entry)) for entry in row] for row in value])


def arguments(test, array):
    """Of a function; the top is a matrix, a list of several (top_layers) or, of a network without one, None."""
    given = {key: argument(key, value, array) for key, value in test["input"].items()}
    if "layers" in given:
        given["top"] = given.pop("top_layers", given.get("top"))
    return {"lambda_" if key == "lambda" else key: value for key, value in given.items()}


def near(answer, wrong):
    return len(answer) == len(wrong) and max(abs(a - w) for a, w in zip(answer, wrong)) <= max(map(abs, wrong)) / 10**6


def check(directory, functions, array=list, unit=Fraction(1, 2**53), operations=1000, skip=()):
    """[(test, flags of the mistakes that give its answer)] of the tests that fail.

    functions: {"field": ..., "descend": ..., "critical_time": ..., "amplitude": ...} as jepa_oracle.subject.serve
        takes, and the same under "family_field" and so on: with every objective, top_depth and weight_decay
    array: makes a matrix of rows of floats; unit: the unit roundoff of the implementation
    operations: roundings of a scalar answer, which its condition magnifies
    skip: flags, inputs and objectives out of scope
    """
    failures = []
    for family, function in functions.items():
        kind = family.removeprefix("family_")
        groups = json.loads((Path(directory) / f"{family}.json").read_text())["groups"]
        for test in (test for group in groups for test in group["tests"]):
            if set(skip) & {*test["flags"], *test["input"], test["input"]["objective"]}:
                continue
            answer = function(**arguments(test, array))
            answer = numbers(list(answer)[-1] if kind == "descend" else answer)
            right = numbers(test["expected"].get(PART.get(kind), test["expected"]))
            k = unit * (test.get("roundings") or operations * Fraction(test["condition"] or 0))
            scale = numbers(test.get("magnitude")) or [abs(number) for number in right]
            if len(answer) != len(right) or any(abs(a - r) > k / (1 - k) * s for a, r, s in zip(answer, right, scale)):
                wrong = {flag: numbers(mistaken) for flag, mistaken in test["mistaken"].items()}
                failures.append((test, [flag for flag in wrong if near(answer, wrong[flag])]))
    return failures


def suspects(failures):
    """Mistakes, those that explain most failures first."""
    return Counter(flag for _, named in failures for flag in named).most_common()
